#pragma once

#include <optional>
#include <string>

namespace trialmine {

/// What a report says about a continuous outcome in one arm.
struct Spread {
  std::optional<double> n, mean, sd, se, ci_level, ci_low, ci_high, median, q1, q3, min, max;
};

/// A derived value and the name of the method that gave it.
struct Derived {
  std::optional<double> value;
  std::string method;  ///< Empty where there is no value.
};

/// The mean to calculate with: as reported, else from the median and quartiles, the range, or both
/// (Luo 2018, equations 11, 7 and 15).
Derived UsableMean(const Spread& spread);

/// The standard deviation to calculate with: as reported, else SE * sqrt(n), else from the confidence
/// interval of the mean (Cochrane Handbook 6.5.2.2), else from the quartiles and the range (Wan 2014,
/// equations 16 and 9; Shi 2020). One from the range alone is named `wan2014_range_flagged`: it is the least
/// certain.
Derived UsableSd(const Spread& spread);

/// Quantiles of the standard normal distribution and of Student's t. REQUIRES: 0 < p < 1, degrees > 0.
double NormalQuantile(double p);
double StudentQuantile(double p, double degrees);

}  // namespace trialmine

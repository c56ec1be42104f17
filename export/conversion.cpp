#include "conversion.h"

#include <cmath>

namespace trialmine {
namespace {

constexpr double kSmallSample = 100;  // Above it, the normal stands in for Student's t.
constexpr double kFewest = 5;         // Quartiles of fewer say nothing.

double NormalCdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

/// The continued fraction of the incomplete beta function (modified Lentz).
double BetaFraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  d = 1 / (std::abs(d) < kTiny ? kTiny : d);
  double fraction = d;
  for (int m = 1; m <= 300; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    for (double term : {even, odd}) {
      d = 1 + term * d;
      c = 1 + term / c;
      d = 1 / (std::abs(d) < kTiny ? kTiny : d);
      if (std::abs(c) < kTiny) c = kTiny;
      fraction *= d * c;
    }
    if (std::abs(d * c - 1) < 1e-15) break;
  }
  return fraction;
}

double IncompleteBeta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * BetaFraction(a, b, x) / a;
  return 1 - front * BetaFraction(b, a, 1 - x) / b;
}

double StudentCdf(double t, double degrees) {
  const double tail = 0.5 * IncompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t));
  return t > 0 ? 1 - tail : tail;
}

/// Solves cdf(x) = p for a rising cdf.
template <typename Cdf>
double Solve(Cdf cdf, double p) {
  double low = -1, high = 1;
  while (cdf(low) > p) low *= 2;
  while (cdf(high) < p) high *= 2;
  for (int i = 0; i < 200 && high - low > 1e-14 * std::abs(high); ++i) {
    const double middle = (low + high) / 2;
    (cdf(middle) < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

bool HasQuartiles(const Spread& s) { return s.n && *s.n >= kFewest && s.q1 && s.q3 && *s.q1 <= *s.q3; }
bool HasRange(const Spread& s) { return s.n && *s.n >= kFewest && s.min && s.max && *s.min <= *s.max; }

double QuartileZ(double n) { return NormalQuantile((0.75 * n - 0.125) / (n + 0.25)); }
double RangeZ(double n) { return NormalQuantile((n - 0.375) / (n + 0.25)); }

double SdOfInterval(const Spread& s) {
  const double upper = 0.5 + *s.ci_level / 200;
  const double quantile = *s.n > kSmallSample ? NormalQuantile(upper) : StudentQuantile(upper, *s.n - 1);
  return std::sqrt(*s.n) * (*s.ci_high - *s.ci_low) / (2 * quantile);
}

bool HasInterval(const Spread& s) {
  return s.mean && s.n && *s.n > 1 && s.ci_low && s.ci_high && *s.ci_low < *s.ci_high && s.ci_level &&
         *s.ci_level > 0 && *s.ci_level < 100;
}

}  // namespace

double NormalQuantile(double p) { return Solve(NormalCdf, p); }

double StudentQuantile(double p, double degrees) {
  return Solve([degrees](double t) { return StudentCdf(t, degrees); }, p);
}

Derived UsableMean(const Spread& s) {
  if (s.mean) return {s.mean, "reported"};
  if (!s.median) return {};
  const bool quartiles = HasQuartiles(s), range = HasRange(s);
  if (!quartiles && !range) return {};
  const double n = *s.n;
  const double mid_quartile = quartiles ? (*s.q1 + *s.q3) / 2 : 0,
               mid_range = range ? (*s.min + *s.max) / 2 : 0;
  if (quartiles && range) {
    const double of_range = 2.2 / (2.2 + std::pow(n, 0.75)), of_quartiles = 0.7 - 0.72 / std::pow(n, 0.55);
    const double mean =
        of_range * mid_range + of_quartiles * mid_quartile + (1 - of_range - of_quartiles) * *s.median;
    return {mean, "luo2018_five_numbers"};
  }
  const double weight = quartiles ? 0.7 + 0.39 / n : 4 / (4 + std::pow(n, 0.75));
  const double mean = weight * (quartiles ? mid_quartile : mid_range) + (1 - weight) * *s.median;
  return {mean, quartiles ? "luo2018_quartiles" : "luo2018_range"};
}

Derived UsableSd(const Spread& s) {
  if (s.sd) return {s.sd, "reported"};
  if (s.se && s.n) return {*s.se * std::sqrt(*s.n), "se_times_sqrt_n"};
  if (HasInterval(s)) return {SdOfInterval(s), *s.n > kSmallSample ? "ci_normal" : "ci_student"};
  const bool quartiles = HasQuartiles(s), range = HasRange(s);
  if (!s.median || (!quartiles && !range)) return {};
  const double n = *s.n;
  const double iqr = quartiles ? *s.q3 - *s.q1 : 0, width = range ? *s.max - *s.min : 0;
  if (quartiles && range) {
    const double of_range = (2 + 0.14 * std::pow(n, 0.6)) * RangeZ(n);
    const double of_quartiles = (2 + 2 / (0.07 * std::pow(n, 0.6))) * QuartileZ(n);
    return {width / of_range + iqr / of_quartiles, "shi2020_five_numbers"};
  }
  if (quartiles) return {iqr / (2 * QuartileZ(n)), "wan2014_quartiles"};
  return {width / (2 * RangeZ(n)), "wan2014_range_flagged"};
}

}  // namespace trialmine

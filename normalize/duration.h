#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Lengths of time as reports write them, English and Chinese, in folded text.

namespace trialmine {

constexpr double kDaysPerMonth = 30.4375;
constexpr double kDaysPerYear = 365.25;

/// A length of time as it was named: months stay months.
struct Duration {
  std::string iso;  ///< ISO 8601: `P6M`, `P1Y6M`, `P12W`, `PT24H`.
  double days = 0;
};

/// A length, or a range of lengths.
struct DurationRange {
  Duration low, high;  ///< The same twice for one length.
  bool approximate = false;
  bool is_range() const { return low.days != high.days; }
};

/// "6 months", "1 year and 6 months", "day 28", "第12周", 一年半, "3-6 months"; the whole text must be one. A
/// calendar date is none.
std::optional<DurationRange> ParseDurationRange(std::string_view text);

/// A single length of time.
std::optional<Duration> ParseDuration(std::string_view text);

/// `count` of a unit's name: (2, "weeks"), (30, "d"), (1, "个月").
std::optional<Duration> MakeDuration(double count, std::string_view unit);

/// "1, 3, 6 and 12 months", "weeks 2, 4 and 8", 术后第1、3、6、12个月: every time, in order. Empty where any
/// is not understood.
std::vector<Duration> ParseSchedule(std::string_view text);

/// The time from one administration to the next: "twice daily" is PT12H, 每周2次 P3.5D, "every 3 weeks" P21D.
/// Weeks are given in days. Nothing for "biweekly", which means two things.
std::optional<Duration> ParseInterval(std::string_view text);

/// Days of an ISO 8601 duration as written by this stage.
std::optional<double> DaysOfIso(std::string_view iso);

}  // namespace trialmine

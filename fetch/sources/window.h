#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace trialmine {
inline namespace sources {

/// `2026-11-22` or `2026/11/22`.
std::optional<std::chrono::sys_days> ToDay(std::string_view text);
/// As ToDay, or with a time: `2026-11-22T10:00:00`, whatever follows it.
std::optional<std::chrono::sys_seconds> ToSecond(std::string_view text);
/// `22/11/2026`.
std::optional<std::chrono::sys_days> ToDayOfEurope(std::string_view text);

std::string Iso(std::chrono::sys_days day);        ///< `2026-11-22`.
std::string Iso(std::chrono::sys_seconds second);  ///< `2026-11-22T10:00:00`.
std::string Slashed(std::chrono::sys_days day);    ///< `2026/11/22`.

/// A stretch of time, half-open, in whole units. Sources that list only so many records at once are asked for
/// shorter and shorter ones.
template <typename Unit>
struct Window {
  std::chrono::sys_time<Unit> from, to;

  bool empty() const { return to <= from; }
  /// The last unit within. REQUIRES: !empty().
  std::chrono::sys_time<Unit> last() const { return to - Unit(1); }
  /// `2026-11-01..2026-11-22`, the end excluded.
  std::string Name() const { return Iso(from) + ".." + Iso(to); }
  /// Its earlier and later part; nothing where it is a single unit.
  std::optional<std::pair<Window, Window>> Halves() const {
    const Unit length = to - from;
    if (length <= Unit(1)) return std::nullopt;
    const auto middle = from + Unit(length.count() / 2);
    return std::pair{Window{from, middle}, Window{middle, to}};
  }
};
using DayWindow = Window<std::chrono::days>;
using TimeWindow = Window<std::chrono::seconds>;

}  // namespace sources
}  // namespace trialmine

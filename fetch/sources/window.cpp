#include "window.h"

#include <array>
#include <cstdio>

#include "text.h"

namespace trialmine {
inline namespace sources {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year_month_day;

std::optional<sys_days> MakeDay(std::string_view year, std::string_view month, std::string_view day) {
  const auto y = ToNumber(year), m = ToNumber(month), d = ToNumber(day);
  if (!y || !m || !d || *y < 1 || *y > 9999 || *m < 1 || *d < 1 || *d > 31) return std::nullopt;
  const year_month_day date{std::chrono::year(static_cast<int>(*y)),
                            std::chrono::month(static_cast<unsigned>(*m)),
                            std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return sys_days(date);
}

std::string Format(const char* format, sys_days day) {
  const year_month_day date(day);
  std::array<char, 48> text;
  const int size = std::snprintf(text.data(), text.size(), format, static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return {text.data(), static_cast<size_t>(size)};
}

}  // namespace

std::optional<sys_days> ToDay(std::string_view text) {
  if (text.size() != 10 || (text[4] != '-' && text[4] != '/') || text[7] != text[4]) return std::nullopt;
  return MakeDay(text.substr(0, 4), text.substr(5, 2), text.substr(8));
}

std::optional<sys_days> ToDayOfEurope(std::string_view text) {
  if (text.size() != 10 || text[2] != '/' || text[5] != '/') return std::nullopt;
  return MakeDay(text.substr(6), text.substr(3, 2), text.substr(0, 2));
}

std::optional<sys_seconds> ToSecond(std::string_view text) {
  const auto day = ToDay(text.substr(0, 10));
  if (!day) return std::nullopt;
  if (text.size() == 10) return *day;
  if (text.size() < 19 || (text[10] != 'T' && text[10] != ' ')) return std::nullopt;
  const auto hour = ToNumber(text.substr(11, 2)), minute = ToNumber(text.substr(14, 2)),
             second = ToNumber(text.substr(17, 2));
  if (!hour || !minute || !second || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 ||
      *second > 60)
    return std::nullopt;
  return *day + std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

std::string Iso(sys_days day) { return Format("%04d-%02u-%02u", day); }

std::string Slashed(sys_days day) { return Format("%04d/%02u/%02u", day); }

std::string Iso(sys_seconds second) {
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::hh_mm_ss time(second - day);
  std::array<char, 32> text;
  const int size =
      std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d", static_cast<int>(time.hours().count()),
                    static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  return Iso(day) + std::string(text.data(), static_cast<size_t>(size));
}

}  // namespace sources
}  // namespace trialmine

#include "duration.h"

#include <array>
#include <cmath>

#include "number.h"
#include "text.h"

namespace trialmine {
namespace {

enum Unit : uint8_t { kYear, kMonth, kWeek, kDay, kHour, kMinute, kSecond, kUnits };
constexpr std::array<double, kUnits> kDaysOf{kDaysPerYear, kDaysPerMonth, 7,          1,
                                             1.0 / 24,     1.0 / 1440,    1.0 / 86400};

struct UnitName {
  std::string_view text;
  Unit unit;
  double extra = 0;  // 个半月: half a unit more than the number before it
};

// Longest first where one begins another.
constexpr UnitName kUnitNames[] = {
    {"years", kYear},
    {"year", kYear},
    {"yrs", kYear},
    {"yr", kYear},
    {"y", kYear},
    {"months", kMonth},
    {"month", kMonth},
    {"mos", kMonth},
    {"mths", kMonth},
    {"mth", kMonth},
    {"mo", kMonth},
    {"weeks", kWeek},
    {"week", kWeek},
    {"wks", kWeek},
    {"wk", kWeek},
    {"w", kWeek},
    {"days", kDay},
    {"day", kDay},
    {"d", kDay},
    {"hours", kHour},
    {"hour", kHour},
    {"hrs", kHour},
    {"hr", kHour},
    {"h", kHour},
    {"minutes", kMinute},
    {"minute", kMinute},
    {"mins", kMinute},
    {"min", kMinute},
    {"seconds", kSecond},
    {"second", kSecond},
    {"secs", kSecond},
    {"sec", kSecond},
    {"s", kSecond},
    {"个半月", kMonth, 0.5},
    {"个半小时", kHour, 0.5},
    {"个月", kMonth},
    {"個月", kMonth},
    {"个小时", kHour},
    {"个星期", kWeek},
    {"个礼拜", kWeek},
    {"个周", kWeek},
    {"个年", kYear},
    {"周年", kYear},
    {"年", kYear},
    {"月", kMonth},
    {"周", kWeek},
    {"週", kWeek},
    {"星期", kWeek},
    {"礼拜", kWeek},
    {"天", kDay},
    {"日", kDay},
    {"小时", kHour},
    {"小時", kHour},
    {"分钟", kMinute},
    {"分鐘", kMinute},
    {"秒", kSecond},
};

/// The unit that begins `text`; a Latin one only as a whole word.
const UnitName* UnitAt(std::string_view text) {
  for (const UnitName& name : kUnitNames) {
    if (!EqualsIgnoringCase(text.substr(0, name.text.size()), name.text)) continue;
    if (IsLetter(name.text.front()) && text.size() > name.text.size() && IsLetter(text[name.text.size()]))
      continue;
    return &name;
  }
  return nullptr;
}

const UnitName* UnitNamed(std::string_view text) {
  const UnitName* name = UnitAt(text);
  return name && name->text.size() == text.size() ? name : nullptr;
}

using Parts = std::array<double, kUnits>;

bool IsWhole(double value) { return value == std::floor(value); }

/// Moves fractions to where ISO 8601 readers expect whole numbers: 1.5 years are 18 months, weeks beside days
/// are days.
void Settle(Parts& parts) {
  if (!IsWhole(parts[kYear]) && IsWhole(parts[kYear] * 12)) {
    parts[kMonth] += parts[kYear] * 12;
    parts[kYear] = 0;
  }
  if (parts[kWeek] != 0 && parts[kDay] != 0) {
    parts[kDay] += parts[kWeek] * 7;
    parts[kWeek] = 0;
  }
}

Duration ToDuration(Parts parts) {
  constexpr std::string_view kLetters = "YMWDHMS";
  Settle(parts);
  Duration duration;
  duration.iso = "P";
  for (int unit = kYear; unit < kUnits; ++unit) {
    if (unit == kHour && parts[kHour] + parts[kMinute] + parts[kSecond] > 0) duration.iso += 'T';
    if (parts[unit] == 0) continue;
    duration.iso += FormatNumber(std::round(parts[unit] * 1e4) / 1e4) + kLetters[unit];
    duration.days += parts[unit] * kDaysOf[unit];
  }
  if (duration.iso == "P") duration.iso = "P0D";
  return duration;
}

/// A duration as it was read: its parts, so that a range may borrow the unit of its end.
struct Read {
  Parts parts{};
  Unit unit = kDay;  // of the last part
  int count = 0;     // of parts
  bool approximate = false;
};

std::optional<Number> CountBefore(std::string_view text) {
  DropSuffix(text, {"-"});
  DropSuffix(text, {"a", "an"});
  if (text == "a" || text == "an" || EqualsIgnoringCase(text, "one")) return ParseNumber("1");
  for (std::string_view ordinal : {"st", "nd", "rd", "th"})
    if (text.size() > 2 && text.ends_with(ordinal) && IsDigit(text[text.size() - 3])) text.remove_suffix(2);
  return ParseNumber(text);
}

/// A calendar year, not a length: 2017年.
bool IsCalendarYear(double count, Unit unit) { return unit == kYear && count >= 1900; }

/// One "number unit" from the front.
bool ReadPart(Cursor& cursor, Read& read) {
  const std::string_view text = cursor.rest();
  for (size_t at = 1; at < text.size(); at += CodePointAt(text, at).size) {
    if (IsLetter(text[at]) && IsLetter(text[at - 1])) continue;
    const UnitName* name = UnitAt(text.substr(at));
    if (!name) continue;
    const auto count = CountBefore(Trim(text.substr(0, at)));
    if (!count || count->is_range() || count->low < 0 || IsCalendarYear(count->low, name->unit)) continue;
    cursor.Advance(at + name->text.size());
    double value = count->low + name->extra;
    if (cursor.SkipAny({"半"})) value += 0.5;
    read.approximate |= count->approximate || cursor.SkipAny({"余", "多"});
    read.parts[name->unit] += value;
    read.unit = name->unit;
    ++read.count;
    return true;
  }
  return false;
}

/// "day 28", "D28", "week 12": the unit first.
std::optional<Read> ReadUnitFirst(std::string_view text) {
  Cursor cursor(text);
  const std::string_view word = cursor.ReadLetters();
  const UnitName* name = word == "M" ? UnitNamed("month") : UnitNamed(word);
  if (!name || name->unit > kHour) return std::nullopt;
  cursor.SkipSpaces();
  if (word.size() <= 2 && cursor.rest().size() + word.size() < text.size() && word.size() > 1)
    return std::nullopt;
  const bool bracket = cursor.Skip("+");
  const auto count = ParseDecimal(cursor.rest());
  if (!count || *count < 0 || (bracket && *count == 0) || IsCalendarYear(*count, name->unit))
    return std::nullopt;
  Read read;
  read.parts[name->unit] = *count;
  read.unit = name->unit;
  read.count = 1;
  return read;
}

bool DropSurroundings(std::string_view& text) {
  bool approximate = false;
  for (bool more = true; more;) {
    more = DropPrefix(
        text, {"at least",       "at",   "after",  "within", "for",    "up to",  "over",      "through",
               "until",          "by",   "during", "post",   "the",    "first",  "following", "of",
               "a follow-up of", "第",   "术后",   "治疗后", "移植后", "输注后", "用药后",    "给药后",
               "干预后",         "随访", "追踪",   "满",     "至",     "到",     "at least",  "a minimum of",
               "minimum",        "至少", "最少",   "不少于", ">=",     "≥",      ">",         "("});
    if (DropPrefix(text,
                   {"approximately", "about", "around", "nearly", "almost", "约", "近", "大约", "~", "将近"}))
      approximate = more = true;
  }
  for (bool more = true; more;) {
    more = !text.ends_with("小时") && DropSuffix(text, {"以后",
                                                        "之后",
                                                        "后",
                                                        "时",
                                                        "之内",
                                                        "以内",
                                                        "内",
                                                        "末",
                                                        "的",
                                                        ")",
                                                        "of follow-up",
                                                        "follow-up",
                                                        "followup",
                                                        "later",
                                                        "after treatment",
                                                        "after surgery",
                                                        "after transplantation",
                                                        "after infusion",
                                                        "after injection",
                                                        "post-treatment",
                                                        "postoperatively",
                                                        "period",
                                                        "duration",
                                                        "'",
                                                        "’"});
    if (DropSuffix(text, {"以上", "左右", "余", "or more", "or longer", "or so"})) approximate = more = true;
  }
  return approximate;
}

std::optional<Read> ReadSingle(std::string_view text) {
  text = Trim(text);
  if (text.empty() || text.size() > 120) return std::nullopt;
  const bool approximate = DropSurroundings(text);
  if (auto read = ReadUnitFirst(text)) return read;
  Read read;
  read.approximate = approximate;
  Cursor cursor(text);
  while (!cursor.done()) {
    if (!ReadPart(cursor, read)) return std::nullopt;
    cursor.SkipSpaces();
    if (read.count > 0 && cursor.SkipAny({",", "and ", "零", "又"})) cursor.SkipSpaces();
    if (read.count > 3) return std::nullopt;
  }
  return read.count > 0 ? std::optional(read) : std::nullopt;
}

DurationRange Single(const Read& read) {
  const Duration duration = ToDuration(read.parts);
  return {duration, duration, read.approximate};
}

std::optional<DurationRange> ReadRange(std::string_view text) {
  const bool between = DropPrefix(text, {"between"});
  if (!between) DropPrefix(text, {"from", "从"});
  for (std::string_view sign : {" to ", "~", "至", "到", "-", between ? " and " : "-"}) {
    for (size_t at = text.find(sign, 1); at != text.npos; at = text.find(sign, at + 1)) {
      const auto high = ReadSingle(text.substr(at + sign.size()));
      if (!high) continue;
      std::string_view first = Trim(text.substr(0, at));
      auto low = ReadSingle(first);
      if (!low && high->count == 1) {
        DropPrefix(first, {"第", "at", "随访"});
        if (const auto count = ParseDecimal(first);
            count && *count >= 0 && !IsCalendarYear(*count, high->unit)) {
          low.emplace();
          low->parts[high->unit] = *count;
        }
      }
      if (!low) continue;
      DurationRange range{ToDuration(low->parts), ToDuration(high->parts),
                          low->approximate || high->approximate};
      if (range.low.days < range.high.days) return range;
    }
  }
  return std::nullopt;
}

/// 两三个月, 十余年 and the like: the number itself is a range.
std::optional<DurationRange> ReadRangedCount(std::string_view text) {
  for (size_t at = 1; at < text.size(); at += CodePointAt(text, at).size) {
    const UnitName* name = UnitNamed(text.substr(at));
    if (!name) continue;
    const auto count = ParseNumber(text.substr(0, at));
    if (!count || !count->is_range() || IsCalendarYear(count->high, name->unit)) continue;
    Parts low{}, high{};
    low[name->unit] = count->low;
    high[name->unit] = count->high;
    return DurationRange{ToDuration(low), ToDuration(high), count->approximate};
  }
  return std::nullopt;
}

}  // namespace

std::optional<DurationRange> ParseDurationRange(std::string_view text) {
  text = Trim(text);
  if (const auto read = ReadSingle(text)) return Single(*read);
  if (auto range = ReadRange(text)) return range;
  return ReadRangedCount(text);
}

std::optional<Duration> ParseDuration(std::string_view text) {
  const auto range = ParseDurationRange(text);
  return range && !range->is_range() ? std::optional(range->low) : std::nullopt;
}

std::optional<Duration> MakeDuration(double count, std::string_view unit) {
  unit = Trim(unit);
  const UnitName* name = UnitNamed(unit);
  if (!name || count < 0 || IsCalendarYear(count, name->unit)) return std::nullopt;
  Parts parts{};
  parts[name->unit] = count;
  return ToDuration(parts);
}

std::optional<double> DaysOfIso(std::string_view iso) {
  Cursor cursor(iso);
  if (!cursor.Skip("P") || cursor.done()) return std::nullopt;
  double days = 0;
  bool time = false;
  while (!cursor.done()) {
    if (cursor.Skip("T")) {
      time = true;
      continue;
    }
    size_t n = 0;
    while (n < cursor.rest().size() && (IsDigit(cursor.rest()[n]) || cursor.rest()[n] == '.')) ++n;
    const auto count = ParseDecimal(cursor.rest().substr(0, n));
    cursor.Advance(n);
    const size_t unit = std::string_view(time ? "___"
                                                "_HMS"
                                              : "YMWD")
                            .find(cursor.peek());
    if (!count || cursor.done() || unit == std::string_view::npos) return std::nullopt;
    days += *count * kDaysOf[unit];
    cursor.Advance(1);
  }
  return days;
}

std::vector<Duration> ParseSchedule(std::string_view text) {
  text = Trim(text);
  DropSurroundings(text);
  const auto pieces = Split(text, {",", "、", ";", " and ", "和", "及", "与", "&", " or "});
  std::vector<Duration> times(pieces.size());
  // A unit may stand before the first number ("weeks 2, 4, 8") or after the last of its run ("1, 3 months and
  // 1 year").
  std::string unit_before, unit_after;
  for (size_t i = pieces.size(); i-- > 0;) {
    const auto number = ParseDecimal(pieces[i]);
    if (number && !unit_after.empty()) {
      const auto made = MakeDuration(*number, unit_after);
      if (!made) return {};
      times[i] = *made;
    } else if (const auto read = ReadSingle(pieces[i]); read && read->count == 1) {
      times[i] = ToDuration(read->parts);
      const bool unit_first = IsLetter(pieces[i].front()) && IsDigit(pieces[i].back());
      if (!unit_first)
        unit_after = std::string(
            std::string_view("year  month week  day   hour  minutesecond").substr(read->unit * 6, 6));
      unit_after = std::string(Trim(unit_after));
    } else if (EqualsIgnoringCase(pieces[i], "baseline") || pieces[i] == "基线") {
      times[i] = ToDuration({});
    } else if (!number) {
      return {};
    }
  }
  // Numbers still without a unit take that of the "week 2" before them.
  const UnitName* unit = nullptr;
  for (size_t i = 0; i < pieces.size(); ++i) {
    Cursor cursor(pieces[i]);
    if (const std::string_view word = cursor.ReadLetters(); !word.empty() && IsDigit(pieces[i].back()))
      unit = UnitNamed(word == "M" ? "month" : word);
    if (!times[i].iso.empty()) continue;
    const auto number = ParseDecimal(pieces[i]);
    if (!unit || !number) return {};
    times[i] = *MakeDuration(*number, unit->text);
  }
  return times;
}

}  // namespace trialmine

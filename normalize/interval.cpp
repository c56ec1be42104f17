#include <cmath>
#include <utility>
#include <vector>

#include "duration.h"
#include "number.h"
#include "text.h"

namespace trialmine {
namespace {

/// `times` administrations in `period`, evenly spread.
std::optional<Duration> Spread(double times, const Duration& period) {
  if (times <= 0 || times > 48 || period.days <= 0) return std::nullopt;
  if (times == 1 && period.iso.find('W') == period.iso.npos) return period;
  const double days = period.days / times;
  const double hours = days * 24;
  if (days < 1 && std::fabs(hours - std::round(hours)) < 1e-9) return MakeDuration(std::round(hours), "h");
  return MakeDuration(days, "d");
}

/// "week", "3 weeks", "周", "12h", "third day", "other day".
std::optional<Duration> Period(std::string_view text) {
  text = Trim(text);
  constexpr std::pair<std::string_view, double> kOrdinals[] = {{"other", 2}, {"second", 2}, {"alternate", 2},
                                                               {"third", 3}, {"fourth", 4}, {"fifth", 5},
                                                               {"sixth", 6}, {"eighth", 8}};
  for (const auto& [word, count] : kOrdinals)
    if (std::string_view rest = text; DropPrefix(rest, {word})) return MakeDuration(count, rest);
  if (const auto unit = MakeDuration(1, text)) return unit;
  for (std::string_view night : {"morning", "evening", "night", "早", "晚", "早晨", "晚上"})
    if (text == night) return MakeDuration(1, "d");
  return ParseDuration(text);
}

std::optional<Duration> OnceEvery(std::string_view text) {
  const auto period = Period(text);
  return period ? Spread(1, *period) : std::nullopt;
}

std::optional<double> Times(std::string_view text) {
  text = Trim(text);
  constexpr std::pair<std::string_view, double> kWords[] = {
      {"once", 1}, {"twice", 2}, {"thrice", 3}, {"single", 1}};
  for (const auto& [word, count] : kWords)
    if (text == word) return count;
  DropSuffix(text, {"times", "time", "doses", "injections", "infusions", "x", "×"});
  return ParseDecimal(text);
}

struct Named {
  std::string_view text;
  double count;
  std::string_view unit;
};

constexpr Named kNamed[] = {
    {"qd", 1, "d"},
    {"q.d.", 1, "d"},
    {"q.d", 1, "d"},
    {"od", 1, "d"},
    {"qod", 2, "d"},
    {"q.o.d.", 2, "d"},
    {"qw", 7, "d"},
    {"bid", 12, "h"},
    {"b.i.d.", 12, "h"},
    {"b.i.d", 12, "h"},
    {"tid", 8, "h"},
    {"t.i.d.", 8, "h"},
    {"t.i.d", 8, "h"},
    {"qid", 6, "h"},
    {"q.i.d.", 6, "h"},
    {"qn", 1, "d"},
    {"nightly", 1, "d"},
    {"at bedtime", 1, "d"},
    {"hs", 1, "d"},
    {"fortnightly", 14, "d"},
    {"qow", 14, "d"},
    {"quarterly", 3, "mo"},
    {"annually", 1, "y"},
    {"qm", 1, "mo"},
    {"biw", 3.5, "d"},
    {"on alternate days", 2, "d"},
    {"alternate days", 2, "d"},
};

constexpr std::pair<std::string_view, std::string_view> kAdverbs[] = {
    {"daily", "d"}, {"weekly", "week"}, {"monthly", "mo"}, {"yearly", "y"}, {"hourly", "h"}};

/// "daily", "twice daily", "three times weekly", "3-weekly".
std::optional<Duration> ByAdverb(std::string_view text) {
  for (const auto& [adverb, unit] : kAdverbs) {
    std::string_view before = text;
    if (text == adverb) return Spread(1, *MakeDuration(1, unit));
    if (!DropSuffix(before, {adverb})) continue;
    if (before.ends_with('-')) {
      before.remove_suffix(1);
      const auto count = ParseDecimal(before);
      return count ? Spread(1, *MakeDuration(*count, unit)) : std::nullopt;
    }
    const auto times = Times(before);
    return times ? Spread(*times, *MakeDuration(1, unit)) : std::nullopt;
  }
  return std::nullopt;
}

/// "twice a day", "2 times per week", "once/3 weeks", 1次/d, 2次/周.
std::optional<Duration> ByRatio(std::string_view text) {
  for (std::string_view sign : {" per ", " a ", " an ", " each ", " every ", "/", "每"}) {
    const size_t at = text.find(sign);
    if (at == text.npos || at == 0) continue;
    std::string_view count = Trim(text.substr(0, at));
    const bool counted = DropSuffix(count, {"次"});
    const auto times = counted ? ParseDecimal(count) : Times(count);
    const auto period = Period(text.substr(at + sign.size()));
    if (times && period) return Spread(*times, *period);
  }
  return std::nullopt;
}

std::optional<Duration> EnglishEvery(std::string_view text) {
  DropPrefix(text, {"once", "one dose", "given", "administered", "repeated", "taken"});
  std::string_view rest = text;
  if (DropPrefix(rest, {"every", "each", "per", "/"})) return OnceEvery(rest);
  // "a day", as what is left of "5 mg a day"
  if (DropPrefix(rest, {"a", "an"}))
    if (auto interval = OnceEvery(rest)) return interval;
  rest = text;
  if (DropPrefix(rest, {"at intervals of", "at an interval of", "with an interval of", "interval of",
                        "an interval of"}))
    return OnceEvery(rest);
  DropPrefix(rest, {"at", "with"});
  DropPrefix(rest, {"a", "an"});
  if (DropSuffix(rest, {"intervals", "interval", "apart"})) return OnceEvery(rest);
  // q12h, q 3 weeks, q3w
  if (text.size() > 2 && text[0] == 'q' && (IsDigit(text[1]) || text[1] == ' '))
    return OnceEvery(text.substr(1));
  return std::nullopt;
}

/// "days 0, 3 and 6": the gap between them, where it is always the same.
std::optional<Duration> ByDays(std::string_view text) {
  std::string_view unit;
  for (std::string_view word : {"day", "week", "month"})
    if (text.starts_with(word)) unit = word;
  if (unit.empty()) return std::nullopt;
  std::string_view rest = text.substr(unit.size());
  if (rest.starts_with('s')) rest.remove_prefix(1);
  std::vector<double> times;
  for (std::string_view part : Split(rest, {",", " and ", "&", " "})) {
    part = Trim(part);
    if (part.empty() || part == "and" || part.starts_with(unit)) continue;
    const auto time = ParseDecimal(part);
    if (!time) return std::nullopt;
    times.push_back(*time);
  }
  if (times.size() < 2) return std::nullopt;
  const double gap = times[1] - times[0];
  for (size_t i = 1; i < times.size(); ++i)
    if (times[i] - times[i - 1] != gap) return std::nullopt;
  const auto period = gap > 0 ? MakeDuration(gap, unit) : std::nullopt;
  return period ? Spread(1, *period) : std::nullopt;
}

/// 每日2次, 每2周1次, 一日三次, 每晚, 隔日1次, 间隔2周.
std::optional<Duration> Chinese(std::string_view text) {
  double times = 1;
  std::string_view rest = text;
  if (rest.ends_with("次")) {
    rest.remove_suffix(3);
    // The count begins where the period ends; try from the end.
    for (size_t at = rest.size(); at-- > 1;) {
      if ((static_cast<unsigned char>(rest[at]) & 0xC0) == 0x80) continue;
      const auto count = ParseDecimal(rest.substr(at));
      if (!count) continue;
      std::string_view period = Trim(rest.substr(0, at));
      DropSuffix(period, {",", "各", "输注", "注射", "给药", "服用", "口服", "用药"});
      std::string_view plain = period;
      const bool every = DropPrefix(plain, {"每隔", "每间隔", "每", "隔", "间隔"});
      const auto length = Period(plain);
      if (!length) continue;
      if (!every && !IsDigit(period[0]) && !number_internal::HasChineseNumeral(period.substr(0, 3))) continue;
      times = *count;
      rest = period;
      break;
    }
  }
  if (DropPrefix(rest, {"每间隔", "间隔"})) {
    const auto period = Period(rest);
    return period ? Spread(times, *period) : std::nullopt;
  }
  if (DropPrefix(rest, {"每隔", "隔"})) {
    if (rest == "日" || rest == "天" || rest == "1日" || rest == "1天" || rest == "一日" || rest == "一天" ||
        rest == "1d" || rest == "d")
      return MakeDuration(2, "d");
    if (rest == "周" || rest == "星期") return MakeDuration(14, "d");
    const auto period = Period(rest);
    return period && text.starts_with("每隔") ? Spread(times, *period) : std::nullopt;
  }
  const bool every = DropPrefix(rest, {"每"});
  if (!every && rest == text) return std::nullopt;
  const auto period = Period(rest);
  return period ? Spread(times, *period) : std::nullopt;
}

}  // namespace

std::optional<Duration> ParseInterval(std::string_view text) {
  const std::string lower = ToLower(Squeeze(text));
  std::string_view plain = lower;
  DropPrefix(plain, {"(", ","});
  DropSuffix(plain, {")", ","});
  if (plain.empty() || plain.size() > 80) return std::nullopt;
  for (const Named& named : kNamed)
    if (plain == named.text) return MakeDuration(named.count, named.unit);
  if (auto interval = ByAdverb(plain)) return interval;
  if (auto interval = ByRatio(plain)) return interval;
  if (auto interval = EnglishEvery(plain)) return interval;
  if (auto interval = ByDays(plain)) return interval;
  return Chinese(plain);
}

}  // namespace trialmine

#include "result_times.h"

#include <re2/re2.h>

#include <algorithm>

#include "wording.h"

namespace trialmine {
namespace {

constexpr char kNumberEn[] =
    R"(\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|eighteen|twenty|twenty-four|thirty)";
constexpr char kUnitEn[] =
    R"(hours?|hrs?|h|days?|d|weeks?|wks?|wk|months?|mo|years?|yrs?|yr|minutes?|mins?|min)";

RE2::Options CaseFree() {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  return options;
}

/// A pattern of times. Groups: 1 the numbers (a list for "3, 6 and 12 months"), 2 the unit.
struct TimePattern {
  RE2 pattern;
  bool unit_first;            ///< "week 12": group 1 is the unit.
  bool first_of_two = false;  ///< What follows the unit is only tested.
};

std::string English(const char* pattern) {
  std::string out;
  for (const char* c = pattern; *c; ++c) {
    if (*c == '@')
      out += kNumberEn;
    else if (*c == '#')
      out += kUnitEn;
    else
      out += *c;
  }
  return out;
}

const std::vector<const TimePattern*>& Patterns() {
  static const TimePattern kPatterns[] = {
      // at 3, 6, and 12 months; within 24 h; after 12 weeks of treatment
      {RE2(English(
               R"(\b(?:at|after|by|within|over|during|until|following|for|up to|to|in|post|from|and)(?: (?:the|a|both|both the|about|approximately|an? additional|only|either|end of|the end of|the first|the last|last|first))* )"
               R"(((?:@)(?:(?:, |,? and |,? or | to | ?- ?)(?:@))*)[ -](#)\b(?: (?:of )?(?:the )?(?:follow-?up|treatment|therapy|after [a-z]+|post-?[a-z]+|later))?)"),
           CaseFree()),
       false},
      // "3 h (P<0.01), 6 h (P<0.01)"
      {RE2(English(
               R"(\b((?:@))[ -]?((?-i:hours?|hrs?|h|days?|weeks?|wks?|wk|months?|mo|minutes?|mins?|min)) ?[(\[](?:all )?p ?[=<>])"),
           CaseFree()),
       false, true},
      // 72 hours and 7 days after injury: the first of the two
      {RE2(English(R"(\b((?:@))[ -](#) and (?:at )?(?:@)[ -](?:#) (?:after|later|post|following)\b)"),
           CaseFree()),
       false, true},
      // 3 months after therapy; 1 year later; 6 weeks postoperatively
      {RE2(English(
               R"(\b((?:@)(?:(?:, |,? and |,? or | to | ?- ?)(?:@))*)[ -](#) (?:after|later|post|following|postoperative(?:ly)?|of follow-?up|post-?\w+|from baseline)\b)"),
           CaseFree()),
       false},
      // 6-month, 2-year
      {RE2(English(
               R"(\b((?:@)(?:(?:-?, |-? and |-? or |-? to | ?- ?)(?:@))*)-(month|week|day|year|hour|h|min|minute)s?\b(?: (?:follow-?ups?|visits?|period|assessment))?)"),
           CaseFree()),
       false},
      // at week 12, months 6 and 12, day 28
      {RE2(English(
               R"(\b(?:at |on |by |to |after |in |from )?(?:the )?(weeks?|months?|days?|years?) (\d+(?:(?:, |,? and |,? or | to | ?- ?)\d+)*)\b)"),
           CaseFree()),
       true},
  };
  static const TimePattern kChinese[] = {
      {RE2(R"((?:治疗|术后|干预|随访|第|给药|用药|恢复|拔管|插管|苏醒|诱导|切皮|娩出|分娩|停药|入室|麻醉|移植后|出院后|入院后|产后|手术后|输注后|注射后|伤后|孕|连续|持续|在)(?:的)?(?:后)?(?:的)?第? ?((?:\d+(?:\.\d+)?|[一二两三四五六七八九十半]+)(?:(?:、|,|和|及|与|~|-)(?:\d+(?:\.\d+)?|[一二两三四五六七八九十半]+))*) ?(个?小时|h|天|d|日|个?周|w|个?月|年|min|分钟)(?:后|时|末|内|随访|以后|治疗后)?)",
           CaseFree()),
       false},
      {RE2(R"((\d+) ?(个?小时|h|天|d|日|个?周|w|个?月|年|min|分钟)(?:、|,|和|及|与)(?:\d+ ?(?:个?小时|h|天|d|日|个?周|w|个?月|年|min|分钟)(?:、|,|和|及|与)?)+(?:治疗)?(?:后|时|末|内|随访))",
           CaseFree()),
       false, true},
      {RE2(R"(((?:\d+(?:\.\d+)?|[一二两三四五六七八九十半]+)(?:(?:、|,|和|及|与|~|-)(?:\d+(?:\.\d+)?|[一二两三四五六七八九十半]+))*) ?(个?小时|h|天|d|日|个?周|w|个?月|年|min|分钟)(?:治疗)?(?:后|时|末|内|随访|以后|疗程))",
           CaseFree()),
       false},
      {RE2(R"((\d+(?:(?:、|,|和|及|与)\d+)*) ?(年|a|个月|周|d|天)的?(?:移植相关|NRM|TRM|RFS|CIR|GRFS|CR率|ORR|总|无|累[计积]|生存|存活|死亡|病死|病故|复发|局部|有效|缓解|治愈|通畅|成功|发生|阴转|OS|DFS|PFS|RFS|EFS|LFS))",
           CaseFree()),
       false, true},
  };
  static const std::vector<const TimePattern*> kAll = [] {
    std::vector<const TimePattern*> all;
    for (const TimePattern& pattern : kPatterns) all.push_back(&pattern);
    for (const TimePattern& pattern : kChinese) all.push_back(&pattern);
    return all;
  }();
  return kAll;
}

/// All patterns in one, which tells quickly that none matches.
const RE2& AnyTime() {
  static const RE2 kAny = [] {
    std::string any;
    for (const TimePattern* time : Patterns()) any += (any.empty() ? "" : "|") + time->pattern.pattern();
    RE2::Options options = CaseFree();
    options.set_never_capture(true);
    options.set_max_mem(int64_t{32} << 20);
    return RE2(any, options);
  }();
  return kAny;
}

const RE2& ListItem() {
  static const RE2 kItem(std::string("(") + kNumberEn + "|[一二两三四五六七八九十半]+)", CaseFree());
  return kItem;
}

Range RangeOf(std::string_view text, re2::StringPiece part) {
  const auto begin = static_cast<uint32_t>(part.data() - text.data());
  return {begin, begin + static_cast<uint32_t>(part.size())};
}

/// One mention per number: "3, 6 and 12 months" is three. A range ("9-12 months") is one.
void AddMentions(std::string_view text, Range whole, re2::StringPiece numbers, re2::StringPiece unit,
                 std::vector<TimeMention>& out) {
  const Range numbers_at = RangeOf(text, numbers), unit_at = RangeOf(text, unit);
  // 5a生存率: a as in annus.
  const std::string unit_text = unit == "a" ? "年" : std::string(unit.data(), unit.size());
  // "from day 0 to 90": the change up to the later day.
  if (const size_t to = numbers.find(" to ");
      to != re2::StringPiece::npos && unit_at.begin < numbers_at.begin) {
    const re2::StringPiece last = numbers.substr(to + 4);
    const Range at = RangeOf(text, last);
    out.push_back({whole, at, std::string(last.data(), last.size()) + " " + unit_text});
    return;
  }
  if (numbers.find('-') != re2::StringPiece::npos || numbers.find('~') != re2::StringPiece::npos ||
      numbers.find(" to ") != re2::StringPiece::npos) {
    out.push_back({whole,
                   {std::min(numbers_at.begin, unit_at.begin), std::max(numbers_at.end, unit_at.end)},
                   std::string(numbers.data(), numbers.size()) + " " + unit_text});
    return;
  }
  re2::StringPiece rest = numbers, item;
  const size_t first = out.size();
  while (RE2::FindAndConsume(&rest, ListItem(), &item)) {
    const Range at = RangeOf(text, item);
    out.push_back({at, at, std::string(item.data(), item.size()) + " " + unit_text});
  }
  if (out.size() == first) return;
  if (out.size() == first + 1)
    out[first].duration = {std::min(numbers_at.begin, unit_at.begin), std::max(numbers_at.end, unit_at.end)};
  out[first].range.begin = whole.begin;
  out.back().range.end = whole.end;
  if (out.size() > first + 1 && unit_at.begin > numbers_at.begin) out.back().duration.end = unit_at.end;
}

/// "术后1个月、6个月、1年": the times listed behind a Chinese one.
uint32_t AddListed(std::string_view text, uint32_t at, uint32_t end, std::vector<TimeMention>& out) {
  static const RE2 kNext(
      R"((?:、|和|与|及|,)(?:第|术后|治疗后)? ?(\d+(?:\.\d+)?|[一二两三四五六七八九十半]+) ?(个?小时|h|天|d|日|个?周|w|个?月|年|min|分钟)(?:后|时|末)?)");
  re2::StringPiece rest(text.data() + at, end - at), number, unit;
  while (RE2::Consume(&rest, kNext, &number, &unit)) {
    const Range range{RangeOf(text, number).begin, RangeOf(text, unit).end};
    out.push_back({range, range,
                   std::string(number.data(), number.size()) + " " + std::string(unit.data(), unit.size())});
    at = RangeOf(text, rest).begin;
  }
  return at;
}

/// "6-minute walk distance", "24-hour urine": no time, but the name of a test.
bool IsOfTest(re2::StringPiece unit, std::string_view behind) {
  static const Wording kTest("time.of-test");
  return (unit.starts_with("min") || unit.starts_with("h")) && kTest.In(behind);
}

}  // namespace

std::vector<TimeMention> TimesIn(std::string_view text, Range sentence) {
  std::vector<TimeMention> found;
  const std::string_view words = sentence.Of(text);
  if (!RE2::PartialMatch(re2::StringPiece(words.data(), words.size()), AnyTime())) return found;
  for (const TimePattern* time : Patterns()) {
    size_t at = sentence.begin;
    re2::StringPiece parts[3];
    while (at < sentence.end && time->pattern.Match(re2::StringPiece(text.data(), text.size()), at,
                                                    sentence.end, RE2::UNANCHORED, parts, 3)) {
      Range whole = RangeOf(text, parts[0]);
      at = std::max<size_t>(whole.end, at + 1);
      // The words behind the unit are tested, not taken.
      if (whole.end > RangeOf(text, parts[2]).end && !time->unit_first && time->first_of_two)
        whole.end = RangeOf(text, parts[2]).end;
      const bool taken = std::any_of(found.begin(), found.end(),
                                     [&](const TimeMention& other) { return other.range.Overlaps(whole); });
      const re2::StringPiece unit = time->unit_first ? parts[1] : parts[2];
      if (taken || IsOfTest(unit, text.substr(whole.end, 24))) continue;
      AddMentions(text, whole, time->unit_first ? parts[2] : parts[1], unit, found);
      // 治疗1h、12h
      const bool chinese = static_cast<unsigned char>(text[whole.end - 1]) >= 0x80 ||
                           static_cast<unsigned char>(text[whole.begin]) >= 0xE4;
      if (chinese) at = std::max<size_t>(at, AddListed(text, whole.end, sentence.end, found));
    }
  }
  std::sort(found.begin(), found.end(),
            [](const TimeMention& a, const TimeMention& b) { return a.range.begin < b.range.begin; });
  return found;
}

bool IsValueBeside(std::string_view text, Range sentence, uint32_t behind, const TimeMention& time) {
  static const RE2 kBetween(
      R"((?i),?(?: ?\([^()]*\))? ?(?:(?:in|for|with|of|among|on) [^,.;()\d]{1,50}?(?: \d| [A-D]\b)?)?,? ?)");
  static const RE2 kBehind(R"((?i)(?: ?\([^()]*\))? (?:in|for|with|of|among|on) (?:the )?[a-z(].*)");
  if (behind > time.range.begin || time.duration.end > sentence.end) return false;
  const std::string_view joint = text.substr(time.range.begin, 4);
  if (joint != "and " && joint != "vs. " && joint != "vs " && !joint.starts_with("vers")) return false;
  const re2::StringPiece between(text.data() + behind, time.range.begin - behind);
  const re2::StringPiece rest(text.data() + time.duration.end, sentence.end - time.duration.end);
  return RE2::FullMatch(between, kBetween) && RE2::PartialMatch(rest, kBehind);
}

}  // namespace trialmine

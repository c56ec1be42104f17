#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <iterator>

#include "holds.h"
#include "result_names.h"

namespace trialmine {
namespace {

bool IsSpaceOrMark(char c) {
  return c == ' ' || c == ',' || c == ';' || c == ':' || c == '"' || c == '\'' || c == '.';
}

Range Trim(std::string_view text, Range range) {
  while (!range.empty() && IsSpaceOrMark(text[range.begin])) ++range.begin;
  while (!range.empty() && IsSpaceOrMark(text[range.end - 1])) --range.end;
  return range;
}

/// How much of "the number of patients who achieved closure" says who is counted: part of the name, unlike
/// other clauses.
size_t CountedSize(std::string_view name) {
  static const RE2 kCounted(
      R"((?i)^(?:the )?(?:number|proportion|percentage|rate|fraction) of (?:[\w-]+ ){0,2}?(?:patients|participants|subjects|people|women|men|children|infants|adults|eyes)(?: (?:at|by) \w+ \w+)? (?:who|that|in whom|with)\b)");
  re2::StringPiece rest(name.data(), name.size());
  RE2::Consume(&rest, kCounted);
  return name.size() - rest.size();
}

/// What follows a name but is not part of it: how and when it is measured.
Range CutTail(std::string_view text, Range range) {
  static const RE2 kTail(
      R"((?i)(?:,? (?:(?:in|of|at|for) which|which|that|who|as (?:measured|assessed|determined|defined|evaluated|well as)|(?:measured|assessed|defined|determined|evaluated|recorded|calculated|administered|collected|obtained)(?: (?:by|using|with|as|at|on|in|from|via|through|according|before|after)|$)|- (?:an?|the|defined|measured)\b|using|following|during|at (?:the|\d+|one|two|three|four|six|twelve|baseline|week|month|day|year|discharge|end)|after|within|before|over (?:the|\d+)|from (?:baseline|before|admission|entry)|between (?:the|groups|arms|treatments?|both|two)|compared|while|whereas|were|was|will be|is|are|by (?:the|means|using|an?)|until|up to|in (?:the|both|each|patients|all|women|children|men|participants|subjects|adults|people|individuals|infants|older|elderly|healthy|overweight|obese|young|postmenopausal|premenopausal|pregnant|male|female|adolescents|a|an|this|those|these|\w+ (?:patients|adults|women|men|children|subjects|participants|infants|individuals))|among|\d+(?:\.\d+)? (?:days?|weeks?|months?|years?|hours?))\b.*|(?:的(?:差异|变化|影响|情况|比较)|情况|等).*)$)");
  const size_t counted = CountedSize(range.Of(text));
  const size_t tail = PlaceOf(range.Of(text).substr(counted), kTail);
  if (tail != std::string_view::npos && counted + tail > 0)
    range.end = range.begin + static_cast<uint32_t>(counted + tail);
  return range;
}

/// "the", "to evaluate the", "changes from baseline in": what stands before a name.
Range CutHead(std::string_view text, Range range) {
  static const RE2 kHead(
      R"((?i)^(?:在[^,。;]{2,30}?(?:患者|人群|人羣|受试者|受試者)(?:\([^()]*\))?中的?|the |an? |and |(?:composite|combination) of |(?:the )?(?:mean|median|average) |or |to (?:assess|evaluate|determine|test|compare|investigate|examine|measure) |whether |both |also |either |as |following |including |included |include |changes? (?:from baseline )?(?:(?:to|at|through) (?:weeks?|months?|days?|years?) \d+ )?in:? |(?:the )?differences? in |i+\)|\(?[0-9a-d]\)|\d+ ?(?:min|h|d|天|周|个?月)的|(?:治疗|干预|护理|用药|服药|给药)(?:前后|前、后|前|后)的?|(?:差异|变化|两组|患者|的|和|及|与|以及)+)+)");
  re2::StringPiece rest(text.data() + range.begin, range.size());
  if (RE2::Consume(&rest, kHead) && !rest.empty())
    range.begin = range.end - static_cast<uint32_t>(rest.size());
  return range;
}

/// Where an item of a list ends: the next separator outside brackets, and its length.
struct Separator {
  uint32_t at, size;
};

/// "years 1, 2 and 3": a mark between bare numbers.
bool PartsNumbers(std::string_view text, uint32_t at, size_t size) {
  const auto is_digit = [&text](size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  size_t begin = at, end = at + size;
  while (begin > 0 && is_digit(begin - 1)) --begin;
  while (end < text.size() && text[end] == ' ') ++end;
  const size_t second = end;
  while (is_digit(end)) ++end;
  return begin < at && end > second && begin > 0 && text[begin - 1] == ' ' &&
         (end == text.size() || text[end] == ' ' || text[end] == ',');
}

Separator NextSeparator(std::string_view text, Range range) {
  static constexpr std::string_view kMarks[] = {", as well as ",
                                                ", and ",
                                                ", or ",
                                                "; and ",
                                                " as well as ",
                                                " and/or ",
                                                " and ",
                                                ", ",
                                                "; ",
                                                "、",
                                                "和",
                                                "以及",
                                                "及",
                                                "与",
                                                ",",
                                                ";"};
  // 饱和度, 缓和, 参与率, 普及率: no "and" of a list.
  static constexpr std::string_view kWhole[] = {"饱和", "缓和", "中和", "温和", "参与", "普及",
                                                "及时", "涉及", "累及", "和解", "与否", "及格"};
  const auto in_word = [&](uint32_t at) {
    for (const std::string_view word : kWhole)
      if (text.substr(at, word.size()) == word || (at >= 3 && text.substr(at - 3, word.size()) == word))
        return true;
    return false;
  };
  int depth = 0;
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (text[i] == '(' || text[i] == '[') ++depth;
    if (text[i] == ')' || text[i] == ']') --depth;
    if (depth > 0) continue;
    for (const std::string_view mark : kMarks)
      if (text.substr(i, mark.size()) == mark && i + mark.size() <= range.end && !in_word(i) &&
          !PartsNumbers(text, i, mark.size()))
        return {i, static_cast<uint32_t>(mark.size())};
  }
  return {range.end, 0};
}

/// "safety and efficacy": said in one breath, one outcome.
bool IsPairOfAims(std::string_view words) {
  static const RE2 kPair(
      R"((?i)^ ?(?:the )?(?:safety and (?:preliminary )?(?:efficacy|effectiveness)|efficacy and safety)\b)");
  return Holds(words, kPair);
}

/// 血脂水平[总胆固醇、三酰甘油]: the list in the brackets of a name that only heads it; empty where there is
/// none. Of 不良反应(恶心、呕吐) the head is what was measured.
Range ListInBrackets(std::string_view text, Range name) {
  static const RE2 kList(
      R"(^[^()\[\]、]{2,30}?[(\[]((?:[^()\[\]、,;]|\([^()]*\)){2,40}(?:、(?:[^()\[\]、,;]|\([^()]*\)){1,40})+)[)\]](?:水平|评分|指标|含量|浓度|变化|情况)*$)");
  static const RE2 kOneThing(
      R"(^[^(\[]*(?:不良|并发症|反应|事件|副作用|疗效|症状|安全性|有效率|症$|率$)[^(\[]*[(\[])");
  const std::string_view words = name.Of(text);
  re2::StringPiece list;
  if (Holds(words, kOneThing) ||
      !RE2::PartialMatch(re2::StringPiece(words.data(), words.size()), kList, &list))
    return {};
  const auto begin = static_cast<uint32_t>(list.data() - text.data());
  return {begin, begin + static_cast<uint32_t>(list.size())};
}

/// How much of a text is one title with an "and" in it: "Hospital Anxiety and Depression Scale",
/// "Breathlessness, Cough, and Sputum scale". Capitals of whole words tell it from a list of instruments
/// ("Beck Depression Inventory and Barthel Index", "VAS and WOMAC scores").
size_t TitleSize(std::string_view words) {
  static const RE2 kTitle(
      R"((?:the )?((?:(?:[A-Z][a-z][\w-]*|of|for)[ ,]+){1,6})(?:and|&|to) (?:[A-Z][a-z][\w-]* (?:of |in |for )?){1,6}?(?i:scales?|scores?|index|inventory|questionnaires?|form|survey|checklist|interview|test|battery|scoring)\b)");
  static const RE2 kInstrument(
      R"((?i)\b(?:scales?|scores?|index|inventory|questionnaires?|form|survey|checklist|interview|test|battery)\b)");
  re2::StringPiece rest(words.data(), words.size()), first;
  if (!RE2::Consume(&rest, kTitle, &first) || RE2::PartialMatch(first, kInstrument)) return 0;
  return words.size() - rest.size();
}

}  // namespace

bool IsHalfName(std::string_view item) {
  static const RE2 kHalf(
      R"((?i)(?:(?:^|^\S+ |^\S+ of )\S*[a-z](?:ic|al|ive|ary|ous|ory|ular|ior)|(?:^|^\S+ of )(?:motor|fasting|early|late|upper|lower|short-term|long-term|isometric|incident|medial|distal)|western ontario|安大略大学|knee injury|hip disability|hospital anxiety)$)");
  static const RE2 kNoun(
      R"((?i)(?:survival|hospital|interval|withdrawal|removal|arousal|clinic|topic|music|panic|lipid|anxiety|denial|referral|approval|total|mineral|metal|signal|animal|trial|renewal|appraisal|refusal|memory|history|recovery|territory|inventory|salary|capillary|summary|diary|behavior|motive|incentive|additive|antibiotic|arithmetic|statistic|characteristic|mucous|virus)$)");
  const re2::StringPiece words(item.data(), item.size());
  return RE2::PartialMatch(words, kHalf) && !RE2::PartialMatch(words, kNoun);
}

std::vector<OutcomeName> SplitNames(std::string_view text, Range list) {
  std::vector<OutcomeName> names;
  uint32_t begin = list.begin;
  uint32_t item_begin = list.begin;
  while (begin < list.end) {
    const Range left = Trim(text, {begin, list.end});
    if (begin == item_begin) begin = left.begin + static_cast<uint32_t>(TitleSize(left.Of(text)));
    const Separator separator = NextSeparator(text, {begin, list.end});
    const Range item{item_begin, separator.at};
    begin = separator.at + separator.size;
    const bool and_follows = text.substr(separator.at, separator.size) == " and ";
    if (and_follows && (IsHalfName(Trim(text, item).Of(text)) || IsPairOfAims(text.substr(item.begin, 80))))
      continue;
    item_begin = begin;
    if (const Range inner = ListInBrackets(text, Trim(text, item)); !inner.empty()) {
      std::vector<OutcomeName> listed = SplitNames(text, inner);
      std::move(listed.begin(), listed.end(), std::back_inserter(names));
      continue;
    }
    const Range cut = Trim(text, CutTail(text, CutHead(text, Trim(text, item))));
    const bool tail = cut.end < Trim(text, item).end;
    const bool wordy = std::count(cut.Of(text).begin(), cut.Of(text).end(), ' ') > 14;
    const bool names_it = CountedSize(cut.Of(text)) > 0 || CanName(text, cut);
    if (cut.size() >= 2 && !wordy && names_it) names.push_back({std::string(cut.Of(text)), cut});
    // A clause ("…, defined as a, b and c") ends the list of names.
    if (tail && separator.size > 0 && text.substr(cut.end, 40).find("defined") < 3) break;
  }
  return names;
}

}  // namespace trialmine

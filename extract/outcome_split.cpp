#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <iterator>

#include "holds.h"
#include "result_names.h"
#include "wording.h"

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
  static const Wording kCounted("outcome.counted");
  re2::StringPiece rest(name.data(), name.size());
  RE2::Consume(&rest, kCounted);
  return name.size() - rest.size();
}

/// What follows a name but is not part of it: how and when it is measured.
Range CutTail(std::string_view text, Range range) {
  static const Wording kTail("outcome.tail");
  const size_t counted = CountedSize(range.Of(text));
  const size_t tail = PlaceOf(range.Of(text).substr(counted), kTail);
  if (tail != std::string_view::npos && counted + tail > 0)
    range.end = range.begin + static_cast<uint32_t>(counted + tail);
  return range;
}

/// "the", "to evaluate the", "changes from baseline in": what stands before a name.
Range CutHead(std::string_view text, Range range) {
  static const Wording kHead("outcome.head");
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
  static const Wording kPair("outcome.pair");
  return kPair.In(words);
}

/// 血脂水平[总胆固醇、三酰甘油]: the list in the brackets of a name that only heads it; empty where there is
/// none. Of 不良反应(恶心、呕吐) the head is what was measured.
Range ListInBrackets(std::string_view text, Range name) {
  static const Wording kList("outcome.list");
  static const Wording kOneThing("outcome.one-thing");
  const std::string_view words = name.Of(text);
  re2::StringPiece list;
  if (kOneThing.In(words) || !RE2::PartialMatch(re2::StringPiece(words.data(), words.size()), kList, &list))
    return {};
  const auto begin = static_cast<uint32_t>(list.data() - text.data());
  return {begin, begin + static_cast<uint32_t>(list.size())};
}

/// How much of a text is one title with an "and" in it: "Hospital Anxiety and Depression Scale",
/// "Breathlessness, Cough, and Sputum scale". Capitals of whole words tell it from a list of instruments
/// ("Beck Depression Inventory and Barthel Index", "VAS and WOMAC scores").
size_t TitleSize(std::string_view words) {
  static const Wording kTitle("outcome.instrument-title");
  static const Wording kInstrument("outcome.instrument");
  re2::StringPiece rest(words.data(), words.size()), first;
  if (!RE2::Consume(&rest, kTitle, &first) || kInstrument.In(first)) return 0;
  return words.size() - rest.size();
}

}  // namespace

bool IsHalfName(std::string_view item) {
  static const Wording kHalf("outcome.half");
  static const Wording kNoun("outcome.noun");
  return kHalf.In(item) && !kNoun.In(item);
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

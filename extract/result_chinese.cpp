#include "result_chinese.h"

#include <re2/re2.h>

#include <cctype>
#include <string>

#include "prefilter.h"
#include "wording.h"

namespace trialmine {
namespace {

using std::string_view;

/// How many bytes `pattern` (anchored) takes from the front of `text`.
size_t Front(string_view text, const RE2& pattern) {
  re2::StringPiece rest(text.data(), text.size());
  return RE2::Consume(&rest, pattern) ? text.size() - rest.size() : 0;
}

}  // namespace

bool TellsMethods(string_view sentence) {
  static const Wording kMethods("chinese.methods");
  return HoldsHan(sentence) && kMethods.In(sentence);
}

bool TellsAssociation(string_view sentence) {
  static const Wording kAssociation("chinese.association");
  return kAssociation.In(sentence);
}

bool TellsSafety(string_view sentence, bool before) {
  static const Wording kSafety("chinese.safety");
  static const Wording kOther("chinese.after-safety");
  if (kSafety.In(sentence)) return true;
  return before && !kOther.In(sentence);
}

bool ComparesGroups(string_view sentence) {
  static const Wording kVerdict("chinese.verdict");
  static const Wording kWithin("chinese.within");
  return kVerdict.In(sentence) && !kWithin.In(sentence) && !TellsAssociation(sentence);
}

bool JudgesComparison(string_view sentence) {
  static const Wording kJudges("chinese.judges");
  static const Wording kCites("chinese.cites");
  return kJudges.In(sentence) && !kCites.In(sentence);
}

bool OnlyJudges(string_view sentence) {
  static const Wording kJudges("chinese.only-judges");
  return kJudges.In(sentence);
}

bool ComparesWithBefore(string_view words) {
  static const Wording kBefore("chinese.with-before");
  static const Wording kBetween("chinese.between");
  return kBefore.In(words) && !kBetween.In(words);
}

bool SpeaksOfGroups(string_view sentence) {
  static const Wording kGroups("chinese.of-groups");
  return kGroups.In(sentence);
}

Range FactorFor(string_view text, Range sentence, Range ratio) {
  static const Wording kFactor("chinese.factor");
  const auto in = [&](uint32_t begin, uint32_t end) -> Range {
    re2::StringPiece words(text.data() + begin, end - begin), behind, before;
    if (!RE2::PartialMatch(words, kFactor, &behind, &before)) return {};
    const re2::StringPiece& found = behind.empty() ? before : behind;
    const auto at = static_cast<uint32_t>(found.data() - text.data());
    return {at, at + static_cast<uint32_t>(found.size())};
  };
  const Range after = in(ratio.end, sentence.end);
  return after.empty() ? in(sentence.begin, ratio.begin) : after;
}

Range TrimChinese(string_view text, Range range) {
  static const Wording kHead("chinese.name.head");
  static const Wording kWord("chinese.name.word");
  while (range.size() >= 6) {
    const string_view words = range.Of(text);
    if (Front(words, kWord) > 0) break;
    const size_t head = Front(words, kHead);
    if (head == 0 || range.size() < head + (static_cast<unsigned char>(words[head]) < 0x80 ? 2 : 6)) break;
    range.begin += static_cast<uint32_t>(head);
  }
  // 外周血中eHSP90α水平: where it was measured.
  static const Wording kWhere("chinese.name.where");
  if (const size_t where = Front(range.Of(text), kWhere);
      where > 0 && range.size() > where + 2 &&
      std::isalpha(static_cast<unsigned char>(text[range.begin + where])))
    range.begin += static_cast<uint32_t>(where);
  // 种植率高: how it was, where no more than a word says so.
  static const Wording kVerdict("chinese.name.verdict");
  re2::StringPiece verdict;
  if (const string_view words = range.Of(text);
      range.size() > 9 && RE2::PartialMatch(Piece(words), kVerdict, &verdict))
    range.end -= static_cast<uint32_t>(verdict.size());
  static const Wording kTail("chinese.name.tail");
  static const Wording kTailWord("chinese.name.tail-word");
  while (range.size() >= 9) {
    const string_view words = range.Of(text);
    if (!kTail.In(words) || kTailWord.In(words)) break;
    range.end -= 3;
  }
  return range;
}

bool DatesOnly(string_view words) {
  static const Wording kMoment("chinese.moment");
  static const Wording kMeasured("chinese.prognosis");
  return kMoment.In(words) && !kMeasured.In(words);
}

bool NamesNoOutcome(string_view words) {
  static const Wording kBegins("chinese.no-outcome.begin");
  static const Wording kEnds("chinese.no-outcome.end");
  static const Wording kClause("chinese.no-outcome.clause");
  static const Wording kUnit("chinese.no-outcome.unit");
  // 白细胞(white blood cell,WBC)计数
  static const Wording kLatin("chinese.name.latin");
  std::string bare(words);
  if (words.find('(') != words.npos) RE2::GlobalReplace(&bare, kLatin, "");
  return kUnit.In(words) || kBegins.In(words) || kEnds.In(words) || kClause.In(bare);
}

}  // namespace trialmine

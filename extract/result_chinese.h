#pragma once

#include <string_view>

#include "range.h"

namespace trialmine {

// What Chinese sentences say by their wording as a whole. All look at folded, simplified text.

/// "计量资料采用t检验": how the numbers were worked out, none of which are results.
bool TellsMethods(std::string_view sentence);

/// "A与B呈负相关", "是独立危险因素": what goes with what, no comparison of the groups.
bool TellsAssociation(std::string_view sentence);

/// "安全性指标:…": whether what a sentence measures it measures for safety. `before`: whether the one before
/// it did, which holds until another heading.
bool TellsSafety(std::string_view sentence, bool before);

/// "差异无统计学意义" without a word of before and after: says, even unasked, that it was the groups that
/// were compared.
bool ComparesGroups(std::string_view sentence);

/// "在再生医学领域…": whether a sentence without a number judges a comparison that was made.
bool JudgesComparison(std::string_view sentence);

/// "两组比较,差异有统计学意义(P<0.05)": whether a sentence only judges what others have told.
bool OnlyJudges(std::string_view sentence);

/// 均低于治疗前, 与干预前比较: each group is compared with itself.
bool ComparesWithBefore(std::string_view words);

/// Whether a sentence speaks of groups, or of before and after: a page of news that speaks of neither
/// compares nothing that was measured.
bool SpeaksOfGroups(std::string_view sentence);

/// 先兆子痫 of "是先兆子痫发生的独立危险因素": what the ratio of a factor at `ratio` is a ratio of; empty
/// where the sentence does not say.
Range FactorFor(std::string_view text, Range sentence, Range ratio);

/// What clings to a name that was cut out between other words (中的阳性率, 有效率等), but not 中性, 预后.
Range TrimChinese(std::string_view text, Range range);

/// 气腹前, 活动后: a moment, and nothing that was measured then.
bool DatesOnly(std::string_view words);

/// Whether words are no name of an outcome: begun in the middle of a clause, or the name of a method, of
/// people, of a field.
bool NamesNoOutcome(std::string_view words);

}  // namespace trialmine

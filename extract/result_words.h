#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trialmine {

/// What part a word can play in a sentence that reports a result. A word may play several.
enum Word : uint32_t {
  kBe = 1u << 0,           ///< was, remained; 为
  kHave = 1u << 1,         ///< had, showed, experienced: what follows is the outcome
  kEvent = 1u << 2,        ///< died, relapsed: the verb itself is the outcome
  kOccur = 1u << 3,        ///< occurred, was observed: what stands before is the outcome
  kChange = 1u << 4,       ///< increased, improved; 升高
  kChangeNoun = 1u << 5,   ///< increase in, difference in
  kCompare = 1u << 6,      ///< higher, similar; 高于
  kAdverb = 1u << 7,       ///< significantly, also; 明显
  kPreposition = 1u << 8,  ///< in, with, after; 在
  kOf = 1u << 9,           ///< of; 的
  kAnd = 1u << 10,         ///< and, or; 和
  kVersus = 1u << 11,      ///< than, versus, compared with; 较
  kDeterminer = 1u << 12,  ///< the, these, all
  kPeople = 1u << 13,      ///< patients, subjects; 患者
  kGroup = 1u << 14,       ///< group, arm; 组
  kTreat = 1u << 15,       ///< treatment, infusion: names no outcome when it stands alone
  kClause = 1u << 16,      ///< while, but, which
  kNot = 1u << 17,         ///< no, not, without; 无
  kVerdict = 1u << 18,     ///< significant, trend; 差异有统计学意义
  kVague = 1u << 19,       ///< outcome, score, rate: names no outcome when it stands alone
  kMean = 1u << 20,        ///< mean, average; 平均
  kMedian = 1u << 21,      ///< median; 中位
  kDifference = 1u << 22,  ///< difference, reduction relative to a comparator
  kMoment = 1u << 23,      ///< after, before: what follows is a moment, not an outcome
  kEnrol = 1u << 24,       ///< enrolled, received, assigned: the flow of participants, not an outcome
  kAll = 1u << 25,         ///< both, two, all, between: "the two groups" names no arm
  kMeasured = 1u << 26,    ///< measured, assessed: what stands before is an outcome of the study
  kHigher = 1u << 27,      ///< higher, more, increased; 高于
  kLower = 1u << 28,       ///< lower, fewer, decreased; 低于
  kAgent = 1u << 29,       ///< What the study gave, as its doses call it: names no outcome by itself
};

/// The class of the longest English word or phrase that begins at `text` (case does not matter), and its
/// length; 0 classes and length 0 where the lexicon has none. REQUIRES: `text` starts at a word.
uint32_t EnglishWord(std::string_view text, size_t& length);

/// The same for Chinese: the longest entry that `text` starts with.
uint32_t ChineseWord(std::string_view text, size_t& length);

/// The entries of both lexicons that have one of the classes, in lower case.
std::vector<std::string> WordsOf(uint32_t classes);

}  // namespace trialmine

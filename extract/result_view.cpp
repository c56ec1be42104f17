#include "result_view.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "result_arms.h"

namespace trialmine {

uint32_t SentenceView::OpenBefore(uint32_t at) const {
  int depth = 0;
  for (uint32_t i = at; i-- > 0;) {
    if (IsKind(tokens_[i], TokenKind::kClose)) ++depth;
    if (IsKind(tokens_[i], TokenKind::kOpen) && depth-- == 0) return i;
  }
  return 0;
}

uint32_t SentenceView::CloseAfter(uint32_t open) const {
  uint32_t i = open + 1;
  while (i < tokens_.size() &&
         !(IsKind(tokens_[i], TokenKind::kClose) && tokens_[i].depth == tokens_[open].depth))
    ++i;
  return i;
}

bool SentenceView::MeasureBetween(uint32_t from, uint32_t to) const {
  for (uint32_t i = from + 1; i < to; ++i)
    if (IsKind(tokens_[i], TokenKind::kMeasure)) return true;
  return false;
}

bool SentenceView::SemicolonBetween(uint32_t from, uint32_t to) const {
  for (uint32_t i = from + 1; i < to; ++i)
    if (IsKind(tokens_[i], TokenKind::kSemicolon) && tokens_[i].depth == 0) return true;
  return false;
}

bool SentenceView::CommaBetween(uint32_t from, uint32_t to) const {
  for (uint32_t i = from + 1; i < to; ++i)
    if (IsKind(tokens_[i], TokenKind::kComma) && tokens_[i].depth == 0) return true;
  return false;
}

uint32_t SentenceView::SegmentBegin(uint32_t at) const {
  for (uint32_t i = at; i-- > 0;) {
    if (IsKind(tokens_[i], TokenKind::kSemicolon) && tokens_[i].depth == 0) return i + 1;
    if (IsKind(tokens_[i], TokenKind::kMeasure)) return i + 1;
  }
  return 0;
}

bool SentenceView::IsArm(const Token& token) {
  return IsKind(token, TokenKind::kArm) && token.index != ArmBook::kAllArms;
}

/// 与对照组相比, 和B组患者比较: the arm at `i` is what others are held against.
bool SentenceView::ComparedWith(uint32_t i) const {
  static constexpr std::string_view kHeld[] = {"相比", "比较", "对比", "相比较", "相对比", "相较"};
  if (!sentence_.chinese || i == 0 || !tokens_[i - 1].Is(kAnd) || (i > 1 && IsArm(tokens_[i - 2])))
    return false;
  uint32_t next = i + 1;
  while (next < tokens_.size() && tokens_[next].Is(kPeople)) ++next;
  return next < tokens_.size() && tokens_[next].Is(kCompare | kVersus) &&
         std::find(std::begin(kHeld), std::end(kHeld), sentence_.Of(tokens_[next])) != std::end(kHeld);
}

bool SentenceView::JoinsVersus(uint32_t i) const {
  if (!sentence_.chinese || i < 2) return false;
  const Token& joint = tokens_[i - 1];
  if (!joint.Is(kAnd) && !(IsKind(joint, TokenKind::kComma) && (joint.words & kAnd) != 0)) return false;
  uint32_t k = i - 1;
  while (k > 0 && tokens_[k - 1].depth > tokens_[i].depth) --k;
  while (k > 0 && tokens_[k - 1].Is(kPeople)) --k;
  return k > 0 && IsArm(tokens_[k - 1]) && AfterVersus(k - 1);
}

bool SentenceView::AfterVersus(uint32_t i) const {
  if (ComparedWith(i) || JoinsVersus(i)) return true;
  // "than those who were given", "compared with patients taking"
  const auto skips = [this](const Token& token) {
    if (token.Is(kDeterminer | kOf | kPreposition | kPeople)) return true;
    const std::string_view word = sentence_.Of(token);
    return !sentence_.chinese && (token.Is(kEnrol) || word == "taking" || word == "took" || word == "who");
  };
  while (i > 0 && skips(tokens_[i - 1])) --i;
  if (i == 0) return false;
  return tokens_[i - 1].Is(kVersus) ||
         (sentence_.chinese && tokens_[i - 1].Is(kCompare) && sentence_.Of(tokens_[i - 1]).ends_with("于"));
}

bool SentenceView::ListsByArm(uint32_t from, uint32_t to) const {
  if (sentence_.chinese || from + 1 >= to || to + 1 >= tokens_.size()) return false;
  if (tokens_[from].depth != tokens_[to].depth) return false;
  const auto tells_whose = [this](const Token& token) {
    const std::string_view word = sentence_.Of(token);
    return word == "with" || word == "for" || word == "in" || word == "on" || word == "among";
  };
  // "21% compared with 32% for B"
  const bool held = from + 2 == to && tokens_[from + 1].Is(kVersus);
  if (!(held || tells_whose(tokens_[from + 1])) || !tells_whose(tokens_[to + 1])) return false;
  if (!IsKind(tokens_[to - 1], TokenKind::kComma) && !tokens_[to - 1].Is(kAnd | kVersus)) return false;
  for (uint32_t i = from + 1; i < to; ++i) {
    const Token& token = tokens_[i];
    if (token.Is(kBe | kHave | kEvent | kOccur | kChange | kCompare | kClause) ||
        IsKind(token, TokenKind::kSemicolon) || IsKind(token, TokenKind::kColon) || IsValueToken(i))
      return false;
  }
  return true;
}

bool SentenceView::IsValueToken(uint32_t i) const {
  return IsKind(tokens_[i], TokenKind::kMeasure) && parts_[tokens_[i].index].kind == PartKind::kValue;
}

uint32_t SentenceView::SinceValue(uint32_t at, uint32_t begin) const {
  uint32_t since = at;
  while (since > begin && !IsValueToken(since - 1)) --since;
  return since;
}

std::vector<Token> SentenceView::DistinctArms(uint32_t begin, uint32_t end) const {
  std::vector<Token> arms, versus;
  for (uint32_t i = begin; i < end; ++i) {
    if (!IsArm(tokens_[i])) continue;
    const auto same = [&](const Token& other) { return other.index == tokens_[i].index; };
    if (std::any_of(arms.begin(), arms.end(), same) || std::any_of(versus.begin(), versus.end(), same))
      continue;
    (AfterVersus(i) ? versus : arms).push_back(tokens_[i]);
  }
  arms.insert(arms.end(), versus.begin(), versus.end());
  return arms;
}

}  // namespace trialmine

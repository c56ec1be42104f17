// The arms of a p, a ratio or a difference: the one that is said to differ, and the one it differs from.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "result_arm_linker.h"
#include "result_chinese.h"

namespace trialmine {
namespace {

bool IsKind(const Token& token, TokenKind kind) { return token.kind == kind; }

/// The number in a slot; NaN, which is like no other, where there is none.
double NumberIn(const Match& match, const char* slot) {
  const MatchSlot* found = match.Find(slot);
  return found ? std::strtod(found->text.c_str(), nullptr) : std::nan("");
}

}  // namespace

void ArmLinker::LinkSubjectArm(Linked& linked) {
  const uint32_t at = linked.measure.token;
  if (linked.measure.p_only) linked.arm = ArmBehind(at);
  if (!linked.arm) LinkSubject(linked, view_.SegmentBegin(at), at);
  if (!linked.arm) LinkSubject(linked, 0, at);
  if (!linked.arm && !linked.comparator && linked.measure.p_only) LinkSubjectBehind(linked);
  if (!linked.arm && linked.comparator) {
    const uint32_t other = arms_.Other(linked.comparator->index);
    if (other != ArmBook::kNone) {
      linked.arm = *linked.comparator;
      linked.arm->index = other;
      linked.arm->range = {};
    }
  }
  if (!linked.arm) LinkBothArms(linked);
  const bool compared = linked.comparator.has_value();
  LinkComparator(linked);
  // A ratio or difference is the tried arm's against the control, whichever stands nearer, unless an English
  // sentence says what is compared with what.
  if ((sentence_.chinese || !compared) && linked.arm && linked.comparator &&
      BetweenArms(linked.measure.match) && arms_.IsControl(linked.arm->index) &&
      !arms_.IsControl(linked.comparator->index))
    std::swap(linked.arm, linked.comparator);
}

void ArmLinker::LinkBothArms(Linked& linked) const {
  std::vector<uint32_t> listed = arms_.Listed();
  if (listed.size() != 2) return;
  const uint32_t at = linked.measure.token, from = tokens_[view_.SegmentBegin(at)].range.begin;
  if (sentence_.chinese && ComparesWithBefore(sentence_.text.substr(from, tokens_[at].range.begin - from)))
    return;
  const bool unnamed = std::none_of(tokens_.begin(), tokens_.end(), SentenceView::IsArm);
  if (!NamesAllArms() &&
      !(sentence_.chinese && unnamed && ComparesGroups(sentence_.range.Of(sentence_.text))))
    return;
  if (arms_.IsControl(listed[0]) && !arms_.IsControl(listed[1])) std::swap(listed[0], listed[1]);
  Token token;
  token.kind = TokenKind::kArm;
  token.index = listed[0];
  linked.arm = token;
  token.index = listed[1];
  linked.comparator = token;
}

void ArmLinker::LinkSubjectBehind(Linked& linked) {
  if (sentence_.chinese) return;
  const uint32_t at = linked.measure.token;
  bool compares = false;
  for (uint32_t i = at + 1; i < tokens_.size(); ++i) {
    const Token& token = tokens_[i];
    const bool other = IsKind(token, TokenKind::kMeasure) && parts_[token.index].kind != PartKind::kP;
    if (other || token.Is(kClause) || (IsKind(token, TokenKind::kSemicolon) && token.depth == 0)) return;
    compares = compares || token.Is(kCompare | kChange | kChangeNoun);
    if (IsKind(token, TokenKind::kArm) && token.index == ArmBook::kAllArms) return;
    if (!SentenceView::IsArm(token)) continue;
    if (compares) LinkSubject(linked, i, static_cast<uint32_t>(tokens_.size()));
    return;
  }
}

void ArmLinker::LinkSubject(Linked& linked, uint32_t begin, uint32_t end) {
  for (uint32_t i = begin; i < end; ++i) {
    if (!SentenceView::IsArm(tokens_[i])) continue;
    const bool versus = view_.AfterVersus(i);
    if (!versus && !linked.arm && !(linked.comparator && linked.comparator->index == tokens_[i].index))
      linked.arm = tokens_[i];
    if (versus && !linked.comparator && !(linked.arm && linked.arm->index == tokens_[i].index))
      linked.comparator = tokens_[i];
  }
}

void ArmLinker::LinkComparator(Linked& linked) {
  if (!linked.arm || linked.comparator) return;
  for (const Token& token : tokens_)
    if (SentenceView::IsArm(token) && token.index != linked.arm->index) {
      if (linked.comparator && linked.comparator->index != token.index) {
        linked.comparator.reset();
        return;
      }
      linked.comparator = token;
    }
}

void ArmLinker::OrientDifference(Linked& difference) const {
  const double told = NumberIn(difference.measure.match, "estimate");
  if (!BetweenArms(difference.measure.match) || !difference.arm || !difference.comparator) return;
  const MatchSlot* statistic = difference.measure.match.Find("statistic");
  const auto value_of = [&](const Token& arm) {
    double value = std::nan("");
    for (const Linked* other : values_) {
      if (BetweenArms(other->measure.match) || !other->arm || other->arm->index != arm.index ||
          other->names != difference.names)
        continue;
      // "fell by 0.8 and 0.2 (difference -0.6)": the numbers have no sign.
      if (const MatchSlot* kind = other->measure.match.Find("statistic"); kind && kind->text == "change")
        return std::nan("");
      if (!std::isnan(value)) return std::nan("");  // Of several times or parts: which is meant is not said.
      value = NumberIn(other->measure.match, "percent");
      if (std::isnan(value)) value = NumberIn(other->measure.match, "estimate");
    }
    return value;
  };
  const double between = value_of(*difference.arm) - value_of(*difference.comparator);
  constexpr double kAdjusted = 0.3;  // An adjusted difference is not quite that of the values.
  if (statistic->text == "mean_difference" && told * between < 0 &&
      std::abs(told + between) <= kAdjusted * std::abs(between))
    std::swap(difference.arm, difference.comparator);
}

}  // namespace trialmine

// How values that stand side by side are shared out between arms and names.
#include <algorithm>

#include "result_arm_linker.h"

namespace trialmine {
namespace {

bool IsKind(const Token& token, TokenKind kind) { return token.kind == kind; }

}  // namespace

void ArmLinker::NamePairs() {
  for (size_t begin = 0; begin < values_.size();) {
    size_t end = GroupEnd(begin), pairs = end - begin == 2 ? 1 : 0;
    while (pairs > 0 && end < values_.size() && GroupEnd(end) - end == 2 && Adjoin(end)) {
      end = GroupEnd(end);
      ++pairs;
    }
    const std::vector<OutcomeName> names =
        pairs > 1 ? namer_.NamesForEach(values_[begin]->measure.token, pairs) : std::vector<OutcomeName>{};
    for (size_t k = 0; k < names.size(); ++k)
      values_[begin + 2 * k]->names = values_[begin + 2 * k + 1]->names = {names[k]};
    begin = end;
  }
}

bool ArmLinker::Adjoin(size_t value) const {
  const uint32_t from = values_[value - 1]->measure.token, to = values_[value]->measure.token;
  for (uint32_t i = from + 1; i < to; ++i)
    if (!IsKind(tokens_[i], TokenKind::kComma) && !IsKind(tokens_[i], TokenKind::kSemicolon) &&
        !IsKind(tokens_[i], TokenKind::kOpen) && !IsKind(tokens_[i], TokenKind::kClose) &&
        !tokens_[i].Is(kAnd))
      return false;
  return true;
}

bool ArmLinker::PartsRuns(size_t value, bool by_word) const {
  for (uint32_t i = values_[value - 1]->measure.token + 1; i < values_[value]->measure.token; ++i)
    if (by_word ? tokens_[i].Is(kAnd) : IsKind(tokens_[i], TokenKind::kComma)) return true;
  return false;
}

bool ArmLinker::LinkRuns(size_t begin, size_t end, const std::vector<Token>& arms) {
  const size_t count = end - begin;
  if (!sentence_.chinese || arms.size() < 2 || count <= arms.size() || count % arms.size() != 0) return false;
  const size_t each = count / arms.size();
  for (const bool by_word : {true, false}) {
    bool even = true;
    for (size_t k = begin + 1; k < end; ++k)
      even = even && PartsRuns(k, by_word) == ((k - begin) % each == 0);
    if (!even) continue;
    for (size_t k = begin; k < end; ++k) values_[k]->arm = arms[(k - begin) / each];
    return true;
  }
  return false;
}

bool ArmLinker::LinkSubjectPair(size_t begin, const std::vector<Token>& arms) {
  if (!sentence_.chinese || arms.size() != 1) return false;
  // "均低于对照组的11.4、8.5": both are the other arm's where each has a name of its own.
  const auto same = [](const OutcomeName& a, const OutcomeName& b) { return a.text == b.text; };
  const std::vector<OutcomeName>&first = values_[begin]->names, &second = values_[begin + 1]->names;
  if (!std::equal(first.begin(), first.end(), second.begin(), second.end(), same)) return false;
  std::optional<Token> subject;
  for (uint32_t i = values_[begin]->measure.token; i-- > 0;) {
    if (!SentenceView::IsArm(tokens_[i])) continue;
    const bool versus = view_.AfterVersus(i);
    if (tokens_[i].index == arms[0].index && !versus) return false;
    if (tokens_[i].index == arms[0].index || versus) continue;
    subject = tokens_[i];
    break;
  }
  if (!subject) {
    const uint32_t other = arms_.Other(arms[0].index);
    if (other == ArmBook::kNone) return false;
    subject = arms[0];
    subject->index = other;
    subject->range = {};
  }
  values_[begin]->arm = subject;
  values_[begin + 1]->arm = arms[0];
  return true;
}

bool ArmLinker::LinkSecondPair(size_t begin, const std::vector<Token>& arms) {
  if (!sentence_.chinese || arms.size() != 1 || begin < 2) return false;
  const std::optional<Token>&first = values_[begin - 2]->arm, &second = values_[begin - 1]->arm;
  if (!first || !second || first->index != second->index || first->index == arms[0].index) return false;
  if (GroupEnd(begin - 2) != begin) return false;
  const uint32_t from = values_[begin - 1]->measure.token, at = values_[begin]->measure.token;
  for (uint32_t i = from; i < at; ++i)
    if (IsKind(tokens_[i], TokenKind::kSemicolon)) return false;
  SetArm(begin, begin + 2, arms[0]);
  return true;
}

bool ArmLinker::LinkHeldAgainst(size_t begin, size_t end) {
  const uint32_t at = values_[begin]->measure.token;
  if (!sentence_.chinese || NamesAllArms() || !view_.DistinctArms(0, at).empty()) return false;
  uint32_t i = values_[end - 1]->measure.token + 1;
  while (i < tokens_.size() && !view_.IsValueToken(i) && !SentenceView::IsArm(tokens_[i]) &&
         !IsKind(tokens_[i], TokenKind::kSemicolon))
    ++i;
  if (i == tokens_.size() || !SentenceView::IsArm(tokens_[i]) || !view_.AfterVersus(i)) return false;
  const uint32_t other = arms_.Other(tokens_[i].index);
  if (other == ArmBook::kNone) return false;
  Token subject = tokens_[i];
  subject.index = other;
  subject.range = {};
  SetArm(begin, end, subject);
  return true;
}

bool ArmLinker::LinkPairAcross(size_t begin, size_t end) {
  if (sentence_.chinese || end - begin != 2) return false;
  const uint32_t first = values_[begin]->measure.token, second = values_[begin + 1]->measure.token;
  if (!tokens_[second - 1].Is(kVersus)) return false;
  uint32_t behind = second + 1;
  while (behind < tokens_.size() && !SentenceView::IsArm(tokens_[behind])) {
    if (IsKind(tokens_[behind], TokenKind::kSemicolon) && tokens_[behind].depth == 0) return false;
    ++behind;
  }
  const std::vector<Token> before = view_.DistinctArms(view_.SinceValue(first, 0), first);
  if (behind == tokens_.size() || before.size() != 1 || before[0].index == tokens_[behind].index)
    return false;
  if (!view_.AfterVersus(behind)) return false;
  values_[begin]->arm = before[0];
  values_[begin + 1]->arm = tokens_[behind];
  return true;
}

bool ArmLinker::LinkAsBefore(size_t begin, size_t end) {
  const size_t count = end - begin;
  if (count < 2 || begin < count) return false;
  const size_t from = begin - count;
  if (from > 0 && GroupEnd(from - 1) != from && !sentence_.chinese) return false;
  for (size_t k = from; k < begin; ++k) {
    if (!values_[k]->arm) return false;
    for (size_t other = from; other < k; ++other)
      if (values_[other]->arm->index == values_[k]->arm->index) return false;
  }
  // "12% vs 30% in the placebo group, …": an arm behind the last value is still its own.
  const std::vector<Token> between =
      view_.DistinctArms(values_[begin - 1]->measure.token, values_[begin]->measure.token);
  if (between.size() > 1 || (between.size() == 1 && between[0].index != values_[begin - 1]->arm->index))
    return false;
  // "A组为18.4,B组为12.7;TNF分别为31.5、24.8": values of one name each time.
  if (sentence_.chinese &&
      (!between.empty() || !SaysEach() || values_[begin]->names != values_[begin + 1]->names ||
       values_[from]->names != values_[from + 1]->names))
    return false;
  for (size_t k = 0; k < count; ++k) {
    values_[begin + k]->arm = values_[from + k]->arm;
    values_[begin + k]->measure.match.confidence *= 0.95F;
  }
  return true;
}

bool ArmLinker::LinkPairToLoneArm(size_t begin, size_t end) {
  if (sentence_.chinese || end - begin != 2 || NamesAllArms()) return false;
  const uint32_t between = values_[begin + 1]->measure.token - 1;
  if (!tokens_[between].Is(kVersus)) return false;
  const std::vector<Token> named = view_.DistinctArms(0, static_cast<uint32_t>(tokens_.size()));
  if (named.size() != 1) return false;
  bool versus = false;
  for (uint32_t i = 0; i < tokens_.size(); ++i)
    versus = versus || (SentenceView::IsArm(tokens_[i]) && view_.AfterVersus(i));
  values_[versus ? begin + 1 : begin]->arm = named[0];
  FillPair(begin);
  return true;
}

void ArmLinker::FillPair(size_t begin) {
  Linked& first = *values_[begin];
  Linked& second = *values_[begin + 1];
  Linked& known = first.arm ? first : second;
  Linked& unknown = first.arm ? second : first;
  const uint32_t other = arms_.Other(known.arm->index);
  if (other == ArmBook::kNone) return;
  Token token = *known.arm;
  token.index = other;
  token.range = {};
  unknown.arm = token;
}

void ArmLinker::TakeInOrder(size_t begin, const std::vector<uint32_t>& listed) {
  for (size_t k = 0; k < listed.size(); ++k) {
    Token token;
    token.kind = TokenKind::kArm;
    token.index = listed[k];
    values_[begin + k]->arm = token;
    values_[begin + k]->measure.match.confidence *= 0.95F;
  }
}

bool ArmLinker::LinkInOrder(size_t begin, size_t end, size_t named) {
  const std::vector<uint32_t> listed = arms_.Listed();
  if (named > 1 || end - begin != 2 || listed.size() != 2 || sentence_.chinese || !SaysRespectively())
    return false;
  if (TimesBehind(end - 1) >= end - begin) return false;
  TakeInOrder(begin, listed);
  return true;
}

bool ArmLinker::LinkAllInOrder(size_t begin, size_t end) {
  const std::vector<uint32_t> listed = arms_.Listed();
  if (!sentence_.chinese || listed.size() < 3 || end - begin != listed.size() || !NamesAllArms())
    return false;
  const uint32_t at = values_[begin]->measure.token, since = view_.SinceValue(at, 0);
  if (!view_.DistinctArms(0, static_cast<uint32_t>(tokens_.size())).empty()) return false;
  const auto times = std::count_if(tokens_.begin() + since, tokens_.begin() + at,
                                   [](const Token& token) { return IsKind(token, TokenKind::kTime); });
  if (times > 1 || !namer_.NamesForEach(at, end - begin).empty()) return false;
  TakeInOrder(begin, listed);
  return true;
}

bool ArmLinker::LinkManyAgainstOne(size_t begin, size_t end) {
  const size_t count = end - begin;
  if (sentence_.chinese || count < 3) return false;
  for (size_t k = begin + 1; k < end; ++k) {
    bool versus = false;
    for (uint32_t i = values_[k - 1]->measure.token + 1; i < values_[k]->measure.token; ++i)
      versus = versus || tokens_[i].Is(kVersus);
    if (versus != (k + 1 == end)) return false;
  }
  const std::vector<Token> named = view_.DistinctArms(0, values_[begin]->measure.token);
  std::vector<uint32_t> order = arms_.Listed();
  if (named.size() == 2) {
    order.assign(count, named[0].index);
    order.back() = named[1].index;
  }
  if (order.size() != count || named.size() == 1) return false;
  TakeInOrder(begin, order);
  return true;
}

bool ArmLinker::ByConvention(size_t begin, size_t end) {
  std::vector<uint32_t> listed = arms_.Listed();
  if (end - begin != 2 || listed.size() != 2 || values_[begin]->arm || values_[begin + 1]->arm) return false;
  // "randomized to placebo or the drug": numbers come the other way round all the same.
  if (!sentence_.chinese && arms_.IsControl(listed[0]) && !arms_.IsControl(listed[1]))
    std::swap(listed[0], listed[1]);
  TakeInOrder(begin, listed);
  return true;
}

bool ArmLinker::NamesNoArm() const {
  return std::none_of(tokens_.begin(), tokens_.end(),
                      [](const Token& token) { return IsKind(token, TokenKind::kArm); });
}

bool ArmLinker::SaysEach() const {
  return std::any_of(tokens_.begin(), tokens_.end(),
                     [this](const Token& token) { return sentence_.Of(token).starts_with("分别"); });
}

bool ArmLinker::TimesBefore(size_t value) const {
  size_t times = 0;
  for (uint32_t i = 0; i < values_[value]->measure.token; ++i) times += IsKind(tokens_[i], TokenKind::kTime);
  return times > 1;
}

bool ArmLinker::NamesAllArms() const {
  return std::any_of(tokens_.begin(), tokens_.end(), [](const Token& token) {
    return IsKind(token, TokenKind::kArm) && token.index == ArmBook::kAllArms;
  });
}

bool ArmLinker::SaysRespectively() const {
  return std::any_of(tokens_.begin(), tokens_.end(),
                     [this](const Token& token) { return sentence_.Of(token) == "respectively"; });
}

bool ArmLinker::DistributeNames(size_t begin, size_t end) {
  const std::vector<OutcomeName> names = namer_.NamesForEach(values_[begin]->measure.token, end - begin);
  for (size_t k = 0; k < names.size(); ++k) values_[begin + k]->names = {names[k]};
  return !names.empty();
}

}  // namespace trialmine

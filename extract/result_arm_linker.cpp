#include "result_arm_linker.h"

#include <algorithm>

namespace trialmine {
namespace {

bool IsKind(const Token& token, TokenKind kind) { return token.kind == kind; }

/// "389 (SD 61) L/min with placebo": the unit behind the bracket.
bool IsUnit(std::string_view word) {
  for (const std::string_view unit :
       {"kg",     "mg",   "g",     "mm", "cm",  "m",       "ml",    "mL",     "L",     "mmHg",
        "points", "days", "hours", "h",  "min", "minutes", "weeks", "months", "years", "s"})
    if (word == unit) return true;
  return word.size() <= 10 && word.find('/') != std::string_view::npos;
}

}  // namespace

void ArmLinker::Run() {
  for (Linked& linked : results_)
    if (linked.measure.p_only)
      LinkSubjectArm(linked);
    else if (!values_.empty() && Restates(linked, *values_.back()))
      restated_.emplace_back(&linked, values_.back());
    else
      values_.push_back(&linked);
  ShareTrailingArms();
  NamePairs();
  for (size_t i = 0; i < values_.size();) i = LinkGroup(i);
  LinkLoneArm();
  for (const auto& [again, first] : restated_) {
    again->arm = first->arm;
    again->comparator = first->comparator;
  }
  for (Linked* linked : values_) OrientDifference(*linked);
}

uint32_t ArmLinker::LastToken(size_t value) const {
  for (const auto& [again, first] : restated_)
    if (first == values_[value]) return again->measure.token + 1;
  return values_[value]->measure.token;
}

bool ArmLinker::Restates(const Linked& again, const Linked& first) const {
  const uint32_t at = again.measure.token;
  if (at < 2 || at + 1 >= tokens_.size() || first.measure.token != at - 2) return false;
  if (!IsKind(tokens_[at - 1], TokenKind::kOpen) || !IsKind(tokens_[at + 1], TokenKind::kClose)) return false;
  const Match &a = again.measure.match, &b = first.measure.match;
  const MatchSlot *unit = a.Find("unit"), *other = b.Find("unit");
  return a.Find("estimate") && b.Find("estimate") && unit && other && unit->text != other->text &&
         (a.Find("sd") != nullptr) == (b.Find("sd") != nullptr);
}

size_t ArmLinker::GroupEnd(size_t begin) const {
  size_t end = begin + 1;
  // "16.3% and 21.2% (HR 0.74)": what compares the arms is no third arm's.
  while (end < values_.size() && values_[end]->measure.group == values_[begin]->measure.group &&
         BetweenArms(values_[end]->measure.match) == BetweenArms(values_[begin]->measure.match))
    ++end;
  return end;
}

void ArmLinker::ShareTrailingArms() {
  if (values_.size() < 3 || !SaysRespectively()) return;
  const uint32_t last = values_.back()->measure.token;
  const std::vector<Token> arms = view_.DistinctArms(last, static_cast<uint32_t>(tokens_.size()));
  if (arms.size() < 2 || !view_.DistinctArms(0, last).empty()) return;
  // "from 7 to 13 and from 3 to 5 in A and B, respectively"
  std::vector<size_t> changes;
  for (size_t i = 0; i < values_.size(); i = GroupEnd(i))
    if (IsFromTo(i, GroupEnd(i))) changes.push_back(i);
  if (changes.size() == arms.size() && 2 * changes.size() == values_.size()) {
    for (size_t k = 0; k < arms.size(); ++k) SetArm(changes[k], changes[k] + 2, arms[k]);
    return;
  }
  std::vector<size_t> groups;
  for (size_t i = 0; i < values_.size(); i = GroupEnd(i))
    if ((GroupEnd(i) - i) % arms.size() == 0)
      for (size_t k = i; k < GroupEnd(i); k += arms.size()) groups.push_back(k);
  for (const size_t group : groups)
    for (size_t k = 0; k < arms.size(); ++k) values_[group + k]->arm = arms[k];
  // "A and B were 67% and 75%, and 72% and 81%": each group its own name.
  for (size_t g = 0; g < groups.size();) {
    size_t run = g + 1;
    while (run < groups.size() && values_[groups[run]]->names == values_[groups[g]]->names) ++run;
    const std::vector<OutcomeName> names = namer_.NamesForEach(values_[groups[g]]->measure.token, run - g);
    for (size_t n = 0; run - g > 1 && n < names.size(); ++n)
      for (size_t k = 0; k < arms.size(); ++k) values_[groups[g + n] + k]->names = {names[n]};
    g = run;
  }
}

void ArmLinker::LinkLoneArm() {
  const std::vector<Token> arms = view_.DistinctArms(0, static_cast<uint32_t>(tokens_.size()));
  if (arms.size() != 1 || NamesAllArms()) return;
  for (uint32_t i = 0; i < tokens_.size(); ++i)
    if (SentenceView::IsArm(tokens_[i]) && view_.AfterVersus(i)) return;
  for (size_t i = 0; i < values_.size(); i = GroupEnd(i)) {
    const size_t end = GroupEnd(i);
    const bool none = std::none_of(values_.begin() + static_cast<ptrdiff_t>(i),
                                   values_.begin() + static_cast<ptrdiff_t>(end),
                                   [](const Linked* linked) { return linked->arm.has_value(); });
    const bool apart = end - i != 2 || values_[i]->names != values_[i + 1]->names || IsFromTo(i, end);
    if (none && apart && !BetweenArms(values_[i]->measure.match)) SetArm(i, end, arms[0]);
  }
}

void ArmLinker::SetArm(size_t begin, size_t end, const Token& arm) {
  for (size_t k = begin; k < end; ++k)
    if (!values_[k]->arm) values_[k]->arm = arm;
}

size_t ArmLinker::LinkGroup(size_t i) {
  const size_t end = GroupEnd(i);
  if (end - i == 1 && (BetweenArms(values_[i]->measure.match) || TellsDifference(*values_[i]))) {
    LinkSubjectArm(*values_[i]);
    return end;
  }
  for (size_t k = i; k < end; ++k)
    if (!values_[k]->arm) values_[k]->arm = DirectArm(values_[k]->measure.token, end - i > 1);
  if (end - i > 1) {
    Distribute(i, end);
  } else if (!values_[i]->arm) {
    values_[i]->arm = ArmBehindName(values_[i]->measure.token);
    if (!values_[i]->arm) values_[i]->arm = ArmBefore(i);
    if (!values_[i]->arm) LinkHeldAgainst(i, end);
  }
  for (size_t k = i; k < end; ++k) LinkComparator(*values_[k]);
  return end;
}

bool ArmLinker::BetweenArms(const Match& match) {
  const MatchSlot* statistic = match.Find("statistic");
  return statistic && (statistic->text.ends_with("_ratio") || statistic->text == "mean_difference");
}

bool ArmLinker::TellsDifference(const Linked& value) const {
  if (sentence_.chinese || !value.measure.match.Find("ci_low")) return false;
  const auto differs = [this](const Token& token) {
    return token.Is(kDifference) || sentence_.Of(token) == "different";
  };
  constexpr uint32_t kNear = 4;  // "difference in proportions of 47%"
  const uint32_t at = value.measure.token, from = NamesAllArms() ? 0 : at - std::min(at, kNear);
  return std::any_of(tokens_.begin() + from, tokens_.begin() + at, differs);
}

std::optional<Token> ArmLinker::ArmLabel(uint32_t open, uint32_t at) const {
  const uint32_t label = IsKind(tokens_[at - 1], TokenKind::kComma) ? at - 2 : at - 1;
  if (sentence_.chinese || label <= open || !SentenceView::IsArm(tokens_[label])) return std::nullopt;
  const Token& before = tokens_[label - 1];
  const bool begins = IsKind(before, TokenKind::kOpen) || IsKind(before, TokenKind::kSemicolon) ||
                      IsKind(before, TokenKind::kComma) || before.Is(kAnd | kVersus);
  return begins ? std::optional(tokens_[label]) : std::nullopt;
}

std::optional<Token> ArmLinker::DirectArm(uint32_t at, bool grouped) const {
  uint32_t i = at + 1;
  if (tokens_[at].depth > 0) {
    const uint32_t open = view_.OpenBefore(at);
    // "(drug, 60%; placebo, 70%)"
    if (const std::optional<Token> label = ArmLabel(open, at)) return label;
    // "higher in the SA group (7.3% in the CLF group, 8.4% in the SA group)"
    if (!sentence_.chinese && at + 1 < tokens_.size() && tokens_[at + 1].Is(kPreposition))
      if (const std::optional<Token> behind = ArmBehind(at)) return behind;
    if (!grouped && open > 0 && SentenceView::IsArm(tokens_[open - 1])) return tokens_[open - 1];
    // "(12% …)" is of the arm that the bracket begins with; "(A 12%, B 9%)" names one for each.
    if (at > open + 1 && SentenceView::IsArm(tokens_[open + 1])) {
      uint32_t last = at;
      while (!SentenceView::IsArm(tokens_[last])) --last;
      for (uint32_t k = last; k > open + 1; --k)
        if (view_.IsValueToken(k)) return tokens_[last];
      return tokens_[open + 1];
    }
  }
  for (; i < tokens_.size(); ++i) {
    const Token& token = tokens_[i];
    if (SentenceView::IsArm(token)) return token;
    if (IsKind(token, TokenKind::kOpen)) {
      // "130 ± 46 min (Group C), 144 ± 51 min (Group B)"
      const bool named = i + 2 < tokens_.size() && SentenceView::IsArm(tokens_[i + 1]) &&
                         IsKind(tokens_[i + 2], TokenKind::kClose);
      if (named && !sentence_.chinese) return tokens_[i + 1];
      i = view_.CloseAfter(i);
      continue;
    }
    if (i == at + 1 && IsKind(token, TokenKind::kText) && IsUnit(sentence_.Of(token))) continue;
    // "45% (95% CI 29.5-60.5) in arm B": the interval is one token with its brackets.
    if (!sentence_.chinese && IsKind(token, TokenKind::kMeasure) &&
        parts_[token.index].kind == PartKind::kInterval)
      continue;
    // "4.1 events occurred with the drug", "5% were seen in the drug group"
    const bool occurs =
        !sentence_.chinese && tokens_[at].depth == 0 &&
        (token.Is(kOccur) || (token.Is(kBe) && i + 1 < tokens_.size() && tokens_[i + 1].Is(kOccur)));
    // "six of seven patients receiving the drug", "25 of 31 patients who underwent surgery"
    const bool given = !sentence_.chinese && (token.Is(kEnrol) || sentence_.Of(token) == "who") &&
                       (i == at + 1 || tokens_[i - 1].Is(kPeople | kEnrol | kClause));
    // "37.2% at 12 months in the cell group"
    const bool dated = !sentence_.chinese && IsKind(token, TokenKind::kTime) &&
                       (tokens_[i - 1].Is(kPreposition) || !sentence_.Of(token).starts_with("and"));
    const bool skips = occurs || given || dated || token.Is(kOf | kPeople | kDeterminer | kPreposition);
    if (!skips || (token.Is(kAll) && !token.Is(kDeterminer))) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Token> ArmLinker::ArmBefore(size_t result) const {
  const uint32_t at = values_[result]->measure.token;
  std::optional<Token> versus;
  bool crossed = false;
  for (uint32_t i = at; i-- > 0;) {
    // "…, higher than the 80% of the control group": what the value is compared to is its arm. In Chinese an
    // arm named once stays the subject over the commas that follow.
    if (view_.IsValueToken(i) && !versus && !sentence_.chinese) return LeadingArm(at);
    if (view_.IsValueToken(i) && versus) break;
    crossed = crossed || view_.IsValueToken(i);
    // 所有患者, 两组: whoever was named before is not spoken of.
    const bool all =
        tokens_[i].Is(kAll) || (IsKind(tokens_[i], TokenKind::kArm) && tokens_[i].index == ArmBook::kAllArms);
    if (sentence_.chinese && all && tokens_[i].depth == 0) break;
    if (!SentenceView::IsArm(tokens_[i])) continue;
    if (!view_.AfterVersus(i)) return tokens_[i];
    // What an earlier value was held against says nothing of this one.
    if (!versus && !crossed) versus = tokens_[i];
  }
  return versus;
}

std::optional<Token> ArmLinker::LeadingArm(uint32_t at) const {
  uint32_t i = 0;
  while (i < at && tokens_[i].Is(kDeterminer | kPreposition | kPeople) && !tokens_[i].Is(kMoment)) ++i;
  if (i == 0 || !tokens_[0].Is(kPreposition) || i + 1 >= at || !SentenceView::IsArm(tokens_[i]) ||
      !IsKind(tokens_[i + 1], TokenKind::kComma))
    return std::nullopt;
  return view_.DistinctArms(0, at).size() == 1 ? std::optional(tokens_[i]) : std::nullopt;
}

void ArmLinker::Distribute(size_t begin, size_t end) {
  const size_t count = end - begin;
  size_t direct = 0;
  for (size_t k = begin; k < end; ++k) direct += values_[k]->arm.has_value();
  if (direct == count) return;
  if (IsFromTo(begin, end)) {
    const Linked& last = *values_[end - 1];
    const std::optional<Token> arm = last.arm ? last.arm : ArmBefore(begin);
    if (arm) SetArm(begin, end, *arm);
    return;
  }
  if (direct == 0 && (LinkBrackets(begin, end) || LinkPairAcross(begin, end))) return;
  const std::vector<Token> arms = ArmsNear(values_[begin]->measure.token, LastToken(end - 1), count);
  if (arms.size() == count) {
    for (size_t k = begin; k < end; ++k) values_[k]->arm = arms[k - begin];
    return;
  }
  if (direct == 0 && (LinkRuns(begin, end, arms) || LinkHeldAgainst(begin, end))) return;
  if (direct == 0 && count == 2 && LinkSecondPair(begin, arms)) return;
  if (direct == 0 && count == 2 && LinkSubjectPair(begin, arms)) return;
  if (direct == 0 && LinkAsBefore(begin, end)) return;
  if (direct == 0 && LinkManyAgainstOne(begin, end)) return;
  // "64.6, 78.5 and 81.0% in the cell group": all of the cell group's.
  if (count > 2 && direct == 1 && values_[end - 1]->arm && !sentence_.chinese) {
    SetArm(begin, end, *values_[end - 1]->arm);
    return;
  }
  if (direct == 0 && (LinkInOrder(begin, end, arms.size()) || LinkAllInOrder(begin, end))) return;
  if (direct == 0 && LinkPairToLoneArm(begin, end)) return;
  std::optional<Token> alone;
  if (direct == 0) alone = ArmOfClause(values_[begin]->measure.token);
  if (alone) {
    DistributeNames(begin, end);
    SetArm(begin, end, *alone);
    return;
  }
  if (direct > 0 && count == 2 && arms.size() < 2) {
    FillPair(begin);
    return;
  }
  // One arm for two values that share a name would be a guess unless times tell them apart.
  // "缓解率分别为51.9%和29.8%" of a report of two arms, in a sentence that names none.
  if (sentence_.chinese && direct == 0 && NamesNoArm() && SaysEach() && !TimesBefore(begin) &&
      namer_.NamesForEach(values_[begin]->measure.token, count).empty() && ByConvention(begin, end))
    return;
  const bool apart = DistributeNames(begin, end) || (sentence_.chinese && !NamesAllArms()) || count > 2 ||
                     (TimesBehind(end - 1) >= count && !sentence_.chinese);
  if (!apart) {
    ByConvention(begin, end);
    return;
  }
  if (arms.size() == 1 || sentence_.chinese)
    for (size_t k = begin; k < end; ++k)
      if (!values_[k]->arm) values_[k]->arm = ArmBefore(begin);
}

bool ArmLinker::IsFromTo(size_t begin, size_t end) const {
  if (end - begin != 2) return false;
  const uint32_t first = values_[begin]->measure.token, second = values_[begin + 1]->measure.token;
  if (!Follows(sentence_, first, "from")) return false;
  for (uint32_t i = first + 1; i < second; ++i)
    if (SentenceView::IsArm(tokens_[i])) return false;
  return true;
}

std::optional<Token> ArmLinker::ArmOfClause(uint32_t at) const {
  const auto parts = [&](uint32_t i) {
    return IsKind(tokens_[i], TokenKind::kSemicolon) && tokens_[i].depth == tokens_[at].depth;
  };
  uint32_t begin = at, end = at;
  while (begin > 0 && !parts(begin - 1)) --begin;
  while (end < tokens_.size() && !parts(end)) ++end;
  if (begin == 0 && end == tokens_.size()) return std::nullopt;
  const std::vector<Token> inside = view_.DistinctArms(begin, end);
  if (inside.size() != 1) return std::nullopt;
  for (const Token& token : tokens_)
    if (SentenceView::IsArm(token) && token.index != inside[0].index) return inside[0];
  return std::nullopt;
}

std::optional<Token> ArmLinker::ArmOfBracket(size_t value) const {
  const uint32_t at = values_[value]->measure.token;
  if (tokens_[at].depth == 0) return std::nullopt;
  const uint32_t open = view_.OpenBefore(at);
  if (open == 0 || !SentenceView::IsArm(tokens_[open - 1])) return std::nullopt;
  return tokens_[open - 1];
}

bool ArmLinker::LinkBrackets(size_t begin, size_t end) {
  std::vector<Token> arms;
  for (size_t k = begin; k < end; ++k) {
    const std::optional<Token> arm = ArmOfBracket(k);
    if (!arm) return false;
    // "高于B组(64.9% vs 62.4%)": of both.
    const uint32_t open = view_.OpenBefore(values_[k]->measure.token);
    if (sentence_.chinese && end - begin == 2 && open >= 2 && tokens_[open - 2].Is(kCompare | kVersus))
      return false;
    arms.push_back(*arm);
  }
  bool others = false;
  for (size_t k = 0; k < values_.size(); ++k) {
    const std::optional<Token> other = ArmOfBracket(k);
    others = others || (other && other->index != arms[0].index);
  }
  if (!others) return false;
  for (size_t k = begin; k < end;) {
    size_t next = k;
    while (next < end && arms[next - begin].index == arms[k - begin].index) ++next;
    if (next - k > 1) DistributeNames(k, next);
    SetArm(k, next, arms[k - begin]);
    k = next;
  }
  return true;
}

std::optional<Token> ArmLinker::ArmBehindName(uint32_t at) const {
  const Match& match = parts_[tokens_[at].index].match;
  if (!match.Find("events") && !match.Find("percent")) return std::nullopt;
  bool prepared = false;
  for (uint32_t i = at + 1; i < tokens_.size(); ++i) {
    const Token& token = tokens_[i];
    if (IsKind(token, TokenKind::kOpen)) {
      i = view_.CloseAfter(i);
      continue;
    }
    if (SentenceView::IsArm(token)) return prepared ? std::optional(token) : std::nullopt;
    if (token.kind != TokenKind::kText || token.Is(kVersus | kClause | kAnd | kChange | kCompare)) break;
    if (token.Is(kPreposition) && !token.Is(kMoment))
      prepared = true;
    else if (!token.Is(kDeterminer | kOf | kPeople))
      prepared = false;
  }
  return std::nullopt;
}

std::optional<Token> ArmLinker::ArmBehind(uint32_t at) const {
  for (uint32_t i = at + 1; i < tokens_.size(); ++i) {
    if (SentenceView::IsArm(tokens_[i])) return tokens_[i];
    if (!tokens_[i].Is(kDeterminer | kPreposition) || tokens_[i].Is(kAll)) return std::nullopt;
  }
  return std::nullopt;
}

size_t ArmLinker::TimesBehind(size_t value) const {
  size_t times = 0;
  for (uint32_t i = values_[value]->measure.token + 1; i < tokens_.size() && !view_.IsValueToken(i); ++i)
    times += IsKind(tokens_[i], TokenKind::kTime);
  return times;
}

std::vector<Token> ArmLinker::ArmsNear(uint32_t first, uint32_t last, size_t count) const {
  uint32_t begin = first, end = last;
  while (begin > 0 && !(IsKind(tokens_[begin - 1], TokenKind::kSemicolon) && tokens_[begin - 1].depth == 0))
    --begin;
  while (end < tokens_.size() && !(IsKind(tokens_[end], TokenKind::kSemicolon) && tokens_[end].depth == 0))
    ++end;
  std::vector<Token> left = view_.DistinctArms(view_.SinceValue(first, begin), first);
  if (left.size() >= count) return left;
  uint32_t until = last + 1;
  while (until < end && !view_.IsValueToken(until)) ++until;
  std::vector<Token> right = view_.DistinctArms(last, until);
  const bool subject = left.size() == 1 && (sentence_.chinese || until < tokens_.size());
  if (right.size() == count && !subject) return right;
  const std::vector<Token> all = view_.DistinctArms(begin, first);
  return left.empty() || (all.size() == count && SaysRespectively()) ? all : left;
}

}  // namespace trialmine

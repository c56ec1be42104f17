#include "result_time_linker.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "result_arms.h"

namespace trialmine {
namespace {

bool IsKind(const Token& token, TokenKind kind) { return token.kind == kind; }

}  // namespace

void TimeLinker::Run() {
  for (Linked& linked : results_) LinkTimes(linked);
  if (sentence_.chinese) TakeTimeOfLast();
  ShareOutTimes();
}

void TimeLinker::TakeListBefore(uint32_t open, Linked& linked) const {
  linked.times.clear();
  for (uint32_t i = open; i-- > 0;) {
    const Token& token = tokens_[i];
    if (IsKind(token, TokenKind::kTime))
      linked.times.insert(linked.times.begin(), &times_[token.index]);
    else if (!IsKind(token, TokenKind::kComma) && !token.Is(kAnd))
      return;
  }
}

bool TimeLinker::HasAnotherP(const Linked& linked) const {
  const uint32_t open = view_.OpenBefore(linked.measure.token), close = view_.CloseAfter(open);
  for (uint32_t k = open + 1; k < close; ++k)
    if (k != linked.measure.token && IsKind(tokens_[k], TokenKind::kMeasure)) return true;
  return false;
}

void TimeLinker::LinkTimes(Linked& linked) {
  const uint32_t at = linked.measure.token;
  std::vector<uint32_t> before, after;
  for (uint32_t i = 0; i < tokens_.size(); ++i)
    if (IsKind(tokens_[i], TokenKind::kTime)) (i < at ? before : after).push_back(i);
  // Right behind the value, before the next one.
  for (const uint32_t i : after)
    if (!view_.MeasureBetween(at, i) && i - at <= 8 &&
        !(sentence_.chinese ? view_.CommaBetween(at, i) : view_.SemicolonBetween(at, i))) {
      linked.times = {&times_[tokens_[i].index]};
      break;
    }
  if (!linked.times.empty() && !linked.measure.p_only) return;
  // "TLR (2.6%) and TVR (7.9%) at 9 months": the one time of the sentence holds for all of it.
  if (before.empty() && after.size() == 1 && tokens_[after[0]].depth == 0 && linked.times.empty() &&
      (sentence_.chinese || !view_.SemicolonBetween(at, after[0])))
    linked.times = {&times_[tokens_[after[0]].index]};
  if (before.empty()) return;
  if (linked.measure.p_only)
    LinkTimesOfP(std::move(before), linked);
  else
    linked.times = {&times_[tokens_[before.back()].index]};
}

void TimeLinker::LinkTimesOfP(std::vector<uint32_t> before, Linked& linked) {
  const uint32_t at = linked.measure.token;
  // "at 3 h (P<0.01), 6 h (P<0.01)"
  if (const uint32_t open = tokens_[at].depth > 0 ? view_.OpenBefore(at) : 0;
      !sentence_.chinese && open > 0 && IsKind(tokens_[open - 1], TokenKind::kTime) && !HasAnotherP(linked)) {
    TakeListBefore(open, linked);
    return;
  }
  linked.times.clear();
  // "…(P<0.05),12h时B低于对照组(P<0.05)": those of its own part of the sentence, where it has some.
  const auto own = std::lower_bound(before.begin(), before.end(), view_.SegmentBegin(at));
  if (sentence_.chinese && own != before.end()) before.erase(before.begin(), own);
  for (const uint32_t i : before) {
    const TimeMention* time = &times_[tokens_[i].index];
    if (std::none_of(linked.times.begin(), linked.times.end(),
                     [&](const TimeMention* other) { return other->text == time->text; }))
      linked.times.push_back(time);
  }
  // "7d、1个月、3个月比较差异有统计学意义": the times are compared with one another.
  if (sentence_.chinese && tokens_[before.back() + 1].Is(kCompare) && linked.times.size() > 1)
    linked.times.clear();
}

void TimeLinker::TakeTimeOfLast() {
  for (size_t i = results_.size(); i-- > 1;) {
    Linked& before = results_[i - 1];
    const Linked& linked = results_[i];
    if (before.times.empty() && !before.measure.p_only && before.measure.group == linked.measure.group &&
        before.names == linked.names)
      before.times = linked.times;
  }
}

void TimeLinker::ShareOutTimes() {
  std::vector<Linked>& results = results_;
  for (size_t begin = 0; begin < results.size();) {
    size_t end = begin + 1;
    while (end < results.size() && results[end].measure.group == results[begin].measure.group &&
           !results[end].measure.p_only)
      ++end;
    const bool one = end - begin > 1 && !results[begin].measure.p_only && AreOne(begin, end);
    if (one && sentence_.chinese) ShareOutTimes(begin, begin, end);
    if (!one && sentence_.chinese && !results[begin].measure.p_only) ShareOutTimesByArm(begin, end);
    if (one && !sentence_.chinese) ShareOutListedTimes(begin, end);
    begin = end;
  }
}

bool TimeLinker::AreOne(size_t begin, size_t end) const {
  const auto arm = [&](size_t k) {
    const std::optional<Token>& token = results_[k].arm;
    return token ? token->index : ArmBook::kNone;
  };
  for (size_t k = begin + 1; k < end; ++k)
    if (arm(k) != arm(begin) || results_[k].names != results_[begin].names) return false;
  return true;
}

void TimeLinker::ShareOutTimesByArm(size_t group, size_t end) {
  for (size_t begin = group, next; begin < end; begin = next) {
    next = begin + 1;
    while (next < end && AreOne(begin, next + 1)) ++next;
    if (next - begin > 1) ShareOutTimes(group, begin, next);
  }
}

void TimeLinker::ShareOutTimes(size_t group, size_t begin, size_t end) {
  const uint32_t at = results_[group].measure.token;
  std::vector<const TimeMention*> listed;
  for (uint32_t i = view_.SinceValue(at, 0); i < at; ++i)
    if (IsKind(tokens_[i], TokenKind::kTime)) listed.push_back(&times_[tokens_[i].index]);
  if (listed.empty()) TakeTimesInTurn(begin, end);
  if (listed.size() != end - begin) return;
  for (size_t k = begin; k < end; ++k) results_[k].times = {listed[k - begin]};
}

void TimeLinker::TakeTimesInTurn(size_t begin, size_t end) {
  std::vector<Linked>& results = results_;
  const size_t count = end - begin;
  if (begin < count || results[begin - count].names != results[begin].names) return;
  const auto in_turn = [&](size_t k) {
    return results[k].times.size() == 1 && results[k].measure.group == results[begin - 1].measure.group &&
           (k + 1 == begin || results[k].times != results[k + 1].times);
  };
  for (size_t k = begin - count; k < begin; ++k)
    if (results[k].measure.p_only || !in_turn(k)) return;
  for (size_t k = begin; k < end; ++k) results[k].times = results[k - count].times;
}

void TimeLinker::ShareOutListedTimes(size_t begin, size_t end) {
  const std::vector<uint32_t> listed = TimesListed(end - begin);
  for (size_t k = 0; k < listed.size(); ++k) results_[begin + k].times = {&times_[tokens_[listed[k]].index]};
}

std::vector<uint32_t> TimeLinker::TimesListed(size_t count) const {
  std::vector<uint32_t> found, run;
  size_t lists = 0;
  for (uint32_t i = 0; i <= tokens_.size(); ++i) {
    if (i < tokens_.size() && IsKind(tokens_[i], TokenKind::kTime)) {
      // "from 2 weeks to 3 years" is no list.
      if (sentence_.Of(tokens_[i]).starts_with("to ")) run.clear();
      run.push_back(i);
      continue;
    }
    const bool joins = i < tokens_.size() && (IsKind(tokens_[i], TokenKind::kComma) ||
                                              tokens_[i].Is(kAnd | kMoment | kPreposition));
    if (joins && !run.empty()) continue;
    if (run.size() == count) {
      found = run;
      ++lists;
    }
    run.clear();
  }
  return lists == 1 ? found : std::vector<uint32_t>{};
}

}  // namespace trialmine

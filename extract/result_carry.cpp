#include "result_carry.h"

#include <algorithm>

#include "result_view.h"
#include "wording.h"

namespace trialmine {
namespace {

bool BeginsWithArm(const LinkSentence& sentence) {
  constexpr size_t kFirst = 3;
  for (size_t i = 0; i < std::min(sentence.tokens.size(), kFirst); ++i)
    if (SentenceView::IsArm(sentence.tokens[i])) return true;
  return false;
}

/// "At 16 weeks, …", "After one year …".
bool BeginsWithTime(const LinkSentence& sentence) {
  return !sentence.tokens.empty() && sentence.tokens.front().kind == TokenKind::kTime;
}

/// "Overall, …", "at baseline", "throughout the study".
bool SpeaksOfAnotherTime(const LinkSentence& sentence) {
  static const Wording kOther("carry.other-time");
  return kOther.In(sentence.range.Of(sentence.text));
}

}  // namespace

void CarriedOver::Over(const LinkSentence& sentence, const std::vector<TimeMention>& times,
                       LinkedSentence& linked) {
  if (!sentence.chinese) {
    OverEnglish(sentence, times, linked);
    return;
  }
  const bool goes_on = GoesOn(sentence);
  if (goes_on) {
    NameInTurn(sentence, linked);
    if (times.empty() && time_ && BeginsWithArm(sentence))
      for (Linked& result : linked.results) result.times = {&*time_};
  }
  Keep(sentence, times, goes_on, linked);
}

void CarriedOver::OverEnglish(const LinkSentence& sentence, const std::vector<TimeMention>& times,
                              LinkedSentence& linked) {
  constexpr int kReach = 2;
  if (!times.empty()) {
    time_ = times.size() == 1 && BeginsWithTime(sentence) && !linked.results.empty()
                ? std::optional(times.front())
                : std::nullopt;
    sentences_since_ = 0;
    return;
  }
  if (!time_ || ++sentences_since_ > kReach || SpeaksOfAnotherTime(sentence)) {
    time_.reset();
    return;
  }
  for (Linked& result : linked.results) result.times = {&*time_};
}

bool CarriedOver::GoesOn(const LinkSentence& sentence) const {
  uint32_t at = sentence.range.begin;
  bool parted = false;
  while (at > 0 && (sentence.text[at - 1] == ' ' || sentence.text[at - 1] == ';')) {
    parted = parted || sentence.text[at - 1] == ';';
    --at;
  }
  return parted && at <= end_ && end_ <= sentence.range.begin;
}

void CarriedOver::NameInTurn(const LinkSentence& sentence, LinkedSentence& linked) const {
  std::vector<Linked*> values;
  for (Linked& result : linked.results)
    if (!result.measure.p_only) values.push_back(&result);
  if (values.size() < 2 || values.size() != names_.size()) return;
  for (const Linked* value : values)
    if (value->names.size() != 1 || value->names[0].range.begin >= sentence.range.begin) return;
  for (size_t k = 0; k < values.size(); ++k) values[k]->names = {names_[k]};
}

void CarriedOver::Keep(const LinkSentence& sentence, const std::vector<TimeMention>& times, bool goes_on,
                       const LinkedSentence& linked) {
  end_ = sentence.range.end;
  if (!times.empty())
    time_ = times.size() == 1 ? std::optional(times.front()) : std::nullopt;
  else if (!goes_on)
    time_.reset();
  names_.clear();
  for (const Linked& result : linked.results) {
    if (result.measure.p_only) continue;
    if (result.names.size() != 1) {
      names_.clear();
      return;
    }
    names_.push_back(result.names[0]);
  }
}

}  // namespace trialmine

#include "studied.h"

#include <algorithm>

#include "prefilter.h"
#include "wording.h"

namespace trialmine {

bool StudiesNobody(const Document& document, const std::vector<Match>& matches) {
  constexpr size_t kShort = 450;  // Bytes. A sentence by itself need not say of whom it tells.
  if (document.text.size() < kShort || !HoldsHan(document.text)) return false;
  static const Wording kPeople("studied.people");
  static const Wording kCounted("studied.counted");
  static const Wording kOthers("studied.others");
  if (!kPeople.In(document.text) && kOthers.In(document.text)) return true;
  const bool groups = std::any_of(matches.begin(), matches.end(), [](const Match& match) {
    return match.field() == Field::kArm || match.field() == Field::kSampleSize;
  });
  return !groups && !kCounted.In(document.text);
}

}  // namespace trialmine

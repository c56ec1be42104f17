#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "range.h"

namespace trialmine {

/// A moment or period a sentence mentions: "at 6 months", "术后3个月".
struct TimeMention {
  Range range;       ///< The whole mention, with its preposition.
  Range duration;    ///< The words of the duration itself; those of the number in "3 and 6 months".
  std::string text;  ///< The duration with its unit: "3 months".
};

/// The times of a sentence, in text order, not overlapping.
std::vector<TimeMention> TimesIn(std::string_view text, Range sentence);

/// Whether a time is the second of two values that are times: "6 months (95% CI 3-9) in arm A and 9 months in
/// arm B". `behind` is where the value before it ends, with its interval.
bool IsValueBeside(std::string_view text, Range sentence, uint32_t behind, const TimeMention& time);

}  // namespace trialmine

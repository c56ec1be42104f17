#pragma once

#include <optional>
#include <string>
#include <vector>

#include "result_arms.h"
#include "result_measures.h"
#include "result_names.h"
#include "result_sentence.h"
#include "result_times.h"

namespace trialmine {

/// A measure with everything the sentence ties to it. Several names or times mean several results.
struct Linked {
  Measure measure;
  std::vector<OutcomeName> names;
  std::vector<const TimeMention*> times;
  std::optional<Token> arm, comparator;
  const Match* p = nullptr;  ///< The p that closes over the measure.
};

/// What one sentence says, tied together.
struct LinkedSentence {
  std::vector<Linked> results;
  std::vector<OutcomeName> compared;  ///< Outcomes it compares or names without a number.
};

/// Ties the measures of a sentence to names, arms and times. `topic` is what the sentence before spoke of.
LinkedSentence Link(const LinkSentence& sentence, const std::vector<Part>& parts,
                    const std::vector<TimeMention>& times, const ArmBook& arms,
                    const std::vector<OutcomeName>& topic);

}  // namespace trialmine

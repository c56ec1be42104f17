#pragma once

#include <vector>

#include "normalize/trial.h"

namespace trialmine {

/// Keeps of a document's facts those that stand beside each other:
/// - a fallback finding only where no other finding of its field is left; of several the longest follow-up,
/// the largest sample size;
/// - of the mentions of one arm under one name that do not contradict each other, the one that says most.
void SelectFacts(std::vector<Fact>& facts);

}  // namespace trialmine

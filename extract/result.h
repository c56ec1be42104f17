#pragma once

#include <vector>

#include "match.h"
#include "parse/document.h"

namespace trialmine {

/// Links results to their outcomes, arms and times (slots `outcome`, `arm`, `comparator`, `time`…), and reads
/// result tables. Called once per document, after context and overlaps are resolved. `matches` are in text
/// order; it may fill slots, add matches and remove some, and leaves them in any order.
void LinkResults(const Document& document, const std::vector<Reading>& readings, std::vector<Match>& matches);

}  // namespace trialmine

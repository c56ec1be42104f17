#pragma once

#include <vector>

#include "match.h"
#include "parse/document.h"
#include "result_arms.h"

namespace trialmine {

/// Adds 零射线组 of a report that introduces no second arm: groups that only its results name.
void AddArmsOfResults(const Document& document, const ArmBook& arms, std::vector<Match>& out);

}  // namespace trialmine

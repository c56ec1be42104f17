#pragma once

#include <vector>

#include "match.h"
#include "parse/document.h"
#include "result_arms.h"

namespace trialmine {

/// Reads the results in tables: a value for each arm and row (or arm and column, where the arms stand in the
/// rows), with the row's p. Values of tables that describe people before treatment are marked `baseline`.
void ReadResultTables(const Document& document, const std::vector<Reading>& readings, const ArmBook& arms,
                      std::vector<Match>& matches);

}  // namespace trialmine

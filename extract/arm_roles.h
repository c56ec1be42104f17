#pragma once

#include <vector>

#include "match.h"

namespace trialmine {

/// Gives the arms whose rules tell no role the one that their names tell, or what stands beside a name in its
/// block, or what the report compares them with. Arms that nothing tells apart stay without.
void FillArmRoles(const Document& document, const std::vector<Reading>& readings,
                  std::vector<Match>& matches);

}  // namespace trialmine

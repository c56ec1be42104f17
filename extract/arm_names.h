#pragma once

#include <vector>

#include "match.h"

namespace trialmine {

/// Makes the two names that a document gives one arm its one label: "buprenorphine group (Group B)", and
/// "Group R (ropivacaine group)" where group R "received ropivacaine" and the ropivacaine group improved.
/// Every mention by either name gets that label; its range stays on the words of the mention.
void JoinArmNames(const std::vector<Reading>& readings, std::vector<Match>& matches);

}  // namespace trialmine

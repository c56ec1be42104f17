#pragma once

#include <vector>

#include "match.h"

namespace trialmine {

/// Puts the arms that rules found in order before results are tied to them: what names nothing ("30 mg" out
/// of a list of doses) goes, and a group known by a letter ("group A") takes its role from the words that say
/// what it was given.
void TidyArms(const std::vector<Reading>& readings, std::vector<Match>& matches);

}  // namespace trialmine

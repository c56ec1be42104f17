#pragma once

#include <vector>

#include "match.h"

namespace trialmine {

/// Puts the arms that rules found in order before results are tied to them: what names nothing ("30 mg" out
/// of a list of doses) goes, and a group known by a letter ("group A") takes its role from the words that say
/// what it was given. A register's arm takes the size that its record states beside it.
void TidyArms(const Document& document, const std::vector<Reading>& readings, std::vector<Match>& matches);

}  // namespace trialmine

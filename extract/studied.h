#pragma once

#include <vector>

#include "match.h"
#include "parse/document.h"

namespace trialmine {

/// Whether a Chinese document tells of no study of people: it counts nobody and names no group (a page about
/// a disease), or speaks of no people at all (cells, animals). Its numbers are nobody's results. `matches`:
/// what was found in it.
bool StudiesNobody(const Document& document, const std::vector<Match>& matches);

}  // namespace trialmine

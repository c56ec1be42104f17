#pragma once

#include <vector>

#include "matcher.h"

namespace trialmine {

/// How a document was read, step by step, for people to see.
struct Trace {
  std::vector<Reading> readings;
  std::vector<Hit> attributes, cues;
  std::vector<Loss> lost;
  std::vector<Match> resolved;  ///< After overlaps, before attributes and cues.
};

/// Extract, telling `trace` (may be null) what happened.
std::vector<Finding> ReadDocument(const Document& document, const RuleSet::Impl& rules, Trace* trace);

}  // namespace trialmine

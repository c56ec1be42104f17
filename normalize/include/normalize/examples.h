#pragma once

#include <string>
#include <vector>

#include "extract/extract.h"

namespace trialmine {

/// An example of a rule that did not come out as the rule file says.
struct ExampleFailure {
  RuleExample example;
  std::string reason;  ///< "found nothing", "count is 46, not 48"…
};

/// Runs one example through extraction and normalization. Nothing where it holds.
///
/// Passing means: of the findings of the example's rule one has all the expected keys with their values
/// (numbers to 1e-9, `null` for a key that must be missing), or, for text that must not match, that there is
/// none.
std::vector<ExampleFailure> CheckExample(const RuleExample& example, const RuleSet& rules);

/// Every example of a rule set that fails, those of its wordings included.
std::vector<ExampleFailure> CheckExamples(const RuleSet& rules);

}  // namespace trialmine

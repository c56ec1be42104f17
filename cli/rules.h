#pragma once

#include <string>

#include "command.h"
#include "extract/extract.h"
#include "fetch/result.h"

namespace trialmine {

/// The built-in rules, with those of `folder` where one is named.
Result<RuleSet> LoadRules(const std::string& folder);

/// Says what is wrong with the rules and returns the exit code for it.
ExitCode ReportBrokenRules(const std::string& folder, const Error& error);

}  // namespace trialmine

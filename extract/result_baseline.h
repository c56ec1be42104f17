#pragma once

#include <string_view>
#include <vector>

#include "result_linker.h"

namespace trialmine {

/// Which of a sentence's values are those before treatment: "from 5.8 ± 2.4 to 5.1 ± 2.3", 治疗前(24.8±7.4),
/// 治疗前后分别为24.8和10.1. One for each of `results`.
std::vector<bool> ValuesBefore(const LinkSentence& sentence, const std::vector<Linked>& results);

/// "The groups did not differ at baseline regarding age (…)"
bool ComparesBaseline(std::string_view sentence);

}  // namespace trialmine

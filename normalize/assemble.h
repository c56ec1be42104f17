#pragma once

#include <optional>
#include <vector>

#include "normalize/trial.h"

namespace trialmine {

/// The trial that the facts of a document describe; nothing where the document reports none (a review,
/// animals only, nothing found).
std::optional<Trial> AssembleTrial(const Document& document, const std::vector<Fact>& facts);

}  // namespace trialmine

#pragma once

#include <string>
#include <string_view>

namespace trialmine {

/// The concept of the project's outcome vocabulary (`vocabulary/outcomes.toml`) that an outcome's printed
/// name means; empty where none fits.
std::string ConceptOf(std::string_view outcome_name);

}  // namespace trialmine

#pragma once

#include <string>

namespace trialmine {

/// Now, as `2026-01-31T12:00:00Z`.
std::string UtcNow();

}  // namespace trialmine

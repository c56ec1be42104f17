#pragma once

#include <string>
#include <string_view>

#include "fetch/result.h"

namespace trialmine {

/// The public record of an input that could not be read, as one line with its line break. An empty `id` is
/// left out.
std::string ErrorLine(std::string_view id, std::string_view file, const Error& error);

}  // namespace trialmine

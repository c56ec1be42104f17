#pragma once

#include <string>
#include <string_view>

#include "fetch/result.h"

namespace trialmine {

/// Appends `text` as a JSON string with its quotes. What is not UTF-8 (a file name may be anything) becomes
/// U+FFFD.
void AppendJsonString(std::string_view text, std::string& json);

/// The public record of an input that could not be read, as one line with its line break. An empty `id` is
/// left out.
std::string ErrorLine(std::string_view id, std::string_view file, const Error& error);

}  // namespace trialmine

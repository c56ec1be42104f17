#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trialmine {

/// The bytes that `text` (RFC 4648, with its padding, no white space) stands for, or nothing where it is not
/// base64.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace trialmine

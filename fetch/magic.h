#pragma once

#include <string_view>

namespace trialmine {

enum class Wrapping { kNone, kGzip, kZip, kTar, kWarc };

/// What Wrapping is told from: a tar's first header.
inline constexpr size_t kMagicSize = 512;

/// What a file is wrapped in, from its first kMagicSize bytes.
Wrapping DetectWrapping(std::string_view prefix);

}  // namespace trialmine

#pragma once

#include <string_view>

#include "parse/parse.h"

namespace trialmine {

/// How many bytes of a response decide on its format.
constexpr size_t kSniffBytes = 64 << 10;

struct Sniffed {
  Format format = Format::kUnknown;
  Error error;  ///< For kUnknown: `empty`, `binary` or `unknown_format`, with what was seen.
};

Sniffed SniffBytes(std::string_view prefix, std::string_view media_type);

}  // namespace trialmine

#pragma once

#include <re2/re2.h>

#include <string_view>

namespace trialmine {

/// Whether the pattern matches anywhere in the text.
inline bool Holds(std::string_view text, const RE2& pattern) {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

}  // namespace trialmine

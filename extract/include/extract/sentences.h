#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "parse/document.h"

namespace trialmine {

/// The sentences of a block's text as the rules read them, for people to look at: in order, without gaps (the
/// white space behind a sentence is its own), together the whole of `text`. `base` is where `text` begins in
/// its document. Empty for an empty text.
std::vector<Span> SentenceSpans(std::string_view text, uint32_t base = 0);

}  // namespace trialmine

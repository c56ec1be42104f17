#pragma once

#include <string>
#include <string_view>

#include "fetch/result.h"
#include "parse/document.h"

namespace trialmine {

/// What a document says about itself besides the columns it has of its own: languages, authors, ids, types,
/// marks.
std::string EncodeMetadata(const Document& document);

/// Fills those members of `document` from EncodeMetadata's JSON; `store` where it is damaged.
Status DecodeMetadata(std::string_view json, Document& document);

}  // namespace trialmine

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fetch/result.h"
#include "parse/document.h"

namespace trialmine {

/// All blocks of a document as the bytes of one column, about six bytes a block. docs/store.md has the
/// format.
std::string EncodeBlocks(const std::vector<Block>& blocks);

/// The blocks again; `store` where the bytes are not what EncodeBlocks wrote.
Result<std::vector<Block>> DecodeBlocks(std::string_view bytes);

}  // namespace trialmine

#pragma once

#include <cstdint>

#include "parse/document.h"

namespace trialmine {

/// Whether a field of a register's record says in English what the entry has said in Chinese before: the name
/// of the same arm or outcome, not of another.
bool IsTranslation(const Document& document, uint32_t block);

}  // namespace trialmine

#pragma once

#include "extract/finding.h"
#include "normalize/value.h"
#include "parse/document.h"

namespace trialmine {

/// Puts the names in `value` (groups, agents, outcomes) into the words of the document.
///
/// Rules read traditional Chinese in simplified form; a name is quoted as it was printed. A name that folding
/// changed otherwise (letters set apart by a page) stays as it was read; pinyin between
/// characters goes.
void QuoteNames(Value& value, const Finding& finding, const Document& document);

}  // namespace trialmine

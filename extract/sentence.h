#pragma once

#include <string_view>
#include <vector>

#include "range.h"

namespace trialmine {

/// The sentences of a folded text, in order, without the spaces between them. They do not overlap, none is
/// empty, and together they hold every character that is not a space.
std::vector<Range> Sentences(std::string_view folded);

/// The clauses of one sentence: parts between `,` `;` `:` 、 and parentheses' ends that do not stand inside a
/// number or a bracket. Ranges of the same text as `sentence`; in order, none empty.
std::vector<Range> Clauses(std::string_view folded, Range sentence);

}  // namespace trialmine

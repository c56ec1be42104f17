#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Words of the names of arms.

namespace trialmine {

std::string Lower(std::string_view text);

bool IsWordByte(char c);

/// A label without the words that every label may have: "the MSC group" → "msc", 观察组 → 观察.
std::string Stem(std::string_view label);

/// Words that name an arm only beside "group": "control", "early", "a".
bool NeedsGroup(std::string_view stem);

/// Where `word` stands in `text` as a word of its own.
std::vector<size_t> WordsIn(std::string_view text, std::string_view word);

}  // namespace trialmine

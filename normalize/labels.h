#pragma once

#include <string>
#include <string_view>

namespace trialmine {

/// An arm's or outcome's name for comparing: lower case, without articles, "group", "arm", 组, punctuation
/// and plural s.
std::string FoldLabel(std::string_view label);

/// Whether two printed labels name one arm: equal when folded, or one the abbreviation that the other gives
/// in brackets
/// ("low-dose (LD)" and "LD"). Numbers and the words low, high, A, B keep arms apart.
bool SameLabel(std::string_view a, std::string_view b);

/// Whether two printed outcomes are one: equal when folded, or one abbreviated in the other's brackets.
bool SameOutcome(std::string_view a, std::string_view b);

}  // namespace trialmine

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trialmine {

/// An arm's or outcome's name for comparing: lower case, without articles, "group", "arm", 组, punctuation
/// and plural s.
std::string FoldLabel(std::string_view label);

/// What a label is known by: two labels name one arm where they have one of these in common (see SameLabel).
std::vector<std::string> LabelKeys(std::string_view label);

/// The same of an outcome's name (see SameOutcome).
std::vector<std::string> OutcomeKeys(std::string_view name);

/// Whether two printed labels name one arm: equal when folded, or one the abbreviation that the other gives
/// in brackets
/// ("low-dose (LD)" and "LD"). Numbers and the words low, high, A, B keep arms apart.
bool SameLabel(std::string_view a, std::string_view b);

/// Whether two printed outcomes are one: equal when folded, or one abbreviated in the other's brackets.
bool SameOutcome(std::string_view a, std::string_view b);

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <vector>

#include "result_linker.h"

namespace trialmine {

/// Makes the slots of a linked measure say what kind of number it is: a percentage that is a level ("HbA1c
/// was 7.2%") or a change ("fell by 20%") becomes an estimate with a unit, a mean becomes a change where it
/// is one.
void SettleStatistic(const LinkSentence& sentence, const std::vector<Part>& parts, const Linked& linked,
                     Match& match);

/// "Changes were (mean ± standard error) −0.99 ± 0.06": a spread is a standard error where the block writes
/// one behind ± and does not write a standard deviation there as well.
void NameSpread(std::string_view block, Match& match);

/// "Of 44 professionals, 34 (77%) logged in": fills the total where one number only of those the sentence
/// gives before the value makes its percentage.
void FindTotal(const LinkSentence& sentence, const std::vector<Part>& parts, uint32_t token, Match& match);

/// `higher`, `lower` or `no_difference` of one of the sentence's results, as its words say; empty where they
/// do not, or its p contradicts them.
std::string_view Direction(const LinkSentence& sentence, const std::vector<Linked>& results,
                           const Linked& linked);

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "match.h"

namespace trialmine {

/// Puts the arms that rules found in order before results are tied to them: what names nothing ("30 mg" out
/// of a list of doses) goes, and a group known by a letter ("group A") takes its role from the words that say
/// what it was given. A register's arm takes the size that its record states beside it.
void TidyArms(const Document& document, const std::vector<Reading>& readings, std::vector<Match>& matches);

/// The label of an arm; nullptr where the match is none, or has none.
inline const MatchSlot* LabelOfArm(const Match& match) {
  return match.field() == Field::kArm ? match.Find("label") : nullptr;
}

/// "the control group", "the intervention arm": any trial's name for its arm.
enum class GenericArm : uint8_t { kNo, kControl, kTreatment };
GenericArm GenericName(std::string_view label);

/// "cilostazol" of "the cilostazol group".
std::string WithoutGroup(std::string_view label);

/// "Group A", "G-II", "arm 2", "B组", "甲组": a name that says nothing of what the group gets.
bool IsLetteredArm(std::string_view label);

/// What the text says of a group right behind its name ("group A received …", "group A (placebo, …)") or,
/// where the name stands in brackets, right before it ("saline (group B)"). Empty where it says nothing.
std::string_view DescriptionOfArm(std::string_view text, Range label);

}  // namespace trialmine

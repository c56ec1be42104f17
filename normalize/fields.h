#pragma once

#include <optional>
#include <string>

#include "extract/finding.h"
#include "normalize/value.h"
#include "parse/document.h"

// From the words of a finding to its typed value, one function per field. Nothing where the words hold no
// value.

namespace trialmine {

/// A value and, where it is not as printed, the words that say how it came about.
template <typename T>
struct Read {
  T value;
  std::string conversion;
};

std::optional<Read<RegistrationId>> ReadRegistrationId(const Finding& finding, const Document& document);
std::optional<Read<SampleSize>> ReadSampleSize(const Finding& finding);
std::optional<Read<Arm>> ReadArm(const Finding& finding);
std::optional<Read<Dose>> ReadDose(const Finding& finding);
std::optional<Read<FollowUp>> ReadFollowUp(const Finding& finding);
std::optional<Read<OutcomeMeasure>> ReadOutcome(const Finding& finding);
std::optional<Read<ResultValue>> ReadResult(const Finding& finding);

/// The value of any finding by its field.
std::optional<Read<Value>> ReadValue(const Finding& finding, const Document& document);

/// What an arm's name says about its role; `unknown` where it says nothing.
std::string RoleOfLabel(std::string_view label);

}  // namespace trialmine

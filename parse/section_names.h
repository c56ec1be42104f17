#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "parse/document.h"

namespace trialmine {

constexpr size_t kLongestHeading = 90;  ///< Bytes. A sentence is no heading.

/// What the first telling phrase of a heading says, and where in it that stands (0 only at its start).
struct SectionWord {
  Section section;
  size_t at;
};

/// The section that an English heading names, as SectionOf gives it.
std::optional<SectionWord> EnglishSection(std::string_view heading);

}  // namespace trialmine

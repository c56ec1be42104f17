#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parse/document.h"

namespace trialmine {

enum class Field : uint8_t { kRegistrationId, kSampleSize, kArm, kDose, kFollowUp, kOutcome, kResult };
std::string_view Name(Field field);  ///< As the public formats name it: `registration_id`, …
std::optional<Field> FieldNamed(std::string_view name);

/// One named part of what a rule read.
struct Slot {
  std::string name;  ///< A key of the field's public value (`low`, `kind`, `arm`…).
  std::string text;  ///< The captured words in folded form, or the constant the rule gives.
  Span span;         ///< Where the words stand; empty for a constant.
};

/// What the surroundings of a finding say about it.
struct Context {
  bool negated = false;      ///< "no …", 未见
  bool other_study = false;  ///< Somebody else's trial.
  bool animal = false;       ///< Not in people: animals, in vitro.
  bool planned = false;      ///< A plan, not something that happened.
  bool baseline = false;     ///< A value before treatment.
};

/// One thing a rule read in a document, and the words that prove it.
struct Finding {
  Field field = Field::kSampleSize;
  Span span;         ///< Bytes of Document::text; never empty, never across blocks.
  std::string rule;  ///< Id of the rule that read it.
  Section section = Section::kOther;
  uint32_t block = 0;     ///< Index of the block it stands in.
  float confidence = 0;   ///< 0 to 1: how often such a finding is right.
  bool fallback = false;  ///< To be believed only where the document holds no other finding of the field.
  Context context;
  std::vector<Slot> slots;

  /// The slot of that name, or nullptr. A name occurs at most once.
  const Slot* Find(std::string_view name) const {
    for (const Slot& slot : slots)
      if (slot.name == name) return &slot;
    return nullptr;
  }
};

}  // namespace trialmine

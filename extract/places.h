#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parse/document.h"

namespace trialmine {

/// A set of places where a rule looks: kinds of blocks, sections, registry fields.
class Places {
 public:
  /// Adds the place of that name (docs/rules.md lists them); false where there is none such.
  bool Add(std::string_view name);

  bool empty() const { return bits_ == 0 && fields_.empty(); }
  /// Whether the block is such a place by its kind or section.
  bool Hold(const Block& block, bool registry) const;
  /// Whether the block is one of the registry fields named.
  bool HoldField(const Block& block) const;

  // Whether any block of the kind could be such a place.
  bool MayHoldText() const;
  bool MayHoldCells() const;
  bool MayHoldFields() const { return any_field_ || !fields_.empty(); }
  bool HoldReferences() const;

 private:
  uint64_t bits_ = 0;
  bool any_field_ = false;
  std::vector<std::string> fields_;
};

/// Prose: everything that rules read where they do not say otherwise.
bool IsRunningText(const Block& block);

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extract/finding.h"
#include "fold.h"
#include "parse/document.h"
#include "range.h"
#include "rule.h"

namespace trialmine {

/// A block as the rules read it.
struct Reading {
  uint32_t block = 0;  ///< Index into Document::blocks.
  Folded folded;
  std::vector<Range> sentences;

  std::string_view text() const { return folded.text(); }
};

/// A named part of a match: words of the reading, or a constant.
struct MatchSlot {
  std::string name;
  std::string text;
  Range range;  ///< Empty for a constant.
};

/// A finding in the making, with places in the folded reading of its block.
struct Match {
  const Rule* rule = nullptr;
  uint32_t reading = 0;   ///< Index into the readings of the document.
  uint32_t sentence = 0;  ///< Index into Reading::sentences; that of its begin for a match over a block.
  uint32_t group = 0;     ///< Matches made by one match of a pattern (`count_1`, `count_2`) share it.
  Range range;
  Context context;
  float confidence = 0;
  std::vector<MatchSlot> slots;

  Field field() const { return rule->field; }
  const MatchSlot* Find(std::string_view name) const {
    for (const MatchSlot& slot : slots)
      if (slot.name == name) return &slot;
    return nullptr;
  }
  /// Fills a slot; does nothing where it is filled already. What Find gave is of no use afterwards.
  void Fill(std::string_view name, std::string_view text, Range where = {}) {
    if (!Find(name)) slots.push_back({std::string(name), std::string(text), where});
  }
};

}  // namespace trialmine

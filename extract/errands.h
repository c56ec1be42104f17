#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "matcher.h"

namespace trialmine {

/// Text that is read at once, by the entries of its ground and script.
struct Passage {
  Draft* draft = nullptr;
  uint32_t reading = 0;
  uint32_t sentence = 0;  ///< The first, where there are several.
  Ground ground = Ground::kText;
  Script script = Script::kEnglish;
  Range range;
};

/// An entry to be tried on a passage.
struct Errand {
  const CompiledEntry* entry = nullptr;
  uint32_t passage = 0;
  uint32_t rank = 0;  ///< Of the entry among its Readers.
  Range begins;       ///< Where matches may begin; the end included.
};

/// What is to be tried where.
struct Plan {
  /// Of each reading the sentences, then the whole, then that as a field if it is one.
  std::vector<Passage> passages;
  std::vector<Errand> errands;
};

/// What may match, by the words that stand in the text.
Plan PlanByWords(std::span<Draft> drafts, const RuleSet::Impl& rules);

/// Every entry that reads such text. For tests.
Plan PlanEverything(std::span<Draft> drafts, const RuleSet::Impl& rules);

}  // namespace trialmine

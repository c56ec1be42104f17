#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match.h"
#include "parse/document.h"
#include "rule_set.h"

namespace trialmine {

/// Words that an attribute or a cue found.
struct Hit {
  const CompiledEntry* entry = nullptr;
  uint32_t reading = 0;
  uint32_t sentence = 0;
  Range range;
  std::vector<MatchSlot> slots;  ///< What an attribute would fill.
};

/// Everything the patterns found in a document, before anything is decided.
struct Hits {
  std::vector<Match> matches;  ///< Guards included; block by block, rules in file order.
  std::vector<Hit> attributes;
  std::vector<Hit> cues;

  std::vector<Hit>& OfKind(CompiledEntry::Kind kind) {
    return kind == CompiledEntry::Kind::kAttribute ? attributes : cues;
  }
};

/// A document while it is read.
struct Draft {
  const Document* document = nullptr;
  std::vector<Reading> readings;
  Hits hits;
};

/// Runs the rules over the readings and adds what they found. Each rule is tried on all documents before the
/// next: what it takes to match all rules is larger than the cache, what it takes to match one is not.
void Search(std::span<Draft> drafts, const RuleSet::Impl& rules);

/// The reference implementation of Search, one pattern at a time: the same hits, slowly. For tests.
void SearchOneByOne(std::span<Draft> drafts, const RuleSet::Impl& rules);

/// Of the matches of one field that overlap, keeps one: by rank, length, file order. Guards win and go.
/// `lost` (may be null) hears of each that lost, and to what.
struct Loss {
  Match loser, winner;
};
void ResolveOverlaps(const std::vector<Reading>& readings, std::vector<Match>& matches,
                     std::vector<Loss>* lost);

/// Fills empty slots from attributes nearby.
void ApplyAttributes(const std::vector<Reading>& readings, const std::vector<Hit>& attributes,
                     std::vector<Match>& matches);

/// Sets contexts from cues, then does what the effects say, which may remove matches. Guarding cues are
/// dropped from `cues`.
void ApplyCues(const std::vector<Reading>& readings, const RuleSet::Impl& rules, std::vector<Hit>& cues,
               std::vector<Match>& matches);

}  // namespace trialmine

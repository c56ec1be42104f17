#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "clue.h"
#include "word_finder.h"

namespace trialmine {

/// Tells, after one pass over a text, which of many regexes cannot match in it.
///
/// Add all, Build, then ask: from any number of threads, each with its own Found.
class Prefilter {
 public:
  /// The clues that a text holds. To be used again for the next text.
  struct Found {
    std::vector<uint64_t> clues;  ///< As bits.
    WordFinder::Memory memory;
  };

  /// The regexes are numbered from 0 in the order in which they are added.
  void Add(std::string_view regex);
  void Build();

  void Scan(std::string_view text, Found& found) const;
  /// False only where the regex does not match anywhere in the text scanned.
  bool MayMatch(uint32_t regex, const Found& found) const {
    for (uint32_t i = starts_[regex]; i < starts_[regex + 1]; ++i)
      if ((found.clues[needed_[i] / 64] >> (needed_[i] % 64) & 1) == 0) return false;
    return true;
  }
  /// Whether the regex has no clue, so that it is tried on every text.
  bool IsBlind(uint32_t regex) const { return starts_[regex] == starts_[regex + 1]; }

 private:
  uint32_t NumberOf(const Clue& clue);

  ClueReader reader_;
  std::map<Clue, uint32_t> numbers_;  ///< Of the clues; empty once built.
  WordFinder words_;                  ///< Tagged with the numbers of the clues they are of.
  size_t found_size_ = 0;
  std::vector<uint32_t> starts_{0}, needed_;  ///< Of each regex, the clues.
};

}  // namespace trialmine

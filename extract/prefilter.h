#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clue.h"
#include "range.h"
#include "word_finder.h"

namespace trialmine {

/// Tells, after one pass over a text, which of many regexes cannot match in it, and where the others may.
///
/// Add all, Build, then ask: from any number of threads, each with its own Found.
class Prefilter {
 public:
  /// Regexes that are tried on the same texts.
  using Group = uint32_t;

  /// The clues that a text holds. To be used again for the next text.
  struct Found {
    std::vector<uint64_t> clues;  ///< As bits.
    std::vector<Range> ends;      ///< Of each clue found: where its first and its last word end.
    std::vector<uint32_t> order;  ///< The clues found.
    WordFinder::Memory memory;
    std::vector<uint64_t> wanted;
    std::vector<uint32_t> candidates;
  };

  /// The regexes are numbered from 0 in the order in which they are added.
  /// A text must hold `needs` as well, where it is not empty.
  void Add(std::string_view regex, std::string_view needs = {});
  void Build();
  /// Makes a group of regexes. To be called after Build.
  Group AddGroup(std::vector<uint32_t> regexes);
  bool IsEmpty(Group group) const { return groups_[group].regexes.empty(); }

  void Scan(std::string_view text, Found& found) const;
  /// The regexes of a group, in order, that have the rarest of their words in the text scanned. Valid until
  /// the next question about `found`.
  const std::vector<uint32_t>& Candidates(Group group, Found& found) const;
  /// Where the matches of a regex in the text scanned can begin: within the range, its end included. Nothing
  /// where there is none.
  std::optional<Range> Begins(uint32_t regex, const Found& found, std::string_view text) const;

  /// Whether the regex has no clue, so that it is tried on every text.
  bool IsBlind(uint32_t regex) const;

 private:
  struct Need {
    uint32_t clue;
    uint32_t reach;  ///< As Clue::reach.
    uint32_t cut;    ///< Most bytes that were cut off its words.
  };
  /// A way to match: its needs, and the rarest of them.
  struct Way {
    uint32_t rarest = kNone;
    uint32_t begin = 0, end = 0;  ///< In needs_.
  };
  static constexpr uint32_t kNone = UINT32_MAX;
  /// The regexes of a group: all, those without clues, and by their rarest clues (those of clue c stand in
  /// `by_clue` from starts[c] to starts[c + 1]).
  struct Members {
    std::vector<uint32_t> regexes, blind, starts, by_clue;
  };

  Way AddWay(const std::vector<Clue>& clues);
  bool HoldsAny(const std::vector<Way>& ways, const Found& found) const;
  /// As Begins, for one way.
  std::optional<Range> BeginsOf(const Way& way, const Found& found, uint32_t size) const;

  static bool Holds(const Found& found, uint32_t clue) { return found.clues[clue / 64] >> (clue % 64) & 1; }
  uint32_t NumberOf(const std::vector<std::string>& words);

  std::unique_ptr<ClueReader> reader_ = std::make_unique<ClueReader>();  ///< None once built.
  std::map<std::vector<std::string>, uint32_t> numbers_;                 ///< Of the clues; empty once built.
  WordFinder words_;  ///< Tagged with the numbers of the clues they are of.
  size_t clues_ = 0;
  std::vector<Need> needs_;
  std::vector<Way> ways_;
  std::vector<uint32_t> starts_{0};            ///< Of each regex, its ways.
  std::vector<std::vector<Way>> also_needed_;  ///< Of each regex, the ways to match what it needs besides.
  std::vector<Members> groups_;
};

}  // namespace trialmine

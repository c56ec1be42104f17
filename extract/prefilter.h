#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clue.h"
#include "range.h"
#include "word_finder.h"

namespace trialmine {

/// Whether a text (UTF-8) holds Chinese characters, by the bytes with which those begin.
bool HoldsHan(std::string_view text);

/// Tells, after one pass over a text, which of many regexes cannot match in it, and where the others may.
/// Any number of threads may ask, each with its own Found.
class Prefilter {
 public:
  /// A regex, and what a text must hold as well where `needs` is not empty.
  struct Wanted {
    std::string_view regex, needs;
  };

  /// The regexes are numbered from 0, in their order. `han`: the texts may hold Chinese characters (see
  /// HoldsHan).
  Prefilter(const std::vector<Wanted>& regexes, bool han);

  /// The clues that a text holds. To be used again for the next text, of another Prefilter too.
  struct Found {
    std::vector<uint64_t> clues;  ///< As bits.
    std::vector<Range> ends;      ///< Of each clue found: where its first and its last word end.
    std::vector<uint32_t> order;  ///< The clues found.
    WordFinder::Memory memory;
    std::vector<uint64_t> wanted;
    std::vector<uint32_t> candidates;
  };

  void Scan(std::string_view text, Found& found) const;
  /// The regexes, in order, that have the rarest of their words in the text scanned. Valid until the next
  /// question about `found`.
  const std::vector<uint32_t>& Candidates(Found& found) const;
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

  /// The clues while they are read, by their words.
  using Clues = std::map<std::vector<std::string>, uint32_t>;

  void AddWays(std::vector<std::vector<Clue>> ways, bool han, Clues& clues, std::vector<Way>& to);
  void FindWords(const Clues& clues);
  void SortByClue();
  bool HoldsAny(const std::vector<Way>& ways, const Found& found) const;
  /// As Begins, for one way.
  std::optional<Range> BeginsOf(const Way& way, const Found& found, uint32_t size) const;

  static bool Holds(const Found& found, uint32_t clue) { return found.clues[clue / 64] >> (clue % 64) & 1; }

  WordFinder words_;  ///< Tagged with the numbers of the clues they are of.
  size_t clues_ = 0;
  std::vector<Need> needs_;
  std::vector<Way> ways_;
  std::vector<uint32_t> starts_{0};            ///< Of each regex, its ways.
  std::vector<std::vector<Way>> also_needed_;  ///< Of each regex, the ways to match what it needs besides.
  std::vector<bool> never_;                    ///< Of each regex: what it needs besides cannot be there.
  std::vector<uint64_t> blind_;                ///< Regexes without clues, as bits.
  /// Regexes by their rarest clues: those of clue c stand in `by_clue_` from by_clue_starts_[c] on.
  std::vector<uint32_t> by_clue_starts_, by_clue_;
};

}  // namespace trialmine

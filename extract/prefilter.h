#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
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
    bool of_whole = true;  ///< Looked for in whole texts, not only in their parts.
  };

  /// The regexes are numbered from 0, in their order. `han`: the texts may hold Chinese characters (see
  /// HoldsHan).
  Prefilter(const std::vector<Wanted>& regexes, bool han);

  /// The clues that a part of a text holds. To be used again for the next text.
  class Found {
    friend class Prefilter;
    /// Where the first and the last word of a clue end in the text, if that was found in this round.
    struct Clue {
      Range ends;
      uint32_t round = 0;
    };
    bool Holds(uint32_t clue) const { return clues_[clue].round == round_; }
    void Add(uint32_t clue, Range ends) {
      Clue& known = clues_[clue];
      if (known.round != round_) {
        known = {ends, round_};
        order_.push_back(clue);
      } else {
        known.ends = {std::min(known.ends.begin, ends.begin), std::max(known.ends.end, ends.end)};
      }
    }
    void Clear() {
      order_.clear();
      if (++round_ == 0) {  // Once in 2^32 rounds.
        std::fill(clues_.begin(), clues_.end(), Clue());
        round_ = 1;
      }
    }

    std::vector<Clue> clues_;
    uint32_t round_ = 0;
    std::vector<uint32_t> order_;  ///< The clues found.
    WordFinder::Memory memory_;
    std::vector<uint64_t> wanted_;
    std::vector<uint32_t> candidates_;
  };

  /// Calls `use(i)` for each part of the text, and then for all of it as if that were the next part, with
  /// what is there in `found`. The parts stand in order and share nothing; none begins or ends within a word.
  template <typename Use>
  void Scan(std::string_view text, std::span<const Range> parts, Found& found, Use use) const {
    if (found.clues_.size() < clues_) found.clues_.resize(clues_);
    found.Clear();
    words_.Scan(
        text, parts, clues_of_whole_, found.memory_,
        [&](uint32_t clue, Range ends) { found.Add(clue, ends); },
        [&](size_t part) {
          use(part);
          found.Clear();
        });
  }

  /// The regexes `among` those asked for (as bits; all where it is empty), in order, that have the rarest of
  /// their words in the part. Valid until the next question about `found`.
  const std::vector<uint32_t>& Candidates(std::span<const uint64_t> among, Found& found) const;
  /// Where the matches of a regex in the part can begin: within the range, its end included. Nothing where
  /// there is none.
  std::optional<Range> Begins(uint32_t regex, const Found& found, Range part) const;

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
  std::optional<Range> BeginsOf(const Way& way, const Found& found, Range part) const;

  WordFinder words_;  ///< Tagged with the numbers of the clues they are of.
  size_t clues_ = 0;
  uint32_t clues_of_whole_ = 0;  ///< The first of them are those of regexes looked for in whole texts.
  std::vector<Need> needs_;
  std::vector<Way> ways_;
  std::vector<Range> ways_of_;                 ///< Of each regex, in ways_.
  std::vector<std::vector<Way>> also_needed_;  ///< Of each regex, the ways to match what it needs besides.
  std::vector<bool> never_;                    ///< Of each regex: what it needs besides cannot be there.
  std::vector<uint64_t> blind_;                ///< Regexes without clues, as bits.
  /// Regexes by their rarest clues: those of clue c stand in `by_clue_` from by_clue_starts_[c] on.
  std::vector<uint32_t> by_clue_starts_, by_clue_;
};

}  // namespace trialmine

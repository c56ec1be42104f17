#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "range.h"

namespace trialmine {

/// Finds which of many words stand in a text, and where, in one pass: the automaton of Aho and Corasick, with
/// a successor of every state for every byte.
///
/// It reads ASCII capitals as small letters, every digit as 0, and an edge wherever a word (ASCII letters,
/// digits, _) begins or ends.
class WordFinder {
 public:
  static constexpr char kEdge = '\b';

  /// A word as it is read in a text: the edges within it marked, those around it not.
  static std::string Read(std::string_view word);

  /// `word` is as texts are read, not empty. Many words may share a tag, a word may have many.
  void Add(std::string_view word, uint32_t tag);
  /// To be called once, when all words are added. False where they are too many: the finder is of no use
  /// then.
  bool Build();

  /// The reports made, each once, and where the first and the last of each ends.
  class Tally {
   public:
    void Add(uint32_t report, Range ends);
    /// Calls `use(report, ends)` for each, in the order of their first, and begins anew.
    template <typename Use>
    void Empty(Use use) {
      for (const uint32_t report : reports_) use(report, std::exchange(ends_[report], {}));
      reports_.clear();
    }

   private:
    std::vector<Range> ends_;  ///< By report; empty where it was not made.
    std::vector<uint32_t> reports_;
  };

  /// The working memory of Scan, to be used again for the next text, of another finder too.
  class Memory {
    friend class WordFinder;
    struct Report {
      uint32_t number, end;
    };
    std::vector<uint64_t> steps_;
    std::vector<Report> reports_;
    Tally part_, whole_;
  };

  /// Tells of the words that end in each part of the text, and then of those in all of it, but there only of
  /// tags below `whole_tags`: calls `word(tag, ends)` for them, with the places in the text where they end
  /// first and last, and `done(i)` behind part i, the whole counting as the last. Where a tag has several
  /// words, it may be told several times.
  ///
  /// The parts stand in order and share nothing.
  template <typename Word, typename Done>
  void Scan(std::string_view text, std::span<const Range> parts, uint32_t whole_tags, Memory& memory,
            Word word, Done done) const {
    const auto is_of_whole = [&](uint32_t report) { return tags_[lists_[report]] < whole_tags; };
    size_t part = 0;
    const auto close = [&] {
      memory.part_.Empty([&](uint32_t report, Range ends) {
        for (uint32_t k = lists_[report]; k < lists_[report + 1]; ++k) word(tags_[k], ends);
        if (is_of_whole(report)) memory.whole_.Add(report, ends);
      });
      done(part++);
    };
    FindReports(text, memory);
    for (const Memory::Report& report : memory.reports_) {
      while (part < parts.size() && parts[part].end < report.end) close();
      if (part < parts.size() && parts[part].begin < report.end)
        memory.part_.Add(report.number, {report.end, report.end});
      else if (is_of_whole(report.number))
        memory.whole_.Add(report.number, {report.end, report.end});
    }
    while (part < parts.size()) close();
    memory.whole_.Empty([&](uint32_t report, Range ends) {
      for (uint32_t k = lists_[report]; k < lists_[report + 1] && tags_[k] < whole_tags; ++k)
        word(tags_[k], ends);
    });
    done(part);
  }

  /// The same of a text without parts.
  template <typename Word>
  void Scan(std::string_view text, Memory& memory, Word word) const {
    Scan(text, {}, UINT32_MAX, memory, word, [](size_t) {});
  }

 private:
  class Builder;
  static constexpr uint16_t kReports = 1 << 15;

  struct Node {
    std::vector<std::pair<uint8_t, uint32_t>> next;  ///< By class.
    std::vector<uint32_t> tags;
  };

  /// A byte behind which, or at the edge before which, words may end: where it ends, the state before it and
  /// the state behind it.
  struct Step {
    uint32_t at;
    uint16_t before, behind;

    uint64_t Packed() const { return uint64_t{at} << 32 | uint64_t{before} << 16 | behind; }
    static Step Unpacked(uint64_t packed) {
      return {static_cast<uint32_t>(packed >> 32), static_cast<uint16_t>(packed >> 16),
              static_cast<uint16_t>(packed)};
    }
  };
  /// A piece of a text that is being read: the next byte, where the next step goes, where the byte before it
  /// ends, and the state there.
  struct Piece {
    const char* text = nullptr;
    uint64_t* steps = nullptr;
    uint32_t end = 0;
    uint16_t state = 0;
  };

  template <size_t kPieces>
  void FindSteps(std::array<Piece, kPieces>& pieces, size_t length) const;
  uint16_t StateBefore(std::string_view text, size_t at) const;
  /// The steps of the text, packed, in order, a 0 behind them. Returns the state behind the text.
  uint16_t FindSteps(std::string_view text, std::vector<uint64_t>& steps) const;
  void FindReports(std::string_view text, Memory& memory) const;

  std::vector<Node> nodes_{1};  ///< The words as a tree, edges as bytes of their own; empty once built.
  std::array<uint8_t, 256> class_of_{};  ///< Class 0: bytes in no word.
  uint32_t classes_ = 1;
  size_t longest_ = 0;  ///< Of all words, edges counted.

  // A state knows whether the byte before it is of a word: with the next byte, that tells of an edge.
  std::array<uint8_t, 256> columns_{};  ///< By byte: the column of the table.
  uint32_t width_ = 0;                  ///< Of a row, as a power of two.
  /// Of a state and a column: the next state; kReports where words end there or at the edge before.
  std::vector<uint16_t> table_;
  std::vector<uint8_t> behind_word_;          ///< Of a state: whether it is behind a byte of a word.
  std::vector<uint32_t> reports_, at_edge_;   ///< Of a state: its report without an edge, and at one.
  std::vector<uint32_t> lists_{0, 0}, tags_;  ///< Of a report, its tags, ascending. The first has none.
};

}  // namespace trialmine

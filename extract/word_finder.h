#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

  /// The working memory of Scan, to be used again for the next text, of another finder too.
  class Memory {
    friend class WordFinder;
    /// Where the words of a report end, first and last; 0 where it was not made.
    struct Ends {
      uint32_t first = 0, last = 0;
    };
    std::vector<uint64_t> steps_;
    std::vector<Ends> ends_;         ///< By report.
    std::vector<uint32_t> reports_;  ///< Those made.
  };

  /// Calls `use(tag, first, last)` for the words that stand in the text: where they end first and last. Where
  /// a tag has several words, it may be told several times.
  template <typename Use>
  void Scan(std::string_view text, Memory& memory, Use use) const {
    FindReports(text, memory);
    for (const uint32_t report : memory.reports_) {
      const Memory::Ends ends = std::exchange(memory.ends_[report], {});
      for (uint32_t k = lists_[report]; k < lists_[report + 1]; ++k) use(tags_[k], ends.first, ends.last);
    }
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
  struct Steps {
    size_t count;
    uint16_t last;  ///< The state behind the text.
  };

  Steps FindSteps(std::string_view text, Memory& memory) const;
  void FindReports(std::string_view text, Memory& memory) const;

  std::vector<Node> nodes_{1};  ///< The words as a tree, edges as bytes of their own; empty once built.
  std::array<uint8_t, 256> class_of_{};  ///< Class 0: bytes in no word.
  uint32_t classes_ = 1;

  // A state knows whether the byte before it is of a word: with the next byte, that tells of an edge.
  std::array<uint8_t, 256> columns_{};  ///< By byte: the column of the table.
  uint32_t width_ = 0;                  ///< Of a row, as a power of two.
  /// Of a state and a column: the next state; kReports where words end there or at the edge before.
  std::vector<uint16_t> table_;
  std::vector<uint8_t> behind_word_;          ///< Of a state: whether it is behind a byte of a word.
  std::vector<uint32_t> reports_, at_edge_;   ///< Of a state: its report without an edge, and at one.
  std::vector<uint32_t> lists_{0, 0}, tags_;  ///< Of a report, its tags. The first has none.
};

}  // namespace trialmine

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

  /// A step that found words: those that end behind `state`, and those that ended at an edge one byte before,
  /// behind `before` (0 where none did).
  struct Step {
    uint16_t state, before;
    uint32_t at;
  };
  /// The working memory of Scan, to be used again for the next text.
  using Memory = std::vector<Step>;

  /// Calls `use(tag, end)` for every place where a word stands, in the order in which they end.
  template <typename Use>
  void Scan(std::string_view text, Memory& memory, Use use) const {
    for (size_t i = 0, count = FindSteps(text, memory); i < count; ++i) {
      const Step& step = memory[i];
      for (uint32_t k = at_edge_[step.before]; k < at_edge_[step.before + 1]; ++k) use(tags_[k], step.at - 1);
      for (uint32_t k = reports_[step.state]; k < reports_[step.state + 1]; ++k) use(tags_[k], step.at);
    }
  }

 private:
  class Builder;
  static constexpr uint16_t kReports = 1 << 15;

  struct Node {
    std::vector<std::pair<uint8_t, uint32_t>> next;  ///< By class.
    std::vector<uint32_t> tags;
  };

  size_t FindSteps(std::string_view text, Memory& memory) const;

  std::vector<Node> nodes_{1};  ///< The words as a tree, edges as bytes of their own; empty once built.
  std::array<uint8_t, 256> class_of_{};  ///< Class 0: bytes in no word.
  uint32_t classes_ = 1;

  /// By whether the byte before is of a word and by byte: the column of the table. It says whether there is
  /// an edge between the two.
  std::array<std::array<uint16_t, 256>, 2> columns_{};
  uint32_t width_ = 0;  ///< Columns.
  /// Of a state and a column: the next state; kReports where words end there or at the edge before.
  std::vector<uint16_t> table_;
  std::vector<uint32_t> reports_, at_edge_,
      tags_;  ///< Of a state: where its tags begin, without and at an edge.
};

}  // namespace trialmine

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
  /// To be called once, when all words are added.
  void Build();

  /// Where a word of a state ends.
  struct End {
    uint32_t state, at;
  };
  /// The working memory of Scan, to be used again for the next text.
  using Memory = std::vector<End>;

  /// Calls `use(tag, end)` for every place where a word stands, in the order in which they end.
  template <typename Use>
  void Scan(std::string_view text, Memory& memory, Use use) const {
    for (size_t i = 0, count = FindEnds(text, memory); i < count; ++i) {
      const uint32_t state = memory[i].state / classes_;
      for (uint32_t k = reports_[state], end = reports_[state + 1]; k < end; ++k) use(tags_[k], memory[i].at);
    }
  }

 private:
  static constexpr uint32_t kReports = uint32_t{1} << 31;

  struct Node {
    std::vector<std::pair<uint8_t, uint32_t>> next;  ///< By class.
    std::vector<uint32_t> tags;
  };

  size_t FindEnds(std::string_view text, Memory& memory) const;
  void AddTags(uint32_t node, const std::vector<uint32_t>& tags);
  void NumberByDepth();

  std::vector<Node> nodes_{1};  ///< The words as a tree; empty once built.
  std::array<uint8_t, 256> class_of_{};
  std::array<uint8_t, 256> in_word_{};
  uint32_t classes_ = 1;  ///< Class 0: bytes in no word.
  uint32_t edge_ = 0;     ///< Class of edges.
  /// Of a state (its number times classes_) and a class: the next; kReports where words end.
  std::vector<uint32_t> table_;
  std::vector<uint32_t> reports_, tags_;
};

}  // namespace trialmine

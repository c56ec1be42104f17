#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace trialmine {

/// Finds which of many words stand in a text, in one pass: the automaton of Aho and Corasick, with a
/// successor of every state for every byte. Takes the ASCII capitals of the text for small letters.
class WordFinder {
 public:
  /// `word` is in small letters, not empty. Many words may share a tag, a word may have many.
  void Add(std::string_view word, uint32_t tag);
  /// To be called once, when all words are added.
  void Build();

  /// The working memory of Scan, to be used again for the next text.
  struct Memory {
    std::vector<uint64_t> seen;  ///< States that have reported, as bits.
    std::vector<uint32_t> ends;  ///< States in which words end, in the order of the text.
  };

  /// Calls `use(tag)` for every word that stands in the text: at least once, and not again for every place.
  template <typename Use>
  void Scan(std::string_view text, Memory& memory, Use use) const {
    for (size_t i = 0, count = FindEnds(text, memory); i < count; ++i) {
      const uint32_t state = memory.ends[i] / classes_;
      const uint64_t bit = uint64_t{1} << (state % 64);
      if (memory.seen[state / 64] & bit) continue;
      memory.seen[state / 64] |= bit;
      for (uint32_t k = reports_[state], end = reports_[state + 1]; k < end; ++k) use(tags_[k]);
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

  std::vector<Node> nodes_{1};  ///< The words as a tree; empty once built.
  std::array<uint8_t, 256> class_of_{};
  uint32_t classes_ = 1;  ///< Class 0: bytes in no word.
  std::vector<uint32_t>
      table_;  ///< Of a state (its number times classes_) and a class: the next; kReports where words end.
  std::vector<uint32_t> reports_, tags_;
};

}  // namespace trialmine

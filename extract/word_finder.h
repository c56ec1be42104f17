#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace trialmine {

/// Finds which of many words stand in a text, in one pass: the automaton of Aho and Corasick, with a successor of every state for
/// every byte. Takes the ASCII capitals of the text for small letters.
class WordFinder {
 public:
  /// `word` is in small letters, not empty. Many words may share a tag, a word may have many.
  void Add(std::string_view word, uint32_t tag);
  /// To be called once, when all words are added.
  void Build();

  /// Calls `use(tag)` for every place where a word ends.
  template <typename Use>
  void Scan(std::string_view text, Use use) const {
    uint32_t state = 0;
    for (const char c : text) {
      const uint32_t next = table_[state + class_of_[static_cast<uint8_t>(c)]];
      state = next & ~kReports;
      if (next & kReports)
        for (uint32_t i = reports_[state / classes_], end = reports_[state / classes_ + 1]; i < end; ++i) use(tags_[i]);
    }
  }

 private:
  static constexpr uint32_t kReports = uint32_t{1} << 31;

  struct Node {
    std::vector<std::pair<uint8_t, uint32_t>> next;  ///< By class.
    std::vector<uint32_t> tags;
  };

  void AddTags(uint32_t node, const std::vector<uint32_t>& tags);

  std::vector<Node> nodes_{1};  ///< The words as a tree; empty once built.
  std::array<uint8_t, 256> class_of_{};
  uint32_t classes_ = 1;         ///< Class 0: bytes in no word.
  std::vector<uint32_t> table_;  ///< Of a state (its number times classes_) and a class: the next; kReports where words end.
  std::vector<uint32_t> reports_, tags_;
};

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trialmine {

/// Words of which one stands wherever a regex matches, as a WordFinder reads them: in lower case (letters
/// other than ASCII in every case they have), every digit as 0, and kEdge wherever a word begins or ends.
struct Clue {
  static constexpr char kEdge = '\b';
  static constexpr uint32_t kFar = UINT32_MAX;

  std::vector<std::string> words;  ///< Sorted, not empty, none empty or the beginning of another.
  uint32_t reach = kFar;           ///< Most bytes from where the match begins to where the word ends.
  uint32_t cut = 0;                ///< Most bytes by which a word may go on behind the words told here.
  double frequency = 1;            ///< How often, roughly, a sentence holds one of them.
};

/// Says what a text must hold for a regex to match in it.
class ClueReader {
 public:
  ClueReader();
  ~ClueReader();

  /// The ways to match `regex` (RE2's syntax, valid, ignoring case), of which one is taken: it needs a word
  /// of each of its clues, the words ending in this order. A way without clues is one of which nothing can be
  /// said.
  std::vector<std::vector<Clue>> Read(std::string_view regex);

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;  ///< What was read already.
};

}  // namespace trialmine

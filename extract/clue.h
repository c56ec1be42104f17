#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace trialmine {

/// Words of which at least one stands wherever a regex matches, in lower case (ASCII; other letters in every
/// case they have). Sorted, never empty, no word empty or the beginning of another.
using Clue = std::vector<std::string>;

/// Says what a text must hold for a regex to match in it.
class ClueReader {
 public:
  /// Clues of `regex` (RE2's syntax, valid, ignoring case): wherever it matches stands a word of each. None
  /// where nothing can be said. Long s and the Kelvin sign, which RE2 takes for s and k, are not considered:
  /// see kOddLetters.
  std::vector<Clue> Read(std::string_view regex);

  /// What is known of a part of a regex: every word it matches (`known`), or clues of what it matches.
  struct Part {
    bool known = false;
    std::vector<std::string> words;
    std::vector<Clue> clues;
  };

 private:
  std::unordered_map<std::string, Part>
      groups_;  ///< Long groups read so far: most come from pieces that many rules use.
};

/// The letters outside ASCII that match letters of it. In a text that holds one, clues prove nothing.
inline constexpr std::string_view kOddLetters[] = {"\u017F", "\u212A"};

}  // namespace trialmine

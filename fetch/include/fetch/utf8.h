#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// File names and the words of hostile pages may hold any bytes. What leaves the program is UTF-8, and on a
// terminal it is text only.

namespace trialmine {

/// Bytes of the well-formed UTF-8 character that `text` begins with; 0 where there is none.
size_t CharacterLength(std::string_view text);

bool IsAscii(std::string_view text);

/// Code points of a UTF-8 text.
size_t CountCharacters(std::string_view text);

/// Code points before a byte of a UTF-8 text. Each question costs the distance from the one before.
class CharCounter {
 public:
  /// `text` must outlive it.
  explicit CharCounter(std::string_view text) : text_(text) {}

  /// REQUIRES: byte <= text.size().
  uint32_t Before(size_t byte);

 private:
  std::string_view text_;
  size_t byte_ = 0;
  uint32_t chars_ = 0;
};

/// `text` with U+FFFD for every byte that is not UTF-8, and for control characters other than line breaks and
/// tabs.
std::string ReadableText(std::string_view text);

/// The same on one line: white space and controls are blanks, and what turns the direction of writing is left
/// out.
std::string TerminalText(std::string_view text);

}  // namespace trialmine

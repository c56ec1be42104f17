#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// File names and the words of hostile pages may hold any bytes. What leaves the program is UTF-8, and on a
// terminal it is text only.

namespace trialmine {

/// Bytes of the well-formed UTF-8 character that `text` begins with; 0 where there is none.
size_t CharacterLength(std::string_view text);

/// `text` with U+FFFD for every byte that is not UTF-8, and for control characters other than line breaks and
/// tabs.
std::string ReadableText(std::string_view text);

/// The same on one line: white space and controls are blanks, and what turns the direction of writing is left
/// out.
std::string TerminalText(std::string_view text);

}  // namespace trialmine

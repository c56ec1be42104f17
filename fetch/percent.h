#pragma once

#include <string>
#include <string_view>

namespace trialmine {

/// The value of a hex digit; -1 for other characters.
int HexValue(char c);

/// The byte that an escape (`%2F`) at the beginning of `text` stands for; -1 where there is none.
int EscapedByte(std::string_view text);

/// Letters, digits and `also_allowed` as they stand, all else as %XX.
std::string PercentEncode(std::string_view bytes, std::string_view also_allowed);

/// Every escape undone.
std::string PercentDecode(std::string_view text);

/// Escapes of characters that need none (letters, digits, `-._~`) undone.
std::string DecodeUnreserved(std::string_view text);

/// Bytes above 0x7f escaped, escapes in upper case; nothing else changes.
std::string NormalizeEscapes(std::string_view text);

}  // namespace trialmine

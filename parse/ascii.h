#pragma once

namespace trialmine {

inline bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
/// Of a character beyond ASCII.
inline bool IsHighByte(char c) { return static_cast<unsigned char>(c) >= 0x80; }

}  // namespace trialmine

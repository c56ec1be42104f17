#include "fetch/utf8.h"

#include <bit>
#include <cstring>

namespace trialmine {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// C0 and C1 controls and DEL.
bool IsControl(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return lead < 0x20 || lead == 0x7F;
  return lead == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

/// U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069: they reorder what stands around them.
bool TurnsDirection(std::string_view character) {
  if (character.size() != 3 || !character.starts_with("\xE2")) return false;
  const auto middle = static_cast<unsigned char>(character[1]),
             last = static_cast<unsigned char>(character[2]);
  if (middle == 0x80) return last == 0x8E || last == 0x8F || (last >= 0xAA && last <= 0xAE);
  return middle == 0x81 && last >= 0xA6 && last <= 0xA9;
}

// Eight bytes at a time: `word(uint64_t)` for those, `byte(char)` for the rest.
template <typename OnWord, typename OnByte>
void ForEachWord(std::string_view text, OnWord word, OnByte byte) {
  for (; text.size() >= sizeof(uint64_t); text.remove_prefix(sizeof(uint64_t))) {
    uint64_t eight;
    std::memcpy(&eight, text.data(), sizeof eight);
    word(eight);
  }
  for (char c : text) byte(c);
}

constexpr uint64_t kHighBits = 0x8080808080808080u;

}  // namespace

bool IsAscii(std::string_view text) {
  uint64_t bits = 0;
  ForEachWord(
      text, [&](uint64_t eight) { bits |= eight; }, [&](char c) { bits |= static_cast<unsigned char>(c); });
  return (bits & kHighBits) == 0;
}

size_t CountCharacters(std::string_view text) {
  size_t continuations = 0;  // Bytes 10xxxxxx.
  ForEachWord(
      text,
      [&](uint64_t eight) {
        if ((eight & kHighBits) != 0)
          continuations += static_cast<size_t>(std::popcount(eight & ~(eight << 1) & kHighBits));
      },
      [&](char c) { continuations += IsContinuation(c); });
  return text.size() - continuations;
}

uint32_t CharCounter::Before(size_t byte) {
  if (byte >= byte_) {
    chars_ += static_cast<uint32_t>(CountCharacters(text_.substr(byte_, byte - byte_)));
  } else {
    chars_ -= static_cast<uint32_t>(CountCharacters(text_.substr(byte, byte_ - byte)));
  }
  byte_ = byte;
  return chars_;
}

size_t CharacterLength(std::string_view text) {
  if (text.empty()) return 0;
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i)
    if (!IsContinuation(text[i])) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second >= 0xA0;
  const bool too_large = lead == 0xF4 && second >= 0x90;
  return overlong || surrogate || too_large ? 0 : length;
}

std::string ReadableText(std::string_view text) {
  std::string readable;
  readable.reserve(text.size());
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    const std::string_view character = text.substr(0, length);
    const bool layout = text[0] == '\n' || text[0] == '\r' || text[0] == '\t';
    readable += length == 0 || (IsControl(character) && !layout) ? kReplacement : character;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return readable;
}

std::string TerminalText(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    const std::string_view character = text.substr(0, length);
    if (length == 0) {
      line += kReplacement;
    } else if (IsControl(character)) {
      line += ' ';
    } else if (!TurnsDirection(character)) {
      line += character;
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return line;
}

}  // namespace trialmine

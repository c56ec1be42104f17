#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trialmine {

/// Whether a byte is of a word, as \b sees it.
constexpr bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// IsWordByte of every byte, for where it is asked of all bytes of a text.
inline constexpr std::array<uint8_t, 256> kIsWordByte = [] {
  std::array<uint8_t, 256> is{};
  for (unsigned c = 0; c < 0x80; ++c) is[c] = IsWordByte(static_cast<char>(c));
  return is;
}();

/// All bytes, those that stand most in texts first. Rows of tables that are laid out in this order are read
/// in few lines of the cache: it is them that a search waits for.
inline constexpr std::array<uint8_t, 256> kBytesByFrequency = [] {
  std::array<uint8_t, 256> order{};
  std::array<bool, 256> placed{};
  size_t count = 0;
  const auto place = [&](uint8_t byte) {
    if (!placed[byte]) order[count++] = byte;
    placed[byte] = true;
  };
  for (const char c : std::string_view(" etaoinsrhldcumpfgybvwkxjqz0.,-1235()=%"))
    place(static_cast<uint8_t>(c));
  for (unsigned c = 0; c < 256; ++c) place(static_cast<uint8_t>(c));
  return order;
}();

/// A set of characters: those of ASCII as bits, the others as ranges in order.
struct CharacterSet {
  std::array<uint64_t, 2> ascii{};
  std::vector<std::pair<char32_t, char32_t>> others;  ///< First and last of each.

  bool HasAscii(unsigned char c) const { return ascii[c >> 6] >> (c & 63) & 1; }
  bool HasOther(char32_t c) const;
  void AddAscii(unsigned char c) { ascii[c >> 6] |= uint64_t{1} << (c & 63); }
};

/// Bytes with which a match may begin.
struct ByteSet {
  std::array<uint64_t, 4> bits{};
  bool empty_too = false;  ///< A match may be empty.

  bool Has(unsigned char c) const { return bits[c >> 6] >> (c & 63) & 1; }
  void Add(unsigned char c) { bits[c >> 6] |= uint64_t{1} << (c & 63); }
  void Add(const CharacterSet& set);
  void Add(const ByteSet& other);
  bool Overlaps(const ByteSet& other) const;
  static ByteSet All();
  friend bool operator==(const ByteSet&, const ByteSet&) = default;
};

/// A part of a regular expression.
struct RegexNode {
  enum class Kind : uint8_t {
    kBytes,     ///< `bytes`; the empty string matches everywhere.
    kSet,       ///< One character of `set`.
    kSequence,  ///< `parts`, one after another.
    kChoice,    ///< One of `parts`, the first that lets the rest match.
    kRepeat,    ///< `parts[0]`, `least` to `most` times.
    kGroup,     ///< `parts[0]`, remembered as `group`.
    kBegin,     ///< The beginning of the text.
    kEnd,       ///< The end of the text.
    kWordEdge,
    kNoWordEdge,
  };
  static constexpr uint32_t kUnbounded = UINT32_MAX;

  Kind kind = Kind::kBytes;
  bool greedy = true;
  bool any_case = false;  ///< Of `bytes`: its letters (small ones) stand for capitals too.
  uint32_t least = 0, most = kUnbounded;
  uint32_t group = 0;
  std::string bytes;
  CharacterSet set;
  std::vector<RegexNode> parts;
  std::string_view source;  ///< Of a long group, what stands in it: bytes of the regex that was read.
};

/// A regular expression taken apart.
struct RegexTree {
  RegexNode root;
  uint32_t groups = 0;
  std::vector<std::pair<uint32_t, std::string>> names;  ///< Of groups, in order.
};

/// Reads a valid regex of RE2's syntax that ignores case. Nothing where it holds what is not read here. The
/// letters of other scripts that match ASCII (long s, the Kelvin sign) are left out: folding leaves none.
///
/// Where `known` says so of what stands in a long group without captures, its node is left without parts.
std::optional<RegexTree> ParseRegex(std::string_view regex,
                                    const std::function<bool(std::string_view)>& known = {});

/// The bytes with which a match of `node` may begin.
ByteSet FirstBytes(const RegexNode& node);

/// Rearranges choices so that words which begin alike share their beginning: `patients?|people` becomes
/// `p(?:atients?|eople)`. Matches stay the same, groups too.
void ShareBeginnings(RegexNode& node);

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

// Small helpers over folded text (UTF-8). Private to the stage.

namespace trialmine {

inline bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
inline char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

/// Without leading and trailing white space (no-break and ideographic spaces included).
std::string_view Trim(std::string_view text);

/// ASCII letters in lower case.
std::string ToLower(std::string_view text);

/// With every run of white space as one space, trimmed.
std::string Squeeze(std::string_view text);

/// The shortest decimal form that reads back as `value`, without an exponent below 1e15: `6`, `0.25`,
/// `65000000`.
std::string FormatNumber(double value);
void AppendNumber(double value, std::string& out);

/// Takes one of `prefixes` off the front (ASCII case aside; a word only where it is whole) and trims. Returns
/// whether it did.
bool DropPrefix(std::string_view& text, std::initializer_list<std::string_view> prefixes);
bool DropSuffix(std::string_view& text, std::initializer_list<std::string_view> suffixes);

bool EqualsIgnoringCase(std::string_view a, std::string_view b);

/// The pieces of `text` between any of `separators`, trimmed; empty ones are left out.
std::vector<std::string_view> Split(std::string_view text,
                                    std::initializer_list<std::string_view> separators);

/// The code point at `at` and its length in bytes; U+FFFD of length 1 where the bytes are not UTF-8.
/// REQUIRES: at < text.size().
struct CodePoint {
  char32_t value;
  uint32_t size;
};
CodePoint CodePointAt(std::string_view text, size_t at);

/// Reads a text from left to right. Every Skip… moves only when it returns true.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  std::string_view rest() const { return rest_; }
  void Advance(size_t bytes) { rest_.remove_prefix(bytes); }

  void SkipSpaces();
  bool Skip(std::string_view literal);
  /// Like Skip, ASCII case aside.
  bool SkipFolded(std::string_view literal);
  /// A word of ASCII letters, whole: not followed by a letter.
  bool SkipWord(std::string_view word);
  bool SkipAny(std::initializer_list<std::string_view> literals);
  std::string_view ReadDigits();
  std::string_view ReadLetters();

 private:
  std::string_view rest_;
};

}  // namespace trialmine

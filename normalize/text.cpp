#include "text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace trialmine {
namespace {
constexpr std::string_view kWideSpaces[] = {"\u00A0", "\u3000", "\u2009", "\u202F"};

bool IsPrintable(char c) { return c > ' ' && c < 0x7F; }
bool IsHighByte(char c) { return static_cast<unsigned char>(c) >= 0x80; }

size_t LeadingSpace(std::string_view text) {
  if (text.empty()) return 0;
  if (!IsHighByte(text.front())) return IsSpace(text.front()) ? 1 : 0;
  for (std::string_view space : kWideSpaces)
    if (text.starts_with(space)) return space.size();
  return 0;
}

size_t TrailingSpace(std::string_view text) {
  if (text.empty()) return 0;
  if (!IsHighByte(text.back())) return IsSpace(text.back()) ? 1 : 0;
  for (std::string_view space : kWideSpaces)
    if (text.ends_with(space)) return space.size();
  return 0;
}

bool BeginsAlike(std::string_view text, std::string_view prefix) {
  return Lower(text.front()) == Lower(prefix.front()) &&
         EqualsIgnoringCase(text.substr(0, prefix.size()), prefix);
}
}  // namespace

std::string_view Trim(std::string_view text) {
  while (size_t n = LeadingSpace(text)) text.remove_prefix(n);
  while (size_t n = TrailingSpace(text)) text.remove_suffix(n);
  return text;
}

std::string ToLower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
  return lower;
}

std::string Squeeze(std::string_view text) {
  std::string squeezed;
  squeezed.reserve(text.size());
  while (!text.empty()) {
    if (size_t n = LeadingSpace(text)) {
      text.remove_prefix(n);
      continue;
    }
    size_t word = 1;
    while (word < text.size() && (IsPrintable(text[word]) || !LeadingSpace(text.substr(word)))) ++word;
    if (!squeezed.empty()) squeezed += ' ';
    squeezed += text.substr(0, word);
    text.remove_prefix(word);
  }
  return squeezed;
}

void AppendNumber(double value, std::string& out) {
  char buffer[40];
  if (std::fabs(value) < 1e15 && value == std::trunc(value) && !std::signbit(value)) {
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, static_cast<int64_t>(value));
    out.append(buffer, end);
    return;
  }
  const bool plain = std::fabs(value) < 1e15 && (value == 0 || std::fabs(value) >= 1e-6);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value, format);
  if (error == std::errc())
    out.append(buffer, end);
  else
    out += '0';
}

std::string FormatNumber(double value) {
  std::string text;
  AppendNumber(value, text);
  return text;
}

bool DropPrefix(std::string_view& text, std::initializer_list<std::string_view> prefixes) {
  for (std::string_view prefix : prefixes) {
    if (text.size() <= prefix.size() || !BeginsAlike(text, prefix)) continue;
    if (IsLetter(prefix.back()) && IsLetter(text[prefix.size()])) continue;
    text = Trim(text.substr(prefix.size()));
    return true;
  }
  return false;
}

bool DropSuffix(std::string_view& text, std::initializer_list<std::string_view> suffixes) {
  for (std::string_view suffix : suffixes) {
    if (text.size() <= suffix.size()) continue;
    const size_t at = text.size() - suffix.size();
    if (!BeginsAlike(text.substr(at), suffix)) continue;
    if (IsLetter(suffix.front()) && IsLetter(text[at - 1])) continue;
    text = Trim(text.substr(0, at));
    return true;
  }
  return false;
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

std::vector<std::string_view> Split(std::string_view text,
                                    std::initializer_list<std::string_view> separators) {
  std::vector<std::string_view> pieces;
  size_t begin = 0, at = 0;
  const auto keep = [&](size_t end) {
    if (std::string_view piece = Trim(text.substr(begin, end - begin)); !piece.empty())
      pieces.push_back(piece);
  };
  while (at < text.size()) {
    const auto hit = std::find_if(separators.begin(), separators.end(), [&](std::string_view separator) {
      return text[at] == separator.front() && text.substr(at).starts_with(separator);
    });
    if (hit == separators.end()) {
      ++at;
      continue;
    }
    keep(at);
    begin = at += hit->size();
  }
  keep(text.size());
  return pieces;
}

CodePoint CodePointAt(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const uint32_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + size > text.size()) return {0xFFFD, 1};
  char32_t value = lead & (0x7F >> size);
  for (uint32_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {0xFFFD, 1};
    value = value << 6 | (byte(i) & 0x3F);
  }
  return {value, size};
}

void Cursor::SkipSpaces() {
  while (size_t n = LeadingSpace(rest_)) rest_.remove_prefix(n);
}

bool Cursor::Skip(std::string_view literal) {
  if (!rest_.starts_with(literal)) return false;
  rest_.remove_prefix(literal.size());
  return true;
}

bool Cursor::SkipFolded(std::string_view literal) {
  if (!EqualsIgnoringCase(rest_.substr(0, literal.size()), literal)) return false;
  rest_.remove_prefix(literal.size());
  return true;
}

bool Cursor::SkipWord(std::string_view word) {
  if (!EqualsIgnoringCase(rest_.substr(0, word.size()), word)) return false;
  if (rest_.size() > word.size() && IsLetter(rest_[word.size()])) return false;
  rest_.remove_prefix(word.size());
  return true;
}

bool Cursor::SkipAny(std::initializer_list<std::string_view> literals) {
  return std::any_of(literals.begin(), literals.end(),
                     [&](std::string_view literal) { return Skip(literal); });
}

std::string_view Cursor::ReadDigits() {
  size_t n = 0;
  while (n < rest_.size() && IsDigit(rest_[n])) ++n;
  std::string_view digits = rest_.substr(0, n);
  rest_.remove_prefix(n);
  return digits;
}

std::string_view Cursor::ReadLetters() {
  size_t n = 0;
  while (n < rest_.size() && IsLetter(rest_[n])) ++n;
  std::string_view letters = rest_.substr(0, n);
  rest_.remove_prefix(n);
  return letters;
}

}  // namespace trialmine

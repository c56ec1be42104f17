#include "text.h"

#include <algorithm>
#include <charconv>

#include "digest.h"
#include "fetch/utf8.h"

namespace trialmine {
inline namespace sources {
namespace {

constexpr std::string_view kSpace = " \t\r\n\f\v";
constexpr size_t kExcerpt = 160;

char LowerCase(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), LowerCase);
  return lower;
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool ContainsWord(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return LowerCase(a) == b; }) != text.end();
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> Lines(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::string> lines;
  for (const std::string_view line : Split(text, '\n'))
    if (!Trim(line).empty()) lines.emplace_back(Trim(line));
  return lines;
}

std::optional<int64_t> ToNumber(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string Excerpt(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, 4 * kExcerpt)) {
    const bool space = Contains(kSpace, {&c, 1});
    if (space && (line.empty() || line.back() == ' ')) continue;
    line += space ? ' ' : c;
  }
  const std::string_view words = Trim(line);
  if (words.size() <= kExcerpt) return TerminalText(words);
  size_t end = kExcerpt;
  while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xC0) == 0x80) --end;
  return TerminalText(words.substr(0, end)) + "…";
}

std::string Fingerprint(std::string_view text) {
  Sha256 sha256;
  sha256.Update(text);
  return sha256.Finish().substr(0, 8);
}

}  // namespace sources
}  // namespace trialmine

#include "markdown.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "ascii.h"
#include "registry_text.h"

namespace trialmine {
namespace {

// `<sup>6</sup>` and `<sub>2</sub>` at the front of `text`; false where there is none.
bool AppendRaised(std::string_view* text, DocumentBuilder* builder) {
  for (const auto& [open, close] :
       {std::pair<std::string_view, std::string_view>{"<sup>", "</sup>"}, {"<sub>", "</sub>"}}) {
    if (!text->starts_with(open)) continue;
    const size_t end = text->find(close);
    if (end == std::string_view::npos) return false;
    const std::string_view inner = text->substr(open.size(), end - open.size());
    open == "<sup>" ? builder->AppendSuperscript(inner) : builder->AppendSubscript(inner);
    text->remove_prefix(end + close.size());
    return true;
  }
  return false;
}

// `[words](address)` at the front of `text`, and images, of which nothing is kept.
bool AppendLink(std::string_view* text, DocumentBuilder* builder) {
  const bool image = text->starts_with("![");
  if (!image && !text->starts_with('[')) return false;
  const size_t close = text->find("](");
  const size_t end = close == std::string_view::npos ? close : text->find(')', close);
  if (end == std::string_view::npos || text->substr(0, close).find('\n') != std::string_view::npos)
    return false;
  const size_t start = image ? 2 : 1;
  const std::string words(text->substr(start, close - start));
  text->remove_prefix(end + 1);
  if (!image) AppendInline(words, true, builder);
  return true;
}

// `**words**`, `*words*`, `` `words` `` at the front of `text`. A lone star marks a footnote or a product.
bool AppendEmphasis(std::string_view* text, DocumentBuilder* builder) {
  for (std::string_view mark : {"***", "**", "__", "*", "`"}) {
    if (!text->starts_with(mark)) continue;
    const size_t end = text->find(mark, mark.size());
    if (end == std::string_view::npos || end == mark.size()) continue;
    const std::string words(text->substr(mark.size(), end - mark.size()));
    if (std::isspace(static_cast<unsigned char>(words.front())) != 0 ||
        std::isspace(static_cast<unsigned char>(words.back())) != 0)
      continue;
    text->remove_prefix(end + mark.size());
    mark == "`" ? builder->Append(words) : AppendInline(words, true, builder);
    return true;
  }
  return false;
}

}  // namespace

bool LooksLikeMarkdown(std::string_view text) {
  if (text.find("](http") != std::string_view::npos) return true;
  const size_t bold = text.find("**");
  if (bold != std::string_view::npos && text.find("**", bold + 2) != std::string_view::npos) return true;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (HeadingLevel(line) > 0 || IsTableRule(line)) return true;
    at = end + 1;
  }
  return false;
}

void AppendInline(std::string_view text, bool markdown, DocumentBuilder* builder) {
  while (!text.empty()) {
    const size_t next = std::min(text.find_first_of(markdown ? "<[!*_`\\" : "<"), text.size());
    builder->Append(text.substr(0, next));
    text.remove_prefix(next);
    if (text.empty()) return;
    if (AppendRaised(&text, builder)) continue;
    if (text.starts_with("<br>") || text.starts_with("<br/>")) {
      builder->Append(" ");
      text.remove_prefix(text.find('>') + 1);
      continue;
    }
    if (markdown && (AppendLink(&text, builder) || AppendEmphasis(&text, builder))) continue;
    if (markdown && text[0] == '\\' && text.size() > 1 &&
        std::ispunct(static_cast<unsigned char>(text[1])) != 0)
      text.remove_prefix(1);
    builder->Append(text.substr(0, 1));
    text.remove_prefix(1);
  }
}

int HeadingLevel(std::string_view line) {
  const size_t marks = std::min(line.find_first_not_of('#'), line.size());
  return marks >= 1 && marks <= 6 && marks < line.size() && line[marks] == ' ' ? static_cast<int>(marks) : 0;
}

std::string_view HeadingText(std::string_view line) {
  line.remove_prefix(static_cast<size_t>(HeadingLevel(line)));
  while (line.ends_with('#') || line.ends_with(' ')) line.remove_suffix(1);
  return TrimSpaces(line);
}

bool IsTableRule(std::string_view line) {
  line = TrimSpaces(line);
  return line.find('|') != std::string_view::npos && line.find("--") != std::string_view::npos &&
         line.find_first_not_of("|-: ") == std::string_view::npos;
}

std::vector<std::string_view> RowCells(std::string_view line, char separator) {
  std::vector<std::string_view> cells;
  if (separator == '|') {
    line = TrimSpaces(line);
    if (line.starts_with('|')) line.remove_prefix(1);
    if (line.ends_with('|') && !line.ends_with("\\|")) line.remove_suffix(1);
  }
  size_t start = 0;
  for (size_t i = 0; i <= line.size(); ++i) {
    if (i < line.size() && (line[i] != separator || (i > 0 && line[i - 1] == '\\'))) continue;
    cells.push_back(TrimSpaces(line.substr(start, i - start)));
    start = i + 1;
  }
  return cells;
}

size_t ListMarkLength(std::string_view line) {
  size_t at = std::min(line.find_first_not_of(" \t"), line.size());
  const std::string_view rest = line.substr(at);
  size_t mark = 0;
  for (std::string_view bullet : {"-", "*", "+", "•", "·", "▪", "●", "◦", "‣"})
    if (rest.starts_with(bullet)) mark = bullet.size();
  if (mark == 0) {
    const size_t open = rest.starts_with('(') ? 1 : 0;
    size_t digits = open;
    while (digits < rest.size() && IsDigit(rest[digits]) && digits < open + 3) ++digits;
    if (digits > open && digits < rest.size() && (rest[digits] == '.' || rest[digits] == ')'))
      mark = digits + 1;
  }
  if (mark == 0 || mark >= rest.size() || (rest[mark] != ' ' && rest[mark] != '\t')) return 0;
  return at + mark + 1;
}

}  // namespace trialmine

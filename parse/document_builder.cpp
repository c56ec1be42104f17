#include "document_builder.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <utility>

namespace trialmine {
namespace {

constexpr std::array<std::pair<char, std::string_view>, 17> kSuperscripts{{
    {'0', "⁰"},
    {'1', "¹"},
    {'2', "²"},
    {'3', "³"},
    {'4', "⁴"},
    {'5', "⁵"},
    {'6', "⁶"},
    {'7', "⁷"},
    {'8', "⁸"},
    {'9', "⁹"},
    {'+', "⁺"},
    {'-', "⁻"},
    {'=', "⁼"},
    {'(', "⁽"},
    {')', "⁾"},
    {'n', "ⁿ"},
    {'i', "ⁱ"},
}};
constexpr std::array<std::pair<char, std::string_view>, 15> kSubscripts{{
    {'0', "₀"},
    {'1', "₁"},
    {'2', "₂"},
    {'3', "₃"},
    {'4', "₄"},
    {'5', "₅"},
    {'6', "₆"},
    {'7', "₇"},
    {'8', "₈"},
    {'9', "₉"},
    {'+', "₊"},
    {'-', "₋"},
    {'=', "₌"},
    {'(', "₍"},
    {')', "₎"},
}};

// Where not every character has a form, the digits take theirs all the same: the marks of citations "2,3"
// after "50" must not read as a number.
template <size_t N>
std::string Translate(std::string_view text, const std::array<std::pair<char, std::string_view>, N>& table) {
  std::string all, digits;
  bool complete = true;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    std::string_view printed = text.substr(i, 1);
    // The minus signs of typesetting: U+2212 and U+2013.
    if (text.substr(i, 3) == "−" || text.substr(i, 3) == "–") {
      c = '-';
      printed = text.substr(i, 3);
      i += 2;
    }
    auto it = std::find_if(table.begin(), table.end(), [c](const auto& entry) { return entry.first == c; });
    complete = complete && it != table.end();
    if (complete) all += it->second;
    digits += c >= '0' && c <= '9' ? it->second : printed;
  }
  return complete ? all : digits;
}

bool IsSpace(UChar32 c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == 0x85 ||
         c == 0x2028 || c == 0x2029;
}

// Spaces of typesetting: kept as they are between words, dropped at the ends of blocks.
bool IsWideSpace(UChar32 c) {
  return c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool IsCjk(UChar32 c) {
  return (c >= 0x3001 && c <= 0x303F) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFF01 && c <= 0xFF60);
}

UChar32 LastCharacter(const std::string& text) {
  auto i = static_cast<int32_t>(text.size());
  UChar32 c = 0;
  U8_PREV(text.data(), 0, i, c);
  return c;
}

std::string Collapsed(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c < 0 || !IsSpace(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

// ASCII, neither space nor control.
bool IsPrintable(char c) { return c > 0x20 && c < 0x7F; }

// Where the printable words from `begin` on end that single spaces join: they need no change. The word at
// `begin` is one.
int32_t EndOfPlainRun(const char* s, int32_t begin, int32_t length) {
  int32_t i = begin;
  for (;;) {
    while (i < length && IsPrintable(s[i])) ++i;
    if (i + 1 >= length || s[i] != ' ' || !IsPrintable(s[i + 1])) return i;
    ++i;
  }
}

// Invisible characters that only break words apart: soft hyphen, zero-width space and no-break space.
bool IsDropped(UChar32 c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x200B || c == 0xFEFF;
}

}  // namespace

std::string ToSuperscript(std::string_view text) { return Translate(text, kSuperscripts); }
std::string ToSubscript(std::string_view text) { return Translate(text, kSubscripts); }

void DocumentBuilder::Begin(BlockKind kind, Section section) {
  End();
  Block block;
  block.kind = kind;
  block.section = section;
  document_.blocks.push_back(std::move(block));
  open_ = true;
  pending_.clear();
}

void DocumentBuilder::Append(std::string_view utf8) {
  if (!open_) Begin(BlockKind::kParagraph, Section::kOther);
  AppendSpaced(utf8);
}

void DocumentBuilder::AppendSuperscript(std::string_view utf8) { Append(ToSuperscript(utf8)); }
void DocumentBuilder::AppendSubscript(std::string_view utf8) { Append(ToSubscript(utf8)); }

void DocumentBuilder::AppendSpaced(std::string_view utf8) {
  Block& block = document_.blocks.back();
  std::string& text = document_.text;
  auto start = [&](UChar32 first) {
    if (block.span.end != block.span.begin) {
      // A line break in the source of Chinese text stands for nothing.
      if (pending_ == "\n") pending_ = IsCjk(first) && IsCjk(LastCharacter(text)) ? "" : " ";
      text += pending_;
    } else {
      // The first character of the block: only now is the separator to its predecessor known to be needed.
      if (document_.blocks.size() > 1) {
        const Block& previous = document_.blocks[document_.blocks.size() - 2];
        bool same_row = previous.kind == BlockKind::kCell && block.kind == BlockKind::kCell &&
                        previous.table == block.table && previous.cell.row == block.cell.row;
        text += same_row ? '\t' : '\n';
      }
      block.span.begin = static_cast<uint32_t>(text.size());
    }
    pending_.clear();
  };
  const char* s = utf8.data();
  const auto length = static_cast<int32_t>(utf8.size());
  int32_t i = 0;
  while (i < length) {
    const auto byte = static_cast<unsigned char>(s[i]);
    if (IsPrintable(s[i])) {
      const int32_t end = EndOfPlainRun(s, i, length);
      start(byte);
      text.append(s + i, static_cast<size_t>(end - i));
      i = end;
    } else {
      int32_t at = i;
      UChar32 c = 0;
      U8_NEXT(s, i, length, c);
      if (c >= 0 && IsSpace(c)) {
        if (c == '\n' && pending_.empty()) pending_ = "\n";
        if (c != '\n' && c != '\r' && pending_ != "\n") pending_ = " ";
        continue;
      }
      if (c >= 0 && IsWideSpace(c)) {
        if (pending_.empty()) pending_.assign(s + at, i - at);
        continue;
      }
      if (c >= 0 && IsDropped(c)) continue;
      start(c);
      if (c < 0) {
        text += "\xEF\xBF\xBD";
      } else {
        text.append(s + at, i - at);
      }
    }
    block.span.end = static_cast<uint32_t>(text.size());
  }
}

void DocumentBuilder::End() {
  if (!open_) return;
  open_ = false;
  pending_.clear();
  if (document_.blocks.back().span.empty()) document_.blocks.pop_back();
}

std::string DocumentBuilder::TakeBack() {
  const Span span = document_.blocks.back().span;
  std::string taken(document_.Text(span));
  document_.blocks.pop_back();
  document_.text.resize(document_.blocks.empty() ? 0 : document_.blocks.back().span.end);
  return taken;
}

void DocumentBuilder::Add(BlockKind kind, Section section, std::string_view utf8) {
  Begin(kind, section);
  Append(utf8);
  End();
}

void DocumentBuilder::AddField(std::string_view label, std::string_view field, std::string_view value,
                               int32_t group, Section section) {
  const size_t blocks = document_.blocks.size();
  const size_t bytes = document_.text.size();
  if (!label.empty()) {
    Add(BlockKind::kLabel, section, label);
    document_.blocks.back().group = group;
  }
  const size_t labelled = document_.blocks.size();
  Begin(BlockKind::kField, section);
  open_block().field = field;
  open_block().group = group;
  Append(value);
  End();
  if (document_.blocks.size() == labelled) {  // No value: the label alone says nothing.
    document_.blocks.resize(blocks);
    document_.text.resize(bytes);
  }
}

void DocumentBuilder::SetLanguages() {
  const Language chinese = ChineseScriptOf(document_.text);
  std::array<size_t, 6> bytes{};
  size_t all = 0;
  for (Block& block : document_.blocks) {
    block.language = DetectLanguage(document_.Text(block.span), chinese);
    // A mixed block counts for Chinese and English alike; it never adds a language of its own.
    if (block.language == Language::kMixed) bytes[static_cast<size_t>(chinese)] += block.span.size();
    bytes[static_cast<size_t>(block.language == Language::kMixed ? Language::kEnglish : block.language)] +=
        block.span.size();
    all += block.span.size();
  }
  if (!document_.languages.empty()) return;  // Its source has said.
  constexpr std::array<Language, 4> kNamed{Language::kEnglish, Language::kSimplifiedChinese,
                                           Language::kTraditionalChinese, Language::kOther};
  constexpr size_t kShare = 50;  // A word or a name in another language is no language of the document.
  std::vector<Language> present;
  for (Language language : kNamed)
    if (bytes[static_cast<size_t>(language)] * kShare > all) present.push_back(language);
  std::stable_sort(present.begin(), present.end(), [&](Language a, Language b) {
    return bytes[static_cast<size_t>(a)] > bytes[static_cast<size_t>(b)];
  });
  for (Language language : present) document_.languages.emplace_back(Tag(language));
}

Document DocumentBuilder::Take() {
  End();
  document_.title = Collapsed(document_.title);
  SetLanguages();
  Document done = std::move(document_);
  *this = DocumentBuilder();
  return done;
}

}  // namespace trialmine

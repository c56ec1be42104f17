#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "document_builder.h"
#include "encoding.h"
#include "formats.h"
#include "markdown.h"
#include "registry_text.h"
#include "section.h"
#include "stream.h"

namespace trialmine {
namespace {

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find_first_of("\n\f", at), text.size());
    std::string_view line = text.substr(at, end - at);
    while (line.ends_with('\r') || line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
    lines.push_back(line);
    at = end + 1;
  }
  return lines;
}

// Columns on a screen: a Chinese character takes two.
size_t WidthOf(std::string_view line) {
  size_t width = 0;
  for (char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    width += byte >= 0xE3 && byte <= 0xEF ? 2 : (byte & 0xC0) != 0x80;
  }
  return width;
}

bool EndsSentence(std::string_view line) {
  for (std::string_view end : {".", "!", "?", ":", ";", "。", "！", "？", "：", "；", "”", "\""})
    if (line.ends_with(end)) return true;
  return false;
}

// Whether `next` goes on with the paragraph of `line`: lines of a wrapped paragraph are about equally long.
bool IsWrapped(std::string_view line, std::string_view next, size_t widest) {
  constexpr size_t kWidestWrap = 130, kNarrowestWrap = 45;
  const size_t width = WidthOf(line);
  if (widest > kWidestWrap || width > kWidestWrap) return false;
  if (!EndsSentence(line) && std::islower(static_cast<unsigned char>(next.front())) != 0) return true;
  return width >= kNarrowestWrap && width * 4 >= widest * 3;
}

// `2012;5:17`: how journals cite a year and a volume.
bool LooksLikeReference(std::string_view text) {
  for (size_t at = text.find(';'); at != std::string_view::npos; at = text.find(';', at + 1)) {
    if (at < 4 || at + 1 >= text.size()) continue;
    const bool year = text.substr(at - 4, 2) == "19" || text.substr(at - 4, 2) == "20";
    if (year && std::isdigit(static_cast<unsigned char>(text[at - 1])) != 0 &&
        std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0)
      return true;
  }
  return false;
}

// What a copied page begins with before its title.
bool IsPageFurniture(std::string_view line) {
  for (std::string_view start :
       {"Skip to", "Access keys", "Leave Your Message", "Home", "Menu", "Sign in", "Log in", "首页"})
    if (line.starts_with(start) && line.size() < 90) return true;
  return false;
}

// A line across the page.
bool IsRule(std::string_view line) {
  return line.size() >= 3 && std::string_view("-*_=").find(line[0]) != std::string_view::npos &&
         line.find_first_not_of(line[0]) == std::string_view::npos;
}

class TextReader {
 public:
  TextReader(std::string_view text, DocumentBuilder* builder)
      : lines_(LinesOf(text)), markdown_(LooksLikeMarkdown(text)), builder_(*builder) {}

  void Read() {
    while (at_ < lines_.size()) ReadBlock();
  }

 private:
  void ReadBlock() {
    const std::string_view line = TrimSpaces(lines_[at_]);
    if (line.empty() || line.starts_with("```") || IsRule(line)) {
      ++at_;
    } else if (markdown_ && HeadingLevel(lines_[at_]) > 0) {
      AddHeading(HeadingText(lines_[at_++]));
    } else if (at_ + 1 < lines_.size() && IsTableRule(lines_[at_ + 1]) &&
               line.find('|') != std::string_view::npos) {
      ReadTable('|');
    } else if (TabColumns(at_) >= 2 && at_ + 1 < lines_.size() && TabColumns(at_ + 1) >= 2) {
      ReadTable('\t');
    } else if (IsUnderlinedHeading()) {
      AddHeading(line);
      at_ += 2;
    } else if (ListMarkLength(lines_[at_]) > 0) {
      ReadListItem();
    } else {
      ReadParagraph();
    }
  }

  size_t TabColumns(size_t at) const {
    return static_cast<size_t>(std::count(lines_[at].begin(), lines_[at].end(), '\t')) +
           (lines_[at].empty() ? 0 : 1);
  }

  bool IsUnderlinedHeading() const {
    if (at_ + 1 >= lines_.size() || lines_[at_ + 1].size() < 3) return false;
    return lines_[at_ + 1].find_first_not_of('=') == std::string_view::npos ||
           (markdown_ && lines_[at_ + 1].find_first_not_of('-') == std::string_view::npos);
  }

  // The first heading is the title, unless it names a section.
  void AddHeading(std::string_view text) {
    const std::optional<Section> section = SectionOf(text);
    if (!section && builder_.document().title.empty() && builder_.document().blocks.empty()) {
      AddTitle(text);
      return;
    }
    section_ = section.value_or(Section::kOther);
    Begin(BlockKind::kHeading);
    AppendInline(text, markdown_, &builder_);
    builder_.End();
  }

  void AddTitle(std::string_view text) {
    builder_.Begin(BlockKind::kTitle, Section::kTitle);
    AppendInline(text, markdown_, &builder_);
    builder_.End();
    if (!builder_.document().blocks.empty())
      builder_.document().title = builder_.document().Text(builder_.document().blocks.back().span);
  }

  void Begin(BlockKind kind) {
    builder_.Begin(
        section_ == Section::kReferences && kind != BlockKind::kHeading ? BlockKind::kReference : kind,
        section_);
  }

  void ReadTable(char separator) {
    const int32_t table = builder_.NewTable();
    uint16_t row = 0;
    for (; at_ < lines_.size() && lines_[at_].find(separator) != std::string_view::npos; ++at_) {
      if (separator == '|' && IsTableRule(lines_[at_])) continue;
      uint16_t column = 0;
      for (std::string_view cell : RowCells(lines_[at_], separator)) {
        builder_.Begin(BlockKind::kCell, Section::kTable);
        builder_.open_block().table = table;
        builder_.open_block().cell = {row, column++, 1, 1, row == 0};
        AppendInline(cell, markdown_, &builder_);
        builder_.End();
      }
      ++row;
    }
  }

  void ReadListItem() {
    std::string text(lines_[at_].substr(ListMarkLength(lines_[at_])));
    const size_t indent = ListMarkLength(lines_[at_]);
    // Lines further in go on with the item.
    for (++at_; at_ < lines_.size() && !TrimSpaces(lines_[at_]).empty() && ListMarkLength(lines_[at_]) == 0 &&
                lines_[at_].find_first_not_of(' ') >= std::min<size_t>(indent, 2);
         ++at_)
      text.append("\n").append(lines_[at_]);
    Begin(LooksLikeReference(text) ? BlockKind::kReference : BlockKind::kListItem);
    AppendInline(text, markdown_, &builder_);
    builder_.End();
  }

  bool StartsOther(size_t at) const {
    return TrimSpaces(lines_[at]).empty() || (markdown_ && HeadingLevel(lines_[at]) > 0) ||
           ListMarkLength(lines_[at]) > 0 || lines_[at].starts_with("```");
  }

  void ReadParagraph() {
    constexpr size_t kLookAhead = 30;
    size_t widest = 0;
    for (size_t i = at_; i < lines_.size() && i < at_ + kLookAhead && !StartsOther(i); ++i)
      widest = std::max(widest, WidthOf(lines_[i]));
    std::string text(lines_[at_++]);
    while (at_ < lines_.size() && !StartsOther(at_) &&
           IsWrapped(lines_[at_ - 1], TrimSpaces(lines_[at_]), widest)) {
      // A word broken at its hyphen.
      const bool broken = text.size() > 1 && text.ends_with('-') &&
                          std::isalpha(static_cast<unsigned char>(text[text.size() - 2])) != 0;
      text.append(broken ? "" : "\n").append(broken ? TrimSpaces(lines_[at_]) : lines_[at_]);
      ++at_;
    }
    AddParagraph(TrimSpaces(text));
  }

  void AddParagraph(std::string_view text) {
    while (markdown_ && (text.starts_with("> ") || text == ">"))
      text.remove_prefix(std::min<size_t>(text.size(), 2));
    if (!past_title_ && builder_.document().title.empty() && !IsPageFurniture(text)) {
      past_title_ = true;
      if (IsTitle(text)) {
        AddTitle(text);
        return;
      }
    }
    if (markdown_ && ReadEmphasizedLabel(&text) && text.empty()) return;
    const bool heading = text.size() <= 60 && !text.ends_with('.') && !text.ends_with("。") &&
                         std::count(text.begin(), text.end(), ' ') < 4;
    if (heading && SectionOf(text)) {
      AddHeading(text);
      return;
    }
    Begin(BlockKind::kParagraph);
    AppendInline(text, markdown_, &builder_);
    builder_.End();
    if (!builder_.document().blocks.empty() && section_ != Section::kReferences) SplitAtLabels();
  }

  // `**Methods** We …`: a label of a section, which becomes a heading.
  bool ReadEmphasizedLabel(std::string_view* text) {
    for (std::string_view mark : {"***", "**", "__", "*"}) {
      if (!text->starts_with(mark)) continue;
      const size_t end = text->find(mark, mark.size());
      if (end == std::string_view::npos) return false;
      const std::string_view words = text->substr(mark.size(), end - mark.size());
      if (words.empty() || !SectionOf(words)) return false;
      text->remove_prefix(end + mark.size());
      for (std::string_view colon : {":", "："})
        if (text->starts_with(colon)) text->remove_prefix(colon.size());
      *text = TrimSpaces(*text);
      AddHeading(words);
      return true;
    }
    return false;
  }

  // A short line at the beginning, with text to follow.
  bool IsTitle(std::string_view text) const {
    constexpr size_t kLongestTitle = 400;
    const bool more = std::any_of(lines_.begin() + static_cast<ptrdiff_t>(at_), lines_.end(),
                                  [](std::string_view line) { return !TrimSpaces(line).empty(); });
    const bool one_sentence =
        text.find(". ") == std::string_view::npos && text.find("。") == std::string_view::npos;
    return more && one_sentence && text.size() < kLongestTitle && WidthOf(text) >= 10 && !SectionOf(text) &&
           SplitLabels(text).front().label.empty();
  }

  // An abstract in one paragraph; what stands before its first label is the title where there is none yet.
  void SplitAtLabels() {
    const std::string text = builder_.TakeBack();
    const std::vector<LabelledText> pieces = SplitLabels(text);
    for (size_t i = 0; i < pieces.size(); ++i) {
      const LabelledText& piece = pieces[i];
      constexpr size_t kLongestTitle = 400;
      const bool first = builder_.document().blocks.empty() && i == 0;
      if (first && piece.label.empty() && pieces.size() > 1 && piece.text.size() < kLongestTitle) {
        AddTitle(piece.text);
      } else {
        AddLabelled(builder_, piece.label, piece.text, piece.label.empty() ? section_ : piece.section);
      }
    }
  }

  std::vector<std::string_view> lines_;
  bool markdown_;
  DocumentBuilder& builder_;
  size_t at_ = 0;
  Section section_ = Section::kOther;
  bool past_title_ = false;  // Only the first line that says something may be the title.
};

Result<Document> ReadText(const Response& response, const ParseLimits& limits) {
  auto bytes = response.body.ReadAll(limits.max_record);
  if (!bytes) return bytes.error();
  const std::string text = DecodeText(*bytes, response.charset);
  DocumentBuilder builder;
  SetOrigin(response, "text", &builder.document());
  TextReader(text, &builder).Read();
  Document document = builder.Take();
  if (document.text.empty()) return Error{"empty", "nothing but white space"};
  return document;
}

}  // namespace

std::unique_ptr<DocumentStream> OpenText(const Response& response, const ParseLimits& limits) {
  return OneDocument([response, limits] { return ReadText(response, limits); });
}

}  // namespace trialmine

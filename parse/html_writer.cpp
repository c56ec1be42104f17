#include "html_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "html_tree.h"
#include "section.h"

namespace trialmine {
namespace {

bool IsHeading(GumboTag tag) { return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6; }

int LevelOf(GumboTag heading) { return static_cast<int>(heading) - static_cast<int>(GUMBO_TAG_H1) + 1; }

// A short line that does not end like a sentence, as headings that are marked up as paragraphs.
bool ReadsLikeHeading(std::string_view text) {
  return text.size() <= 60 && !text.ends_with('.') && !text.ends_with("。") &&
         std::count(text.begin(), text.end(), ' ') < 3;
}

bool HoldsReferences(const GumboNode* node) {
  if (Attribute(node, "role") == "doc-bibliography") return true;
  const std::string names = std::string(Attribute(node, "class")) + ' ' + std::string(Attribute(node, "id"));
  for (std::string_view name : {"references", "ref-list", "reflist", "bibliography", "citations-list"})
    if (names.find(name) != std::string::npos) return true;
  return false;
}

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n\f") == std::string_view::npos; }

uint16_t SpanAttribute(const GumboNode* cell, const char* name, uint16_t most) {
  const std::string_view text = Attribute(cell, name);
  int value = 1;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return static_cast<uint16_t>(std::clamp<int>(value, 1, most));
}

// The rows of a table, without those of tables inside it.
std::vector<const GumboNode*> RowsOf(const GumboNode* table) {
  std::vector<const GumboNode*> rows;
  Walk(table, [&](const GumboNode* node) {
    if (TagOf(node) == GUMBO_TAG_TR) rows.push_back(node);
    return node == table || (TagOf(node) != GUMBO_TAG_TABLE && TagOf(node) != GUMBO_TAG_TR);
  });
  return rows;
}

std::vector<const GumboNode*> CellsOf(const GumboNode* row) {
  std::vector<const GumboNode*> cells;
  const auto [children, count] = ChildrenOf(row);
  for (size_t i = 0; i < count; ++i)
    if (TagOf(children[i]) == GUMBO_TAG_TD || TagOf(children[i]) == GUMBO_TAG_TH)
      cells.push_back(children[i]);
  return cells;
}

class Writer {
 public:
  Writer(const HtmlContent& content, std::string_view title, DocumentBuilder* builder)
      : content_(content), title_(title), builder_(*builder) {}

  void Write() { WriteBelow(content_.root); }

 private:
  void WriteBelow(const GumboNode* root) {
    Walk(
        root, [&](const GumboNode* node) { return Enter(node); },
        [&](const GumboNode* node) { Leave(node); });
    EndBlock();
  }

  bool Enter(const GumboNode* node) {
    if (IsText(node)) {
      WriteText(TextOf(node));
      return false;
    }
    if (IsInvisible(node) || content_.dropped.contains(node)) return false;
    const GumboTag tag = TagOf(node);
    if (tag == GUMBO_TAG_BR) {
      Break(node);
      return false;
    }
    if (tag == GUMBO_TAG_SUP) ++superscript_;
    if (tag == GUMBO_TAG_SUB) ++subscript_;
    if (in_cell_) {
      if (IsBlockTag(tag)) builder_.Append(" ");
      return true;
    }
    if (tag == GUMBO_TAG_TABLE && IsDataTable(node)) {
      WriteTable(node);
      return false;
    }
    if (IsHeading(tag) && RepeatsTitle(node)) return false;
    if (IsBlockTag(tag)) EndBlock();
    if (IsHeading(tag)) EnterSection(InnerText(node), LevelOf(tag));
    if (references_ == nullptr && IsBlockTag(tag) && HoldsReferences(node)) references_ = node;
    if (BlockKind kind = KindOf(tag); kind != BlockKind::kParagraph) kinds_.push_back(kind);
    return true;
  }

  void Leave(const GumboNode* node) {
    const GumboTag tag = TagOf(node);
    if (tag == GUMBO_TAG_SUP) --superscript_;
    if (tag == GUMBO_TAG_SUB) --subscript_;
    if (in_cell_) {
      if (IsBlockTag(tag)) builder_.Append(" ");
      return;
    }
    if (IsBlockTag(tag)) EndBlock();
    if (KindOf(tag) != BlockKind::kParagraph) kinds_.pop_back();
    if (references_ == node) references_ = nullptr;
  }

  // A heading opens its section; one that names none goes on with it where it stands lower, and ends it
  // otherwise.
  void EnterSection(std::string_view heading, int level) {
    if (std::optional<Section> section = SectionOf(heading)) {
      section_ = *section;
      section_level_ = level;
    } else if (level <= section_level_) {
      section_ = Section::kOther;
    }
  }

  // Ends a paragraph, which may turn out to be a heading or an abstract with its labels in the line.
  void EndBlock() {
    if (!builder_.has_open_block()) return;
    builder_.End();
    if (builder_.document().blocks.empty()) return;
    Block& block = builder_.document().blocks.back();
    if (block.kind != BlockKind::kParagraph || in_cell_) return;
    const std::string_view text = builder_.document().Text(block.span);
    if (ReadsLikeHeading(text) && SectionOf(text)) {
      EnterSection(text, kParagraphLevel);
      block.kind = BlockKind::kHeading;
      block.section = section_;
    } else if (const auto pieces = SplitLabels(text); pieces.size() > 1 || !pieces.front().label.empty()) {
      AddLabelledParagraph(builder_, builder_.TakeBack(), section_);
    }
  }

  static BlockKind KindOf(GumboTag tag) {
    if (IsHeading(tag)) return BlockKind::kHeading;
    if (tag == GUMBO_TAG_LI || tag == GUMBO_TAG_DD) return BlockKind::kListItem;
    if (tag == GUMBO_TAG_FIGCAPTION) return BlockKind::kCaption;
    return BlockKind::kParagraph;
  }

  // The page's own heading, before its text has begun.
  bool RepeatsTitle(const GumboNode* heading) const {
    const auto& blocks = builder_.document().blocks;
    return std::none_of(blocks.begin(), blocks.end(),
                        [](const Block& b) { return b.kind != BlockKind::kTitle; }) &&
           InnerText(heading) == title_;
  }

  void WriteText(std::string_view text) {
    if (!builder_.has_open_block()) {
      if (IsBlank(text)) return;
      Open();
    }
    if (superscript_ > 0) {
      builder_.AppendSuperscript(text);
    } else if (subscript_ > 0) {
      builder_.AppendSubscript(text);
    } else {
      builder_.Append(text);
    }
  }

  void Open() {
    const BlockKind kind = kinds_.empty() ? BlockKind::kParagraph : kinds_.back();
    if (kind == BlockKind::kCaption) {
      builder_.Begin(kind, Section::kCaption);
    } else if (kind != BlockKind::kHeading && (references_ != nullptr || section_ == Section::kReferences)) {
      builder_.Begin(BlockKind::kReference, Section::kReferences);
    } else {
      builder_.Begin(kind, section_);
    }
  }

  // A line break ends a paragraph where the sentence before it has ended or another one follows; else it only
  // breaks the line.
  void Break(const GumboNode* br) {
    if (in_cell_ || !builder_.has_open_block()) {
      builder_.Append(" ");
      return;
    }
    const std::string& text = builder_.document().text;
    constexpr std::array<std::string_view, 10> kEnds{".", "!", "?", ":", "。", "！", "？", "：", "；", "”"};
    const bool ends =
        std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) { return text.ends_with(end); });
    if (ends || NextIsBreak(br)) {
      EndBlock();
    } else {
      builder_.Append("\n");
    }
  }

  static bool NextIsBreak(const GumboNode* br) {
    const auto [children, count] = ChildrenOf(br->parent);
    for (size_t i = br->index_within_parent + 1; i < count; ++i) {
      if (TagOf(children[i]) == GUMBO_TAG_BR) return true;
      if (!IsText(children[i]) || !IsBlank(TextOf(children[i]))) return false;
    }
    return false;
  }

  void WriteTable(const GumboNode* table) {
    EndBlock();
    const int32_t index = builder_.NewTable();
    const std::vector<const GumboNode*> rows = RowsOf(table);
    WriteCaption(table, index);
    constexpr size_t kColumns = 1000;
    std::vector<size_t> taken;  // by column: rows for which a cell above still reaches down
    for (size_t r = 0; r < rows.size() && r < 60000; ++r) {
      size_t column = 0;
      for (const GumboNode* cell : CellsOf(rows[r])) {
        while (column < taken.size() && taken[column] > 0) ++column;
        Cell place;
        place.row = static_cast<uint16_t>(r);
        place.column = static_cast<uint16_t>(std::min(column, kColumns));
        place.row_span = SpanAttribute(cell, "rowspan", static_cast<uint16_t>(rows.size() - r));
        place.column_span = SpanAttribute(cell, "colspan", static_cast<uint16_t>(kColumns));
        place.header = TagOf(cell) == GUMBO_TAG_TH || TagOf(rows[r]->parent) == GUMBO_TAG_THEAD;
        const size_t end = std::min(column + place.column_span, kColumns);
        if (taken.size() < end) taken.resize(end);
        for (; column < end; ++column) taken[column] = place.row_span;
        if (!content_.dropped.contains(cell)) WriteCell(cell, place, index);
      }
      for (size_t& rows_left : taken) rows_left -= rows_left > 0;
    }
  }

  void WriteCell(const GumboNode* cell, const Cell& place, int32_t table) {
    builder_.Begin(BlockKind::kCell, Section::kTable);
    builder_.open_block().table = table;
    builder_.open_block().cell = place;
    in_cell_ = true;
    WriteBelow(cell);
    in_cell_ = false;
  }

  void WriteCaption(const GumboNode* table, int32_t index) {
    const auto [children, count] = ChildrenOf(table);
    for (size_t i = 0; i < count; ++i) {
      if (TagOf(children[i]) != GUMBO_TAG_CAPTION) continue;
      builder_.Begin(BlockKind::kCaption, Section::kCaption);
      builder_.open_block().table = index;
      in_cell_ = true;
      WriteBelow(children[i]);
      in_cell_ = false;
    }
  }

  const HtmlContent& content_;
  std::string_view title_;
  DocumentBuilder& builder_;
  static constexpr int kParagraphLevel = 7;  // Below any heading element.
  Section section_ = Section::kOther;
  int section_level_ = kParagraphLevel;
  const GumboNode* references_ = nullptr;  // The list of references that is being written.
  std::vector<BlockKind> kinds_;
  int superscript_ = 0;
  int subscript_ = 0;
  bool in_cell_ = false;
};

}  // namespace

bool IsDataTable(const GumboNode* table) {
  const std::string_view role = Attribute(table, "role");
  if (role == "presentation" || role == "none") return false;
  bool nested = false, heading = false, marked = false;
  Walk(table, [&](const GumboNode* node) {
    const GumboTag tag = TagOf(node);
    nested |= tag == GUMBO_TAG_TABLE && node != table;
    heading |= IsHeading(tag) || tag == GUMBO_TAG_ARTICLE;
    marked |= tag == GUMBO_TAG_TH || tag == GUMBO_TAG_CAPTION || tag == GUMBO_TAG_THEAD;
    return true;
  });
  if (nested || (heading && !marked)) return false;
  size_t rows = 0, longest = 0, total = 0;
  for (const GumboNode* row : RowsOf(table)) {
    const auto cells = CellsOf(row);
    rows += cells.size() >= 2;
    for (const GumboNode* cell : cells) {
      const size_t size = InnerText(cell).size();
      longest = std::max(longest, size);
      total += size;
    }
  }
  if (rows < 2) return marked && rows == 1;
  // A page's layout has one cell that holds nearly everything.
  return rows >= 5 || longest < 600 || longest * 2 < total;
}

void WriteHtml(const HtmlContent& content, std::string_view title, DocumentBuilder* builder) {
  Writer(content, title, builder).Write();
}

}  // namespace trialmine

#include "jats_table.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "xml_text.h"

namespace trialmine {
namespace {

// Pieces that stand apart within a cell or a caption.
bool StandsApart(std::string_view name) {
  return name == "p" || name == "title" || name == "list" || name == "list-item" || name == "label" ||
         name == "disp-formula";
}

void AppendApart(XmlElement element, std::string& text) {
  element.VisitContent([&](std::string_view piece) { text += piece; },
                       [&](XmlElement child) {
                         if (StandsApart(child.name())) {
                           text += ' ';
                           AppendApart(child, text);
                           text += ' ';
                         } else if (!AppendMarkup(child, text)) {
                           AppendApart(child, text);
                         }
                       });
}

std::string TextApart(XmlElement element) {
  std::string text;
  AppendApart(element, text);
  return text;
}

constexpr uint16_t kMostSpan = 1000;

uint16_t SpanOf(std::string_view value) {
  uint16_t span = 1;
  std::from_chars(value.data(), value.data() + value.size(), span);
  return std::clamp<uint16_t>(span, 1, kMostSpan);
}

// Where the next cell goes, as rows above may reach down into its row.
class Grid {
 public:
  void NextRow() {
    if (begun_) ++row_;
    begun_ = true;
    column_ = 0;
  }

  Cell Place(XmlElement cell, bool in_head) {
    Cell place;
    place.row_span = SpanOf(cell.Attribute("rowspan"));
    place.column_span = SpanOf(cell.Attribute("colspan"));
    place.header = in_head || cell.name() == "th";
    while (column_ < free_from_.size() && free_from_[column_] > row_) ++column_;
    place.row = static_cast<uint16_t>(std::min(row_, 0xFFFFu));
    place.column = static_cast<uint16_t>(std::min<size_t>(column_, 0xFFFF));
    const size_t end = std::min<size_t>(column_ + place.column_span, 0xFFFF);
    if (free_from_.size() < end) free_from_.resize(end);
    for (; column_ < end; ++column_) free_from_[column_] = row_ + place.row_span;
    return place;
  }

 private:
  std::vector<uint32_t> free_from_;  // By column: the first row that nothing above reaches into.
  uint32_t row_ = 0;
  size_t column_ = 0;
  bool begun_ = false;
};

void AddRows(XmlElement part, bool in_head, int32_t table, Grid& grid, DocumentBuilder& builder) {
  for (XmlElement child : part.children()) {
    const std::string_view name = child.name();
    if (name == "thead" || name == "tbody" || name == "tfoot") {
      AddRows(child, name == "thead", table, grid, builder);
    } else if (name == "tr") {
      grid.NextRow();
      for (XmlElement cell : child.children()) {
        if (cell.name() != "td" && cell.name() != "th") continue;
        builder.Begin(BlockKind::kCell, Section::kTable);
        builder.open_block().table = table;
        builder.open_block().cell = grid.Place(cell, in_head);
        builder.Append(TextApart(cell));
        builder.End();
      }
    }
  }
}

void AddTables(XmlElement wrap, int32_t table, Grid& grid, DocumentBuilder& builder) {
  if (wrap.name() == "table") return AddRows(wrap, false, table, grid, builder);
  for (XmlElement child : wrap.children())
    if (child.name() == "table" || child.name() == "alternatives") AddTables(child, table, grid, builder);
}

void AddNote(XmlElement note, int32_t table, DocumentBuilder& builder) {
  builder.Begin(BlockKind::kFootnote, Section::kTable);
  builder.open_block().table = table;
  builder.Append(TextApart(note));
  builder.End();
}

// Each footnote is a block, however deep in groups it stands.
void AddNotes(XmlElement foot, int32_t table, DocumentBuilder& builder) {
  bool grouped = false;
  for (XmlElement child : foot.children()) {
    const std::string_view name = child.name();
    const bool group = name == "fn-group" || name == "attrib-group";
    if (group) AddNotes(child, table, builder);
    if (name == "fn" || name == "p" || name == "attrib" || name == "title") AddNote(child, table, builder);
    grouped = grouped || group || name == "fn" || name == "p" || name == "attrib";
  }
  if (!grouped) AddNote(foot, table, builder);
}

}  // namespace

std::string CaptionText(XmlElement wrap) {
  std::string text = InlineText(wrap.Child("label"));
  text += ' ';
  AppendApart(wrap.Child("caption"), text);
  return text;
}

void AddJatsTable(XmlElement wrap, DocumentBuilder& builder) {
  const int32_t table = builder.NewTable();
  builder.Begin(BlockKind::kCaption, Section::kCaption);
  builder.open_block().table = table;
  builder.Append(CaptionText(wrap));
  builder.End();
  Grid grid;
  AddTables(wrap, table, grid, builder);
  for (XmlElement child : wrap.children())
    if (child.name() == "table-wrap-foot") AddNotes(child, table, builder);
}

}  // namespace trialmine

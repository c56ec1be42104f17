#include "table.h"

#include <algorithm>
#include <map>

#include "table_head.h"
#include "wording.h"

namespace trialmine {
namespace {

constexpr uint32_t kMostColumns = 64;
constexpr uint32_t kMostRows = 2000;

bool HoldsDigit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "n", "Mean (SD)", "(n = 30)", "%", "P": what a second row of heads is made of.
bool NamesFormat(std::string_view words) {
  static const Wording kFormat("table.format"), kP("table.p");
  return kFormat.In(words) || kP.In(words);
}

/// Whether a head of the row stands over several columns, as one cell or as the same words again, but none
/// over all.
bool Spans(const std::vector<Reading>& readings, const Table& table, uint32_t row) {
  const auto same = [&](uint32_t a, uint32_t b) {
    return a == b || (a != Table::kNone && b != Table::kNone && readings[a].text() == readings[b].text());
  };
  bool spans = false;
  for (uint32_t column = 2; column < table.columns; ++column)
    spans = spans ||
            (table.At(row, column) != Table::kNone && same(table.At(row, column), table.At(row, column - 1)));
  return spans && !same(table.At(row, table.columns - 1), table.At(row, 1));
}

/// A row that only names columns: marked so by the source, or where nothing is marked the first one, and a
/// second one made of formats.
bool IsHeaderRow(const Document& document, const std::vector<Reading>& readings, const Table& table,
                 uint32_t row) {
  bool any = false, marked = true, numbers = false, formats = false, others = false, gaps = false;
  for (uint32_t column = 0; column < table.columns; ++column) {
    const uint32_t cell = table.At(row, column);
    gaps = gaps || (column > 1 && (cell == Table::kNone || cell == table.At(row, column - 1)));
    if (cell == Table::kNone) continue;
    any = true;
    marked = marked && document.blocks[readings[cell].block].cell.header;
    if (column == 0) continue;
    const std::string_view words = readings[cell].text();
    const bool time = IsTimeHead(words);  // A head for all its digits.
    numbers = numbers || (HoldsDigit(words) && !time && words.find('=') == std::string_view::npos);
    // A cell that came down from the row above says nothing of this one.
    const bool new_here = row == 0 || cell != table.At(row - 1, column);
    if (new_here) (time || NamesFormat(words) ? formats : others) = true;
  }
  return any && (marked || (row == 0 && !numbers) ||
                 (row <= 2 && row == table.header_rows && row > 0 && formats && !others) ||
                 // A full row of words below heads that span columns, naming no row, names columns.
                 (row == 1 && table.header_rows == 1 && table.At(row, 0) == Table::kNone && !numbers &&
                  !gaps && Spans(readings, table, 0)));
}

/// Whether a cell holds a number of its own, not a name with a number in it ("Week 12", "6-23 months").
bool IsNumber(std::string_view words) {
  static const Wording kNumber("table.number");
  return kNumber.In(words);
}

void FindStub(const std::vector<Reading>& readings, Table& table) {
  for (uint32_t column = 0; column < table.columns; ++column) {
    uint32_t numbers = 0, words = 0;
    for (uint32_t row = table.header_rows; row < table.rows; ++row) {
      const uint32_t cell = table.At(row, column);
      if (cell == Table::kNone || (column > 0 && cell == table.At(row, 0))) continue;
      ++(IsNumber(readings[cell].text()) ? numbers : words);
    }
    if (column > 0 && (words == 0 || numbers * 4 > words)) break;
    table.stub_columns = column + 1;
  }
  if (table.stub_columns == table.columns) table.stub_columns = 1;
}

/// Whether the numbers of a table have commas for points: some cells can mean nothing else, and none has a
/// point.
bool HasDecimalCommas(const std::vector<Reading>& readings, const std::vector<uint32_t>& cells) {
  static const Wording kComma("table.decimal-comma"), kPoint("table.decimal-point");
  int commas = 0;
  for (const uint32_t cell : cells) {
    const std::string_view words = readings[cell].text();
    if (words.size() > 24) continue;
    if (kPoint.In(words)) return false;
    commas += kComma.In(words);
  }
  return commas >= 2;
}

void Place(const Document& document, const std::vector<Reading>& readings, const std::vector<uint32_t>& cells,
           Table& table) {
  for (const uint32_t index : cells) {
    const Cell& cell = document.blocks[readings[index].block].cell;
    table.rows = std::max<uint32_t>(table.rows, cell.row + 1U);
    table.columns = std::max<uint32_t>(table.columns, cell.column + 1U);
  }
  if (table.rows > kMostRows || table.columns > kMostColumns) return;
  table.cells.assign(size_t{table.rows} * table.columns, Table::kNone);
  for (const uint32_t index : cells) {
    const Cell& cell = document.blocks[readings[index].block].cell;
    const uint32_t last_row = std::min<uint32_t>(cell.row + std::max<uint16_t>(cell.row_span, 1), table.rows);
    const uint32_t last_column =
        std::min<uint32_t>(cell.column + std::max<uint16_t>(cell.column_span, 1), table.columns);
    for (uint32_t row = cell.row; row < last_row; ++row)
      for (uint32_t column = cell.column; column < last_column; ++column)
        table.cells[row * table.columns + column] = index;
  }
}

}  // namespace

std::vector<uint32_t> Table::HeadsOf(uint32_t column) const {
  std::vector<uint32_t> heads;
  for (uint32_t row = 0; row < header_rows; ++row) {
    const uint32_t cell = At(row, column);
    if (cell != kNone && (heads.empty() || heads.back() != cell)) heads.push_back(cell);
  }
  return heads;
}

std::vector<uint32_t> Table::StubOf(uint32_t row) const {
  std::vector<uint32_t> stub;
  // Only places left of the row's own name are taken from above: an empty last place is no repetition.
  uint32_t own = stub_columns;
  while (own > 0 && At(row, own - 1) == kNone) --own;
  for (uint32_t column = 0; column < own; ++column) {
    uint32_t above = row;
    while (At(above, column) == kNone && above > header_rows) --above;
    const uint32_t cell = At(above, column);
    if (cell != kNone && (stub.empty() || stub.back() != cell)) stub.push_back(cell);
  }
  return stub;
}

std::vector<Table> TablesOf(const Document& document, const std::vector<Reading>& readings) {
  std::map<int32_t, std::vector<uint32_t>> cells;
  std::map<int32_t, Table> around;
  for (uint32_t i = 0; i < readings.size(); ++i) {
    const Block& block = document.blocks[readings[i].block];
    if (block.table < 0) continue;
    if (block.kind == BlockKind::kCell)
      cells[block.table].push_back(i);
    else if (block.kind == BlockKind::kCaption)
      around[block.table].caption += std::string(readings[i].text()) + " ";
    else if (block.kind == BlockKind::kFootnote)
      around[block.table].notes.emplace_back(readings[i].text());
  }
  std::vector<Table> tables;
  for (const auto& [number, members] : cells) {
    Table table = std::move(around[number]);
    Place(document, readings, members, table);
    if (table.cells.empty() || table.columns < 2 || table.rows < 2) continue;
    while (table.header_rows < table.rows && IsHeaderRow(document, readings, table, table.header_rows))
      ++table.header_rows;
    FindStub(readings, table);
    table.decimal_comma = HasDecimalCommas(readings, members);
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace trialmine

#include "table.h"

#include <algorithm>
#include <map>

namespace trialmine {
namespace {

constexpr uint32_t kMostColumns = 64;
constexpr uint32_t kMostRows = 2000;

bool HoldsDigit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A row that only names columns: marked so by the source, or the first one where nothing is marked.
bool IsHeaderRow(const Document& document, const std::vector<Reading>& readings, const Table& table,
                 uint32_t row) {
  bool any = false, marked = true, numbers = false;
  for (uint32_t column = 0; column < table.columns; ++column) {
    const uint32_t cell = table.At(row, column);
    if (cell == Table::kNone) continue;
    any = true;
    marked = marked && document.blocks[readings[cell].block].cell.header;
    numbers = numbers || (column > 0 && HoldsDigit(readings[cell].text()) &&
                          readings[cell].text().find('=') == std::string_view::npos);
  }
  return any && (marked || (row == 0 && !numbers));
}

void ReadHeads(const Document& document, const std::vector<Reading>& readings, Table& table) {
  while (table.header_rows < table.rows && IsHeaderRow(document, readings, table, table.header_rows))
    ++table.header_rows;
  table.heads.resize(table.columns);
  for (uint32_t column = 0; column < table.columns; ++column) {
    uint32_t last = Table::kNone;
    for (uint32_t row = 0; row < table.header_rows; ++row) {
      const uint32_t cell = table.At(row, column);
      if (cell == Table::kNone || cell == last) continue;
      last = cell;
      if (!table.heads[column].empty()) table.heads[column] += ' ';
      table.heads[column] += readings[cell].text();
    }
  }
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

std::vector<Table> TablesOf(const Document& document, const std::vector<Reading>& readings) {
  std::map<int32_t, std::vector<uint32_t>> cells;
  std::map<int32_t, std::string> captions;
  for (uint32_t i = 0; i < readings.size(); ++i) {
    const Block& block = document.blocks[readings[i].block];
    if (block.table < 0) continue;
    if (block.kind == BlockKind::kCell)
      cells[block.table].push_back(i);
    else if (block.kind == BlockKind::kCaption)
      captions[block.table] += std::string(readings[i].text()) + " ";
  }
  std::vector<Table> tables;
  for (const auto& [number, members] : cells) {
    Table table;
    if (const auto caption = captions.find(number); caption != captions.end())
      table.caption = caption->second;
    Place(document, readings, members, table);
    if (table.cells.empty() || table.columns < 2 || table.rows < 2) continue;
    ReadHeads(document, readings, table);
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "match.h"
#include "parse/document.h"

namespace trialmine {

/// A table as its cells lie in a grid. Cells hold indexes into the readings of the document; kNone where
/// there is none.
struct Table {
  static constexpr uint32_t kNone = UINT32_MAX;

  std::string caption;             ///< Folded; with it, the table's heading.
  std::vector<std::string> notes;  ///< Its footnotes, folded.
  uint32_t rows = 0, columns = 0;
  uint32_t header_rows = 0;     ///< Rows at the top that only name columns.
  uint32_t stub_columns = 1;    ///< Columns at the left that only name rows.
  bool decimal_comma = false;   ///< Its numbers are written "45,07".
  std::vector<uint32_t> cells;  ///< Row by row; a spanning cell stands at each place it covers.

  uint32_t At(uint32_t row, uint32_t column) const { return cells[row * columns + column]; }
  /// The cells that head a column, from top to bottom, each once.
  std::vector<uint32_t> HeadsOf(uint32_t column) const;
  /// The cells that name a row, from left to right, each once; a place left empty takes the name above it.
  std::vector<uint32_t> StubOf(uint32_t row) const;
};

/// The tables of a document, in reading order. Tables that are no grid worth reading (one row, a thousand
/// columns) are left out.
std::vector<Table> TablesOf(const Document& document, const std::vector<Reading>& readings);

}  // namespace trialmine

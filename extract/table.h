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

  std::string caption;  ///< Folded; with it, the table's heading.
  uint32_t rows = 0, columns = 0;
  uint32_t header_rows = 0;        ///< Rows at the top that only name columns.
  std::vector<uint32_t> cells;     ///< Row by row; a spanning cell stands at each place it covers.
  std::vector<std::string> heads;  ///< What the header rows say of each column, from top to bottom.

  uint32_t At(uint32_t row, uint32_t column) const { return cells[row * columns + column]; }
};

/// The tables of a document, in reading order. Tables that are no grid worth reading (one row, a thousand
/// columns) are left out.
std::vector<Table> TablesOf(const Document& document, const std::vector<Reading>& readings);

}  // namespace trialmine

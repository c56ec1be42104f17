#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "match.h"

namespace trialmine {

/// What the words around a cell say of the numbers in it: "mean ± SD", "n (%)", "HR (95% CI)".
struct CellFormat {
  bool mean = false, median = false, percent = false, count = false;
  bool sd = false, se = false, interval = false, quartiles = false, range = false;
  std::string ratio;  ///< risk_ratio odds_ratio hazard_ratio mean_difference
  bool empty() const {
    return !mean && !median && !percent && !count && !sd && !se && !interval && !quartiles && !range &&
           ratio.empty();
  }
};

CellFormat FormatIn(std::string_view words);

/// The slots of the result in a cell's words, their ranges within `cell`; nothing where the numbers have no
/// sure meaning.
std::optional<std::vector<MatchSlot>> ReadCell(std::string_view cell, const CellFormat& format);

/// The p and its relation in a cell of a column of p-values.
std::optional<std::vector<MatchSlot>> ReadPCell(std::string_view cell);

}  // namespace trialmine

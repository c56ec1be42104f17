#pragma once

#include <cstdint>
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
  bool pairs_only = false;     ///< Says nothing of a number that stands alone.
  bool percent_first = false;  ///< "% (n)"
  bool bare_count = false;     ///< "n" and nothing else: how many people were measured.
  std::string ratio;           ///< risk_ratio odds_ratio hazard_ratio mean_difference
  bool empty() const {
    return !mean && !median && !percent && !count && !sd && !se && !interval && !quartiles && !range &&
           ratio.empty();
  }
};

CellFormat FormatIn(std::string_view words);

/// A cell without the marks of footnotes at its end.
std::string_view WithoutMarks(std::string_view cell);

/// The slots of the result in a cell's words, their ranges within `cell`; nothing where the numbers have no
/// sure meaning. `people` is the number of people the cell is about, where it is known (else 0): "12 (40)" of
/// 30 people is a count and its share, whatever the heads leave open.
std::optional<std::vector<MatchSlot>> ReadCell(std::string_view cell, const CellFormat& format,
                                               int people = 0);

/// The two ends in a cell of intervals.
std::optional<std::vector<MatchSlot>> ReadIntervalCell(std::string_view cell);

/// The p and its relation in a cell of a column of p-values.
std::optional<std::vector<MatchSlot>> ReadPCell(std::string_view cell);

}  // namespace trialmine

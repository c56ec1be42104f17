#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "result_arms.h"
#include "table.h"
#include "table_head.h"

namespace trialmine {

/// What all the heads of a column, or all the names of a row, say together.
struct Axis {
  std::string arm;
  int people = 0;       ///< That the arm counts.
  bool timed = false;   ///< A time is named, though `time` may be empty ("after treatment").
  std::string time;     ///< The duration, or `baseline`.
  std::string outcome;  ///< Names joined, the outer first.
  std::string unit;
  std::string words;  ///< Everything, for what kind of number it is.
  bool p = false, effect = false, total = false, nothing = false, count = false;
};

/// What stands along the edges of a table: which heads and names are its arms, and what the heads of each
/// column and the names of each row say together.
class TableAxes {
 public:
  /// All must outlive it.
  TableAxes(const std::vector<Reading>& readings, const ArmBook& arms, const Table& table);

  /// Whether the table has arms at all; without them nothing in it is a result of a trial.
  bool has_arms() const { return !arm_heads_.empty(); }
  bool arms_in_rows() const { return in_rows_; }
  /// Whether an arm was known by its own words, not only by its place beside a p-value.
  bool sure() const { return sure_ || in_rows_; }

  const Axis& column(uint32_t column) const { return columns_[column]; }
  Axis RowAxis(uint32_t row) const { return AxisOf(table_.StubOf(row), true); }
  bool IsValueColumn(uint32_t column) const;
  /// What stands over the names of the rows: "Variable", "Mean (SD), years".
  std::string StubHead() const;

  /// A head or name without the mark of a footnote: behind a word only where the word means something
  /// without.
  std::string_view Text(uint32_t cell) const;
  /// The letters of the footnotes.
  const std::string& marks() const { return marks_; }

 private:
  bool IsWordOfTable(std::string_view words) const;
  HeadRole Role(uint32_t cell) const;
  void FindArms();
  std::vector<uint32_t> HeadLine(uint32_t row) const;
  bool HasOneP() const;
  bool NamesGroups(const std::vector<uint32_t>& heads) const;
  void TakeArms(const std::vector<uint32_t>& line, bool only_known, bool compared);
  void TakeNames(uint32_t column);
  /// `of_row`: the cells are names of a row, not heads of a column.
  Axis AxisOf(const std::vector<uint32_t>& cells, bool of_row) const;
  void AddArm(std::string_view words, Axis& axis) const;
  void AddName(std::string_view words, Axis& axis) const;
  void TellSharesFromCounts(uint32_t column);
  void DropTwins();

  const std::vector<Reading>& readings_;
  const ArmBook& arms_;
  const Table& table_;
  std::string marks_;
  bool in_rows_ = false, sure_ = false;
  std::set<uint32_t> arm_heads_;
  std::vector<Axis> columns_;
};

}  // namespace trialmine

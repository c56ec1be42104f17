#include "result_table.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>

#include "result_times.h"
#include "table.h"
#include "table_axis.h"
#include "table_caption.h"
#include "table_cell.h"
#include "table_head.h"
#include "wording.h"

namespace trialmine {
namespace {

Rule TableRule(const char* id, float confidence) {
  Rule rule;
  rule.id = id;
  rule.field = Field::kResult;
  rule.confidence = confidence;
  return rule;
}

bool HasInterval(const Match& match) {
  return match.Find("ci_low") || match.Find("iqr_low") || match.Find("range_low") || match.Find("sd");
}

/// Differences and ratios.
bool ComparesArms(const Match& match) {
  const MatchSlot* statistic = match.Find("statistic");
  return statistic && (statistic->text == "mean_difference" || statistic->text.ends_with("_ratio"));
}

/// "Total | 30 (100 %)": everybody, no result.
bool IsWhole(const std::vector<MatchSlot>& slots) {
  return std::any_of(slots.begin(), slots.end(), [](const MatchSlot& slot) {
    return slot.name == "percent" && std::atof(slot.text.c_str()) == 100;
  });
}

/// "Mean GHQ score" is a measure of its own below "Gender".
bool NamesMean(std::string_view name) {
  static const Wording kMean("table.name.mean");
  return kMean.In(name);
}

class TableReader {
 public:
  TableReader(const std::vector<Reading>& readings, const ArmBook& arms, const Table& table,
              bool only_baseline, std::vector<Match>& out)
      : readings_(readings),
        table_(table),
        axes_(readings, arms, table),
        out_(out),
        baseline_(IsBaselineTable(table.caption) || only_baseline),
        changes_(IsChangeTable(table.caption)),
        of_registry_(IsRegistryCaption(table.caption)),
        stub_head_(axes_.StubHead()),
        counts_harms_(NamesHarms(table.caption) && HoldsOnlyCounts()) {}

  void Run() {
    if (!axes_.has_arms() && !of_registry_) return;
    for (uint32_t row = table_.header_rows; row < table_.rows; ++row) ReadRow(row);
  }

 private:
  std::string_view Words(uint32_t row, uint32_t column) const { return axes_.Text(table_.At(row, column)); }

  /// A row without values heads the rows below it; a p in it is theirs.
  bool TakeHeading(uint32_t row) {
    std::string_view stub;
    for (uint32_t column = 0; column < table_.columns; ++column) {
      const std::string_view words = Words(row, column);
      if (column < table_.stub_columns) {
        if (!words.empty()) stub = words;
      } else if (axes_.IsValueColumn(column) && !words.empty() &&
                 table_.At(row, column) != table_.At(row, 0)) {
        return false;
      }
    }
    section_ = stub;
    bare_rows_ = false;
    spanning_ = table_.columns > 1 && table_.At(row, table_.columns - 1) == table_.At(row, 0);
    section_p_.clear();
    for (uint32_t column = table_.stub_columns; column < table_.columns; ++column)
      if (axes_.column(column).p)
        if (auto p = ReadPCell(Words(row, column))) section_p_ = std::move(*p);
    return true;
  }

  void ReadRow(uint32_t row) {
    if (TakeHeading(row)) return;
    const Axis stub = axes_.RowAxis(row);
    if (stub.p || IsIntervalName(stub.words)) return AddToRowAbove(row, stub.p, stub.words);
    // "0 | 1 | 2" are of the heading above them, and a name of its own behind them is not.
    const bool bare = spanning_ && IsBareName(stub.outcome);
    if (bare_rows_ && !bare && stub.outcome.find(' ') != std::string::npos) {
      section_.clear();
      spanning_ = false;
    }
    bare_rows_ = bare || (bare_rows_ && spanning_);
    // Only a registry's table, whose caption names its one measure, has rows without a name.
    if (stub.nothing || stub.p || (stub.words.empty() && !axes_.arms_in_rows() && !of_registry_)) return;
    if (stub.total && axes_.arms_in_rows()) return;
    // Rows below a "Total" are its subgroups.
    if (stub.total && row == table_.header_rows && !baseline_) total_first_ = true;
    const size_t first = row_above_ = out_.size();
    for (uint32_t column = table_.stub_columns; column < table_.columns; ++column)
      if (axes_.IsValueColumn(column)) ReadValue(row, column, stub);
    AddP(row, first);
  }

  /// A row that holds the p-values or the intervals of the row above it. A p below an arm may be one within
  /// the arm: only what compares arms takes it, and all of them where it stands under all.
  void AddToRowAbove(uint32_t row, bool p, std::string_view name) {
    for (size_t i = row_above_; i < out_.size(); ++i) {
      const uint32_t column = value_columns_[out_[i].reading], cell = table_.At(row, column);
      if (cell == Table::kNone) continue;
      auto slots = p ? ReadPCell(Numbers(cell)) : ReadIntervalCell(Numbers(cell));
      if (!slots || (p ? !ComparesArms(out_[i]) && !SpansArms(row, column) : HasInterval(out_[i]))) continue;
      for (const MatchSlot& slot : *slots) out_[i].Fill(slot.name, slot.text);
      if (const std::string level = p ? "" : LevelIn(name); !level.empty()) out_[i].Fill("ci_level", level);
    }
  }

  /// Whether one cell stands under several arms.
  bool SpansArms(uint32_t row, uint32_t at) const {
    for (uint32_t column = table_.stub_columns; column < table_.columns; ++column)
      if (table_.At(row, column) == table_.At(row, at) && axes_.column(column).arm != axes_.column(at).arm)
        return true;
    return false;
  }

  /// The p of the row's own group of columns: the only one, else the next to the right under the same head.
  void AddP(uint32_t row, size_t first) {
    std::vector<uint32_t> p_columns;
    for (uint32_t column = table_.stub_columns; column < table_.columns; ++column)
      if (axes_.column(column).p) p_columns.push_back(column);
    for (size_t i = first; i < out_.size(); ++i) {
      const uint32_t column = value_columns_[out_[i].reading];
      std::vector<MatchSlot> p = section_p_;
      for (const uint32_t candidate : p_columns) {
        if (p_columns.size() > 1 &&
            (candidate < column || table_.At(0, candidate) == Table::kNone || table_.header_rows < 2 ||
             table_.At(0, candidate) != table_.At(0, column)))
          continue;
        if (const uint32_t cell = table_.At(row, candidate); cell != Table::kNone)
          if (auto own = ReadPCell(Numbers(cell))) p = std::move(*own);
        break;
      }
      for (const MatchSlot& slot : p) out_[i].Fill(slot.name, slot.text);
    }
  }

  /// Whether every value is a plain whole number.
  bool HoldsOnlyCounts() const {
    static const RE2 kCount(R"(\d{1,4}|-|)");
    for (uint32_t row = table_.header_rows; row < table_.rows; ++row)
      for (uint32_t column = table_.stub_columns; column < table_.columns; ++column) {
        const std::string_view words = Words(row, column);
        if (axes_.IsValueColumn(column) &&
            !RE2::FullMatch(re2::StringPiece(words.data(), words.size()), kCount))
          return false;
      }
    return true;
  }

  /// The nearest words that say what kind of numbers stand in a cell.
  CellFormat FormatFor(const Axis& stub, const Axis& column) const {
    for (const std::string_view words :
         {std::string_view(column.words), std::string_view(stub.words), std::string_view(section_)})
      if (CellFormat format = FormatIn(words); !format.empty()) return format;
    if (CellFormat format = FormatIn(stub_head_); !format.empty()) return format;
    if (CellFormat format = FormatIn(table_.caption); !format.empty()) return Wider(format);
    static const Wording kSays("table.note.format");
    for (const std::string& note : table_.notes)
      if (kSays.In(note))
        if (CellFormat format = FormatIn(note); !format.empty()) return Wider(format);
    CellFormat counts;
    counts.count = counts_harms_;  // "Treatment-emergent adverse reactions: Diarrhea | 5 | 1"
    return counts;
  }

  /// What is said of the whole table reads numbers that come in pairs; a number alone may be anything.
  static CellFormat Wider(CellFormat format) {
    format.pairs_only = true;
    return format;
  }

  void ReadValue(uint32_t row, uint32_t at, const Axis& stub) {
    const uint32_t cell = table_.At(row, at);
    if (cell == Table::kNone || (at > 0 && cell == table_.At(row, at - 1))) return;
    const Axis& column = axes_.column(at);
    const std::string& arm = column.arm.empty() ? stub.arm : column.arm;
    if (arm.empty() && !column.effect) return;
    if (column.count) return;
    const CellFormat format = FormatFor(stub, column);
    const bool effect = column.effect || SpansArms(row, at);
    if (effect && format.ratio.empty()) return;
    const int people = column.people > 0 ? column.people : stub.people > 0 ? stub.people : PeopleOf(row);
    auto slots = ReadCell(Numbers(cell), format, people);
    if (!slots || (stub.total && IsWhole(*slots))) return;
    std::string subgroup;
    const std::string outcome = OutcomeOf(stub, column, subgroup);
    if (outcome.empty()) return;
    Match match;
    match.rule = RuleFor();
    match.reading = cell;
    match.confidence = match.rule->confidence;
    match.range = {0, static_cast<uint32_t>(readings_[cell].text().size())};
    match.slots = std::move(*slots);
    AddSiblings(row, at, match);
    match.Fill("outcome", outcome);
    if (!subgroup.empty()) match.Fill("subgroup", subgroup);
    if (!effect) match.Fill("arm", arm);
    if (people > 0 && !match.Find("total") && stub_head_.find("Number of participants") != std::string::npos)
      match.Fill("total", std::to_string(people));
    Settle(stub, column, match);
    value_columns_[cell] = at;
    out_.push_back(std::move(match));
  }

  /// What the columns beside it say of the same arm, outcome and time: "Mean | SD", "n | %".
  void AddSiblings(uint32_t row, uint32_t at, Match& match) const {
    const Axis& column = axes_.column(at);
    for (uint32_t other = table_.stub_columns; other < table_.columns; ++other) {
      const Axis& beside = axes_.column(other);
      if (other == at || beside.p || beside.nothing || beside.arm != column.arm ||
          beside.outcome != column.outcome || beside.time != column.time)
        continue;
      if (table_.At(row, other) == Table::kNone) continue;
      const std::string words = Numbers(table_.At(row, other));
      static const RE2 kNumber(R"(\d+(?:\.\d+)?)");
      if (!RE2::FullMatch(words, kNumber)) continue;
      const CellFormat format = FormatIn(beside.words);
      const std::string statistic = match.Find("statistic")->text;  // A copy, as in Settle.
      if (statistic == "mean" && format.sd && !format.mean) match.Fill("sd", words);
      if (statistic == "mean" && format.se && !format.mean && !format.sd) match.Fill("se", words);
      if (statistic != "proportion" || !beside.count || words.find('.') != std::string::npos) continue;
      match.Fill("events", words);
      for (MatchSlot& slot : match.slots)
        if (slot.name == "statistic") slot.text = "events";
    }
  }

  /// The words of a cell with points for its decimal commas, byte for byte in the same places.
  std::string Numbers(uint32_t cell) const {
    std::string words(readings_[cell].text());
    if (!table_.decimal_comma) return words;
    for (size_t i = 0; i + 1 < words.size(); ++i)
      if (words[i] == ',' && words[i + 1] >= '0' && words[i + 1] <= '9') words[i] = '.';
    if (words.starts_with(".") || words.starts_with("-.")) words.insert(words.find('.'), "0");
    return words;
  }

  const Rule* RuleFor() const {
    static const Rule kSure = TableRule("result.any.table", 0.7F);
    static const Rule kCompared = TableRule("result.any.table-compared", 0.55F);
    return axes_.sure() || of_registry_ ? &kSure : &kCompared;
  }

  /// Where the arms stand in rows, a column may count their people.
  int PeopleOf(uint32_t row) const {
    for (uint32_t column = table_.stub_columns; column < table_.columns; ++column)
      if (axes_.column(column).count && axes_.column(column).arm.empty())
        return std::atoi(std::string(Words(row, column)).c_str());
    return 0;
  }

  /// Time, unit and what else the heads tell of a value.
  void Settle(const Axis& stub, const Axis& column, Match& match) const {
    FillTime(stub, column, match);
    const MatchSlot* found = match.Find("statistic");
    const std::string statistic = found ? found->text : "";  // A copy: what is filled below moves the slots.
    const bool measured = statistic == "mean" || statistic == "median";
    if (measured)
      for (const std::string& unit : {stub.unit, column.unit, UnitIn(stub_head_)})
        if (!unit.empty()) match.Fill("unit", unit);
    if (statistic == "mean_difference" && FormatIn(column.words).percent) match.Fill("unit", "%");
    if (match.Find("ci_low"))
      for (const std::string* words : {&column.words, &stub.words, &stub_head_, &table_.caption})
        if (const std::string level = LevelIn(*words); !level.empty()) match.Fill("ci_level", level);
    static const Wording kChange("table.change");
    const bool changes = changes_ && !column.timed && !stub.timed;
    if (measured && (changes || kChange.In(stub.words) || kChange.In(column.words)))
      for (MatchSlot& slot : match.slots)
        if (slot.name == "statistic") slot.text = "change";
    const MatchSlot* time = match.Find("time");
    const bool before = time && time->text == "baseline";
    if ((baseline_ || (!total_first_ && (DescribesPeople(stub.outcome) || DescribesPeople(section_)))) &&
        (!time || before))
      match.Fill("baseline", "true");
  }

  /// The names of row and column, below the heading where they say nothing without it.
  std::string OutcomeOf(const Axis& stub, const Axis& column, std::string& subgroup) const {
    if (stub.effect && of_registry_) return CaptionOutcome(table_.caption);
    std::string name = stub.outcome;
    if (total_first_ && !axes_.arms_in_rows()) {
      if (!stub.total) subgroup = IsBareName(name) && !section_.empty() ? section_ + " " + name : name;
      return CaptionOutcome(table_.caption) + (column.outcome.empty() ? "" : " " + column.outcome);
    }
    if (!column.outcome.empty()) name += (name.empty() ? "" : " ") + column.outcome;
    if (NamesStatistic(name) && !section_.empty()) return SectionName();
    if (!section_.empty() &&
        (IsBareName(name) || (spanning_ && !IsGenericHeading(section_) && !NamesMean(name)))) {
      const std::string heading = SectionName();
      name = name.empty() ? heading : heading + " " + name;
    }
    if (IsBareName(name) && !name.empty() && section_.empty())
      if (const std::string caption = CaptionOutcome(table_.caption); !caption.empty())
        return caption + " " + name;
    if (name.empty()) name = CaptionOutcome(table_.caption);  // The arms and times are all there is.
    return name;
  }

  std::string SectionName() const {
    const std::string name = OutcomeText(section_, axes_.marks());
    return IsBareName(name) ? name : WithoutUnit(name, UnitIn(name));
  }

  void FillTime(const Axis& stub, const Axis& column, Match& match) const {
    for (const Axis* axis : {&column, &stub}) {
      if (!axis->timed) continue;
      if (!axis->time.empty()) match.Fill("time", axis->time);
      return;
    }
    for (const std::string_view words : {std::string_view(stub.outcome), std::string_view(section_)}) {
      if (IsBareName(words)) continue;  // "Between 18 and 65 years"
      if (const std::string time = TimeText(words); !time.empty()) {
        match.Fill("time", time);
        return;
      }
      const std::vector<TimeMention> times = TimesIn(words, {0, static_cast<uint32_t>(words.size())});
      // "10-year risk" is a name, not a time.
      if (times.size() != 1 || times[0].text.find('-') != std::string::npos || times[0].range.begin == 0)
        continue;
      match.Fill("time", times[0].text);
      return;
    }
    if (const std::string time = CaptionTime(table_.caption); !time.empty()) match.Fill("time", time);
  }

  const std::vector<Reading>& readings_;
  const Table& table_;
  const TableAxes axes_;
  std::vector<Match>& out_;
  const bool baseline_;
  const bool changes_;      ///< Its numbers are changes from baseline.
  const bool of_registry_;  ///< Its caption names the one measure in it.
  const std::string stub_head_;
  const bool counts_harms_;   ///< It counts people with adverse events, though nothing says "n".
  bool total_first_ = false;  ///< The first row is about all, those below it about subgroups.
  std::map<uint32_t, uint32_t> value_columns_;  ///< Where a cell that was read stands.
  std::string section_;
  bool spanning_ = false;   ///< The section's heading spans the table.
  bool bare_rows_ = false;  ///< The rows below it had no names of their own so far.
  size_t row_above_ = 0;    ///< Where in `out_` the results of the last row begin.
  std::vector<MatchSlot> section_p_;
};

}  // namespace

void ReadResultTables(const Document& document, const std::vector<Reading>& readings, const ArmBook& arms,
                      std::vector<Match>& matches) {
  const bool only_baseline = ReportsOnlyBaseline(document.title);
  for (const Table& table : TablesOf(document, readings)) {
    if (IsOtherTable(table.caption) || table.header_rows == 0 || table.header_rows == table.rows) continue;
    TableReader(readings, arms, table, only_baseline, matches).Run();
  }
}

}  // namespace trialmine

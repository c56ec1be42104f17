#include "table_axis.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <climits>
#include <cstdlib>
#include <map>

#include "wording.h"

namespace trialmine {
namespace {

/// Whether a caption or p-value says that the columns are compared as groups.
bool ComparesGroups(std::string_view caption) {
  static const Wording kGroups("table.caption.groups");
  return kGroups.In(caption);
}

/// "3% T7": what people were put to, one condition after the other.
bool NamesCondition(std::string_view head, std::string_view caption) {
  static const Wording kConditions("table.caption.conditions");
  static const Wording kName("table.condition");
  return kName.In(head) && kConditions.In(caption);
}

/// "a Includes deaths", "b. Per protocol", "cMedian": the letter was raised where it was printed.
bool BeginsWithMark(std::string_view note) {
  static const Wording kMark("table.note.mark");
  return kMark.In(note);
}

/// Whether the last word of `words` with the letter behind it is no word: "COPDa", "FEV1b".
bool EndsInMark(std::string_view words) {
  static const Wording kMark("table.name.letter");
  return kMark.In(words);
}

}  // namespace

TableAxes::TableAxes(const std::vector<Reading>& readings, const ArmBook& arms, const Table& table)
    : readings_(readings), arms_(arms), table_(table) {
  for (const std::string& note : table.notes)
    if (BeginsWithMark(note)) marks_ += note[0];
  FindArms();
  for (uint32_t column = 0; column < table_.columns; ++column)
    columns_.push_back(column < table_.stub_columns ? Axis{} : AxisOf(table_.HeadsOf(column), false));
  DropTwins();
}

bool TableAxes::IsValueColumn(uint32_t column) const {
  const Axis& axis = columns_[column];
  return column >= table_.stub_columns && !axis.p && !axis.nothing && !axis.total;
}

std::string TableAxes::StubHead() const {
  std::string head;
  for (uint32_t column = 0; column < table_.stub_columns; ++column)
    for (const uint32_t cell : table_.HeadsOf(column)) head += std::string(Text(cell)) + " ";
  return head;
}

std::string_view TableAxes::Text(uint32_t cell) const {
  if (cell == Table::kNone) return {};
  const std::string_view words = readings_[cell].text();
  const bool marked = words.size() > 2 && marks_.find(words.back()) != std::string::npos;
  if (words.size() < 3 || (!marked && (words.back() < 'a' || words.back() > 'd')) || words.ends_with("A1c"))
    return words;
  const std::string_view bare = words.substr(0, words.size() - 1);
  const HeadRole role = RoleOf(bare, arms_);
  if (role == HeadRole::kGroups || role == HeadRole::kP) return bare;
  if (!marked) return words;
  if (EndsInMark(words) || IsWordOfTable(bare)) return bare;
  if (std::string_view("0123456789)]%").find(bare.back()) != std::string_view::npos) return bare;
  return role != HeadRole::kName && RoleOf(words, arms_) == HeadRole::kName ? bare : words;
}

/// Whether the last word stands elsewhere in the caption or the notes: "sample" of "External samplea".
bool TableAxes::IsWordOfTable(std::string_view words) const {
  const std::string_view last = words.substr(words.rfind(' ') + 1);
  if (last.size() < 4) return false;
  const auto holds = [&](std::string_view text) {
    for (size_t at = text.find(last); at != std::string_view::npos; at = text.find(last, at + 1))
      if (at + last.size() == text.size() ||
          !std::isalnum(static_cast<unsigned char>(text[at + last.size()])))
        return true;
    return false;
  };
  return holds(table_.caption) || std::any_of(table_.notes.begin(), table_.notes.end(), holds);
}

bool TableAxes::NamesGroups(const std::vector<uint32_t>& heads) const {
  return std::any_of(heads.begin(), heads.end(),
                     [this](uint32_t head) { return RoleOf(Text(head), arms_) == HeadRole::kGroups; });
}

/// "MSC group, week 12" and 细胞组 治疗前 name a time beside the arm.
void TableAxes::AddArm(std::string_view words, Axis& axis) const {
  axis.arm = ArmLabel(words);
  for (const auto& [arm, time] : SplitsOf(axis.arm)) {
    if (RoleOf(time, arms_) != HeadRole::kTime) continue;
    axis.time = TimeText(time);
    axis.timed = true;
    axis.arm = ArmLabel(std::string(arm));
    return;
  }
}

HeadRole TableAxes::Role(uint32_t cell) const {
  if (arm_heads_.count(cell)) return HeadRole::kArm;
  const HeadRole role = RoleOf(Text(cell), arms_);
  // An arm's name in a head that no row or column of arms holds is only a word of the outcome.
  return role == HeadRole::kArm ? HeadRole::kName : role;
}

/// Which heads and names stand for arms: those of one row of heads, or of one column of names. Names that
/// are known come before those that are only compared.
void TableAxes::FindArms() {
  for (const bool known : {true, false}) {
    bool below_groups = false;
    for (uint32_t row = 0; row < table_.header_rows && arm_heads_.empty(); ++row) {
      const std::vector<uint32_t> line = HeadLine(row);
      TakeArms(line, known, below_groups || ComparesGroups(table_.caption) || HasOneP());
      below_groups = NamesGroups(line);
    }
    for (uint32_t column = 0; column < table_.stub_columns && arm_heads_.empty(); ++column) TakeNames(column);
  }
}

std::vector<uint32_t> TableAxes::HeadLine(uint32_t row) const {
  std::vector<uint32_t> line;
  for (uint32_t column = table_.stub_columns; column < table_.columns; ++column) {
    const uint32_t cell = table_.At(row, column);
    if (cell != Table::kNone && (line.empty() || line.back() != cell)) line.push_back(cell);
  }
  return line;
}

bool TableAxes::HasOneP() const {
  int p = 0;
  for (uint32_t column = table_.stub_columns; column < table_.columns; ++column) {
    const auto heads = table_.HeadsOf(column);
    p += !heads.empty() && RoleOf(Text(heads.back()), arms_) == HeadRole::kP;
  }
  return p == 1;
}

/// Beside one known arm the other heads of its row are arms too, unless they say what else they are.
/// `compared`: the columns are groups even where none is known.
void TableAxes::TakeArms(const std::vector<uint32_t>& line, bool only_known, bool compared) {
  std::vector<uint32_t> taken;
  bool known = false, times = false;
  for (const uint32_t cell : line) {
    const HeadRole role = RoleOf(Text(cell), arms_);
    times = times || role == HeadRole::kTime;
    known = known || role == HeadRole::kArm;
    const bool named =
        role == HeadRole::kName && (MayBeArm(Text(cell)) || NamesCondition(Text(cell), table_.caption));
    if (role == HeadRole::kArm || named) taken.push_back(cell);
  }
  std::set<std::string> labels;
  for (const uint32_t cell : taken) labels.insert(ArmLabel(Text(cell)));
  if (only_known ? known : compared && !times && labels.size() >= 2) {
    arm_heads_.insert(taken.begin(), taken.end());
    sure_ = known;
  }
}

/// A column of names under 组别, or with two different arms in it. A name that comes back as often as the
/// arms
/// ("Double infusion" below each measure, beside "Control") is one of them.
void TableAxes::TakeNames(uint32_t column) {
  const bool groups = NamesGroups(table_.HeadsOf(column));
  std::set<uint32_t> known, others;
  std::set<std::string> labels;
  std::map<std::string, int> times;
  for (uint32_t row = table_.header_rows; row < table_.rows; ++row) {
    const uint32_t cell = table_.At(row, column);
    if (cell == Table::kNone) continue;
    const HeadRole role = RoleOf(Text(cell), arms_);
    ++times[ArmLabel(Text(cell))];
    if (role == HeadRole::kArm) {
      known.insert(cell);
      labels.insert(ArmLabel(Text(cell)));
    } else if (role == HeadRole::kName && MayBeArm(Text(cell))) {
      others.insert(cell);
    }
  }
  if (labels.size() < 2 && !(groups && !known.empty())) return;
  arm_heads_ = known;
  int fewest = INT_MAX;
  for (const std::string& label : labels) fewest = std::min(fewest, times[label]);
  for (const uint32_t cell : others)
    if (groups || (times[ArmLabel(Text(cell))] > 1 && times[ArmLabel(Text(cell))] >= fewest))
      arm_heads_.insert(cell);
  in_rows_ = true;
}

Axis TableAxes::AxisOf(const std::vector<uint32_t>& cells, bool of_row) const {
  Axis axis;
  for (const uint32_t cell : cells) {
    const std::string_view words = Text(cell);
    if (const int people = std::atoi(PeopleIn(words).c_str())) axis.people = people;
    // "Episodes: No | Once | Repeated": an answer, where "No." over a column is a number.
    switch (of_row && words == "No" ? HeadRole::kName : Role(cell)) {
      case HeadRole::kArm:
        AddArm(words, axis);
        break;
      case HeadRole::kTime:
        axis.timed = true;
        axis.time = TimeText(words);
        break;
      case HeadRole::kP:
        axis.p = true;
        break;
      case HeadRole::kEffect:
        axis.effect = true;
        if (axis.outcome.empty()) AddName(ComparedIn(words), axis);
        break;
      case HeadRole::kTotal:
        axis.total = true;
        break;
      case HeadRole::kNothing:
        axis.nothing = true;
        break;
      case HeadRole::kGroups:
        break;
      case HeadRole::kFormat:
        axis.count = axis.count || FormatIn(words).bare_count;
        break;
      case HeadRole::kName:
        axis.count = false;  // "Cases" over "Bleeding": cases of bleeding, not the people of the group.
        if (!axis.outcome.empty()) axis.outcome += ' ';
        AddName(words, axis);
        break;
    }
    axis.words += std::string(words) + " ";
  }
  return axis;
}

void TableAxes::AddName(std::string_view words, Axis& axis) const {
  const std::string name = OutcomeText(words, marks_), unit = UnitIn(name);
  if (axis.unit.empty()) axis.unit = unit;
  axis.outcome += OutcomeText(WithoutUnit(name, unit), marks_);
}

/// Two columns under one head, the left of counts, the right of shares ("5 | 16.7 %"): what their heads leave
/// out, their numbers say.
void TableAxes::TellSharesFromCounts(uint32_t column) {
  static const RE2 kCount(R"(\d+)"), kShare(R"(\d+(?:\.\d+)? ?%)");
  uint32_t shares = 0;
  for (uint32_t row = table_.header_rows; row < table_.rows; ++row) {
    const std::string_view count = Text(table_.At(row, column - 1)), share = Text(table_.At(row, column));
    if (count.empty() && share.empty()) continue;
    if (!RE2::FullMatch(re2::StringPiece(count.data(), count.size()), kCount) ||
        !RE2::FullMatch(re2::StringPiece(share.data(), share.size()), kShare))
      return;
    ++shares;
  }
  if (shares == 0) return;
  columns_[column - 1].words += "n ";
  columns_[column - 1].count = true;
  columns_[column].words += "% ";
}

/// Two columns that say the same of themselves cannot be told apart: neither is read.
void TableAxes::DropTwins() {
  for (uint32_t column = table_.stub_columns + 1; column < table_.columns; ++column)
    if (!columns_[column].arm.empty() && columns_[column].words == columns_[column - 1].words)
      TellSharesFromCounts(column);
  std::map<std::string, int> seen;
  for (const Axis& axis : columns_) ++seen[axis.words];
  for (Axis& axis : columns_)
    if (!axis.words.empty() && seen[axis.words] > 1 && !axis.p) axis.nothing = true;
}

}  // namespace trialmine

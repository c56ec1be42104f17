#include "result_table.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>

#include "result_times.h"
#include "table.h"
#include "table_cell.h"

namespace trialmine {
namespace {

const Rule& TableRule() {
  static const Rule kRule = [] {
    Rule rule;
    rule.id = "result.any.table";
    rule.field = Field::kResult;
    rule.confidence = 0.7F;
    return rule;
  }();
  return kRule;
}

bool Holds(std::string_view text, const RE2& pattern) {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

bool IsP(std::string_view head) {
  static const RE2 kP(R"((?i)^(?:.* )?p(?:[- ]?values?|值)?(?: ?\(.*\)|[*†‡a-c])?$|^(?:.* )?significance$)");
  return Holds(head, kP);
}

/// A column that counts people or gives a test's statistic.
bool IsNoValue(std::string_view head) {
  static const RE2 kOther(
      R"((?i)^(?:n|no\.?|number|例数|人数|t|F|χ2|χ\^2|x2|x\^2|z|df|t值|χ2值|χ\^2值|F值|Z值|total|references?|ref\.?|units?|单位|study|studies|year)$)");
  return Holds(head, kOther);
}

/// Words that head a row or column of no outcome.
bool IsNoOutcome(std::string_view words) {
  static const RE2 kNone(
      R"((?i)(?:^|[^a-z])(?:min(?:imum)?|max(?:imum)?)$|\bM ?/ ?F\b|male ?/ ?female|男 ?/ ?女|gender|性别)");
  return IsNoValue(words) || Holds(words, kNone);
}

/// Age and sex describe people before treatment, whatever the table.
bool DescribesPeople(std::string_view stub) {
  static const RE2 kPeople(R"((?i)^(?:mean |median )?age\b|^(?:fe)?male\b|^年龄|^女性|^男性)");
  return Holds(stub, kPeople);
}

bool IsBaselineTable(std::string_view caption) {
  static const RE2 kBaseline(
      R"((?i)\bbaseline\b|characteristic|demographic|一般资料|基线|临床资料比较|基本资料)");
  return Holds(caption, kBaseline);
}

/// A table of the methods, not of results: what was measured when, who was searched.
bool IsOtherTable(std::string_view caption) {
  static const RE2 kOther(
      R"((?i)\bschedule\b|criteria|definition|\bprimers?\b|included studies|characteristics of (?:the )?(?:included )?(?:studies|trials)|previous|literature|composition|abbreviations|in vitro|\b(?:mice|rats?)\b|纳入文献|引物|纳入研究)");
  return Holds(caption, kOther);
}

/// "MSC group (n = 30)" → "MSC group".
std::string ArmLabel(std::string_view head) {
  static const RE2 kCount(
      R"((?i) ?[(\[]? ?\bn ?= ?\d+ ?[)\]]?| ?[(\[]\d+例[)\]]|,? ?(?:no\. ?\(%\)|n ?\(%\)|mean ?(?:\(SD\)|± ?SD)|\(%\)|%|no\. .*| N)$)");
  std::string label(head);
  RE2::GlobalReplace(&label, kCount, "");
  while (!label.empty() && (label.back() == ' ' || label.back() == ',')) label.pop_back();
  return label;
}

/// Whether words name an arm: a group, one of the document's arms, or a column that counts its people.
bool NamesArm(std::string_view words, const ArmBook& arms) {
  static const RE2 kGroup(
      R"((?i)\bgroups?\b|\barm\b|\bplacebo\b|\bcontrols?\b|\btreatment\b|\bintervention\b|\(? ?n ?= ?\d+|组$|组[(\[])");
  if (words.empty() || words.size() > 80) return false;
  if (Holds(words, kGroup)) return true;
  const std::string label = ArmLabel(words);
  for (const uint32_t arm : arms.Listed())
    if (label.size() > 1 && (arms.label(arm) == label || arms.label(arm).find(label) != std::string::npos))
      return true;
  return false;
}

class TableReader {
 public:
  TableReader(const std::vector<Reading>& readings, const ArmBook& arms, const Table& table,
              std::vector<Match>& out)
      : readings_(readings),
        arms_(arms),
        table_(table),
        out_(out),
        baseline_(IsBaselineTable(table.caption)) {}

  void Run() {
    if (IsOtherTable(table_.caption) || table_.header_rows == 0 || table_.header_rows == table_.rows) return;
    for (uint32_t column = 1; column < table_.columns; ++column) {
      if (IsP(table_.heads[column]))
        p_columns_.push_back(column);
      else if (NamesArm(table_.heads[column], arms_))
        arm_columns_.push_back(column);
    }
    if (!arm_columns_.empty()) AddSiblings();
    arms_in_rows_ = arm_columns_.empty() && ArmsInRows();
    if (arm_columns_.empty() && !arms_in_rows_) return;
    for (uint32_t row = table_.header_rows; row < table_.rows; ++row) ReadRow(row);
  }

 private:
  std::string_view Words(uint32_t row, uint32_t column) const {
    const uint32_t cell = table_.At(row, column);
    return cell == Table::kNone ? std::string_view{} : readings_[cell].text();
  }

  /// Beside a "placebo" column the others are arms too, unless they say what else they are. Two columns of
  /// one head and no time cannot be told apart: neither is read.
  void AddSiblings() {
    static const RE2 kElse(
        R"((?i)\ball\b|\btotal\b|overall|\bboth\b|difference|change|effect|\bCI\b|\b[ROH]R\b|ratio|\bMD\b|statistic|\btest\b|unit|合计|差值|总计)");
    for (uint32_t column = 1; column < table_.columns; ++column) {
      const std::string_view head = table_.heads[column];
      if (head.empty() || IsP(head) || IsNoValue(head) || Holds(head, kElse)) continue;
      if (std::find(arm_columns_.begin(), arm_columns_.end(), column) == arm_columns_.end())
        arm_columns_.push_back(column);
    }
    std::erase_if(arm_columns_, [this](uint32_t column) { return Holds(table_.heads[column], kElse); });
    const std::vector<uint32_t> columns = arm_columns_;
    std::erase_if(arm_columns_, [&](uint32_t column) {
      return std::any_of(columns.begin(), columns.end(), [&](uint32_t other) {
        return other != column && table_.heads[other] == table_.heads[column];
      });
    });
    std::sort(arm_columns_.begin(), arm_columns_.end());
  }

  bool ArmsInRows() const {
    uint32_t arms = 0;
    for (uint32_t row = table_.header_rows; row < table_.rows; ++row) arms += NamesArm(Words(row, 0), arms_);
    return arms >= 2;
  }

  /// A row of one cell, or of a stub alone, heads the rows below it.
  bool IsHeading(uint32_t row) const {
    for (uint32_t column = 1; column < table_.columns; ++column)
      if (!Words(row, column).empty() && table_.At(row, column) != table_.At(row, 0)) return false;
    return true;
  }

  void ReadRow(uint32_t row) {
    if (IsHeading(row)) {
      section_ = Words(row, 0);
      return;
    }
    const std::string_view stub = Words(row, 0);
    if (stub.empty() || IsNoOutcome(stub)) return;
    const size_t first = out_.size();
    if (arms_in_rows_) {
      if (!NamesArm(stub, arms_)) return;
      for (uint32_t column = 1; column < table_.columns; ++column)
        if (!IsNoOutcome(table_.heads[column]) && !IsP(table_.heads[column]))
          ReadValue(row, column, table_.heads[column], ArmLabel(stub));
    } else {
      for (const uint32_t column : arm_columns_) ReadValue(row, column, stub, ArmLabel(table_.heads[column]));
    }
    AddP(row, first);
  }

  void AddP(uint32_t row, size_t first) {
    if (p_columns_.size() != 1) return;
    const auto p = ReadPCell(Words(row, p_columns_[0]));
    if (!p) return;
    for (size_t i = first; i < out_.size(); ++i)
      for (const MatchSlot& slot : *p) out_[i].Fill(slot.name, slot.text);
  }

  /// The nearest words that say what kind of numbers stand in a cell.
  CellFormat FormatFor(std::string_view outcome, uint32_t column) const {
    for (const std::string_view words : {std::string_view(table_.heads[column]), outcome,
                                         std::string_view(section_), std::string_view(table_.caption)})
      if (CellFormat format = FormatIn(words); !format.empty()) return format;
    return {};
  }

  void ReadValue(uint32_t row, uint32_t column, std::string_view outcome, const std::string& arm) {
    const uint32_t cell = table_.At(row, column);
    if (cell == Table::kNone) return;
    auto slots = ReadCell(readings_[cell].text(), FormatFor(outcome, column));
    if (!slots) return;
    Match match;
    match.rule = &TableRule();
    match.reading = cell;
    match.confidence = match.rule->confidence;
    match.range = {0, static_cast<uint32_t>(readings_[cell].text().size())};
    match.slots = std::move(*slots);
    match.Fill("outcome", OutcomeOf(outcome));
    match.Fill("arm", arm);
    FillTime(match, outcome, column);
    const MatchSlot* time = match.Find("time");
    if ((baseline_ || DescribesPeople(outcome) || DescribesPeople(section_)) &&
        (!time || time->text == "baseline"))
      match.Fill("baseline", "true");
    out_.push_back(std::move(match));
  }

  /// The stub without its format ("Pain score, mean (SD)"), below its heading.
  std::string OutcomeOf(std::string_view stub) const {
    static const RE2 kFormat(
        R"((?i)[,;:]? ?(?:[-–] ?)?(?:[(\[] ?)?(?:no\.? ?\(%\)|n ?\(%\)|n, ?%|mean ?(?:[(\[]SD[)\]]|± ?SD|[(\[]SE[)\]])|median ?[(\[](?:IQR|range)[)\]]|x ?± ?s|\(%\)|%)[)\]]?$)");
    std::string name(stub);
    RE2::Replace(&name, kFormat, "");
    while (!name.empty() && (name.back() == ' ' || name.back() == ',')) name.pop_back();
    static const RE2 kBare(
        R"((?i)^(?:mean|median|yes|no|total|overall|any|n|baseline|before|after|week \d+|month \d+|day \d+|\d.*|治疗前|治疗后|术前|术后.*)?$)");
    return Holds(name, kBare) && !section_.empty() ? section_ + " " + name : name;
  }

  void FillTime(Match& match, std::string_view outcome, uint32_t column) const {
    static const RE2 kBefore(
        R"((?i)^(?:.* )?(?:baseline|before(?: treatment)?|pre-?(?:treatment|test|op\w*)?)$|治疗前|干预前|术前|护理前|训练前)");
    for (const std::string_view words : {outcome, std::string_view(table_.heads[column])}) {
      if (Holds(words, kBefore)) {
        match.Fill("time", "baseline");
        return;
      }
      const std::vector<TimeMention> times = TimesIn(words, {0, static_cast<uint32_t>(words.size())});
      static const RE2 kBare(R"((?i)(\d+[ -]?(?:days?|weeks?|months?|years?|个月|周|天|年))(?:后)?$)");
      std::string bare;
      if (times.size() == 1) bare = times[0].text;
      if (!bare.empty() || RE2::PartialMatch(re2::StringPiece(words.data(), words.size()), kBare, &bare)) {
        match.Fill("time", bare);
        return;
      }
    }
  }

  const std::vector<Reading>& readings_;
  const ArmBook& arms_;
  const Table& table_;
  std::vector<Match>& out_;
  const bool baseline_;
  bool arms_in_rows_ = false;
  std::vector<uint32_t> arm_columns_, p_columns_;
  std::string section_;
};

}  // namespace

void ReadResultTables(const Document& document, const std::vector<Reading>& readings, const ArmBook& arms,
                      std::vector<Match>& matches) {
  for (const Table& table : TablesOf(document, readings)) TableReader(readings, arms, table, matches).Run();
}

}  // namespace trialmine

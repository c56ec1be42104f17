#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "extract/extract.h"
#include "table_cell.h"

namespace trialmine {
namespace {

using Row = std::vector<std::string>;

void AddBlock(Document& document, BlockKind kind, std::string_view text, Cell cell = {}) {
  Block block;
  block.kind = kind;
  block.section = Section::kTable;
  block.language = Language::kEnglish;
  block.table = 0;
  block.cell = cell;
  block.span.begin = static_cast<uint32_t>(document.text.size());
  document.text += text;
  block.span.end = static_cast<uint32_t>(document.text.size());
  document.text += '\n';
  if (!block.span.empty()) document.blocks.push_back(block);
}

/// A document of one table whose first row is its header.
Document TableDocument(std::string_view caption, const std::vector<Row>& rows) {
  Document document;
  document.id = "test";
  AddBlock(document, BlockKind::kCaption, caption);
  for (uint16_t row = 0; row < rows.size(); ++row)
    for (uint16_t column = 0; column < rows[row].size(); ++column)
      AddBlock(document, BlockKind::kCell, rows[row][column], {row, column, 1, 1, row == 0});
  return document;
}

/// `outcome | arm | numbers | time`, with `baseline` where the value is marked so.
std::vector<std::string> Results(std::string_view caption, const std::vector<Row>& rows) {
  static const Result<RuleSet> rules = RuleSet::BuiltIn();
  std::vector<std::string> results;
  const Document document = TableDocument(caption, rows);
  for (const Finding& finding : Extract(document, *rules)) {
    if (finding.field != Field::kResult) continue;
    const auto text = [&](std::string_view slot) {
      return finding.Find(slot) ? finding.Find(slot)->text : std::string();
    };
    std::string out = text("outcome") + " | " + text("arm") + " | " + text("statistic");
    for (const char* slot : {"events", "total", "percent", "estimate", "sd", "ci_low", "ci_high"})
      if (finding.Find(slot)) out += " " + text(slot);
    if (finding.Find("p")) out += " p" + text("p_relation") + text("p");
    out += " | " + text("time");
    if (finding.Find("baseline")) out += " baseline";
    results.push_back(out);
  }
  return results;
}

using Strings = std::vector<std::string>;

TEST(ResultTable, ReadsAValueForEachRowAndArmWithTheRowsP) {
  EXPECT_EQ(
      Results("Table 2. Outcomes at the end of treatment",
              {{"Outcome", "MSC group (n = 30)", "Placebo (n = 31)", "P value"},
               {"Pain score, mean (SD)", "3.1 (1.0)", "5.2 (1.4)", "<0.001"},
               {"Relapse, n (%)", "3 (10)", "9 (29)", "0.06"}}),
      (Strings{"Pain score | MSC group | mean 3.1 1.0 p<0.001 | ",
               "Pain score | Placebo | mean 5.2 1.4 p<0.001 | ",
               "Relapse | MSC group | events 3 10 p=0.06 | ", "Relapse | Placebo | events 9 29 p=0.06 | "}));
}

TEST(ResultTable, MarksTablesOfBaselineCharacteristics) {
  EXPECT_EQ(
      Results("Table 1. Baseline characteristics",
              {{"", "Group A", "Group B"}, {"BMI", "24.1 ± 1.3", "21.7 ± 1.8"}}),
      (Strings{"BMI | Group A | mean 24.1 1.3 |  baseline", "BMI | Group B | mean 21.7 1.8 |  baseline"}));
}

TEST(ResultTable, ReadsArmsThatStandInRows) {
  EXPECT_EQ(Results("表2 两组疼痛评分比较(x±s)", {{"组别", "例数", "治疗前", "治疗后"},
                                                  {"治疗组", "30", "6.1±1.2", "2.3±0.8"},
                                                  {"对照组", "30", "6.0±1.1", "4.0±0.9"}})
                .size(),
            4u);
}

TEST(ResultTable, ColumnsThatCannotBeToldApartAreNotRead) {
  EXPECT_EQ(
      Results("Table 3. Lipids", {{"", "Placebo", "Placebo"}, {"Cholesterol", "5.1 ± 1.3", "4.7 ± 1.8"}}),
      Strings{});
}

TEST(ResultTable, TablesOfMethodsGiveNothing) {
  EXPECT_EQ(Results("Table 1. Characteristics of included studies",
                    {{"Study", "Control group", "Drug group"}, {"Smith", "12 (10%)", "13 (11%)"}}),
            Strings{});
}

struct CellCase {
  const char* cell;
  const char* words;
  const char* slots;  ///< Empty: nothing is read.
};

TEST(ResultTable, ReadsACellByTheWordsAroundIt) {
  const CellCase kCases[] = {
      {"3/30 (10%)", "", "statistic=events events=3 total=30 percent=10"},
      {"12 (40)", "n (%)", "statistic=events events=12 percent=40"},
      {"12 (40)", "mean (SD)", "statistic=mean estimate=12 sd=40"},
      {"12 (40)", "", ""},
      {"12 (8-17)", "median (IQR)", "statistic=median estimate=12 iqr_low=8 iqr_high=17"},
      {"0.78 (0.65-0.94)", "HR (95% CI)", "statistic=hazard_ratio estimate=0.78 ci_low=0.65 ci_high=0.94"},
      {"5.1±1.2", "", "statistic=mean estimate=5.1 sd=1.2"},
      {"5.1", "", ""},
      {"see text", "n (%)", ""},
      {"", "n (%)", ""},
  };
  for (const CellCase& test : kCases) {
    std::string got;
    if (const auto slots = ReadCell(test.cell, FormatIn(test.words)))
      for (const MatchSlot& slot : *slots) got += (got.empty() ? "" : " ") + slot.name + "=" + slot.text;
    EXPECT_EQ(got, test.slots) << test.cell << " under " << test.words;
  }
}

}  // namespace
}  // namespace trialmine

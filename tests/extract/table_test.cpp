#include <gtest/gtest.h>

#include <algorithm>
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

/// The same with the last cell of a short row spanning the columns left.
Document Spanning(Document document) {
  uint16_t columns = 0;
  for (const Block& block : document.blocks) columns = std::max<uint16_t>(columns, block.cell.column + 1);
  for (size_t i = 0; i < document.blocks.size(); ++i) {
    Block& block = document.blocks[i];
    const bool last = i + 1 == document.blocks.size() || document.blocks[i + 1].cell.row != block.cell.row;
    if (block.kind == BlockKind::kCell && last && block.cell.column > 0)
      block.cell.column_span = static_cast<uint16_t>(columns - block.cell.column);
  }
  return document;
}

/// `outcome | arm | numbers | time`, with `baseline` where the value is marked so.
std::vector<std::string> ResultsOf(const Document& document) {
  static const Result<RuleSet> rules = RuleSet::BuiltIn();
  std::vector<std::string> results;
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

std::vector<std::string> Results(std::string_view caption, const std::vector<Row>& rows) {
  return ResultsOf(TableDocument(caption, rows));
}

using Strings = std::vector<std::string>;

TEST(ResultTable, ReadsAValueForEachRowAndArmWithTheRowsP) {
  EXPECT_EQ(Results("Table 2. Outcomes at the end of treatment",
                    {{"Outcome", "MSC group (n = 30)", "Placebo (n = 31)", "P value"},
                     {"Pain score, mean (SD)", "3.1 (1.0)", "5.2 (1.4)", "<0.001"},
                     {"Relapse, n (%)", "3 (10)", "9 (29)", "0.06"}}),
            (Strings{"Pain score | MSC group | mean 3.1 1.0 p<0.001 | ",
                     "Pain score | Placebo | mean 5.2 1.4 p<0.001 | ",
                     "Relapse | MSC group | events 3 30 10 p=0.06 | ",
                     "Relapse | Placebo | events 9 31 29 p=0.06 | "}));
}

TEST(ResultTable, AComparisonThatStandsUnderAllArmsIsOfNoneOfThem) {
  EXPECT_EQ(
      Results("Table 3. Lung function after one year", {{"", "Placebo (n = 40)", "Drug A (n = 41)"},
                                                        {"Deaths, n (%)", "4 (10)", "2 (4.9)"},
                                                        {"Hazard ratio (95% CI)", "...", "0.48 (0.09, 2.60)"},
                                                        {"P value", "...", ".39"}}),
      (Strings{"Deaths | Placebo | events 4 40 10 | ", "Deaths | Drug A | events 2 41 4.9 | ",
               "Lung function | Drug A | hazard_ratio 0.48 0.09 2.60 p=.39 | "}));
  EXPECT_EQ(ResultsOf(Spanning(TableDocument("Table 3. Lung function after one year",
                                             {{"", "Placebo (n = 40)", "Drug A (n = 41)"},
                                              {"FEV1, L", "", ""},
                                              {"LSM change from baseline (SE)", "0.03 (0.02)", "0.08 (0.02)"},
                                              {"LSM difference vs placebo (95% CI)", "0.05 (0.01, 0.09)"},
                                              {"P value", ".03"}}))),
            (Strings{"FEV1 | Placebo | change 0.03 | ", "FEV1 | Drug A | change 0.08 | ",
                     "FEV1 |  | mean_difference 0.05 0.01 0.09 p=.03 | "}));
}

TEST(ResultTable, IntervalsInTheRowBelowBelongToTheValuesAbove) {
  EXPECT_EQ(Results("Table 2. Survival", {{"", "Placebo", "Drug A"},
                                          {"Median survival, months", "9.1", "12.4"},
                                          {"95% CI", "7.8-10.2", "10.9 to 14.0"}}),
            (Strings{"Median survival | Placebo | median 9.1 7.8 10.2 | ",
                     "Median survival | Drug A | median 12.4 10.9 14.0 | "}));
}

TEST(ResultTable, ValuesOfATableOfChangesAreChanges) {
  EXPECT_EQ(Results("Table 2. Changes in clinical parameters relative to the baseline",
                    {{"", "Control group", "Drug A"}, {"HbA1c (%)", "0.2 ± 0.8", "-1.0 ± 0.3"}}),
            (Strings{"HbA1c | Control group | change 0.2 0.8 | ", "HbA1c | Drug A | change -1.0 0.3 | "}));
}

TEST(ResultTable, ANameThatEndsInTheLettersOfAFormatStaysWhole) {
  EXPECT_EQ(Results("Table 1. Baseline characteristics", {{"", "Placebo (n = 20)", "Drug A (n = 20)"},
                                                          {"Hispanic/Latino", "5 (25)", "4 (20)"},
                                                          {"Patients, No. (%)", "20 (100)", "20 (100)"}})[0],
            "Hispanic/Latino | Placebo | events 5 20 25 |  baseline");
}

TEST(ResultTable, ARowOfWordsBelowSpanningHeadsNamesColumns) {
  EXPECT_EQ(Results("Table 3. Use of care",
                    {{"", "Nurse (n = 20)", "Nurse (n = 20)", "Usual care (n = 20)", "Usual care (n = 20)"},
                     {"", "Events, No.", "Mean cost, (SD)", "Events, No.", "Mean cost, (SD)"},
                     {"Hospital stays", "8", "$123 ($59)", "10", "$92 ($44)"}}),
            (Strings{"Hospital stays Events | Nurse | events 8 | ",
                     "Hospital stays Mean cost | Nurse | mean 123 59 | ",
                     "Hospital stays Events | Usual care | events 10 | ",
                     "Hospital stays Mean cost | Usual care | mean 92 44 | "}));
}

TEST(ResultTable, ConditionsOfACrossOverAreItsArms) {
  EXPECT_EQ(Results("Table 5. Mean values (SD) for the experimental conditions",
                    {{"", "3% T7", "5% T7"}, {"Ear", "33.9 (4.1)", "36.3 (4.2)"}}),
            (Strings{"Ear | 3% T7 | mean 33.9 4.1 | ", "Ear | 5% T7 | mean 36.3 4.2 | "}));
}

TEST(ResultTable, ANameThatComesBackAsOftenAsTheArmsIsOne) {
  const Strings results = Results("Table 4. Mean ± SD", {{"", "Before treatment", "Month 1"},
                                                         {"Albumin", "", ""},
                                                         {"Control group", "2.8 ± 0.1", "2.7 ± 0.2"},
                                                         {"Single infusion group", "2.6 ± 0.1", "2.8 ± 0.2"},
                                                         {"Twice infused", "2.8 ± 0.2", "3.0 ± 0.1"},
                                                         {"INR", "", ""},
                                                         {"Control group", "1.7 ± 0.2", "1.6 ± 0.2"},
                                                         {"Single infusion group", "1.8 ± 0.2", "1.5 ± 0.3"},
                                                         {"Twice infused", "1.7 ± 0.2", "1.4 ± 0.2"}});
  ASSERT_EQ(results.size(), 12u);
  EXPECT_EQ(results[4], "Albumin | Twice infused | mean 2.8 0.2 | baseline");
}

TEST(ResultTable, CountsAndSharesUnderOneHeadAreToldApartByTheirSigns) {
  EXPECT_EQ(Results("Table 8. Encephalopathy",
                    {{"Episodes", "Infusion group", "Infusion group", "Control group", "Control group"},
                     {"No", "25", "83.3 %", "21", "70 %"},
                     {"Once", "5", "16.7 %", "9", "30 %"}}),
            (Strings{"Encephalopathy No | Infusion group | events 25 83.3 | ",
                     "Encephalopathy No | Control group | events 21 70 | ",
                     "Encephalopathy Once | Infusion group | events 5 16.7 | ",
                     "Encephalopathy Once | Control group | events 9 30 | "}));
}

TEST(ResultTable, SharesBeforeCountsAreReadInTheirOrder) {
  EXPECT_EQ(Results("Table 3. Response", {{"", "Paper group, % (No.)", "Internet group, % (No.)"},
                                          {"Acute", "58 (55)", "39 (15)"}}),
            (Strings{"Acute | Paper group | events 55 58 | ", "Acute | Internet group | events 15 39 | "}));
}

TEST(ResultTable, TimesInARowOfTheirOwnAreHeads) {
  EXPECT_EQ(Results("Table 3. Lipids", {{"Factor", "Drug A", "Drug A", "Placebo", "Placebo"},
                                        {"", "Mean±SD", "Mean±SD", "Mean±SD", "Mean±SD"},
                                        {"", "On arrival", "2 nd week", "On arrival", "2 nd week"},
                                        {"Triglyceride", "175±91", "180±78", "168±84", "149±63"}}),
            (Strings{"Triglyceride | Drug A | mean 175 91 | baseline",
                     "Triglyceride | Drug A | mean 180 78 | 2 week",
                     "Triglyceride | Placebo | mean 168 84 | baseline",
                     "Triglyceride | Placebo | mean 149 63 | 2 week"}));
}

TEST(ResultTable, ARowThatSaysNCountsPeople) {
  EXPECT_EQ(Results("Table 1. Patients at baseline",
                    {{"", "Control group", "Drug A"}, {"Metformin (n)", "9", "8"}}),
            (Strings{"Metformin | Control group | events 9 |  baseline",
                     "Metformin | Drug A | events 8 |  baseline"}));
}

TEST(ResultTable, PlainNumbersInATableOfHarmsCountPeople) {
  EXPECT_EQ(Results("Table 2. Treatment-emergent adverse reactions",
                    {{"", "Drug A group", "Placebo group", "P"}, {"Diarrhoea", "5", "1", "0.03"}}),
            (Strings{"Diarrhoea | Drug A group | events 5 p=0.03 | ",
                     "Diarrhoea | Placebo group | events 1 p=0.03 | "}));
  EXPECT_EQ(Results("Table 2. Adverse reactions",
                    {{"", "Drug A group", "Placebo group"}, {"Score", "5.5", "1"}, {"Pain", "5", "1"}}),
            Strings{});
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

TEST(ResultTable, HeadsInTwoRowsGiveArmAndKindOfNumber) {
  EXPECT_EQ(Results("Table 2. Healing", {{"", "Control group", "Control group", "Graft group", "Graft group"},
                                         {"", "N", "%", "N", "%"},
                                         {"Complete healing", "6", "20", "12", "40"}}),
            (Strings{"Complete healing | Control group | events 6 20 | ",
                     "Complete healing | Graft group | events 12 40 | "}));
  EXPECT_EQ(
      Results("Table 2. Function", {{"", "Placebo", "Placebo", "Drug A", "Drug A"},
                                    {"", "Mean", "SD", "Mean", "SD"},
                                    {"Walking distance (m)", "310", "44", "352", "51"}}),
      (Strings{"Walking distance | Placebo | mean 310 44 | ", "Walking distance | Drug A | mean 352 51 | "}));
}

TEST(ResultTable, GroupsInRowsAreReadUnderTimesWithTheCaptionsName) {
  EXPECT_EQ(
      Results("Table 3. Mean titre (SD)", {{"Treatment group", "Before treatment", "Week 4"},
                                           {"Low dose", "8.1 (1.2)", "40.3 (5.1)"},
                                           {"Placebo", "8.3 (1.1)", "9.2 (1.4)"}}),
      (Strings{"titre | Low dose | mean 8.1 1.2 | baseline", "titre | Low dose | mean 40.3 5.1 | week 4",
               "titre | Placebo | mean 8.3 1.1 | baseline", "titre | Placebo | mean 9.2 1.4 | week 4"}));
}

TEST(ResultTable, RowsBelowATotalAreItsSubgroups) {
  EXPECT_EQ(Results("Table 2. Response rate by treatment group", {{"", "Drug group, %", "Placebo group, %"},
                                                                  {"Total", "64.2", "41.5"},
                                                                  {"Rural", "60.1", "40.0"}}),
            (Strings{"Response rate | Drug group | proportion 64.2 | ",
                     "Response rate | Placebo group | proportion 41.5 | ",
                     "Response rate | Drug group | proportion 60.1 | ",
                     "Response rate | Placebo group | proportion 40.0 | "}));
}

TEST(ResultTable, CommasAreReadAsPointsWhereTheWholeTableSaysSo) {
  EXPECT_EQ(
      Results("Table 4. Quality of life, mean (SD)", {{"", "Control group", "Needle group", "p-value"},
                                                      {"Vitality", "45,1 (11,5)", "46,7 (11,1)", ",384"}}),
      (Strings{"Vitality | Control group | mean 45.1 11.5 p=0.384 | ",
               "Vitality | Needle group | mean 46.7 11.1 p=0.384 | "}));
}

TEST(ResultTable, ColumnsThatNobodyComparesAsGroupsAreNotRead) {
  EXPECT_EQ(Results("Table 2. Larvae in the surveyed sites", {{"Survey", "Households", "With larvae (%)"},
                                                              {"May", "2636", "864 (33)"},
                                                              {"June", "3556", "818 (23)"}}),
            Strings{});
  EXPECT_EQ(Results("Table 5. Age by sex",
                    {{"", "Boys (SD)", "Girls (SD)"}, {"Height (cm)", "161 (8)", "158 (6)"}}),
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
      {"58 (55)", "% reminded (No.)", "statistic=events percent=58 events=55"},
      {"13.0 (7.7-20.0)", "protected, % (95% CI)",
       "statistic=proportion percent=13.0 ci_low=7.7 ci_high=20.0"},
      {"29.0 (17.5/43.5)a.e", "median (quartiles)",
       "statistic=median estimate=29.0 iqr_low=17.5 iqr_high=43.5"},
      {"12 (40)", "n (%) or mean (SD)", ""},
      {"1.3", "Difference, %", "statistic=mean_difference estimate=1.3"},
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

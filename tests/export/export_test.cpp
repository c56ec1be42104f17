#include "export/export.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "../store/sample.h"
#include "arms.h"
#include "contrasts.h"
#include "conversion.h"
#include "store/query.h"
#include "study_arms.h"
#include "table.h"

namespace trialmine {
namespace {

using sample::AddFact;
using sample::Own;

TEST(Conversion, MeanAndSdFollowThePublishedFormulas) {
  struct Case {
    Spread spread;
    double mean, sd;
    const char *mean_method, *sd_method;
  };
  Spread quartiles, range, five;
  quartiles.n = range.n = five.n = 20;
  quartiles.median = range.median = five.median = 6;
  quartiles.q1 = five.q1 = 4;
  quartiles.q3 = five.q3 = 10;
  range.min = five.min = 2;
  range.max = five.max = 14;
  for (const Case& c : {Case{quartiles, 6.7195, 4.787076, "luo2018_quartiles", "wan2014_quartiles"},
                        Case{range, 6.594468, 3.211576, "luo2018_range", "wan2014_range_flagged"},
                        Case{five, 6.938841, 3.679435, "luo2018_five_numbers", "shi2020_five_numbers"}}) {
    EXPECT_NEAR(*UsableMean(c.spread).value, c.mean, 1e-6);
    EXPECT_NEAR(*UsableSd(c.spread).value, c.sd, 1e-6);
    EXPECT_EQ(UsableMean(c.spread).method, c.mean_method);
    EXPECT_EQ(UsableSd(c.spread).method, c.sd_method);
  }
}

TEST(Conversion, SdComesFromTheStandardErrorOrTheInterval) {
  Spread spread;
  spread.n = 25;
  spread.mean = 10;
  spread.se = 2;
  EXPECT_DOUBLE_EQ(*UsableSd(spread).value, 10);
  spread.se.reset();
  spread.ci_level = 95;
  spread.ci_low = 8;
  spread.ci_high = 12;
  EXPECT_NEAR(*UsableSd(spread).value, 5 * 4 / (2 * 2.063899), 1e-5) << "t with 24 degrees of freedom";
  spread.n = 400;
  EXPECT_NEAR(*UsableSd(spread).value, 20 * 4 / (2 * 1.959964), 1e-5);
  spread.ci_level.reset();
  EXPECT_FALSE(UsableSd(spread).value) << "an interval of unknown level gives nothing";
}

TEST(Conversion, QuantilesAreThoseOfTheTables) {
  EXPECT_NEAR(NormalQuantile(0.975), 1.959964, 1e-6);
  EXPECT_NEAR(NormalQuantile(0.5), 0, 1e-9);
  EXPECT_NEAR(StudentQuantile(0.975, 1), 12.706205, 1e-5);
  EXPECT_NEAR(StudentQuantile(0.975, 10), 2.228139, 1e-6);
}

TEST(Table, FieldsAreQuotedAsRfc4180Says) {
  for (const auto& [field, csv] : {std::pair{"plain", "plain"},
                                   {"a,b", "\"a,b\""},
                                   {"say \"x\"", "\"say \"\"x\"\"\""},
                                   {"two\nlines", "\"two\nlines\""},
                                   {"", ""},
                                   {"组", "组"}}) {
    std::string out;
    AppendCsvField(field, out);
    EXPECT_EQ(out, csv);
  }
}

TEST(Table, NumbersKeepAllTheirDigits) {
  EXPECT_EQ(Decimal(6.5e7), "65000000");
  EXPECT_EQ(Decimal(0.1), "0.1");
  EXPECT_EQ(Decimal(-2.5), "-2.5");
  EXPECT_EQ(Decimal(std::optional<double>()), "");
}

TEST(Arms, DurationsOfOneUnitHaveDays) {
  EXPECT_EQ(DaysOf("P12M"), 365.25);
  EXPECT_EQ(DaysOf("P2W"), 14);
  EXPECT_EQ(DaysOf("PT12H"), 0.5);
  for (const char* none : {"", "P", "P1Y6M", "12M", "PxM"}) EXPECT_FALSE(DaysOf(none)) << none;
}

ResultValue Events(const std::string& arm, int64_t events, int64_t total) {
  ResultValue value;
  value.outcome = "Death";
  value.concept_id = "mortality";
  value.arm = arm;
  value.time = "P1Y";
  value.statistic = "events";
  value.events = events;
  value.total = total;
  return value;
}

class ExportTest : public testing::Test {
 protected:
  ExportTest()
      : store_(*Store::Open(folder_ / "s.db")),
        run_(*store_.StartRun({"0.1", "r1", "2026-01-01T00:00:00Z"})) {
    Record record = sample::Report("pmid:1", {Own("NCT00000001", "ClinicalTrials.gov")});
    record.document.authors = {{"李", "明"}};
    record.document.published = "2020-11-18";
    record.document.aliases = {"doi:10.1000/x"};
    AddFact(record, "arm-1", Field::kArm, Arm{"MSC", "experimental", 30}, "the MSC arm (n=30)");
    AddFact(record, "arm-2", Field::kArm, Arm{"Placebo", "placebo", 30}, "the placebo arm (n=30)");
    AddFact(record, "arm-3", Field::kArm, Arm{"Open, \"label\"", "unknown", std::nullopt}, "an open arm");
    AddFact(record, "events-1", Field::kResult, Events("msc", 3, 30), "3 of 30 died");
    AddFact(record, "events-2", Field::kResult, Events("Placebo", 31, 30), "31 of 30 died");
    EXPECT_TRUE(store_.Put(record, run_).ok());
    EXPECT_TRUE(store_.AddFailure("bad.xml", {"truncated", "it ends early"}, run_).ok());
  }

  ExportReport Run(const std::string& name, ExportOptions options = {}) {
    Result<ExportReport> report = Export(store_, folder_ / name, options);
    EXPECT_TRUE(report.ok()) << report.error().detail;
    return *report;
  }
  std::string File(const std::string& name) {
    std::ifstream in(folder_ / name, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  /// The cells of the first row of arms.csv that holds `word`, by column.
  std::string ArmCell(const std::string& table, const std::string& word, const std::string& column) {
    std::istringstream lines(File(table));
    std::string header, line;
    std::getline(lines, header);
    while (std::getline(lines, line) && line.find(word) == std::string::npos) {
    }
    const auto cut = [](const std::string& text) {
      std::vector<std::string> cells;
      std::istringstream in(text + ",");
      for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
      return cells;
    };
    const auto names = cut(header), cells = cut(line);
    const auto at = static_cast<size_t>(std::find(names.begin(), names.end(), column) - names.begin());
    return at < cells.size() ? cells[at] : "(none)";
  }

  sample::TemporaryFolder folder_;
  Store store_;
  int64_t run_;
};

TEST_F(ExportTest, ArmsHaveOneRowPerResultAndOnePerArmWithoutAny) {
  EXPECT_EQ(Run("out").arm_rows, 3);
  EXPECT_EQ(ArmCell("out/arms.csv", "experimental", "event"), "3");
  EXPECT_EQ(ArmCell("out/arms.csv", "experimental", "n"), "30");
  EXPECT_EQ(ArmCell("out/arms.csv", "experimental", "timepoint_days"), "365.25");
  EXPECT_EQ(ArmCell("out/arms.csv", "experimental", "evidence_ids"), "events-1");
  EXPECT_EQ(ArmCell("out/arms.csv", "experimental", "review_state"), "pending");
  EXPECT_EQ(ArmCell("out/arms.csv", "placebo", "check_flags"), "event_exceeds_n");
  EXPECT_NE(File("out/arms.csv").find("\"Open, \"\"label\"\"\""), std::string::npos);
}

TEST_F(ExportTest, TheSameStoreGivesTheSameBytes) {
  Run("a");
  Run("b");
  Run("b");
  for (const char* name : {"studies.csv", "arms.csv", "contrasts.csv", "reports.csv", "exclusions.csv",
                           "findings.ndjson", "references.ris", "datapackage.json", "README.md"}) {
    EXPECT_FALSE(File(std::string("a/") + name).empty()) << name;
    EXPECT_EQ(File(std::string("a/") + name), File(std::string("b/") + name)) << name;
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_ / "b"), {}), 9) << "no leftovers";
}

TEST_F(ExportTest, ReviewedKeepsWhatWasAcceptedOrCorrected) {
  Decision decision = **DraftDecision(store_, "events-1");
  decision.action = "correct";
  decision.reviewer = "tester";
  decision.at = "2026-01-02T00:00:00Z";
  decision.value = R"({"outcome":"Death","arm":"MSC","statistic":"events","events":4,"total":30})";
  ASSERT_TRUE(store_.Decide(decision).ok());
  const ExportReport report = Run("out", {true});
  EXPECT_EQ(report.findings, 1);
  EXPECT_EQ(report.arm_rows, 1);
  EXPECT_EQ(ArmCell("out/arms.csv", "Death", "event"), "4") << "the corrected value counts";
  EXPECT_EQ(ArmCell("out/arms.csv", "Death", "review_state"), "corrected");
  EXPECT_EQ(ArmCell("out/arms.csv", "Death", "n_reviewers"), "1");
}

/// A person's word on a fact, at so many seconds past midnight.
Decision Word(Decision decision, const std::string& action, const std::string& value, int second) {
  decision.action = action;
  decision.value = value;
  decision.reviewer = "tester";
  decision.at = "2026-01-02T00:00:0" + std::to_string(second) + "Z";
  return decision;
}

TEST_F(ExportTest, ArmsThatPeopleMergedAreOneArm) {
  Decision merge;
  merge.fact = "arms";
  merge.document = "pmid:1";
  merge.field = "arm";
  ASSERT_TRUE(
      store_.Decide(Word(merge, "merge_arms", R"({"into":"MSC","labels":["Open, \"label\""]})", 1)).ok());
  EXPECT_EQ(Run("merged").arm_rows, 2);
  ASSERT_TRUE(store_.Decide(Word(merge, "split_arms", R"({"label":"MSC"})", 2)).ok());
  EXPECT_EQ(Run("split").arm_rows, 3);
}

TEST_F(ExportTest, WhatIsNotReportedIsNoZero) {
  const Decision size = **DraftDecision(store_, "size-pmid:1");
  ASSERT_TRUE(store_.Decide(Word(size, "correct", R"({"count":0,"kind":"randomized"})", 1)).ok());
  Run("zero");
  EXPECT_NE(File("zero/studies.csv").find(",0,"), std::string::npos);
  ASSERT_TRUE(store_.Decide(Word(size, "correct", R"({"not_reported":true,"kind":"randomized"})", 2)).ok());
  const Decision events = **DraftDecision(store_, "events-1");
  ASSERT_TRUE(
      store_
          .Decide(Word(events, "correct",
                       R"({"outcome":"Death","arm":"MSC","statistic":"events","not_reported":true})", 3))
          .ok());
  Run("none");
  EXPECT_EQ(File("none/studies.csv").find(",0,"), std::string::npos);
  EXPECT_EQ(ArmCell("none/arms.csv", "Death", "event"), "");
}

TEST_F(ExportTest, WhatAPersonAddedIsExported) {
  Decision added;
  added.fact = "added-1";
  added.document = "pmid:1";
  added.field = "result";
  added.quote = "3 of 30 died";
  added.place = "0-12";
  added.old_value = R"({"outcome":"Relapse","arm":"MSC","statistic":"events","events":5,"total":30})";
  ASSERT_TRUE(store_.Decide(Word(added, "add", added.old_value, 1)).ok());
  const ExportReport report = Run("out", {true});
  EXPECT_EQ(report.findings, 1);
  EXPECT_EQ(ArmCell("out/arms.csv", "Relapse", "event"), "5");
  EXPECT_EQ(ArmCell("out/arms.csv", "Relapse", "review_state"), "accepted");
  EXPECT_NE(File("out/findings.ndjson").find(R"("text":"3 of 30 died")"), std::string::npos);
}

TEST_F(ExportTest, LabelsForPlotsAreAscii) {
  Run("out");
  EXPECT_EQ(ArmCell("out/studies.csv", "NCT", "label"), "NCT00000001");
  EXPECT_EQ(ArmCell("out/studies.csv", "NCT", "label_native"), "李 2020");
  EXPECT_EQ(ArmCell("out/studies.csv", "NCT", "n_randomised"), "60");
  EXPECT_EQ(ArmCell("out/studies.csv", "NCT", "primary_report_id"), "pmid:1");
}

TEST_F(ExportTest, ReportsExclusionsAndReferencesNameTheirSources) {
  Run("out");
  EXPECT_EQ(ArmCell("out/reports.csv", "pmid:1", "doi"), "10.1000/x");
  EXPECT_EQ(ArmCell("out/exclusions.csv", "bad.xml", "reason"), "truncated");
  const std::string ris = File("out/references.ris");
  for (const char* line :
       {"TY  - JOUR\n", "ID  - pmid:1\n", "AU  - 李, 明\n", "PY  - 2020\n", "DO  - 10.1000/x\n", "ER  - \n"})
    EXPECT_NE(ris.find(line), std::string::npos) << line;
}

ResultValue RiskRatio(double estimate) {
  ResultValue value;
  value.outcome = "Death";
  value.concept_id = "mortality";
  value.arm = "MSC";
  value.comparator = "placebo";
  value.time = "P1Y";
  value.statistic = "risk_ratio";
  value.estimate = estimate;
  value.ci_level = 95;
  value.ci_low = 0.25;
  value.ci_high = 1.0;
  value.p_relation = "=";
  value.p = 0.04;
  return value;
}

TEST_F(ExportTest, ContrastsHoldTheReportedEffectWithTheDataOfBothArms) {
  Record record = sample::Report("pmid:7", {Own("NCT00000007", "ClinicalTrials.gov")});
  AddFact(record, "c-arm-1", Field::kArm, Arm{"MSC", "experimental", 30}, "the MSC arm (n=30)");
  AddFact(record, "c-arm-2", Field::kArm, Arm{"Placebo", "placebo", 31}, "the placebo arm (n=31)");
  AddFact(record, "c-events-1", Field::kResult, Events("MSC", 3, 30), "3 of 30 died");
  AddFact(record, "c-events-2", Field::kResult, Events("Placebo", 6, 31), "6 of 31 died");
  AddFact(record, "ratio-1", Field::kResult, RiskRatio(0.5), "RR 0.5 (0.25 to 1)");
  AddFact(record, "ratio-2", Field::kResult, RiskRatio(0.5), "a risk ratio of 0.5 (0.25 to 1)");
  AddFact(record, "ratio-3", Field::kResult, RiskRatio(0.9), "RR 0.9 (0.25 to 1)");
  ASSERT_TRUE(store_.Put(record, run_).ok());
  EXPECT_EQ(Run("out").contrast_rows, 2) << "the same effect stated twice is one row";
  const auto cell = [&](const char* column) { return ArmCell("out/contrasts.csv", "ratio-1", column); };
  EXPECT_EQ(cell("comparison_id"), "NCT00000007#1-vs-2");
  EXPECT_EQ(cell("evidence_ids"), "ratio-1;ratio-2");
  EXPECT_EQ(cell("es_measure"), "risk_ratio");
  for (const auto& [column, value] : {std::pair{"ai", "3"},
                                      {"bi", "27"},
                                      {"ci", "6"},
                                      {"di", "25"},
                                      {"n1i", "30"},
                                      {"n2i", "31"},
                                      {"es", "0.5"},
                                      {"es_ci_high", "1"},
                                      {"es_p", "0.04"}})
    EXPECT_EQ(cell(column), value) << column;
  EXPECT_NEAR(std::stod(cell("yi")), std::log(0.5), 1e-12);
  EXPECT_NEAR(std::stod(cell("vi")), std::pow(std::log(4) / (2 * 1.959964), 2), 1e-6);
  EXPECT_EQ(cell("check_flags"), "several_values");
  EXPECT_EQ(ArmCell("out/contrasts.csv", "ratio-3", "check_flags"), "estimate_off_centre;several_values");
  EXPECT_EQ(ArmCell("out/studies.csv", "NCT00000007", "check_flags"), "arms_sum_differs")
      << "30 + 31 are not 60";
}

TEST_F(ExportTest, WithdrawnDocumentsAreExclusionsAndRetractedOnesAreMarked) {
  Record retracted = sample::Report("pmid:8");
  retracted.document.retracted = true;
  ASSERT_TRUE(store_.Put(retracted, run_).ok());
  ASSERT_TRUE(store_.Put(sample::Report("pmid:9"), run_).ok());
  Record withdrawal;
  withdrawal.document.id = "pmid:9";
  withdrawal.document.deleted = true;
  ASSERT_TRUE(store_.Put(withdrawal, run_).ok());
  Run("out");
  EXPECT_EQ(ArmCell("out/exclusions.csv", "pmid:9", "reason"), "withdrawn");
  EXPECT_EQ(File("out/studies.csv").find("pmid:9"), std::string::npos);
  EXPECT_EQ(ArmCell("out/studies.csv", "pmid:8", "retracted"), "true");
  EXPECT_EQ(ArmCell("out/reports.csv", "pmid:8", "retracted"), "true");
  EXPECT_EQ(ArmCell("out/studies.csv", "NCT00000001", "retracted"), "false");
}

TEST_F(ExportTest, ReviewedNamesTheStudiesItLeavesOut) {
  EXPECT_EQ(Run("out", {true}).studies, 0);
  EXPECT_EQ(ArmCell("out/exclusions.csv", "pmid:1", "reason"), "not_reviewed");
}

TEST_F(ExportTest, NamesThatAreNotTextNeverReachATableRaw) {
  ASSERT_TRUE(store_.AddFailure("bad\xff\x1b[31m.xml", {"truncated", "it ends early"}, run_).ok());
  Run("out");
  EXPECT_NE(File("out/exclusions.csv").find("bad\uFFFD\uFFFD[31m.xml"), std::string::npos);
}

TEST_F(ExportTest, EveryColumnIsDescribedInTheManual) {
  Run("out");
  std::ifstream manual(std::string(TRIALMINE_SOURCE_DIR) + "/docs/export.md");
  const std::string text((std::istreambuf_iterator<char>(manual)), {});
  for (const char* table : {"studies", "arms", "contrasts", "reports", "exclusions"}) {
    std::istringstream header(File(std::string("out/") + table + ".csv"));
    std::string line;
    std::getline(header, line);
    std::istringstream names(line);
    for (std::string name; std::getline(names, name, ',');)
      EXPECT_NE(text.find("| `" + name + "` |"), std::string::npos) << table << ": " << name;
  }
}

TEST_F(ExportTest, AFolderThatCannotBeWrittenIsAnError) {
  std::ofstream(folder_ / "file") << "x";
  Result<ExportReport> report = Export(store_, folder_ / "file/out");
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, "disk_full");
}

}  // namespace
}  // namespace trialmine

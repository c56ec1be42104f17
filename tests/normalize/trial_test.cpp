#include "normalize/trial.h"

#include <gtest/gtest.h>

#include "labels.h"
#include "make.h"
#include "normalize/discrepancy.h"

namespace trialmine {
namespace {

/// A document and findings over its text, to be normalized.
class Report {
 public:
  explicit Report(std::string text, std::string id = "pmid:1")
      : document(MakeDocument(std::move(text), std::move(id))) {}
  Report& Says(Field field, std::string_view quote, Words slots) {
    findings.push_back(MakeFinding(document, field, quote, slots));
    return *this;
  }
  Record Read() const { return Normalize(document, findings); }

  Document document;
  std::vector<Finding> findings;
};

TEST(Normalize, FindingsWithoutAValueAreDroppedAndEqualOnesCollapse) {
  Report report("60 patients; x");
  report.Says(Field::kSampleSize, "60 patients", {{"count", "60"}})
      .Says(Field::kSampleSize, "60 patients", {{"count", "60"}});
  report.Says(Field::kSampleSize, "x", {{"count", "x"}});
  EXPECT_EQ(report.Read().facts.size(), 1U);
}

TEST(Normalize, FactIdsKeepWhenTheTextBeforeThemGrows) {
  const auto ids = [](const std::string& before) {
    Report report(before + "60 patients had 1 mg. ");
    report.Says(Field::kSampleSize, "60 patients", {{"count", "60"}})
        .Says(Field::kDose, "1 mg", {{"low", "1"}, {"unit", "mg"}});
    std::vector<std::string> all;
    for (const Fact& fact : report.Read().facts) all.push_back(fact.id);
    return all;
  };
  const auto first = ids("");
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].size(), 16U);
  EXPECT_EQ(first[0].find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(first[0], first[1]);
  EXPECT_EQ(first, ids("患者随访。 More words. "));
}

TEST(Normalize, FactIdsTellOccurrencesAndDocumentsApartButNotRules) {
  Report report("n=30 and n=30");
  report.Says(Field::kSampleSize, "n=30", {{"kind", "enrolled"}, {"count", "30"}});
  report.findings.push_back(report.findings[0]);
  report.findings[1].span = {9, 13};
  const Record record = report.Read();
  ASSERT_EQ(record.facts.size(), 2U);
  EXPECT_NE(record.facts[0].id, record.facts[1].id);
  report.findings[0].rule = "another rule";
  EXPECT_EQ(report.Read().facts[0].id, record.facts[0].id);
  report.document.id = "pmid:2";
  EXPECT_NE(report.Read().facts[0].id, record.facts[0].id);
}

TEST(Trial, ArmsAreMergedByNameAndNeverWithDifferentCounts) {
  Report report("MSC group, MSCs, MSC group, low-dose group (LD), LD, placebo");
  report.Says(Field::kArm, "MSC group", {{"label", "MSC group"}, {"role", "experimental"}});
  report.Says(Field::kArm, "MSCs", {{"label", "MSCs"}, {"count", "30"}});
  report.Says(Field::kArm, "MSC group, low", {{"label", "MSC group"}, {"count", "28"}});
  report.Says(Field::kArm, "low-dose group (LD)", {{"label", "low-dose group (LD)"}});
  report.Says(Field::kArm, "LD, placebo", {{"label", "LD"}, {"count", "5"}});
  report.Says(Field::kArm, "placebo", {{"label", "placebo"}});
  report.Says(Field::kDose, "LD,",
              {{"low", "65"}, {"multiplier", "million"}, {"unit", "cells"}, {"arm", "LD"}});
  report.Says(Field::kDose, "placebo", {{"low", "5"}, {"unit", "mL"}});
  const Record record = report.Read();
  ASSERT_TRUE(record.trial);
  const Trial& trial = *record.trial;
  ASSERT_EQ(trial.arms.size(), 4U);
  EXPECT_EQ(trial.arms[0].arm.count, 30);
  EXPECT_EQ(trial.arms[0].facts.size(), 1U)
      << "a mention without a count says nothing beside one with a count";
  EXPECT_EQ(trial.arms[1].arm.count, 28);
  EXPECT_EQ(trial.arms[2].arm.label, "low-dose group (LD)");
  EXPECT_EQ(trial.arms[2].arm.count, 5);
  ASSERT_EQ(trial.arms[2].doses.size(), 1U);
  EXPECT_EQ(trial.doses.size(), 1U) << "a dose of no named arm stays with the trial";
}

TEST(SameLabel, FoldsWhatNamesOneArmAndKeepsContrasts) {
  EXPECT_TRUE(SameLabel("MSC group", "MSCs"));
  EXPECT_TRUE(SameLabel("The Placebo Group", "placebo"));
  EXPECT_TRUE(SameLabel("试验组", "试验"));
  EXPECT_TRUE(SameLabel("high-dose (HD)", "HD组"));
  EXPECT_TRUE(SameLabel("group A", "Group A"));
  EXPECT_FALSE(SameLabel("group A", "group B"));
  EXPECT_FALSE(SameLabel("low dose", "high dose"));
  EXPECT_FALSE(SameLabel("group 1", "group 2"));
  EXPECT_FALSE(SameLabel("MSC", "MSC + HA"));
}

TEST(Trial, ResultsStandUnderTheirOutcome) {
  Report report("overall survival (OS) was primary. OS 80% vs 70%");
  report.Says(Field::kOutcome, "overall survival (OS)",
              {{"name", "overall survival (OS)"}, {"role", "primary"}});
  report.Says(Field::kResult, "80%", {{"outcome", "OS"}, {"percent", "80"}, {"arm", "A"}});
  report.Says(Field::kResult, "70%", {{"outcome", "pain"}, {"percent", "70"}});
  const Record record = report.Read();
  ASSERT_EQ(record.trial->outcomes.size(), 2U);
  EXPECT_EQ(record.trial->outcomes[0].outcome.concept_id, "overall_survival");
  ASSERT_EQ(record.trial->outcomes[0].results.size(), 1U);
  EXPECT_EQ(record.trial->outcomes[0].results[0].value.percent, 80);
  EXPECT_EQ(record.trial->outcomes[1].outcome.name, "pain");
}

TEST(Trial, KeyIsTheOwnIdFirstByRegistryElseTheDocument) {
  Report report("ChiCTR2000029953 NCT04380948 NCT00000170 60");
  report.Says(Field::kSampleSize, "60", {{"count", "60"}});
  EXPECT_EQ(report.Read().trial->key, "pmid:1");
  report.Says(Field::kRegistrationId, "NCT00000170", {{"id", "NCT00000170"}, {"role", "cited"}});
  EXPECT_EQ(report.Read().trial->key, "pmid:1");
  report.Says(Field::kRegistrationId, "ChiCTR2000029953", {{"id", "ChiCTR2000029953"}, {"role", "own"}});
  EXPECT_EQ(report.Read().trial->key, "ChiCTR2000029953");
  report.Says(Field::kRegistrationId, "NCT04380948", {{"id", "NCT04380948"}, {"role", "own"}});
  EXPECT_EQ(report.Read().trial->key, "NCT04380948");
}

TEST(Trial, ReviewsAnimalsAndEmptyDocumentsReportNone) {
  Report report("60 patients");
  EXPECT_FALSE(report.Read().trial) << "nothing found";
  report.Says(Field::kSampleSize, "60 patients", {{"count", "60"}});
  EXPECT_TRUE(report.Read().trial);
  report.document.publication_types = {"Journal Article", "Meta-Analysis"};
  EXPECT_FALSE(report.Read().trial);
  report.document.publication_types = {"Review", "Randomized Controlled Trial"};
  EXPECT_TRUE(report.Read().trial);
  report.document.publication_types.clear();
  report.document.title = "干细胞治疗的系统评价";
  EXPECT_FALSE(report.Read().trial);
  report.document.title.clear();
  report.document.title = "Stem cells in diabetic rats";
  EXPECT_FALSE(report.Read().trial);
  report.document.title.clear();
  report.findings[0].context.animal = true;
  EXPECT_FALSE(report.Read().trial);
  report.document.registry_record = true;
  EXPECT_TRUE(report.Read().trial);
}

TEST(Trial, TheNameOfAnOutcomeAloneIsNoTrial) {
  Report report("overall survival");
  report.Says(Field::kOutcome, "overall survival", {{"name", "overall survival"}});
  EXPECT_FALSE(report.Read().trial);
}

TEST(ToJsonLine, OffsetsAreCodePointsAndQuoteTheText) {
  Report report("随访\"6个月\"，𝒏=60例。");
  report.Says(Field::kFollowUp, "6个月", {{"duration", "6个月"}})
      .Says(Field::kSampleSize, "60例", {{"count", "60例"}});
  report.document.file = "a.txt";
  const Record record = report.Read();
  const std::string line = ToJsonLine(record, true);
  EXPECT_NE(line.find(R"("text":"随访\"6个月\"，𝒏=60例。")"), std::string::npos) << line;
  EXPECT_NE(line.find(R"("start":3,"end":6,"text":"6个月")"), std::string::npos) << line;
  EXPECT_NE(line.find(R"("start":10,"end":13,"text":"60例")"), std::string::npos) << line;
  EXPECT_TRUE(line.starts_with(R"({"schema":1,"document":{"id":"pmid:1","file":"a.txt")")) << line;
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(ToJsonLine(record, false).find("随访"), std::string::npos);
}

TEST(ToJsonLine, NullWhereTheDocumentReportsNoTrial) {
  EXPECT_TRUE(ToJsonLine(Report("words").Read(), false).ends_with(R"("findings":[],"trial":null})"));
}

TEST(ErrorJsonLine, NamesTheFileAndTheReason) {
  EXPECT_EQ(
      ErrorJsonLine("a\n\"b\".xml", {"truncated", "The record ends early."}),
      R"({"schema":1,"document":{"file":"a\n\"b\".xml"},"error":{"code":"truncated","detail":"The record ends early."}})");
}

TEST(FindDiscrepancies, OnlyWhereTwoSourcesHaveNoValueInCommon) {
  const auto record = [](const char* id, const char* count, const char* primary, const char* length) {
    Report report(std::string(count) + " " + primary + " " + length, id);
    report.Says(Field::kSampleSize, count, {{"count", count}, {"kind", "randomized"}});
    report.Says(Field::kOutcome, primary, {{"name", primary}, {"role", "primary"}});
    report.Says(Field::kFollowUp, length, {{"duration", length}});
    return report.Read();
  };
  const Record a = record("pmid:1", "60", "overall survival (OS)", "12 months");
  const Record b = record("pmid:2", "58", "OS", "1 year");
  Record c = record("NCT00000170", "60", "pain", "24 months");
  const TrialSource same[] = {SourceOf(a), SourceOf(a)};
  EXPECT_TRUE(FindDiscrepancies(same).empty());
  const TrialSource two[] = {SourceOf(a), SourceOf(b)};
  const auto found = FindDiscrepancies(two);
  ASSERT_EQ(found.size(), 1U) << "one year is twelve months, OS is overall survival (OS)";
  EXPECT_EQ(found[0].what, "sample_size");
  EXPECT_EQ(found[0].kind, "randomized");
  ASSERT_EQ(found[0].said.size(), 2U);
  EXPECT_EQ(found[0].said[0].value, "60");
  EXPECT_EQ(found[0].said[1].document, "pmid:2");
  const TrialSource three[] = {SourceOf(a), SourceOf(c)};
  const auto others = FindDiscrepancies(three);
  ASSERT_EQ(others.size(), 2U);
  EXPECT_EQ(others[0].what, "primary_outcome");
  EXPECT_EQ(others[1].what, "follow_up");
}

}  // namespace
}  // namespace trialmine

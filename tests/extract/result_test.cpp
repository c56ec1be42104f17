#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "extract/extract.h"

namespace trialmine {
namespace {

const RuleSet& Rules() {
  static const Result<RuleSet> rules = RuleSet::BuiltIn();
  if (!rules.ok()) ADD_FAILURE() << rules.error().detail;
  return *rules;
}

/// `outcome | arm | numbers | time`, the numbers in a fixed order with the p last; what is not there is left
/// empty.
std::string Short(const Finding& finding) {
  const auto text = [&](std::string_view slot) {
    const Slot* found = finding.Find(slot);
    return found ? found->text : std::string();
  };
  std::string out = text("outcome") + " | " + text("arm") + " | " + text("statistic");
  for (const char* slot :
       {"events", "total", "percent", "estimate", "sd", "se", "ci_low", "ci_high", "iqr_low", "iqr_high"})
    if (finding.Find(slot)) out += " " + text(slot);
  if (finding.Find("p")) out += " p" + text("p_relation") + text("p");
  out += " | " + text("time");
  return out;
}

/// Reads `text` where `place` says, as rule files name places.
std::vector<Finding> Read(std::string_view text, std::string_view place = "results") {
  RuleExample example;
  example.text = text;
  example.place = place;
  const Document document = ExampleDocument(example);
  std::vector<Finding> findings = Extract(document, Rules());
  for (const Finding& finding : findings) {
    EXPECT_FALSE(finding.span.empty());
    EXPECT_LE(finding.span.end, document.text.size());
  }
  return findings;
}

std::vector<std::string> Results(std::string_view text, std::string_view place = "results") {
  std::vector<std::string> results;
  for (const Finding& finding : Read(text, place))
    if (finding.field == Field::kResult) results.push_back(Short(finding));
  return results;
}

std::vector<std::string> Outcomes(std::string_view text, std::string_view place = "methods") {
  std::vector<std::string> outcomes;
  for (const Finding& finding : Read(text, place))
    if (finding.field == Field::kOutcome)
      outcomes.push_back(finding.Find("name")->text + " (" + finding.Find("role")->text + ")");
  return outcomes;
}

struct Case {
  std::string text;
  std::vector<std::string> results;
};

using Strings = std::vector<std::string>;

TEST(ResultSentence, TiesNumbersToOutcomeArmPAndTime) {
  const Case kCases[] = {
      {"Bleeding complications occurred in 3.5% of group A vs. 1.4% of group B (P = 0.025).",
       {"Bleeding complications | group A | proportion 3.5 p=0.025 | ",
        "Bleeding complications | group B | proportion 1.4 p=0.025 | "}},
      {"At 6 months the pain score was 3.2 ± 1.1 in the MSC group and 5.0 ± 1.4 in the control group "
       "(P<0.01).",
       {"pain score | MSC group | mean 3.2 1.1 p<0.01 | 6 months",
        "pain score | control group | mean 5.0 1.4 p<0.01 | 6 months"}},
      {"Relapse occurred in the control group (18/33, 55%).",
       {"Relapse | control group | events 18 33 55 | "}},
      {"5 of 14 patients (35.7%) experienced transient fever.", {"transient fever |  | events 5 14 35.7 | "}},
      {"Overall survival was longer with treatment (hazard ratio 0.61; 95% CI 0.45-0.83; P = .002).",
       {"Overall survival |  | hazard_ratio 0.61 0.45 0.83 p=.002 | "}},
      {"The median hospital stay was 12 days (IQR 8-17) in the control group.",
       {"hospital stay | control group | median 12 8 17 | "}},
      {"The groups did not differ in neck pain (-7.0 mm, 95% CI -20.7 to +6.7).",
       {"neck pain |  | mean -7.0 -20.7 +6.7 | "}},
      {"HbA1c was 7.2% in the insulin group.", {"HbA1c | insulin group | mean 7.2 | "}},
      {"The proportion of subjects reaching HbA1c < 7% was higher in the insulin group (27.3%).",
       {"HbA1c | insulin group | proportion 27.3 | "}},
      {"Function rose in the surgery group (from 31.4 to 36.3, P=0.01).",
       {"Function | surgery group | mean 31.4 p=0.01 | baseline",
        "Function | surgery group | mean 36.3 p=0.01 | "}},
      // Each value of a list is that of the same thing, for another arm.
      {"LDL cholesterol fell by 21% with the low dose, 32% with the high dose, and 41% with both (P<0.001).",
       {"LDL cholesterol |  | change 21 p<0.001 | ", "LDL cholesterol |  | change 32 p<0.001 | ",
        "LDL cholesterol |  | change 41 p<0.001 | "}},
      {"The telephone group had more emergency department visits (20 vs. 8, P = 0.03).",
       {"emergency department visits | telephone group | events 20 p=0.03 | ",
        "emergency department visits |  | events 8 p=0.03 | "}},
      {"The mean number of visits was lower (20 vs. 28, P = 0.03).",
       {"number of visits |  | mean 20 p=0.03 | ", "number of visits |  | mean 28 p=0.03 | "}},
      {"There was a significant (P<0.001) reduction in aggression and a significant (P<0.01) increase in "
       "self-esteem.",
       {"aggression |  | p_value p<0.001 | ", "self-esteem |  | p_value p<0.01 | "}},
      {"At two hours, 68% of 139 women on the drug with a menstrually associated migraine had pain relief.",
       {"pain relief |  | proportion 139 68 | two hours"}},
  };
  for (const Case& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
}

TEST(ResultSentence, ValuesBeforeAndAfterAreOfOneArm) {
  EXPECT_EQ(
      Results("The pain score fell from 6.1 ± 1.0 at baseline to 3.2 ± 1.1 at 6 months in the MSC group and "
              "from 6.0 ± 1.1 to 5.1 ± 1.2 in the control group."),
      (Strings{"pain score | MSC group | mean 6.1 1.0 | baseline",
               "pain score | MSC group | mean 3.2 1.1 | 6 months",
               "pain score | control group | mean 6.0 1.1 | baseline",
               "pain score | control group | mean 5.1 1.2 | 6 months"}));
  EXPECT_EQ(
      Results(
          "EDSS fell from a mean of 5.5 at baseline to 4.9 in the MSC group and rose from 5.4 to 5.8 in the "
          "control group."),
      (Strings{"EDSS | MSC group | mean 5.5 | baseline", "EDSS | MSC group | mean 4.9 | ",
               "EDSS | control group | mean 5.4 | baseline", "EDSS | control group | mean 5.8 | "}));
  EXPECT_EQ(Results("LVEF rose from 32% to 37% in the MSC group but did not change in the control group."),
            (Strings{"LVEF | MSC group | mean 32 | ", "LVEF | MSC group | mean 37 | "}));
  EXPECT_EQ(Results("Nausea fell from 14% to 7% and from 15% to 12% in the MSC group and the control group, "
                    "respectively."),
            (Strings{"Nausea | MSC | proportion 14 | ", "Nausea | MSC | proportion 7 | ",
                     "Nausea | control | proportion 15 | ", "Nausea | control | proportion 12 | "}));
}

TEST(ResultSentence, RatioIsTheTriedArmsUnlessTheSentenceSaysOtherwise) {
  const auto ratio_arm = [](std::string_view text) {
    for (const Finding& finding : Read(text))
      if (const Slot* statistic = finding.Find("statistic"); statistic && statistic->text == "hazard_ratio")
        return finding.Find("arm")->text;
    return std::string();
  };
  EXPECT_EQ(
      ratio_arm(
          "Survival was 14.2 months in the MSC group and 9.8 months in the placebo group (HR 0.68, 95% CI "
          "0.49-0.95)."),
      "MSC group");
  EXPECT_EQ(
      ratio_arm(
          "The placebo group had a higher risk of death than the MSC group (HR 1.68, 95% CI 1.10-2.05)."),
      "placebo group");
}

TEST(ResultSentence, WhatAChineseValueFellToIsNoChange) {
  EXPECT_EQ(Results("治疗组VAS评分由6.1±1.0降至3.2±1.1,对照组下降2.0±1.1。"),
            (Strings{"VAS评分 | 治疗组 | mean 6.1 1.0 | baseline", "VAS评分 | 治疗组 | mean 3.2 1.1 | ",
                     "VAS评分 | 对照组 | change 2.0 1.1 | "}));
}

TEST(ResultSentence, WhatFellIsNotWhatDidNotChange) {
  EXPECT_EQ(
      Results("There was no change in weight, but LDL, HDL and glucose decreased (p=0.01, p=0.02, p=0.03)."),
      (Strings{"LDL |  | p_value p=0.01 | ", "HDL |  | p_value p=0.02 | ",
               "glucose |  | p_value p=0.03 | "}));
}

TEST(ResultSentence, GradeBelongsToTheNameOfAnEvent) {
  EXPECT_EQ(Results("Grade 3-4 adverse events occurred in 40% of the MSC group."),
            Strings{"Grade 3-4 adverse events | MSC group | proportion 40 | "});
  EXPECT_EQ(Results("Grade 3 or higher neutropenia was seen in 20% of the MSC group."),
            Strings{"Grade 3 or higher neutropenia | MSC group | proportion 20 | "});
}

TEST(ResultSentence, TimeInTheNameOfATestIsNone) {
  EXPECT_EQ(Results("The 6-minute walk distance rose by 42 m in the MSC group (P = 0.03)."),
            Strings{"6-minute walk distance | MSC group | change 42 p=0.03 | "});
  EXPECT_EQ(Results("The 6 min walk test distance was similar at 6 months (P = 0.3)."),
            Strings{"6 min walk test distance |  | p_value p=0.3 | 6 months"});
}

TEST(ResultSentence, LevelsAreReadByTheirUnit) {
  EXPECT_EQ(Results("ALT fell to 35.1 U/L in the control group."),
            Strings{"ALT | control group | mean 35.1 | "});
  EXPECT_EQ(Results("Patients were enrolled if ALT was 35.1 U/L."), Strings{});
}

TEST(ResultSentence, ShortNameBehindTheNameOfAGroupIsNoLetterOfIt) {
  EXPECT_EQ(Results("In the control group ALT levels were 35.1 U/L."),
            Strings{"ALT levels | control group | mean 35.1 | "});
  EXPECT_EQ(Results("In group B the pain score was 3.1 points."),
            Strings{"pain score | group B | mean 3.1 | "});
}

TEST(ResultSentence, DifferenceIsOfTheArmThatItsValuesSay) {
  for (const Finding& finding :
       Read("Remission was seen in 50% of the MSC group and in 34% of the placebo group "
            "(difference 15.2%, 95% CI 0.2 to 30.3)."))
    if (finding.Find("ci_low")) {
      EXPECT_EQ(finding.Find("arm")->text, "MSC group");
      EXPECT_EQ(finding.Find("comparator")->text, "placebo group");
    }
  for (const Finding& finding :
       Read("Remission was seen in 34% of the placebo group and in 50% of the MSC group "
            "(difference 15.2%, 95% CI 0.2 to 30.3)."))
    if (finding.Find("ci_low")) {
      EXPECT_EQ(finding.Find("arm")->text, "MSC group");
    }
}

TEST(ResultSentence, WordInCapitalsIsAnAbbreviation) {
  EXPECT_EQ(Results("The OR rate was 69% at week 4."), Strings{"OR rate |  | proportion 69 | 4 week"});
  EXPECT_EQ(Results("Bleeding occurred in 14% of the inhaled NO group and in 55% of the control group."),
            (Strings{"Bleeding | inhaled NO group | proportion 14 | ",
                     "Bleeding | control group | proportion 55 | "}));
  // Unless all around it is in capitals, or it only stresses.
  EXPECT_EQ(Results("PAIN OR NAUSEA OCCURRED IN 14%."), Strings{"NAUSEA |  | proportion 14 | "});
  EXPECT_EQ(Results("Pain did NOT change in 14% of patients."),
            Results("Pain did not change in 14% of patients."));
}

TEST(ResultSentence, AnEnglishTimeHoldsForTheSentencesRightBehindTheOneItBegins) {
  EXPECT_EQ(Results("At 16 weeks, pain fell by 21% (P<0.01). Grip strength rose by 8% (P<0.05). In all, 3% "
                    "of patients had nausea at 20 weeks. Fatigue fell by 5% (P<0.05)."),
            (Strings{"pain |  | change 21 p<0.01 | 16 weeks", "Grip strength |  | change 8 p<0.05 | 16 weeks",
                     "nausea |  | proportion 3 | 20 weeks", "Fatigue |  | change 5 p<0.05 | "}));
  EXPECT_EQ(Results("At 16 weeks, pain fell by 21% (P<0.01). Overall, grip strength rose by 8% (P<0.05)."),
            (Strings{"pain |  | change 21 p<0.01 | 16 weeks", "grip strength |  | change 8 p<0.05 | "}));
}

TEST(ResultSentence, TimesThatAreWhatWasMeasuredAreValues) {
  EXPECT_EQ(
      Results("Median PFS was 17.5 months for the concurrent group and 15.3 months for the sequential group "
              "(P=0.13)."),
      (Strings{"PFS | concurrent group | median 17.5 p=0.13 | ",
               "PFS | sequential group | median 15.3 p=0.13 | "}));
  EXPECT_EQ(Results("Median overall survival was 41.9 and 30.7 months, respectively (P=0.036)."),
            (Strings{"overall survival |  | median 41.9 p=0.036 | ",
                     "overall survival |  | median 30.7 p=0.036 | "}));
  EXPECT_EQ(Results("Gametocytes were carried for shorter periods (0.3 d versus 4.2 d; P<0.001)."),
            (Strings{"Gametocytes |  | mean 0.3 p<0.001 | ", "Gametocytes |  | mean 4.2 p<0.001 | "}));
}

TEST(ResultSentence, APHasTheTimeRightBeforeItsBracketAndOneAtTheEndOfABracketIsThatOfAllValuesInIt) {
  EXPECT_EQ(Results("Pain was lower in the block group at 3 h (P<0.01), 6 h (P<0.05), and 12 h (P=0.013)."),
            (Strings{"Pain | block group | p_value p<0.01 | 3 h", "Pain | block group | p_value p<0.05 | 6 h",
                     "Pain | block group | p_value p=0.013 | 12 h"}));
  EXPECT_EQ(
      Results("Reaction time improved at 1, 12 and 52 weeks (χ2 = 6.1 p = 0.018, χ2 = 5.1 p = 0.02 and "
              "χ2 = 5.9 p = 0.015)."),
      (Strings{"Reaction time |  | p_value p=0.018 | 1 weeks", "Reaction time |  | p_value p=0.02 | 12 weeks",
               "Reaction time |  | p_value p=0.015 | 52 weeks"}));
  EXPECT_EQ(
      Results("Symptom scores differed (group A 197.0 (95% CI 172.4-221.7), group B 208.0 (183.1-233.0), "
              "p = 0.037)."),
      (Strings{"Symptom scores | group A | mean 197.0 172.4 221.7 p=0.037 | ",
               "Symptom scores | group B | mean 208.0 183.1 233.0 p=0.037 | "}));
  EXPECT_EQ(
      Results(
          "Strength rose in the training group (triceps, from 26.3 ± 3.7 mm to 27.8 ± 3.8 mm, p < 0.01)."),
      (Strings{"triceps | training group | mean 26.3 3.7 p<0.01 | baseline",
               "triceps | training group | mean 27.8 3.8 p<0.01 | "}));
  EXPECT_EQ(Results("The change in MELD from day 0 to 90 was -0.5 (IQR -1.5 to 1.1)."),
            (Strings{"MELD |  | change -0.5 -1.5 1.1 | 90 day"}));
}

TEST(ResultSentence, ALonePStandsForEveryOutcomeListed) {
  EXPECT_EQ(Results("Healing time, pain score and swelling were lower in the laser group (P<0.05)."),
            (Strings{"Healing time | laser group | p_value p<0.05 | ",
                     "pain score | laser group | p_value p<0.05 | ",
                     "swelling | laser group | p_value p<0.05 | "}));
}

TEST(ResultSentence, RespectivelySharesOutNamesAndPs) {
  EXPECT_EQ(Results("The sensitivity and specificity were 93% and 98%, respectively."),
            (Strings{"sensitivity |  | proportion 93 | ", "specificity |  | proportion 98 | "}));
  EXPECT_EQ(Results("After 3 months and 6 months the Glasgow Outcome Scale score was better with "
                    "progesterone (P = 0.034 and P = 0.048, respectively)."),
            (Strings{"Glasgow Outcome Scale score |  | p_value p=0.034 | 3 months",
                     "Glasgow Outcome Scale score |  | p_value p=0.048 | 6 months"}));
}

TEST(ResultSentence, AValueInAnotherUnitIsTheSameArmsAndASpreadIsWhatTheTextCallsIt) {
  EXPECT_EQ(Results("HbA1c was 7.1 ± 0.5% (54.1 ± 5.5 mmol/mol) and 8.2 ± 0.6% (66.1 ± 6.6 mmol/mol) in the "
                    "exercise group and the control group, respectively."),
            (Strings{"HbA1c | exercise | mean 7.1 0.5 | ", "HbA1c | exercise | mean 54.1 5.5 | ",
                     "HbA1c | control | mean 8.2 0.6 | ", "HbA1c | control | mean 66.1 6.6 | "}));
  const std::vector<Finding> errors = Read("Weight was (mean ± SEM) 80.1 ± 1.2 kg in the exercise group.");
  const std::vector<Finding> both =
      Read("Age is mean ± SD, weight mean ± SE: 80.1 ± 1.2 kg in the exercise group.");
  const auto has = [](const std::vector<Finding>& findings, std::string_view slot) {
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Finding& finding) { return finding.Find(slot) != nullptr; });
  };
  EXPECT_TRUE(has(errors, "se"));
  EXPECT_FALSE(has(errors, "sd"));
  EXPECT_FALSE(has(both, "se"));
}

TEST(ResultSentence, AnIntervalOfItsOwnTakesThePBeforeIt) {
  const Strings results = Results("Troponin elevation did not differ (P = 0.475; 90% CI -2.5 to 1.0).");
  EXPECT_NE(std::find(results.begin(), results.end(),
                      "Troponin elevation |  | mean_difference -2.5 1.0 p=0.475 | "),
            results.end())
      << ::testing::PrintToString(results);
}

TEST(ResultSentence, ReadsChineseReports) {
  const Case kCases[] = {
      {"观察组总有效率为95.0%(38/40)，高于对照组的80.0%(32/40)，差异有统计学意义(P＜0.05)。",
       {"总有效率 | 观察组 | events 38 40 95.0 p<0.05 | ",
        "总有效率 | 对照组 | events 32 40 80.0 p<0.05 | "}},
      {"A組止皰時間、結痂時間均短於B組(P<0.05)。",
       {"止皰時間 | A组 | p_value p<0.05 | ", "結痂時間 | A组 | p_value p<0.05 | "}},
      {"观察组HR,SBP及DBP均低于对照组(P<0.05)。",
       {"HR | 观察组 | p_value p<0.05 | ", "SBP | 观察组 | p_value p<0.05 | ",
        "DBP | 观察组 | p_value p<0.05 | "}},
      {"观察组细胞比例及淋巴细胞百分比均高于对照组(P=0.034,0.041)。",
       {"细胞比例 | 观察组 | p_value p=0.034 | ", "淋巴细胞百分比 | 观察组 | p_value p=0.041 | "}},
      {"观察组治疗有效率高(P<0.05)。", {"治疗有效率 | 观察组 | p_value p<0.05 | "}},
      {"术后3个月观察组疼痛评分为(2.1±0.5)分。", {"疼痛评分 | 观察组 | mean 2.1 0.5 | 3 个月"}},
      {"随访期间未见严重不良反应。", {"严重不良反应 |  | none_observed | "}},
      // What an earlier value was held against says nothing of the next.
      {"观察组成功率(98.5%)高于对照组(89.2%)，合格率(96.9%)高于对照组(87.7%)。",
       {"成功率 | 观察组 | proportion 98.5 | ", "成功率 | 对照组 | proportion 89.2 | ",
        "合格率 | 观察组 | proportion 96.9 | ", "合格率 | 对照组 | proportion 87.7 | "}},
      {"与对照组相比，观察组肺功能显著下降(P<0.05)。", {"肺功能 | 观察组 | p_value p<0.05 | "}},
      {"观察组睡眠效率降低、觉醒指数增高，差异有统计学意义(P<0.05)。",
       {"睡眠效率 | 观察组 | p_value p<0.05 | ", "觉醒指数 | 观察组 | p_value p<0.05 | "}},
      {"术后1个月、6个月、1年观察组血钙水平分别为2.28、2.27、2.25 mmol/L。",
       {"血钙水平 | 观察组 | mean 2.28 | 1 个月", "血钙水平 | 观察组 | mean 2.27 | 6 个月",
        "血钙水平 | 观察组 | mean 2.25 | 1 年"}},
  };
  for (const Case& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
}

TEST(ResultSentence, ChineseMethodsAndWordsAreNotCutIntoResults) {
  EXPECT_EQ(Results("计量资料采用t检验，P<0.05为差异有统计学意义。"), Strings{});
  EXPECT_EQ(Results("有效率=(显效+有效)例数/总例数×100%。"), Strings{});
  EXPECT_EQ(Results("观察组转铁蛋白饱和度高于对照组(P<0.05)。"),
            Strings{"转铁蛋白饱和度 | 观察组 | p_value p<0.05 | "});
  EXPECT_EQ(Results("癌组织中阳性率为19.2%。"), Strings{"癌组织中阳性率 |  | proportion 19.2 | "});
}

TEST(ResultSentence, NothingObservedIsAResult) {
  EXPECT_EQ(Results("No serious adverse events were observed."),
            Strings{"serious adverse events |  | none_observed | "});
  EXPECT_EQ(Results("There were no treatment-related deaths."),
            Strings{"treatment-related deaths |  | none_observed | "});
  EXPECT_EQ(Results("No difference was observed between the groups."), Strings{});
}

TEST(ResultSentence, WhatIsNoResultOfTheStudyIsLeftOut) {
  EXPECT_EQ(Results("P<0.05 was considered statistically significant."), Strings{});
  EXPECT_EQ(Results("Stroke causes 10% of deaths.", "background"), Strings{});
  EXPECT_EQ(Results("Patients with an ejection fraction below 45% were enrolled.", "methods"), Strings{});
  EXPECT_EQ(Results("A mean of 200.3 ± 68.7 × 10^6 cells was delivered."), Strings{});
  EXPECT_EQ(Results("The median follow-up was 24 months."), Strings{});
}

TEST(ResultSentence, ValuesBeforeTreatmentAreMarked) {
  const std::vector<Finding> findings =
      Read("The groups did not differ at baseline regarding pain score (3.1 ± 1.0 vs. 3.2 ± 1.1).");
  size_t results = 0;
  for (const Finding& finding : findings)
    if (finding.field == Field::kResult) {
      ++results;
      ASSERT_TRUE(finding.Find("baseline"));
    }
  EXPECT_EQ(results, 2u);
}

TEST(ResultSentence, TheFirstOfTwoChineseValuesIsThatBeforeTreatment) {
  const Case kCases[] = {
      {"试验组疼痛评分由治疗前的(7.2±1.1)分降至治疗后的(3.1±0.9)分。",
       {"疼痛评分 | 试验组 | mean 7.2 1.1 | baseline", "疼痛评分 | 试验组 | mean 3.1 0.9 | "}},
      {"观察组治疗前后疼痛评分分别为(7.2±1.1)分和(3.1±0.9)分。",
       {"疼痛评分 | 观察组 | mean 7.2 1.1 | baseline", "疼痛评分 | 观察组 | mean 3.1 0.9 | "}},
      {"观察组疼痛评分为(3.1±0.9)分，低于治疗前(7.2±1.1)分。",
       {"疼痛评分 | 观察组 | mean 3.1 0.9 | ", "疼痛评分 | 观察组 | mean 7.2 1.1 | baseline"}},
      {"观察组血钙达术前水平(2.23vs.2.28mmol/L)。",
       {"血钙 | 观察组 | mean 2.23 | ", "血钙 | 观察组 | mean 2.28 | "}},
  };
  for (const Case& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
}

TEST(ResultSentence, APOfItsOwnClauseClosesOverTheValuesBeforeIt) {
  EXPECT_EQ(Results("观察组有效率为97.4%，对照组为68.4%；两组比较，差异非常显著(P<0.01)。"),
            (Strings{"有效率 | 观察组 | proportion 97.4 p<0.01 | ",
                     "有效率 | 对照组 | proportion 68.4 p<0.01 | "}));
  EXPECT_EQ(Results("观察组死亡率为12.5%，对照组死亡率为33.3%(P<0.05)。"),
            (Strings{"死亡率 | 观察组 | proportion 12.5 p<0.05 | ",
                     "死亡率 | 对照组 | proportion 33.3 p<0.05 | "}));
  // What is compared with itself is no arm against the other.
  EXPECT_EQ(Results("观察组30例，对照组30例。两组疼痛评分均低于治疗前(P<0.05)。"),
            (Strings{"疼痛评分 |  | p_value p<0.05 | "}));
  EXPECT_EQ(Results("观察组有效率为97.4%；两组满意度比较，差异显著(P<0.01)。"),
            (Strings{"有效率 | 观察组 | proportion 97.4 | ", "满意度 |  | p_value p<0.01 | "}));
}

TEST(ResultSentence, AClauseBehindASemicolonTakesOverNamesAndTime) {
  EXPECT_EQ(Results("3年时甲药组复发率、死亡率分别为3.1%和1.9%；乙药组分别为2.9%和2.2%。"),
            (Strings{"复发率 | 甲药组 | proportion 3.1 | 3 年", "死亡率 | 甲药组 | proportion 1.9 | 3 年",
                     "复发率 | 乙药组 | proportion 2.9 | 3 年", "死亡率 | 乙药组 | proportion 2.2 | 3 年"}));
  // A clause of its own has its own names, and a sentence of its own no time of another.
  EXPECT_EQ(Results("甲药组复发率、死亡率分别为3.1%和1.9%；乙药组疼痛率为2.9%。"),
            (Strings{"复发率 | 甲药组 | proportion 3.1 | ", "死亡率 | 甲药组 | proportion 1.9 | ",
                     "疼痛率 | 乙药组 | proportion 2.9 | "}));
  EXPECT_EQ(Results("3年时甲药组复发率为3.1%。乙药组复发率为2.9%。"),
            (Strings{"复发率 | 甲药组 | proportion 3.1 | 3 年", "复发率 | 乙药组 | proportion 2.9 | "}));
}

TEST(ResultSentence, AChineseNameStandsBeforeThePlaceAndHoldsForWhatItIsHeldAgainst) {
  EXPECT_EQ(Results("NPAS2蛋白在癌组织中的阳性率为19.2%，显著低于癌旁中的62.5%(P<0.05)。"),
            (Strings{"NPAS2蛋白阳性率 |  | proportion 19.2 p<0.05 | ",
                     "NPAS2蛋白阳性率 |  | proportion 62.5 p<0.05 | "}));
  EXPECT_EQ(Results("Snail蛋白在正常组织中的阳性率为2.5%，在增生组织中的阳性率为34.0%，在癌组织中为66.9%。"),
            (Strings{"Snail蛋白阳性率 |  | proportion 2.5 | ", "Snail蛋白阳性率 |  | proportion 34.0 | ",
                     "Snail蛋白阳性率 |  | proportion 66.9 | "}));
  EXPECT_EQ(Results("甲药组与乙药组收缩压、舒张压的组间与时间交互作用均无统计学意义(P>0.05)。"),
            (Strings{"收缩压 | 甲药组 | p_value p>0.05 | ", "舒张压 | 甲药组 | p_value p>0.05 | "}));
  EXPECT_EQ(Results("观察组30例，对照组30例。两组分别有5例及7例患者治疗1周内死亡，分别占6.9%及9.1%。"),
            (Strings{"死亡 | 观察组 | events 5 6.9 | 1 周", "死亡 | 对照组 | events 7 9.1 | 1 周"}));
}

TEST(ResultSentence, WhatIsSaidOfAllAboveClosesOverEveryValue) {
  EXPECT_EQ(
      Results("观察组成功率(98.5%)高于对照组(89.2%)，合格率(96.9%)高于对照组(87.7%)"
              "，以上项目组间比较，差异均有统计学"
              "意义(P<0.05)。"),
      (Strings{"成功率 | 观察组 | proportion 98.5 p<0.05 | ", "成功率 | 对照组 | proportion 89.2 p<0.05 | ",
               "合格率 | 观察组 | proportion 96.9 p<0.05 | ",
               "合格率 | 对照组 | proportion 87.7 p<0.05 | "}));
  // 组 within a word, and of a group that a list leaves to 组间.
  EXPECT_EQ(Results("抗组蛋白抗体阳性率为36.0%。"), Strings{"抗组蛋白抗体阳性率 |  | proportion 36.0 | "});
}

TEST(ResultSentence, EachChineseNameHasTheTimesOfItsOwnClause) {
  EXPECT_EQ(Results("与对照组比较，观察组术后第1天血乳酸较低，第3、5天氧合指数较高(P<0.05)。"),
            (Strings{"血乳酸 | 观察组 | p_value p<0.05 | 1 天", "氧合指数 | 观察组 | p_value p<0.05 | 3 天",
                     "氧合指数 | 观察组 | p_value p<0.05 | 5 天"}));
  EXPECT_EQ(Results("观察组转阴率、复常率均高于对照组(χ²=26.808，P<0.001和χ²=5.485，P=0.017)。"),
            (Strings{"转阴率 | 观察组 | p_value p<0.001 | ", "复常率 | 观察组 | p_value p=0.017 | "}));
}

TEST(ResultSentence, ChineseArmsAreSharedOutInTheOrderOfTheirLists) {
  const Case kCases[] = {
      {"患者分为甲药组、乙药组和丙药组。3组的有效率分别为88.6%、82.9%、82.9%。",
       {"有效率 | 甲药组 | proportion 88.6 | ", "有效率 | 乙药组 | proportion 82.9 | ",
        "有效率 | 丙药组 | proportion 82.9 | "}},
      {"患者分为A、B、C三组。A、B、C三组有效率分别为33.3%、30.3%和33.8%。",
       {"有效率 | A | proportion 33.3 | ", "有效率 | B | proportion 30.3 | ",
        "有效率 | C | proportion 33.8 | "}},
      {"12、24周时阴性组与阳性组抑制率分别是68%、85%与56%、76%。",
       {"抑制率 | 阴性组 | proportion 68 | 12 周", "抑制率 | 阴性组 | proportion 85 | 24 周",
        "抑制率 | 阳性组 | proportion 56 | 12 周", "抑制率 | 阳性组 | proportion 76 | 24 周"}},
      {"治疗组Ⅰ(n=38)，治疗组Ⅱ(n=35)。治疗组Ⅰ、Ⅱ有效率分别为44.7%、40.0%。",
       {"有效率 | 治疗组I | proportion 44.7 | ", "有效率 | 治疗组II | proportion 40.0 | "}},
      {"CABG组靶血管数目多于PCI组(2.90±0.81 vs 1.67±0.73)，再血管化程度高于PCI组(94.8% vs 51.8%)。",
       {"靶血管数目 | CABG组 | mean 2.90 0.81 | ", "靶血管数目 | PCI组 | mean 1.67 0.73 | ",
        "再血管化程度 | CABG组 | proportion 94.8 | ", "再血管化程度 | PCI组 | proportion 51.8 | "}},
      {"治疗组缓解率和控制率均高于对照组(36%vs.13%和83%vs.53%)。",
       {"缓解率 | 治疗组 | proportion 36 | ", "缓解率 | 对照组 | proportion 13 | ",
        "控制率 | 治疗组 | proportion 83 | ", "控制率 | 对照组 | proportion 53 | "}},
      {"试验组30例，对照组30例。服药后试验组疲劳积分为10.0±2.3。", {"疲劳积分 | 试验组 | mean 10.0 2.3 | "}},
  };
  for (const Case& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
}

TEST(ResultSentence, AChinesePairBehindThoseOfTheSubjectIsTheOthers) {
  const std::string groups = "患者分为甲药组和乙药组，各20例。";
  const Case kCases[] = {
      {"甲药组术后4、8 h的VAS评分为(2.7±1.5)、(2.3±1.0)，低于乙药组(3.4±1.6、3.1±1.1)。",
       {"VAS评分 | 甲药组 | mean 2.7 1.5 | 4 h", "VAS评分 | 甲药组 | mean 2.3 1.0 | 8 h",
        "VAS评分 | 乙药组 | mean 3.4 1.6 | 4 h", "VAS评分 | 乙药组 | mean 3.1 1.1 | 8 h"}},
      {"镇静评分为(2.4±0.5)，高于乙药组(1.2±0.6)。",
       {"镇静评分 | 甲药组 | mean 2.4 0.5 | ", "镇静评分 | 乙药组 | mean 1.2 0.6 | "}},
      {"甲药组各时间点Hb、TC均高于乙药组(P<0.05)。",
       {"Hb | 甲药组 | p_value p<0.05 | ", "TC | 甲药组 | p_value p<0.05 | "}},
  };
  for (const Case& test : kCases) EXPECT_EQ(Results(groups + test.text), test.results) << test.text;
}

TEST(ResultSentence, EveryChineseValueHasTheNameBeforeIt) {
  const Case kCases[] = {
      {"观察组体质指数(20.1±2.6)kg/m2、血糖(5.1±0.8)mmol/L均优于治疗前(P<0.05)。",
       {"体质指数 | 观察组 | mean 20.1 2.6 p<0.05 | ", "血糖 | 观察组 | mean 5.1 0.8 p<0.05 | "}},
      {"观察组胰岛素为(9.2±1.5)mU/L、血糖为(6.8±1.6)mmol/L，均低于对照组的(11.4±1.8)mU/L、(8.5±1.1)mmol/"
       "L(P<0.05)。",
       {"胰岛素 | 观察组 | mean 9.2 1.5 p<0.05 | ", "血糖 | 观察组 | mean 6.8 1.6 p<0.05 | ",
        "胰岛素 | 对照组 | mean 11.4 1.8 p<0.05 | ", "血糖 | 对照组 | mean 8.5 1.1 p<0.05 | "}},
      {"与对照组相比，试验组能改善空腹血糖、体重指数，差异有显著性(P<0.05)。",
       {"空腹血糖 | 试验组 | p_value p<0.05 | ", "体重指数 | 试验组 | p_value p<0.05 | "}},
      {"观察组完全缓解率低于对照组(42.7%对85.9%，P<0.001)。",
       {"完全缓解率 | 观察组 | proportion 42.7 p<0.001 | ",
        "完全缓解率 | 对照组 | proportion 85.9 p<0.001 | "}},
      {"观察组中位生存期长于对照组(4.5个月vs.2.9个月)。",
       {"中位生存期 | 观察组 | median 4.5 | ", "中位生存期 | 对照组 | median 2.9 | "}},
  };
  for (const Case& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
}

TEST(ResultSentence, HeadingsPrintedInTheTextTellTheSection) {
  EXPECT_EQ(
      Results("目的探讨疗效。方法治疗组有效率以85%计算。结果治疗组有效率为90%。结论有效。", "other").size(),
      1u);
}

TEST(Outcome, ListsBecomeOneOutcomePerItem) {
  EXPECT_EQ(Outcomes("The primary outcome measures will be muscle mass, gait speed and cognitive function."),
            (Strings{"muscle mass (primary)", "gait speed (primary)", "cognitive function (primary)"}));
  EXPECT_EQ(Outcomes("Secondary endpoints were systolic and diastolic blood pressure at 12 months."),
            Strings{"systolic and diastolic blood pressure (secondary)"});
  EXPECT_EQ(Outcomes("主要结局指标为总生存期，次要结局指标为疼痛评分、生活质量。"),
            (Strings{"总生存期 (primary)", "疼痛评分 (secondary)", "生活质量 (secondary)"}));
}

TEST(Outcome, RegistryFieldsAreWholeNames) {
  std::vector<std::string> names;
  for (const Finding& finding :
       Read("Pain, function and quality of life at week 12", "field:outcome.primary"))
    if (finding.field == Field::kOutcome) names.push_back(finding.Find("name")->text);
  EXPECT_EQ(names, Strings{"Pain, function and quality of life at week 12"});
}

TEST(Outcome, BesideSeveralDeclaredOnesOnlyWhatIsToldOfArmsIsReported) {
  const auto names = [](const std::string& text) {
    Strings found;
    for (const Finding& finding : Read(text))
      if (finding.field == Field::kOutcome) found.push_back(finding.Find("name")->text);
    return found;
  };
  const std::string declared =
      "Thirty patients entered the drug group or the placebo group. Primary outcomes were pain and sleep. ";
  EXPECT_EQ(names(declared + "Fever was seen in 10% of the drug group. Nausea was seen in 30%."),
            (Strings{"pain", "sleep", "Fever"}));
  EXPECT_EQ(names("Thirty patients were studied. Fever was seen in 10%. Nausea was seen in 30%."),
            (Strings{"Fever", "Nausea"}));
}

TEST(Outcome, TitlesOfInstrumentsKeepTheirAnd) {
  EXPECT_EQ(
      Outcomes("Mood was rated with the Oxbury Anxiety and Sadness Scale."),
      (std::vector<std::string>{"Mood (unspecified)", "Oxbury Anxiety and Sadness Scale (unspecified)"}));
  EXPECT_EQ(
      Outcomes("Secondary outcomes were the Oxbury Sadness Inventory and Leaf Anxiety Scale."),
      (std::vector<std::string>{"Oxbury Sadness Inventory (secondary)", "Leaf Anxiety Scale (secondary)"}));
}

TEST(Outcome, AnAimIsNoneWhereAPrimaryOutcomeIsNamed) {
  const std::string aim = "We assessed the effects of light on sleep and mood.";
  EXPECT_EQ(Outcomes(aim), (std::vector<std::string>{"sleep (unspecified)", "mood (unspecified)"}));
  EXPECT_EQ(Outcomes(aim + " The primary outcome was reaction time."),
            (std::vector<std::string>{"reaction time (primary)"}));
}

TEST(Outcome, WhatSaysNoMoreThanADeclaredOneIsThatOne) {
  EXPECT_EQ(Outcomes("Forced vital capacity (FVC) was measured at the end. Mean FVC levels were 3.1 ± 0.4 L "
                     "with oxalin."),
            (std::vector<std::string>{"Forced vital capacity (FVC) (unspecified)"}));
}

TEST(Outcome, WhatItWasMeasuredWithNamesNoResult) {
  EXPECT_EQ(Results("Daytime naps evaluated by sleep diary were 2.1 ± 0.4 in the light group."),
            (std::vector<std::string>{"Daytime naps | light group | mean 2.1 0.4 | "}));
}

TEST(Outcome, ListsMayBePartedBySemicolonsAndStandBehindAColon) {
  EXPECT_EQ(
      Outcomes("We used the following outcome measures: patient satisfaction (discharge); a pain score; and "
               "grip strength."),
      (std::vector<std::string>{"patient satisfaction (discharge) (unspecified)", "pain score (unspecified)",
                                "grip strength (unspecified)"}));
}

TEST(Outcome, WhatThereWasStandsBehindTheVerb) {
  EXPECT_EQ(Results("By the Genant method, there was a reduction in joint erosion (P < 0.01)."),
            (std::vector<std::string>{"joint erosion |  | p_value p<0.01 | "}));
}

TEST(Outcome, AReportedHarmIsASafetyOutcome) {
  EXPECT_EQ(Outcomes("No serious adverse events were observed in the patients.", "results"),
            Strings{"serious adverse events (safety)"});
}

TEST(ResultSentence, SurvivesBrokenText) {
  for (const char* text : {"", "(((", ")))", "P<", "5% (", "± 3", "\xE4\xBA", "5 of", "vs vs vs 5% vs",
                           "respectively respectively 5% and"})
    Read(text);
  Read(std::string(20000, '('));
  Read(std::string(3000, '5') + "%");
}

TEST(ResultSentence, TiesResultsToArmsKnownByShortNamesBracketsAndClauses) {
  const Case kCases[] = {
      {"Patients were randomized to the exercise group (EG; n = 20) or the control group (CG; n = 20). In EG "
       "the "
       "pain score was 3.2 ± 1.1.",
       {"pain score | exercise group | mean 3.2 1.1 | "}},
      {"Relapse was 18.8% and 9.9% (P = 0.10), and mortality was 16.5% and 16.2% (P = 0.94), respectively, "
       "in "
       "BuCy and BuFlu groups.",
       {"Relapse | BuCy | proportion 18.8 p=0.10 | ", "Relapse | BuFlu | proportion 9.9 p=0.10 | ",
        "mortality | BuCy | proportion 16.5 p=0.94 | ", "mortality | BuFlu | proportion 16.2 p=0.94 | "}},
      {"Patients were randomized to the GDP group (n = 20) or the ESHAP regimen group (n = 20). ESHAP "
       "results were "
       "a pain score of 3.2 ± 1.1.",
       {"pain score | ESHAP regimen group | mean 3.2 1.1 | "}},
      {"In the control group pain decreased from 5.8 ± 2.4 to 5.1 ± 2.3.",
       {"pain | control group | mean 5.8 2.4 | baseline", "pain | control group | mean 5.1 2.3 | "}},
      {"Of 44 patients, 34 (77%) had fever.", {"fever |  | events 34 44 77 | "}},
      {"Depression fell by 37% in the training group.", {"Depression | training group | change 37 | "}},
  };
  for (const Case& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
}

TEST(ResultSentence, ArmsOfValuesThatOtherWordsOfTheReportTell) {
  const std::string two = "Patients were randomized to once-daily oral telmisartan or valsartan. ";
  const std::string groups = "Patients entered the drug group (n = 20) or the treated group (n = 20). ";
  const Case kCases[] = {
      // A name without how the drug was given.
      {two + "The pain score was 3.2 ± 1.1 with telmisartan.",
       {"pain score | once-daily oral telmisartan | mean 3.2 1.1 | "}},
      // Brackets behind the values.
      {groups + "Rash was seen in 10% (drug group), 20% (treated group).",
       {"Rash | drug group | proportion 10 | ", "Rash | treated group | proportion 20 | "}},
      // The order of the values before.
      {groups + "Survival was 81% in the drug group and 84% in the treated group; the later rates "
                "were 70% and 61%, respectively.",
       {"Survival | drug group | proportion 81 | ", "Survival | treated group | proportion 84 | ",
        "Survival | drug group | proportion 70 | ", "Survival | treated group | proportion 61 | "}},
      // One arm in front of the pair, and the one it is held against behind.
      {two +
           "Fewer subjects receiving telmisartan had headache (12% vs 30%) compared with subjects receiving "
           "valsartan.",
       {"headache | once-daily oral telmisartan | proportion 12 | ",
        "headache | valsartan | proportion 30 | "}},
      // The arm that begins the sentence.
      {groups +
           "In the drug group, rash was seen in 10% of patients, headache in 8% and fever in 4%, more than "
           "in the treated group.",
       {"rash | drug group | proportion 10 | ", "headache | drug group | proportion 8 | ",
        "fever | drug group | proportion 4 | "}},
      // A difference in the bracket of the values that differ; a name by a compound of its own.
      {"Patients were randomized to a gelatin-sealed Koper-knitted polyester graft or a collagen-sealed "
       "warp-knitted polyester graft. The dilation of Koper-knitted grafts was 18 ± 8 mm.",
       {"dilation | gelatin-sealed Koper-knitted polyester graft | mean 18 8 | "}},
      {two + "Cure was more frequent with telmisartan versus valsartan (81% versus 35%; difference in "
             "proportions "
             "47%; 95% CI 22 to 71).",
       {"Cure | once-daily oral telmisartan | proportion 81 | ", "Cure | valsartan | proportion 35 | ",
        "Cure | once-daily oral telmisartan | mean_difference 47 22 71 | "}},
      // What both values are counted in.
      {groups +
           "The blood transfused in the drug group and the treated group was 2.1 ± 1.2 packs and 1.5 ± 0.7 "
           "packs, respectively.",
       {"blood | drug group | mean 2.1 1.2 | ", "blood | treated group | mean 1.5 0.7 | "}},
      // Labels of the values in one bracket, and groups that are all arms.
      {groups + "Rash was alike among treatment groups (drug group, 10%; treated group, 20%).",
       {"Rash | drug group | proportion 10 | ", "Rash | treated group | proportion 20 | "}},
      // A p of everything before it.
      {groups + "The drug group had a better mental state and higher levels of cortisol (both P<0.05).",
       {"mental state | drug group | p_value p<0.05 | ",
        "levels of cortisol | drug group | p_value p<0.05 | "}},
      // A dash behind a digit is no sign.
      {groups + "In the drug group pain fell from 6.64 ± 1.50–2.04 ± 0.94.",
       {"pain | drug group | mean 6.64 1.50 | ", "pain | drug group | mean 2.04 0.94 | "}},
      // Lone p values before the arms.
      {groups +
           "Heart rate (P = 0.02) and blood pressure (P = 0.01) were higher in the drug group than in the "
           "treated group.",
       {"Heart rate | drug group | p_value p=0.02 | ", "blood pressure | drug group | p_value p=0.01 | "}},
  };
  for (const Case& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
}

/// The direction of each result, in the order of the text.
std::vector<std::string> Directions(std::string_view text) {
  std::vector<std::string> directions;
  for (const Finding& finding : Read(text))
    if (finding.field == Field::kResult) {
      const Slot* direction = finding.Find("direction");
      directions.push_back(direction ? direction->text : "");
    }
  return directions;
}

TEST(Result, ADirectionIsThatOfTheArmOfItsValue) {
  using List = std::vector<std::string>;
  EXPECT_EQ(
      Directions("Pain was lower in the active group than in the placebo group (3.1 ± 1.0 vs 4.2 ± 1.1)."),
      (List{"lower", "higher"}));
  EXPECT_EQ(Directions("Mortality did not differ between the groups (P = 0.62)."), List{"no_difference"});
  // What did not differ is something else.
  EXPECT_EQ(Directions("Age did not differ, but pain was lower in the active group than in the placebo group "
                       "(P = 0.002)."),
            List{"lower"});
}

}  // namespace
}  // namespace trialmine

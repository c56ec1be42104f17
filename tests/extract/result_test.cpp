#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "results.h"

namespace trialmine {
namespace {

TEST(ResultSentence, TiesNumbersToOutcomeArmPAndTime) {
  const ResultCase kCases[] = {
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
  for (const ResultCase& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
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

TEST(ResultSentence, HeadingsPrintedInTheTextTellTheSection) {
  EXPECT_EQ(
      Results("目的探讨疗效。方法治疗组有效率以85%计算。结果治疗组有效率为90%。结论有效。", "other").size(),
      1u);
}

TEST(ResultSentence, SurvivesBrokenText) {
  for (const char* text : {"", "(((", ")))", "P<", "5% (", "± 3", "\xE4\xBA", "5 of", "vs vs vs 5% vs",
                           "respectively respectively 5% and"})
    Read(text);
  Read(std::string(20000, '('));
  Read(std::string(3000, '5') + "%");
}

}  // namespace
}  // namespace trialmine

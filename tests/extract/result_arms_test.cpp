#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "results.h"

namespace trialmine {
namespace {

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
  EXPECT_EQ(Results("There was an increase in the pain score (from a mean of 31.4 to 36.3)."),
            (Strings{"pain score |  | mean 31.4 | baseline", "pain score |  | mean 36.3 | "}));
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

TEST(ResultSentence, TiesResultsToArmsKnownByShortNamesBracketsAndClauses) {
  const ResultCase kCases[] = {
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
  for (const ResultCase& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
}

TEST(ResultSentence, ArmsOfValuesThatOtherWordsOfTheReportTell) {
  const std::string two = "Patients were randomized to once-daily oral telmisartan or valsartan. ";
  const std::string groups = "Patients entered the drug group (n = 20) or the treated group (n = 20). ";
  const ResultCase kCases[] = {
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
  for (const ResultCase& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
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

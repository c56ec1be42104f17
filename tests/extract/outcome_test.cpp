#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "results.h"

namespace trialmine {
namespace {

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

}  // namespace
}  // namespace trialmine

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "extract/extract.h"

namespace trialmine {
namespace {

using Strings = std::vector<std::string>;

/// Reads `text` where `place` says, as rule files name places.
std::vector<Finding> Read(std::string_view text, std::string_view place = "results") {
  static const Result<RuleSet> rules = RuleSet::BuiltIn();
  if (!rules.ok()) {
    ADD_FAILURE() << rules.error().detail;
    return {};
  }
  RuleExample example;
  example.text = text;
  example.place = place;
  return Extract(ExampleDocument(example), *rules);
}

TEST(Arms, AreWhatAReportSaysItComparesWhereNothingElseNamesThem) {
  const auto labels = [](std::string_view text, std::string_view place) {
    Strings found;
    for (const Finding& finding : Read(text, place))
      if (finding.field == Field::kArm) found.push_back(finding.Find("label")->text);
    return found;
  };
  EXPECT_EQ(
      labels(
          "We compared the effects of 3-week treatment with transdermal estradiol and placebo in 10 women.",
          "objective"),
      (Strings{"transdermal estradiol", "placebo"}));
  EXPECT_EQ(labels("Cure was 38% (12 of 32) for combing and 78% (31 of 40) for malathion.", "results"),
            (Strings{"combing", "malathion"}));
}

TEST(Arms, TheOnlyTreatmentOfAReportIsItsInterventionGroup) {
  Strings found;
  for (const Finding& finding : Read("The intervention group and the control group were alike. Problems were "
                                     "fewer in the CareLink group."))
    if (finding.field == Field::kArm) found.push_back(finding.Find("label")->text);
  EXPECT_EQ(found, (Strings{"intervention (CareLink group)", "control", "intervention (CareLink group)"}));
}

TEST(Arms, TakeTheRoleOfWhatALetteredGroupWasGiven) {
  std::vector<std::string> roles;
  for (const Finding& finding : Read(
           "Group A received saline placebo. Group B received stem cells. Group C was untreated.", "methods"))
    if (finding.field == Field::kArm)
      roles.push_back(finding.Find("label")->text + " " + finding.Find("role")->text);
  EXPECT_EQ(roles, (Strings{"Group A placebo", "Group B experimental", "Group C no_intervention"}));
}

TEST(Arms, AreNotDosesOrNumbers) {
  for (const Finding& finding :
       Read("Patients were randomized to receive drug 30 mg, 60 mg or placebo daily.", "methods"))
    if (finding.field == Field::kArm) {
      EXPECT_NE(finding.Find("label")->text, "60 mg");
    }
}

}  // namespace
}  // namespace trialmine

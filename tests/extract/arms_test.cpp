#include <gtest/gtest.h>

#include <algorithm>
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

/// `label role`, each once; of the default role nothing.
Strings Roles(std::string_view text) {
  Strings roles;
  for (const Finding& finding : Read(text, "methods")) {
    if (finding.field != Field::kArm) continue;
    const Slot* role = finding.Find("role");
    std::string said = finding.Find("label")->text + (role ? " " + role->text : "");
    if (std::find(roles.begin(), roles.end(), said) == roles.end()) roles.push_back(std::move(said));
  }
  return roles;
}

TEST(Arms, WhatTheAimsHoldOthersAgainstIsTheComparator) {
  EXPECT_EQ(
      Roles("We compared the safety of oral misolin with that of dinolin. Women were "
            "randomized to misolin (n = 20) or dinolin (n = 21). All women were followed until delivery, "
            "which was induced in none of them."),
      (Strings{"misolin", "dinolin active_comparator"}));
}

TEST(Arms, WhatAnotherGotInAdditionIsTheComparator) {
  EXPECT_EQ(Roles("Patients were randomly divided into two groups: one group received medical therapy and "
                  "the other received "
                  "rehabilitation and medical therapy."),
            (Strings{"medical therapy active_comparator", "rehabilitation and medical therapy"}));
}

TEST(Arms, WhoIsLeftOfAnArmIsNoOtherArm) {
  EXPECT_EQ(
      Roles("Subjects were randomized to lithium (n = 15) or placebo (n = 16). At the end 13 participants in "
            "the lithium group and 14 participants in the placebo group were tested."),
      (Strings{"lithium", "placebo"}));
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

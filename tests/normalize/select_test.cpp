#include "select.h"

#include <gtest/gtest.h>

namespace trialmine {
namespace {

Fact Says(Field field, Value value, bool fallback = false) {
  Fact fact;
  fact.finding.field = field;
  fact.finding.fallback = fallback;
  fact.value = std::move(value);
  return fact;
}

FollowUp Lasting(double days) {
  FollowUp value;
  value.days = days;
  return value;
}

TEST(SelectFacts, OfFallbackFollowUpsOnlyTheLongestStands) {
  std::vector<Fact> facts{Says(Field::kFollowUp, Lasting(30), true),
                          Says(Field::kFollowUp, Lasting(90), true),
                          Says(Field::kFollowUp, Lasting(7), true)};
  SelectFacts(facts);
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(std::get<FollowUp>(facts[0].value).days, 90);
}

TEST(SelectFacts, AFallbackGivesWayToAnyOtherFindingOfItsField) {
  std::vector<Fact> facts{
      Says(Field::kFollowUp, Lasting(900), true), Says(Field::kFollowUp, Lasting(30)),
      Says(Field::kSampleSize, SampleSize{60, "enrolled", "", "participants", false}, true)};
  SelectFacts(facts);
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_EQ(std::get<FollowUp>(facts[0].value).days, 30);
  EXPECT_EQ(std::get<SampleSize>(facts[1].value).count, 60);
}

TEST(SelectFacts, AnotherStudysFindingDoesNotSilenceAFallback) {
  std::vector<Fact> facts{Says(Field::kFollowUp, Lasting(30)), Says(Field::kFollowUp, Lasting(90), true)};
  facts[0].finding.context.other_study = true;
  SelectFacts(facts);
  EXPECT_EQ(facts.size(), 2U);
}

TEST(SelectFacts, OfAnArmsMentionsTheOneWithItsCountStands) {
  std::vector<Fact> facts{Says(Field::kArm, Arm{"the MSC group", "experimental", {}}),
                          Says(Field::kArm, Arm{"MSC group", "experimental", 30}),
                          Says(Field::kArm, Arm{"MSC group", "experimental", 28}),
                          Says(Field::kArm, Arm{"placebo", "placebo", {}})};
  SelectFacts(facts);
  ASSERT_EQ(facts.size(), 3U) << "different counts are never merged";
  EXPECT_EQ(std::get<Arm>(facts[0].value).count, 30);
  EXPECT_EQ(std::get<Arm>(facts[1].value).count, 28);
}

}  // namespace
}  // namespace trialmine

#include <gtest/gtest.h>

#include "normalize/examples.h"

namespace trialmine {
namespace {

TEST(RuleExamples, EveryBuiltInRuleFindsWhatItsExamplesSayAndIgnoresTheRest) {
  auto rules = RuleSet::BuiltIn();
  ASSERT_TRUE(rules) << rules.error().detail;
  EXPECT_FALSE(rules->Examples().empty());
  for (const ExampleFailure& failure : CheckExamples(*rules))
    ADD_FAILURE() << failure.example.rule << "\n  "
                  << (failure.example.must_match ? "must find in: " : "must ignore: ") << failure.example.text
                  << "\n  wanted: " << failure.example.value << "\n  but: " << failure.reason;
}

TEST(RuleExamples, AWrongExampleFails) {
  auto rules = RuleSet::BuiltIn();
  ASSERT_TRUE(rules) << rules.error().detail;
  for (RuleExample example : rules->Examples()) {
    if (!example.must_match) continue;
    example.value = R"({"no_such_key":1})";
    EXPECT_EQ(CheckExample(example, *rules).size(), 1U);
    example.value = "{";
    EXPECT_EQ(CheckExample(example, *rules).size(), 1U);
    example.text = ".";
    example.value = "{}";
    ASSERT_EQ(CheckExample(example, *rules).size(), 1U);
    EXPECT_EQ(CheckExample(example, *rules)[0].reason, "found nothing");
    return;
  }
  FAIL() << "no rule has an example";
}

}  // namespace
}  // namespace trialmine

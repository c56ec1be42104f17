#include <gtest/gtest.h>

#include "extract/extract.h"

namespace trialmine {
namespace {

const RuleSet& Rules() {
  static const Result<RuleSet> rules = RuleSet::BuiltIn();
  if (!rules.ok()) ADD_FAILURE() << rules.error().detail;
  return *rules;
}

TEST(Rules, BuiltInRulesCompile) {
  Result<RuleSet> rules = RuleSet::BuiltIn();
  ASSERT_TRUE(rules.ok()) << rules.error().detail;
  EXPECT_FALSE(rules->List().empty());
  EXPECT_EQ(rules->version().size(), 16u);
}

TEST(Rules, EveryExampleHoldsForItsRule) {
  for (const RuleExample& example : Rules().Examples())
    EXPECT_EQ(!ExampleFindings(example, Rules()).empty(), example.must_match) << example.rule << ": " << example.text << "\n" << Explain(example.text, Rules());
}

}  // namespace
}  // namespace trialmine

#include <gtest/gtest.h>

#include "extract/extract.h"
#include "rule_set.h"

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
  const Status checked = rules->impl().Check();
  EXPECT_TRUE(checked.ok()) << checked.error().detail;
  EXPECT_FALSE(rules->List().empty());
  EXPECT_EQ(rules->version().size(), 16u);
}

TEST(Rules, EveryExampleHoldsForItsRule) {
  for (const RuleExample& example : Rules().Examples())
    EXPECT_EQ(!ExampleFindings(example, Rules()).empty(), example.must_match)
        << example.rule << ": " << example.text << "\n"
        << Explain(example.text, Rules());
}

// A rule without a clue is tried on every sentence. Put a word into its pattern that must stand there; fields
// are few.
TEST(Rules, FewRulesAreTriedOnEveryText) {
  const RuleSet::Impl& rules = Rules().impl();
  for (Script script : {Script::kEnglish, Script::kChinese})
    for (Ground ground : {Ground::kText, Ground::kCell, Ground::kBlock}) {
      std::string blind;
      int count = 0;
      const Readers& readers = rules.ReadersOf(script, ground);
      const Prefilter& prefilter = readers.prefilter(script != Script::kEnglish);
      for (uint32_t i = 0; i < readers.entries().size(); ++i)
        if (prefilter.IsBlind(i)) blind += ' ' + readers.entries()[i]->entry->id, ++count;
      EXPECT_LE(count, 3) << blind;
    }
}

}  // namespace
}  // namespace trialmine

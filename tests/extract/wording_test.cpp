#include "wording.h"

#include <gtest/gtest.h>

#include <string>

#include "extract/extract.h"
#include "rule.h"

namespace trialmine {
namespace {

TEST(Wording, EveryExampleHolds) {
  const Result<RuleSet> rules = RuleSet::BuiltIn();
  ASSERT_TRUE(rules.ok());
  const std::vector<RuleExample> examples = rules->WordingExamples();
  EXPECT_GT(examples.size(), 100u);
  for (const RuleExample& example : examples)
    EXPECT_EQ(WordingMatches(example), example.must_match) << example.rule << ": " << example.text;
}

TEST(Wording, IsFoundWhateverTheCase) {
  const Wording total("table.total");
  EXPECT_TRUE(total.In("TOTAL"));
  EXPECT_FALSE(total.In("Total cholesterol"));
}

TEST(Wording, ExampleOfAMatchOfNothingDoesNotHold) {
  EXPECT_TRUE(Wording("table.caption.front").In("Pain score"));
  RuleExample example;
  example.rule = "table.caption.front";
  example.text = "Pain score";
  EXPECT_FALSE(WordingMatches(example));
}

/// What is wrong with a file of wordings.
std::string Fault(const std::string& text, bool added = false) {
  const RuleFile file{"wordings/some.toml", text};
  const Result<RuleTable> table =
      added ? ReadRules({}, {file}) : ReadRules({{"pieces/any.toml", "number = '\\d+'"}, file});
  return table.ok() ? "" : table.error().detail;
}

TEST(Wording, FileIsReadWithItsPieces) {
  EXPECT_EQ(Fault("[[wording]]\nid = 'a'\npattern = '{number}'\nfinds = ['1']\nignores = ['b']\n"), "");
  EXPECT_NE(Fault("[[wording]]\nid = 'a'\npattern = '{other}'\nfinds = ['1']\nignores = ['b']\n"), "");
}

TEST(Wording, MistakesInAFileAreNamed) {
  const struct {
    const char *text, *fault;
  } kCases[] = {
      {"[[wording]]\nid = 'a'\npattern = 'a'\nignores = ['b']\n", "no example in `finds`"},
      {"[[wording]]\nid = 'a'\npattern = 'a'\nfinds = ['a']\n", "no example in `ignores`"},
      {"[[wording]]\nid = 'a'\nfinds = ['a']\nignores = ['b']\n", "no `pattern`"},
      {"[[wording]]\nid = 'a'\npattern = 'a'\nfinds = ['a']\nignores = ['b']\nrank = 1\n",
       "unknown key `rank`"},
      {"[[rule]]\nid = 'a'\n", "unknown key `rule`"},
  };
  for (const auto& [text, fault] : kCases)
    EXPECT_NE(Fault(text).find(fault), std::string::npos) << text << ": " << Fault(text);
}

TEST(Wording, CannotBeReplaced) {
  EXPECT_NE(Fault("[[wording]]\nid = 'table.total'\npattern = 'a'\nfinds = ['a']\nignores = ['b']\n", true)
                .find("cannot be added or replaced"),
            std::string::npos);
}

}  // namespace
}  // namespace trialmine

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "pieces.h"
#include "rule_set.h"

namespace trialmine {
namespace {

std::string Complaint(const std::string& text, const std::string& path = "dose/en.toml") {
  auto rules = MakeRules({{path, text}});
  return rules.ok() ? "" : rules.error().detail;
}

constexpr const char* kExamples = "finds = ['x']\nignores = ['y']\n";

TEST(RuleFile, MistakesNameFileAndRule) {
  struct Case {
    const char *text, *complaint;
  };
  const Case cases[] = {
      {"x = ", "dose/en.toml:1: "},
      {"[[rule]]\npattern = 'a'\n", "no `id`"},
      {"[[rule]]\nid = 'a'\n", "a: no `pattern`"},
      {"[[rule]]\nid = 'a'\npattern = 'b'\n", "a: no example in `finds`"},
      {"[[rule]]\nid = 'a'\npattern = 'b'\nfinds = ['b']\n", "a: no example in `ignores`"},
      {"[[rule]]\nid = 'a'\npattern = 'b'\nfinds = ['b']\nignores = ['c']\ntypo = 1\n",
       "a: unknown key `typo`"},
      {"[[rule]]\nid = 'a'\npattern = '('\nfinds = ['b']\nignores = ['c']\n", "dose/en.toml: a: missing )"},
      {"[[rule]]\nid = 'a'\npattern = '(?!b)'\nfinds = ['b']\nignores = ['c']\n", "dose/en.toml: a: "},
      {"[[rule]]\nid = 'a'\npattern = 'b'\nneeds = '['\nfinds = ['b']\nignores = ['c']\n",
       "dose/en.toml: a: missing ]"},
      {"[[rule]]\nid = 'a'\npattern = '{nothing}'\nfinds = ['b']\nignores = ['c']\n",
       "a: no piece is named {nothing}"},
      {"[[rule]]\nid = 'a'\npattern = 'b'\nwhere = ['moon']\nfinds = ['b']\nignores = ['c']\n",
       "`where`: no place is named \"moon\""},
      {"[[rule]]\nid = 'a'\npattern = 'b'\nreach = 'far'\nfinds = ['b']\nignores = ['c']\n",
       "`reach` cannot be \"far\""},
      {"[[rule]]\nid = 'a'\npattern = 'b'\nconfidence = 2\nfinds = ['b']\nignores = ['c']\n",
       "`confidence` must be between 0 and 1"},
      {"[[rule]]\nid = 'a'\npattern = 'b'\nguard = true\nfinds = ['b']\nignores = ['c']\n",
       "a guard finds nothing"},
      {"[[rule]]\nid = 'a'\npattern = 'b'\ngives = { low = 5 }\nfinds = ['b']\nignores = ['c']\n",
       "`gives.low` must be text"},
      {"[[rule]]\nid = 'a'\npattern = 'b'\nfinds = [{ words = 'b' }]\nignores = ['c']\n", "no `text`"},
      {"[[attribute]]\nid = 'a'\npattern = 'b'\n", "a: no `slot`"},
      {"[[attribute]]\nid = 'a'\npattern = 'b'\nslot = 'c'\nof = 'moon'\n", "`of` must name a field"},
      {"[[cue]]\nid = 'a'\npattern = 'b'\nsets = 'joy'\n", "`sets` cannot be \"joy\""},
      {"[[cue]]\nid = 'a'\npattern = 'b'\nsets = 'negated'\nfields = ['moon']\n",
       "no field is named \"moon\""},
      {"[[effect]]\ncontext = 'negated'\n", "this effect does nothing"},
      {"[rule]\nid = 'a'\n", "write [[rule]]"},
      {"[[rules]]\nid = 'a'\n", "unknown key `rules`"},
  };
  for (const Case& c : cases)
    EXPECT_NE(Complaint(c.text).find(c.complaint), std::string::npos)
        << c.text << "\ngave: " << Complaint(c.text);
}

TEST(RuleFile, AnIdIsUsedOnce) {
  const std::string rule = std::string("[[rule]]\nid = 'a'\npattern = 'b'\n") + kExamples;
  EXPECT_NE(Complaint(rule + rule).find("dose/en.toml:6: a: this id is taken"), std::string::npos)
      << Complaint(rule + rule);
  EXPECT_NE(Complaint(rule + "[[cue]]\nid = 'a'\npattern = 'b'\nsets = 'negated'\n").find("this id is taken"),
            std::string::npos);
}

TEST(RuleFile, ItsPathSaysWhatItIsFor) {
  const std::string rule = std::string("[[rule]]\nid = 'a'\npattern = 'b'\n") + kExamples;
  EXPECT_EQ(Complaint(rule, "rules/arm/zh-tables.toml"), "");
  EXPECT_NE(Complaint(rule, "rules/moon/zh.toml").find("its folder (or `field`)"), std::string::npos);
  EXPECT_NE(Complaint(rule, "rules/arm/fr.toml").find("its name (or `language`)"), std::string::npos);
  EXPECT_EQ(Complaint("field = 'arm'\nlanguage = 'en'\n" + rule, "mine.toml"), "");
  EXPECT_NE(Complaint(rule, "rules/context/en.toml").find("a rule stands in the folder of its field"),
            std::string::npos);
}

TEST(RuleFile, AddedRulesReplaceThoseOfTheirId) {
  auto rule = [](const std::string& id, const std::string& pattern) {
    return "[[rule]]\nid = '" + id + "'\npattern = '" + pattern + "'\n" + kExamples;
  };
  auto rules = MakeRules(
      {{"dose/en.toml", rule("a", "{p}") + rule("b", "old")}, {"pieces/any.toml", "p = 'old'"}},
      {{"x/dose/en.toml", rule("b", "new") + rule("c", "more")}, {"x/pieces/any.toml", "p = 'new'"}});
  ASSERT_TRUE(rules.ok()) << rules.error().detail;
  const std::vector<Rule>& all = (*rules)->table.rules;
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].regex, "(?:new)");
  EXPECT_EQ(all[1].regex, "new");
  EXPECT_EQ(all[1].file, "x/dose/en.toml");
  EXPECT_EQ(all[2].id, "c");
}

TEST(RuleFile, EqualRulesHaveEqualVersions) {
  auto version = [](const std::string& text) { return (*MakeRules({{"dose/en.toml", text}}))->version; };
  EXPECT_EQ(version(""), version(""));
  EXPECT_NE(version(""), version("# other"));
}

TEST(RuleFile, AFolderOfRulesIsAddedToTheBuiltIn) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / ("trialmine-rules-" + std::to_string(::getpid()));
  fs::create_directories(folder / "dose");
  std::ofstream(folder / "dose" / "en.toml")
      << "[[rule]]\nid = 'mine'\npattern = 'one spoonful'\nfinds = ['one spoonful']\nignores = ['two']\n";
  Result<RuleSet> rules = RuleSet::WithFolder(folder.string());
  ASSERT_TRUE(rules.ok()) << rules.error().detail;
  EXPECT_EQ(ExampleFindings(rules->Examples().back(), *rules).size(), 0u);
  EXPECT_GT(rules->List().size(), RuleSet::BuiltIn()->List().size());
  fs::remove_all(folder);
  EXPECT_FALSE(RuleSet::WithFolder(folder.string()).ok());
}

TEST(Pieces, ArePutIn) {
  Pieces pieces;
  pieces.Set("d", R"(\d+)");
  pieces.Set("range", "{d}-{d}");
  pieces.Set("loop", "a{loop}");
  struct Case {
    const char *pattern, *regex;
  };
  const Case cases[] = {
      {"{d}", R"((?:\d+))"},
      {"{d:low}", R"((?P<low>\d+))"},
      {"{range}", R"((?:(?:\d+)-(?:\d+)))"},
      {"a{2,3}b{2}c{1,}", "a{2,3}b{2}c{1,}"},
      {R"(\p{Han}\P{greek}\x{3000}\{d\})", R"(\p{Han}\P{greek}\x{3000}\{d\})"},
      {"a|\n   b", "a|b"},
      {"a b", "a b"},
      {"{D}", "{D}"},
  };
  for (const Case& c : cases) EXPECT_EQ(*pieces.Expand(c.pattern), c.regex);
  EXPECT_EQ(pieces.Expand("{loop}").error().detail, "piece {loop} uses itself");
  EXPECT_EQ(pieces.Expand("{no}").error().detail, "no piece is named {no}");
}

TEST(Captures, TheirNamesNameSlotAndFinding) {
  EXPECT_EQ(CaptureNamed("count").slot, "count");
  EXPECT_EQ(CaptureNamed("count").number, 0);
  EXPECT_EQ(CaptureNamed("ci_low_2").slot, "ci_low");
  EXPECT_EQ(CaptureNamed("ci_low_2").number, 2);
  EXPECT_EQ(CaptureNamed("count_1__b").slot, "count");
  EXPECT_EQ(CaptureNamed("count_1__b").number, 1);
}

}  // namespace
}  // namespace trialmine

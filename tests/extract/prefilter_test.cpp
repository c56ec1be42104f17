#include "prefilter.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "matcher.h"
#include "sentence.h"

// Which rules a text is spared, and that none is spared that would have matched.

namespace trialmine {
namespace {

// The clues of a regex: `a|b c` for two, of two words and of one.
std::string Describe(std::string_view regex) {
  std::string text;
  for (const Clue& clue : ClueReader().Read(regex)) {
    if (!text.empty()) text += ' ';
    for (const std::string& word : clue) text += (&word == &clue[0] ? "" : "|") + word;
  }
  return text;
}

TEST(Clues, AreWordsThatStandWhereverARegexMatches) {
  struct Case {
    const char *regex, *clues;
  };
  const Case cases[] = {
      {"dose", "dose"},
      {"Dose", "dose"},
      {"random(?:ized|ised)", "randomised|randomized"},
      {"random(?P<x>i[sz])ed", "randomised|randomized"},
      {"patients?", "patient"},
      {"aa.bb", "aa bb"},
      {"aab*cc", "aa cc"},
      {"aa(?:bb)+cc", "aa bb cc"},
      {"aab{0,3}cc|(?:dd){2,}", "aa|dd cc|dd"},
      {"ab{1}c", "abc"},
      {"a{b", "a{b"},
      {R"(\bN\s?=\s?\d+)", "= 0|1|2|3|4|5|6|7|8|9"},
      {"[a-z]+", ""},
      {"[^a]", ""},
      {"[]a]b", "]b|ab"},
      {"[[:alpha:]]xx", "xx"},
      {R"([\d.]x)", ".x|0x|1x|2x|3x|4x|5x|6x|7x|8x|9x"},
      {R"(\p{Han}例|\pN名)", "例|名"},
      {R"(\x{4F8B}\.)", "例."},
      {"(?:a|)b?", ""},
      {"(?-i:MG)", "mg"},
      {"(?i)mg", "mg"},
      {"^xx$", "xx"},
      {"ω", "Ω|ω|\u2126"},
      {R"(a\Qb\E)", ""},
      {"(?:aabb|aa.bb)cc", "aa aabb|bb cc"},
      {"x|..", ""},
      {"x.aa", "aa"},
      {" .,", ","},
  };
  for (const Case& c : cases) EXPECT_EQ(Describe(c.regex), c.clues) << c.regex;
}

// Long groups are remembered; a parenthesis in a class closes none.
TEST(Clues, AreTheSameWhenAGroupIsReadAgain) {
  const std::string group =
      "(?:a long list of words|another, just as long as it|[)(]|[])]|[[:alpha:])]|\\)x)";
  ClueReader reader;
  const std::vector<Clue> first = reader.Read("xx" + group + "yy"), second = reader.Read("xx" + group + "yy");
  EXPECT_EQ(first, second);
  EXPECT_EQ(first, (std::vector<Clue>{{"xx"}, {"yy"}}));
}

TEST(WordFinder, FindsWordsWithinWordsWhateverTheirCase) {
  WordFinder finder;
  const char* const words[] = {"he", "she", "his", "hers", "例"};
  for (uint32_t i = 0; i < 5; ++i) finder.Add(words[i], i);
  finder.Build();
  std::string found;
  WordFinder::Memory memory;
  finder.Scan("uSHErs 12例, she", memory, [&](uint32_t tag) { found += std::string(words[tag]) + ' '; });
  EXPECT_EQ(found, "he she hers 例 ");
}

TEST(Prefilter, PassesByWhatCannotMatch) {
  Prefilter filter;
  for (const char* regex : {"dose.*mg", "placebo", "[a-z]", "mg|kg"}) filter.Add(regex);
  filter.Build();
  auto passed = [&filter](std::string_view text) {
    Prefilter::Found found;
    filter.Scan(text, found);
    std::string all;
    for (uint32_t i = 0; i < 4; ++i)
      if (filter.MayMatch(i, found)) all += std::to_string(i);
    return all;
  };
  EXPECT_EQ(passed("A DOSE of 5 mg"), "023");
  EXPECT_EQ(passed("placebo"), "12");
  EXPECT_EQ(passed(""), "2");
  EXPECT_EQ(passed("\u212A"), "0123") << "the Kelvin sign may stand for k";
  EXPECT_TRUE(filter.IsBlind(2));
  EXPECT_FALSE(filter.IsBlind(3));
}

std::string Describe(const Hits& hits) {
  std::string text;
  auto add = [&text](const std::string& id, Range range, const std::vector<MatchSlot>& slots) {
    text += id + ' ' + std::to_string(range.begin) + '-' + std::to_string(range.end);
    for (const MatchSlot& slot : slots) text += ' ' + slot.name + '=' + slot.text;
    text += '\n';
  };
  for (const Match& match : hits.matches) add(match.rule->id, match.range, match.slots);
  for (const Hit& hit : hits.attributes) add(hit.entry->entry->id, hit.range, hit.slots);
  for (const Hit& hit : hits.cues) add(hit.entry->entry->id, hit.range, hit.slots);
  return text;
}

void ExpectSameAsOneByOne(const Document& document, const RuleSet::Impl& rules) {
  Reading reading{0, Folded(document.text), {}};
  reading.sentences = Sentences(reading.text());
  Hits together, apart;
  Search(document, reading, 0, rules, together);
  SearchOneByOne(document, reading, 0, rules, apart);
  EXPECT_EQ(Describe(together), Describe(apart)) << document.text;
}

TEST(Search, FindsWhatOnePatternAtATimeFindsInEveryExample) {
  Result<RuleSet> rules = RuleSet::BuiltIn();
  ASSERT_TRUE(rules.ok());
  for (const RuleExample& example : rules->Examples())
    ExpectSameAsOneByOne(ExampleDocument(example), rules->impl());
}

TEST(Search, FindsWhatOnePatternAtATimeFindsInTextsGiven) {
  const char* const path = std::getenv("TRIALMINE_TEXTS");
  if (!path) GTEST_SKIP() << "TRIALMINE_TEXTS names no file of texts, one per line";
  Result<RuleSet> rules = RuleSet::BuiltIn();
  ASSERT_TRUE(rules.ok());
  std::ifstream in(path);
  RuleExample example;
  int count = 0;
  for (; std::getline(in, example.text); ++count)
    ExpectSameAsOneByOne(ExampleDocument(example), rules->impl());
  EXPECT_GT(count, 0) << path;
}

}  // namespace
}  // namespace trialmine

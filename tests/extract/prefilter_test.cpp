#include "prefilter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "matcher.h"
#include "sentence.h"

// Which rules a text is spared, and that none is spared that would have matched.

namespace trialmine {
namespace {

// The clues of a regex: `a|b c` for two, of two words and of one; ` or ` between ways; `!` for an edge.
std::string Describe(std::string_view regex) {
  std::string text;
  const std::vector<std::vector<Clue>> ways = ClueReader().Read(regex);
  for (const std::vector<Clue>& way : ways) {
    if (&way != &ways.front() && !text.empty()) text += " or ";
    for (const Clue& clue : way) {
      if (!text.empty() && text.back() != ' ') text += ' ';
      for (const std::string& word : clue.words) text += (&word == &clue.words[0] ? "" : "|") + word;
    }
  }
  std::replace(text.begin(), text.end(), Clue::kEdge, '!');
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
      {"aa(?:bb)+cc", "aabb bbcc"},
      {"aab{0,3}cc|(?:dd){2,}", "aa|dd cc|dd"},
      {"ab{1}c", "abc"},
      {"a{b", "a!{!b"},
      {R"(\bN\s?=\s?\d+)", "!n! =!0|!n! = !0|!n!=!0|!n!= !0 0"},
      {R"(\d+ ?mg\b)", "0 0! !mg!|0mg!"},
      {R"(\brats?\b)", "!rat!|!rats!"},
      {R"(a\b b)", "a! !b"},
      {R"(a\bb|cc)", "cc"},
      {"[a-z]+", ""},
      {"[^a]", ""},
      {"[]a]b", "]!b|ab"},
      {"[[:alpha:]]xx", "xx"},
      {R"([\d.]x)", ".!x|0x"},
      {R"(\p{Han}例|\pN名)", "例|名"},
      {R"(\x{4F8B}\.)", "例."},
      {"(?:a|)b?", ""},
      {"(?-i:MG)", "mg"},
      {"(?i)mg", "mg"},
      {"^xx$", "xx"},
      {"ω", "Ω|ω|\u2126"},
      {R"(a\Qb\E)", ""},
      {"aa.*bb|cc.*dd", "aa bb or cc dd"},
      {"x|..", ""},
      {"x.aa", "aa"},
      {" .,", ","},
  };
  for (const Case& c : cases) EXPECT_EQ(Describe(c.regex), c.clues) << c.regex;
}

TEST(Clues, SayHowFarFromTheBeginningTheyEnd) {
  const std::vector<Clue> clues = ClueReader().Read("aa.{0,9}bb.*cc")[0];
  ASSERT_EQ(clues.size(), 3U);
  EXPECT_EQ(clues[0].reach, 2U);
  EXPECT_EQ(clues[1].reach, 2U + 4 * 9 + 2);
  EXPECT_EQ(clues[2].reach, Clue::kFar);
}

TEST(Clues, AreTheSameWhenAGroupIsReadAgain) {
  const std::string group =
      "(?:a long list of words|another, just as long as it|[)(]x|[])]y|[[:alpha:])]z|\\)x)";
  ClueReader reader;
  const auto words = [](const std::vector<std::vector<Clue>>& ways) {
    std::vector<std::vector<std::string>> all;
    for (const Clue& clue : ways.at(0)) all.push_back(clue.words);
    return all;
  };
  const auto first = words(reader.Read("xx.*" + group + ".*yy"));
  EXPECT_EQ(first, words(reader.Read("xx.*" + group + ".*yy")));
  EXPECT_EQ(first, (std::vector<std::vector<std::string>>{{"xx"}, {"yy"}}));
}

TEST(Clues, AreTheSameWhenTheInnerOfTwoGroupsWasReadBefore) {
  const std::string inner = "(?:participants|individuals|volunteers|respondents|schoolchildren)";
  const std::string regex = "case(?:" + inner + ")? of dose";
  ClueReader reader;
  reader.Read("any " + inner + " here");
  const auto again = reader.Read(regex), fresh = ClueReader().Read(regex);
  ASSERT_EQ(again.size(), fresh.size());
  for (size_t way = 0; way < fresh.size(); ++way) {
    ASSERT_EQ(again[way].size(), fresh[way].size());
    for (size_t i = 0; i < fresh[way].size(); ++i) EXPECT_EQ(again[way][i].words, fresh[way][i].words);
  }
}

TEST(WordFinder, FindsWordsWithinWordsWhateverTheirCase) {
  WordFinder finder;
  const char* const words[] = {"he", "she", "his", "hers", "例", "\bhe\b", "00", "e\b"};
  for (uint32_t i = 0; i < std::size(words); ++i) finder.Add(words[i], i);
  ASSERT_TRUE(finder.Build());
  std::string found;
  WordFinder::Memory memory;
  finder.Scan("uSHErs 12例, she HE", memory, [&](uint32_t tag, Range ends) {
    found += std::string(words[tag]) + std::to_string(ends.begin) + '-' + std::to_string(ends.end) + ' ';
  });
  std::replace(found.begin(), found.end(), '\b', '!');
  EXPECT_EQ(found, "he4-17 she4-17 hers6-6 009-9 例12-12 e!17-17 he20-20 !he!20-20 e!20-20 ");
}

TEST(WordFinder, TellsOfEachPartAndThenOfAll) {
  WordFinder finder;
  const std::string words[] = {"one", "\btwo\b", WordFinder::Read("e t")};
  for (uint32_t i = 0; i < std::size(words); ++i) finder.Add(words[i], i);
  ASSERT_TRUE(finder.Build());
  const std::string_view text = "one two|two, none two";
  const std::vector<Range> parts{{0, 7}, {8, 11}, {11, 11}, {13, 17}};
  std::string found;
  WordFinder::Memory memory;
  finder.Scan(
      text, parts, 2, memory,
      [&](uint32_t tag, Range ends) {
        found += words[tag] + std::to_string(ends.begin) + '-' + std::to_string(ends.end) + ' ';
      },
      [&](size_t part) { found += std::to_string(part) + "; "; });
  std::replace(found.begin(), found.end(), '\b', '!');
  EXPECT_EQ(found, "one3-3 e! !t5-5 !two!7-7 0; !two!11-11 1; 2; one17-17 3; one3-17 !two!7-21 4; ");
}

// A long text is read in several places at once.
TEST(WordFinder, FindsInLongTextsWhatStandsInThem) {
  WordFinder finder;
  struct Word {
    std::string bytes;
    bool at_begin, at_end;  // Of a word of the text.
  };
  const std::vector<Word> words{{"abc", false, false},
                                {"bc", true, false},
                                {"cab", false, true},
                                {"c a", false, false},
                                {"bb", true, true}};
  for (uint32_t i = 0; i < words.size(); ++i) {
    std::string read = WordFinder::Read(words[i].bytes);
    if (words[i].at_begin) read.insert(0, 1, WordFinder::kEdge);
    if (words[i].at_end) read += WordFinder::kEdge;
    finder.Add(read, i);
  }
  ASSERT_TRUE(finder.Build());
  std::minstd_rand random(7);
  WordFinder::Memory memory;
  for (size_t size = 0; size < 700; size += 1 + random() % 9) {
    std::string text;
    while (text.size() < size) text += "abc "[random() % 4];
    std::vector<std::vector<uint32_t>> expected(words.size()), found(words.size());
    for (uint32_t tag = 0; tag < words.size(); ++tag) {
      const auto& [bytes, at_begin, at_end] = words[tag];
      for (size_t at = text.find(bytes); at != text.npos; at = text.find(bytes, at + 1)) {
        const size_t end = at + bytes.size();
        const bool begins = at == 0 || text[at - 1] == ' ', ends = end == text.size() || text[end] == ' ';
        if ((begins || !at_begin) && (ends || !at_end)) expected[tag].push_back(static_cast<uint32_t>(end));
      }
    }
    std::vector<Range> parts;
    for (uint32_t i = 0; i < text.size(); ++i) parts.push_back({i, i + 1});
    finder.Scan(
        text, parts, 0, memory, [&](uint32_t tag, Range ends) { found[tag].push_back(ends.begin); },
        [](size_t) {});
    for (uint32_t tag = 0; tag < words.size(); ++tag) {
      EXPECT_EQ(found[tag], expected[tag]) << words[tag].bytes << " in " << text;
    }
  }
}

TEST(Prefilter, PassesByWhatCannotMatch) {
  const Prefilter filter({{"dose.*mg", ""}, {"placebo", ""}, {"[a-z]", ""}, {"mg|kg", ""}}, false);
  auto passed = [&filter](std::string_view text) {
    Prefilter::Found found;
    std::string all;
    filter.Scan(text, {}, found, [&](size_t) {
      for (uint32_t i = 0; i < 4; ++i)
        if (const auto begins = filter.Begins(i, found, {0, static_cast<uint32_t>(text.size())}))
          all += std::to_string(i) + ':' + std::to_string(begins->begin) + '-' + std::to_string(begins->end) +
                 ' ';
    });
    return all;
  };
  EXPECT_EQ(passed("A DOSE of 5 mg"), "0:2-6 2:0-14 3:12-14 ");
  EXPECT_EQ(passed("5 mg a dose"), "2:0-11 3:2-4 ") << "the words stand in another order";
  EXPECT_EQ(passed("placebo"), "1:0-7 2:0-7 ");
  EXPECT_EQ(passed(""), "2:0-0 ");
  EXPECT_TRUE(filter.IsBlind(2));
  EXPECT_FALSE(filter.IsBlind(3));
}

TEST(Prefilter, NeedsNoChineseWordsWhereThereAreNone) {
  const std::vector<Prefilter::Wanted> wanted{{"例|patients", ""}, {"随访", ""}, {"mg", "剂量"}};
  Prefilter::Found found;
  const Prefilter latin(wanted, false), han(wanted, true);
  latin.Scan("5 mg in 60 patients", {}, found,
             [&](size_t) { EXPECT_EQ(latin.Candidates({}, found), std::vector<uint32_t>{0}); });
  han.Scan("5 mg，60例随访，剂量", {}, found, [&](size_t) {
    EXPECT_EQ(han.Candidates({}, found), (std::vector<uint32_t>{0, 1, 2}));
    const std::vector<uint64_t> among{0b101};
    EXPECT_EQ(han.Candidates(among, found), (std::vector<uint32_t>{0, 2}));
  });
}

TEST(Prefilter, ShortensWordsThatAreTooManyForItsStates) {
  std::vector<std::string> words;
  std::minstd_rand random(1);
  for (int i = 0; i < 20000; ++i) {
    words.emplace_back();
    for (int k = 0; k < 12; ++k) words.back() += static_cast<char>('a' + random() % 7);
  }
  std::vector<Prefilter::Wanted> wanted;
  for (const std::string& word : words) wanted.push_back({word, ""});
  const Prefilter filter(wanted, false);
  Prefilter::Found found;
  const std::string text = "x " + words.back();
  int scanned = 0;
  filter.Scan(text, {}, found, [&](size_t) {
    const auto candidates = filter.Candidates({}, found);
    EXPECT_NE(std::find(candidates.begin(), candidates.end(), words.size() - 1), candidates.end());
    const auto last = static_cast<uint32_t>(words.size() - 1);
    EXPECT_TRUE(filter.Begins(last, found, {0, static_cast<uint32_t>(text.size())}).has_value());
    ++scanned;
  });
  EXPECT_EQ(scanned, 1);
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

std::vector<Draft> DraftsOf(const std::vector<Document>& documents) {
  std::vector<Draft> drafts;
  for (const Document& document : documents) {
    Reading reading{0, Folded(document.text), {}};
    reading.sentences = Sentences(reading.text());
    drafts.push_back({&document, {}, {}});
    drafts.back().readings.push_back(std::move(reading));
  }
  return drafts;
}

void ExpectSameAsOneByOne(const std::vector<Document>& documents, const RuleSet::Impl& rules) {
  std::vector<Draft> together = DraftsOf(documents), apart = DraftsOf(documents);
  Search(together, rules);
  SearchOneByOne(apart, rules);
  for (size_t i = 0; i < documents.size(); ++i)
    EXPECT_EQ(Describe(together[i].hits), Describe(apart[i].hits)) << documents[i].text;
}

TEST(Search, FindsInManyDocumentsWhatOnePatternAtATimeFindsInEach) {
  Result<RuleSet> rules = RuleSet::BuiltIn();
  ASSERT_TRUE(rules.ok());
  std::vector<Document> documents;
  for (const RuleExample& example : rules->Examples()) documents.push_back(ExampleDocument(example));
  ExpectSameAsOneByOne(documents, rules->impl());
}

// The edge of a sentence is an edge of a word for the rules, though the text goes on there.
TEST(Search, FindsWhatStandsAtTheEdgeOfASentenceCutWithinAWord) {
  Result<RuleSet> rules = RuleSet::BuiltIn();
  ASSERT_TRUE(rules.ok());
  const uint32_t longest = Sentences(std::string(30000, 'a'))[0].end;
  RuleExample example;
  example.text = std::string(longest, 'a') + "60 patients were enrolled and followed up for 12 months.";
  std::vector<Document> documents{ExampleDocument(example)};
  example.text += "随访12个月。";
  documents.push_back(ExampleDocument(example));
  std::vector<Draft> drafts = DraftsOf(documents);
  ASSERT_EQ(drafts[0].readings[0].sentences[1].begin, longest);
  Search(drafts, rules->impl());
  for (const Draft& draft : drafts)
    EXPECT_TRUE(std::any_of(draft.hits.matches.begin(), draft.hits.matches.end(), [&](const Match& match) {
      return match.field() == Field::kSampleSize && match.range.begin == longest;
    }));
  ExpectSameAsOneByOne(documents, rules->impl());
}

TEST(Search, FindsWhatOnePatternAtATimeFindsInTextsGiven) {
  const char* const path = std::getenv("TRIALMINE_TEXTS");
  if (!path) GTEST_SKIP() << "TRIALMINE_TEXTS names no file of texts, one per line";
  Result<RuleSet> rules = RuleSet::BuiltIn();
  ASSERT_TRUE(rules.ok());
  std::ifstream in(path);
  RuleExample example;
  std::vector<Document> documents;
  while (std::getline(in, example.text)) documents.push_back(ExampleDocument(example));
  EXPECT_FALSE(documents.empty()) << path;
  ExpectSameAsOneByOne(documents, rules->impl());
}

}  // namespace
}  // namespace trialmine

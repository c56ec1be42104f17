#include <gtest/gtest.h>
#include <time.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "extract/extract.h"
#include "fold.h"
#include "rule_set.h"
#include "sentence.h"

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
      const Readers& readers = script == Script::kEnglish ? rules.latin : rules.han;
      const std::vector<uint64_t>& among = readers.Among(script, ground);
      for (uint32_t i = 0; i < readers.entries().size(); ++i)
        if ((among[i / 64] >> (i % 64) & 1) && readers.prefilter().IsBlind(i))
          blind += ' ' + readers.entries()[i]->entry->id, ++count;
      EXPECT_LE(count, 3) << blind;
    }
}

/// A text that the prefilter lets an entry search, and where a match may begin.
struct Asked {
  std::string_view text;
  Range begins;
};

/// What each entry is asked about when the sentences of `texts` are searched.
std::map<const CompiledEntry*, std::vector<Asked>> AskedOf(const RuleSet::Impl& rules,
                                                           const std::vector<Folded>& texts) {
  std::map<const CompiledEntry*, std::vector<Asked>> asked;
  Prefilter::Found found;
  for (const Folded& folded : texts) {
    const Readers& readers = rules.ReadersOf(folded.text());
    const std::vector<Range> sentences = Sentences(folded.text());
    readers.prefilter().Scan(folded.text(), sentences, found, [&](size_t number) {
      if (number == sentences.size()) return;
      const Range sentence = sentences[number];
      const std::string_view text = sentence.Of(folded.text());
      for (const uint32_t i :
           readers.prefilter().Candidates(readers.Among(ScriptOf(text), Ground::kText), found))
        if (const auto begins = readers.prefilter().Begins(i, found, sentence))
          asked[readers.entries()[i]].push_back(
              {text, {begins->begin - sentence.begin, begins->end - sentence.begin}});
    });
  }
  return asked;
}

/// Seconds of this thread's CPU that the searches take: the least of some rounds, of which the first makes
/// what is made only once.
double SecondsFor(const Pattern& pattern, const std::vector<Asked>& asked) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  };
  double least = std::numeric_limits<double>::infinity();
  for (int round = 0; round < 4; ++round) {
    const double begin = now();
    for (const Asked& one : asked) {
      Regex::Groups groups;
      pattern.Search(one.text, one.begins, groups, 1);
    }
    least = std::min(least, now() - begin);
  }
  return least;
}

// What a rule costs shows nowhere else: one pattern that began with an optional run, and so was tried at
// every word, once took a third of all time. Let a pattern begin at a word or behind one.
TEST(Rules, NoneTakesATenthOfTheTimeOfAll) {
  std::vector<Folded> texts;
  for (const RuleExample& example : Rules().Examples()) texts.emplace_back(example.text);
  std::vector<std::pair<double, std::string>> costs;
  double all = 0;
  for (const auto& [entry, asked] : AskedOf(Rules().impl(), texts)) {
    costs.emplace_back(SecondsFor(entry->pattern, asked), entry->entry->id);
    all += costs.back().first;
  }
  ASSERT_GT(costs.size(), 100u);
  std::sort(costs.rbegin(), costs.rend());
  EXPECT_LT(costs[0].first, all / 10) << costs[0].second << " takes " << costs[0].first / all << " of all";
}

}  // namespace
}  // namespace trialmine

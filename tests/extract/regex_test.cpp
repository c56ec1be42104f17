#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "pattern.h"
#include "regex_filter.h"
#include "regex_program.h"

// Backtracking finds what RE2 finds, groups and all, or says that it does not know.

namespace trialmine {
namespace {

std::string Describe(bool found, const Regex::Groups& groups, int count, std::string_view text) {
  if (!found) return "none";
  std::string all;
  for (int i = 0; i < count; ++i) {
    const std::string_view group = groups[static_cast<size_t>(i)];
    if (!group.data()) {
      all += "- ";
      continue;
    }
    const auto begin = static_cast<size_t>(group.data() - text.data());
    all += std::to_string(begin) + '-' + std::to_string(begin + group.size()) + ' ';
  }
  return all;
}

constexpr const char* kRegexes[] = {
    "a|ab|abc",
    "(a|ab)(c|bcd)?(d*)",
    "(?:patients?|participants?|people|persons?|women|woman)",
    R"(\b(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?) ?(?P<u>mg|g|mg/kg|μg)\b)",
    R"((?P<a>[A-Za-z]{1,8}(?:/[A-Za-z0-9]{1,8}){1,2})|kg)",
    "(?:(a)|b)*",
    "(?:(a)|(b)|c){2,3}",
    "(a*?)(a*)",
    "a?a?a?a{3}",
    "x*",
    R"(\bgroup\b)",
    R"(\Broup)",
    "^the|end$",
    "(?-i:[A-Z][a-z]+) [a-z]+?(?:ed|ing)",
    "[^.;]{0,20}?(?:deaths|survival)",
    R"((?:[^.;:()]|\.\d){0,40}?\((\d+)\))",
    R"(\p{Han}{2,4}例)",
    "(?:随访|随诊)(?:时间|期|均|为|:| )*(半|[一二三]+|\\d+)年",
    "[μωé]x?",
    "É",
    R"([\W_]5)",
    R"(n\s?=\s?(\d+)[^)]*?\))",
    "(?:one|two|twenty(?:[- ](?:one|two))?) (?:arms?|armed)",
    "(?:ab?|a)(?:bc|c)",
    "",
    "(?:)",
    "a{0}b",
};

constexpr const char* kTexts[] = {
    "",
    "a",
    "abcd abcdd",
    "aaaaaaaaaab",
    "aaaaaaaa",
    "Twenty-two patients and 1,204 participants received 2.5 mg/kg or 10 g (n = 12).",
    "The GROUP regroups groups; end",
    "Placebo treated women, twenty two arms, survived. No deaths at 3.5 years (7)",
    "随访时间为三年，共治疗 80例患者，随访半年",
    "ΜΩ É éx μx x_5 -5",
    "mmol/L/h kg g/dL",
    "\xFF\xFE 5 mg \x80",
};

bool IsWithinCharacter(std::string_view text, size_t at) {
  return at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

TEST(Regex, FindsWhatRE2Finds) {
  for (const char* regex : kRegexes) {
    const auto compiled = Regex::Compile(regex);
    ASSERT_TRUE(compiled) << regex;
    const Pattern pattern{regex};
    const int count = RE2(regex).NumberOfCapturingGroups() + 1;
    for (const std::string_view text : kTexts)
      for (uint32_t from = 0; from <= text.size(); ++from) {
        if (IsWithinCharacter(text, from)) continue;
        const Range begins{from, static_cast<uint32_t>(text.size())};
        Regex::Groups ours, theirs;
        const Regex::Found found = compiled->Search(text, begins, ours, count);
        ASSERT_NE(found, Regex::Found::kUndecided) << regex;
        EXPECT_EQ(Describe(found == Regex::Found::kYes, ours, count, text),
                  Describe(pattern.SearchSteadily(text, begins, theirs, count), theirs, count, text))
            << '/' << regex << "/ from " << from << " in " << text;
      }
  }
}

bool MayBegin(const RegexFilter& filter, std::string_view text, size_t at) {
  const char* const place = text.data() + at;
  return filter.NextBegin(text.data(), place, place, text.data() + text.size()) == place;
}

RegexFilter FilterOf(std::string_view regex) { return RegexFilter(*ParseRegex(regex)); }

TEST(RegexFilter, NeverRulesOutAMatch) {
  for (const char* regex : kRegexes) {
    const RegexFilter filter = FilterOf(regex);
    const Pattern pattern{regex};
    for (const std::string_view text : kTexts)
      for (uint32_t from = 0; from <= text.size(); ++from) {
        if (IsWithinCharacter(text, from)) continue;
        Regex::Groups groups;
        if (!pattern.SearchSteadily(text, {from, static_cast<uint32_t>(text.size())}, groups, 1)) continue;
        EXPECT_TRUE(MayBegin(filter, text, static_cast<size_t>(groups[0].data() - text.data())))
            << '/' << regex << "/ from " << from << " in " << text;
      }
  }
}

TEST(RegexFilter, RulesOutWhereNoMatchBegins) {
  struct Case {
    const char *regex, *text, *places;  // Where a match may begin: `x`.
  };
  const Case cases[] = {
      {"ab", "abaab", "x..x.."},
      {R"(\bab\b)", "ab abc ab", "x......x.."},
      {R"(\Bb)", "b ab", "...x."},
      {"^a|b$", "aab b", "x...x."},
      {"a{2,3}b", "aaaab", ".xx..."},
      {"a{9,20}b", "ab aab", "x..xx.."},  // As good as a+b.
      {"(?:ab?){0,2}c", "abac ac", "x.xx.xx."},
      {"(?-i:A)b", "AB ab", "x....."},
      {"[0-9a-f]x|É", "fx éx", "x..x..."},
      {"[^a]b", "ab cb", "...x.."},
      {"x*", "ax", "xxx"},
  };
  for (const Case& c : cases) {
    const RegexFilter filter = FilterOf(c.regex);
    const std::string_view text = c.text;
    std::string places;
    for (size_t at = 0; at <= text.size(); ++at) places += MayBegin(filter, text, at) ? 'x' : '.';
    EXPECT_EQ(places, c.places) << c.regex << " in " << text;
  }
}

TEST(RegexFilter, IsSharedByThreads) {
  const std::string regex = R"(\b[a-z]+ing\b [^.;]*(?:deaths|arms?|doses?)\b)";
  const RegexFilter filter = FilterOf(regex);
  std::vector<std::string> answers(4);
  std::vector<std::thread> threads;
  for (std::string& answer : answers)
    threads.emplace_back([&] {
      for (const std::string_view text : kTexts)
        for (size_t at = 0; at <= text.size(); ++at) answer += MayBegin(filter, text, at) ? 'x' : '.';
    });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& answer : answers) EXPECT_EQ(answer, answers[0]);
}

TEST(Regex, FindsTheSameOnceItHasAFilter) {
  const auto regex = Regex::Compile(R"((\d+) of (\d+)\b)");
  const std::string text = "1 2 3 4 5 6 7 8 9, 12 of 30 patients, 11 of 31.";
  Regex::Groups groups;
  for (int i = 0; i < 2000; ++i) {
    ASSERT_EQ(regex->Search(text, {0, static_cast<uint32_t>(text.size())}, groups, 3), Regex::Found::kYes);
    ASSERT_EQ(std::string(groups[1]) + '/' + std::string(groups[2]), "12/30") << i;
  }
}

TEST(Regex, FindsNoMatchThatBeginsBehindTheRange) {
  Regex::Groups groups;
  const auto regex = Regex::Compile("b+");
  EXPECT_EQ(regex->Search("aabb", {0, 1}, groups, 1), Regex::Found::kNo);
  EXPECT_EQ(regex->Search("aabb", {0, 2}, groups, 1), Regex::Found::kYes);
}

TEST(Regex, LeavesToRE2WhatItDoesNotKnow) {
  EXPECT_FALSE(Regex::Compile(R"(\Qa+b\E)"));
  EXPECT_FALSE(Regex::Compile(R"(\p{Nonsense})"));
  EXPECT_FALSE(Regex::Compile("(a*)*b")) << "rounds of nothing";
  EXPECT_TRUE(Pattern(R"(\Qa+b\E)").FoundIn("xa+b"));
}

TEST(Regex, TakesNoLongerThanItsPatience) {
  const std::string text(1000, 'a');
  for (const char* regex : {"(?:a+)*b", "(?:a|aa)+b", "(?:a{1,30}){0,30}b", "a*a*a*a*a*b"})
    EXPECT_FALSE(Pattern(regex).FoundIn(text)) << regex;
}

}  // namespace
}  // namespace trialmine

#include "sentence.h"

#include <gtest/gtest.h>

#include <string>

namespace trialmine {
namespace {

// The pieces, with a bar between them.
std::string Join(std::string_view text, const std::vector<Range>& ranges) {
  std::string out;
  for (Range range : ranges) out += (out.empty() ? "" : " | ") + std::string(range.Of(text));
  return out;
}

std::string Cut(std::string_view text) { return Join(text, Sentences(text)); }

struct SentenceCase {
  const char* text;
  const char* cut;  // nullptr: one sentence.
};

TEST(Sentence, EndsWhereAReaderWouldEndIt) {
  const SentenceCase cases[] = {
      {"One. Two! Three? Four", "One. | Two! | Three? | Four"},
      {"MSC vs. placebo was better.", nullptr},
      {"given i.v. and s.c. in turn.", nullptr},
      {"It was given i.v. Patients left.", "It was given i.v. | Patients left."},
      {"Given b.i.d. The dose rose.", "Given b.i.d. | The dose rose."},
      {"P = 0.03. The rest", "P = 0.03. | The rest"},
      {"a rate of 5.2% in 30", nullptr},
      {"see Fig. 2 and Figs. 3", nullptr},
      {"Smith et al. reported", nullptr},
      {"by Smith et al. (2010) in", nullptr},
      {"cells, e.g. MSC, i.e. Stromal", nullptr},
      {"protocol No. 12 of", nullptr},
      {"J. Smith and A. B. Jones wrote", nullptr},
      {"took vitamin C. Patients", "took vitamin C. | Patients"},
      {"in group B. The", "in group B. | The"},
      {"in the U.S. Food and Drug", nullptr},
      {"approx. 30 patients", nullptr},
      {"1. Introduction follows", nullptr},
      {"registered at ClinicalTrials.gov as", nullptr},
      {"at ClinicalTrials.Gov as", nullptr},
      {"in all patients.Results were", "in all patients. | Results were"},
      {"known.^12 We saw", "known.^12 | We saw"},
      {"He said \"no.\" Then", "He said \"no.\" | Then"},
      {"We gave Cellmax? (CX-1) to 30", nullptr},
      {"(mean 2.1. Range 3) held. Next", "(mean 2.1. Range 3) held. | Next"},
      {"Wait... What", "Wait... | What"},
      {"CR; PR; SD were seen", nullptr},
      {"随访6个月。失访2例！", "随访6个月。 | 失访2例！"},
      {"治疗组30%;对照组40%。", "治疗组30%; | 对照组40%。"},
      {"差异显著(t=1;P<0.05),完成。", nullptr},
      {"目的: 观察安全性. 方法: 纳入60例. 结果", "目的: 观察安全性. | 方法: 纳入60例. | 结果"},
      {"差异显著(P<0.05).结果", "差异显著(P<0.05). | 结果"},
      {"P<0.05.结果如下", "P<0.05. | 结果如下"},
      {"剂量2.5毫克", nullptr},
      {"1.结果如下", nullptr},
      {"他说\"好。\"然后", "他说\"好。\" | 然后"},
      {"为什么?因为", "为什么? | 因为"},
      {"", ""},
      {"   ", ""},
      {"...", nullptr},
      {"(", nullptr},
  };
  for (const SentenceCase& c : cases) EXPECT_EQ(Cut(c.text), c.cut ? c.cut : c.text);
}

TEST(Sentence, ClausesKeepNumbersAndBracketsWhole) {
  const SentenceCase cases[] = {
      {"a, b; c: d", "a | b | c | d"},
      {"of 1,204 patients, 3:1", "of 1,204 patients | 3:1"},
      {"MSC (30, 50%), placebo", "MSC (30, 50%) | placebo"},
      {"术后1、3、6个月,随访", "术后1、3、6个月 | 随访"},
      {"观察组、对照组", "观察组 | 对照组"},
      {",,", ""},
  };
  for (const SentenceCase& c : cases) {
    const std::string_view text = c.text;
    EXPECT_EQ(Join(text, Clauses(text, {0, static_cast<uint32_t>(text.size())})), c.cut);
  }
}

TEST(Sentence, NothingButSpaceIsLost) {
  const std::string text =
      "A b. C (d. E) f! 中文。再来;好 ( open. Never closed. " + std::string(1000, 'x') + ". Y";
  std::string kept, all;
  uint32_t last = 0;
  for (Range range : Sentences(text)) {
    EXPECT_GE(range.begin, last);
    EXPECT_FALSE(range.empty());
    last = range.end;
    kept += range.Of(text);
  }
  auto unspaced = [](std::string s) {
    std::erase(s, ' ');
    return s;
  };
  EXPECT_EQ(unspaced(kept), unspaced(text));
}

TEST(Sentence, WhatNeverEndsIsCutBetweenWordsOrCharacters) {
  auto repeated = [](std::string_view piece, size_t times) {
    std::string text;
    for (size_t i = 0; i < times; ++i) text += piece;
    return text;
  };
  struct {
    std::string text;
    const char* begins;  // What each piece begins with.
  } cases[] = {{repeated("patients of ", 10000), "patients"},
               {repeated("患", 20000), "患"},
               {std::string(50000, 'x'), "x"},
               {std::string(50000, '\x80'), "\x80"}};
  for (const auto& [text, begins] : cases) {
    size_t bytes = 0;
    for (const Range sentence : Sentences(text)) {
      EXPECT_LE(sentence.size(), 4100u) << begins;
      EXPECT_TRUE(sentence.Of(text).starts_with(begins)) << sentence.Of(text).substr(0, 20);
      bytes += sentence.size();
    }
    EXPECT_GT(bytes, text.size() - 100) << "only the spaces between pieces are left out";
  }
}

}  // namespace
}  // namespace trialmine

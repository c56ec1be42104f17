#include "fold.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace trialmine {
namespace {

std::string Fold(std::string_view text) { return std::string(Folded(text).text()); }

struct FoldCase {
  const char* text;
  const char* folded;
};

TEST(Fold, ReadsTheFormsThatRulesAreWrittenFor) {
  const FoldCase cases[] = {
      {"10⁶ cells/kg", "10^6 cells/kg"},
      {"10⁻¹² M", "10^-12 M"},
      {"kg⁻¹", "kg^-1"},
      {"30 kg/m²", "30 kg/m^2"},
      {"H₂O", "H2O"},
      {"½ tablet", "1/2 tablet"},
      {"2½ years", "2 1/2 years"},
      {"１２３ｍｇ", "123mg"},
      {"５㎎／㎏", "5mg/kg"},
      {"5 µg and 5 μg", "5 μg and 5 μg"},
      {"发生率分别为3.1%.1.9%和2.1%", "发生率分别为3.1%、1.9%和2.1%"},
      {"与对照组(66.7% ） 65.0%比较", "与对照组(66.7% ) 65.0%比较"},
      {"与对照组66.7% ） 65.0%比较", "与对照组66.7% 、 65.0%比较"},
      {"①②", "①②"},
      {"p=0·55, 0·10–0·20", "p=0.55, 0.10-0.20"},
      {"5·10⁶ and 60 mg·kg⁻¹", "5·10^6 and 60 mg·kg^-1"},
      {"Drug™ …", "Drug™ …"},
      {"95–168, −5, 3—6, NCT‑1", "95-168, -5, 3-6, NCT-1"},
      {"1 ✕ 10⁶", "1 × 10^6"},
      {"1 x 10^6", "1 × 10^6"},
      {"1×10~6/kg, 135mg/m~2, 5mg·kg~(-1)", "1×10^6/kg, 135mg/m^2, 5mg·kg^-1"},
      {"5mg/kg~10mg/kg", "5mg/kg~10mg/kg"},
      {"36%vs.13%", "36%vs 13%"},
      {"P〈0.05，P〉 0.01", "P<0.05,P> 0.01"},
      {"共1 060例患者", "共1060例患者"},
      {"1x106", "1×106"},
      {"(4.5-6.0) X 107", "(4.5-6.0) × 107"},
      {"2 * 10^6", "2 × 10^6"},
      {"5 х 10⁶", "5 × 10^6"},
      {"10x magnification", "10x magnification"},
      {"3～6个月 7〜9 1∼2", "3~6个月 7~9 1~2"},
      {"‘a’ “b” 「c」", "'a' \"b\" \"c\""},
      {"a\u00A0b\u2009c\u3000d\te\nf", "a b c d e f"},
      {"a\u200Bb\uFEFFc", "abc"},
      {"5 +/- 2, 5 +- 2, CD34+-cells", "5 ± 2, 5 ± 2, CD34+-cells"},
      {"P <= 0.05 >= 2 ≦ ≧", "P ≤ 0.05 ≥ 2 ≤ ≥"},
      {"mg·kg, mg・kg, mg⋅kg, mg‧kg", "mg·kg, mg·kg, mg·kg, mg·kg"},
      {"1∶2", "1:2"},
      {"（n＝30），P＜0.05；：！？％", "(n=30),P<0.05;:!?%"},
      {"。、《》", "。、《》"},
      {"隨訪五年，臍帶間充質幹細胞", "随访五年,脐带间充质干细胞"},
      {"顯著，显著性", "显著,显著性"},
      {"惡心嘔吐 噁心 衞生", "恶心呕吐 恶心 卫生"},
      {"隨機(jī)數(shù)字表", "随机数字表"},
      {"对照组(con)", "对照组(con)"},
      {"e\u0301tude", "\u00E9tude"},
      {"café", "café"},
      {"P { < } 0 . 0 5", "P<0.05"},
      {"1 0 ^ { 6 }", "10^6"},
      {"$P { < } 0 . 0 5$", "P<0.05"},
      {"$1 \\times 1 0 ^ { 6 }$", "1×10^6"},
      {"$3 5 \\mathrm { m g / k g }$", "35mg/kg"},
      {"$10^{6}$ cells", "10^6 cells"},
      {"$P < 0 . \\: 0 5$, $P = 0 , 0 0 1$", "P<0.05, P=0.001"},
      {"$1 0 0 \\approx 1 5 0 \\mathrm { m g }$", "100~150mg"},
      {"$scriptstyle ( P = 0 . 2 7 2 )$", "(P=0.272)"},
      {"$2 5 . 0 \\%$ Us $4 5 . 0 \\%$", "25.0% vs 45.0%"},
      {"$0 . 3 1 v s 0 . 4 3$", "0.31 vs 0.43"},
      {"纳人60例，介人组，95%C1 0.7", "纳入60例,介入组,95%CI 0.7"},
      {"costs $5 and $6 each", "costs $5 and $6 each"},
      {"", ""},
  };
  for (const FoldCase& c : cases) EXPECT_EQ(Fold(c.text), c.folded) << c.text;
}

struct SourceCase {
  const char* text;
  const char* folded_part;
  const char* source_part;
};

TEST(Fold, LeadsBackToTheWords) {
  const SourceCase cases[] = {
      {"gave 1 × 10⁶ cells/kg once", "1 × 10^6 cells/kg", "1 × 10⁶ cells/kg"},
      {"gave 1 x 10⁶ once", "1 × 10^6", "1 x 10⁶"},
      {"2½ years", "2 1/2", "2½"},
      {"共１２例", "12例", "１２例"},
      {"隨機(jī)數(shù)字表", "随机数", "隨機(jī)數"},
      {"臍帶間充質幹細胞治療", "间充质干细胞", "間充質幹細胞"},
      {"若 P { < } 0 . 0 5 則", "P<0.05", "P { < } 0 . 0 5"},
      {"若 P { < } 0 . 0 5 則", "0.05", "P { < } 0 . 0 5"},
      {"cafe\u0301s", "caf\u00E9", "cafe\u0301"},
      {"5㎎/d", "m", "㎎"},
  };
  for (const SourceCase& c : cases) {
    const std::string before = "前文 before ";
    const std::string text = before + c.text;
    const Folded folded(c.text, static_cast<uint32_t>(before.size()));
    const size_t at = folded.text().find(c.folded_part);
    ASSERT_NE(at, std::string_view::npos) << folded.text();
    const Span span = folded.Source(
        {static_cast<uint32_t>(at), static_cast<uint32_t>(at + std::string_view(c.folded_part).size())});
    EXPECT_EQ(text.substr(span.begin, span.size()), c.source_part) << c.text;
  }
}

// Pieces of text in which every rule of folding meets every other.
std::string RandomText(std::mt19937& random) {
  static const std::vector<std::string> pieces = {
      "a",    "x",        " ",      "1",      "0",      "10", "⁶",    "⁻",  "½",   "①",   "×",
      "х",    "–",        "～",     "（",     "）",     "機", "(jī)", "間", "中",  "。",  "，",
      "µ",    "é",        "\u0301", "\u200B", "\u00A0", "$",  "{",    "}",  " { ", " } ", "\\times",
      "\\",   "^",        "+/-",    "<=",     "＞",     "=",  "ﬁ",    "Ⅱ",  "㎎",  "😀",   "\uFE0F",
      "\xFF", "\xE4\xB8", "\x80",   "\n",     "𠀀",     "ー", "㈠",   "؁", "각"};
  std::string text;
  for (unsigned i = random() % 40; i > 0; --i) text += pieces[random() % pieces.size()];
  return text;
}

bool IsCharacterBoundary(std::string_view text, size_t at) {
  return at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

TEST(Fold, EveryFoldedByteStandsForCharactersOfTheText) {
  std::mt19937 random(20251122);
  for (int round = 0; round < 5000; ++round) {
    const std::string text = RandomText(random);
    const uint32_t base = random() % 100;
    const Folded folded(text, base);
    const auto size = static_cast<uint32_t>(folded.text().size());
    uint32_t last_begin = base, last_end = base;
    for (uint32_t i = 0; i < size; ++i) {
      const Span span = folded.Source({i, i + 1});
      ASSERT_LT(span.begin, span.end) << text;
      ASSERT_GE(span.begin, last_begin) << text;
      ASSERT_GE(span.end, last_end) << text;
      ASSERT_LE(span.end, base + text.size()) << text;
      last_begin = span.begin;
      last_end = span.end;
    }
    if (size == 0) continue;
    const uint32_t begin = random() % size, end = begin + 1 + random() % (size - begin);
    const Span whole = folded.Source({begin, end});
    EXPECT_EQ(whole.begin, folded.Source({begin, begin + 1}).begin);
    EXPECT_EQ(whole.end, folded.Source({end - 1, end}).end);
  }
}

TEST(Fold, SpansAreWholeCharacters) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text = RandomText(random);
    if (text.find_first_of("\xFF\x80") != text.npos || text.find("\xE4\xB8") != text.npos) continue;
    const Folded folded(text);
    for (uint32_t i = 0; i < folded.text().size(); ++i) {
      const Span span = folded.Source({i, i + 1});
      EXPECT_TRUE(IsCharacterBoundary(text, span.begin) && IsCharacterBoundary(text, span.end)) << text;
    }
  }
}

TEST(Fold, WhatIsQuotedFoldsToWhatWasMatched) {
  std::mt19937 random(11);
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (unsigned i = random() % 30; i > 0; --i) {
      static const std::vector<std::string> pieces = {"a",  " ",  "12", "⁶",      "–",  "（", "機",
                                                      "中", "。", "é",  "\u00A0", "㎎", "😀"};
      text += pieces[random() % pieces.size()];
    }
    const Folded folded(text);
    for (uint32_t i = 0; i < folded.text().size(); ++i) {
      const Span span = folded.Source({i, i + 1});
      const std::string again = Fold(text.substr(span.begin, span.size()));
      EXPECT_NE(again.find(folded.text()[i]), std::string::npos) << text;
    }
  }
}

TEST(Fold, PlainTextFoldsToItself) {
  std::string text;
  for (char c = ' '; c < 127; ++c) text += c;
  text.erase(text.find('<'), 1);  // Else `<=` would become one sign.
  EXPECT_EQ(Fold(text), text);
  EXPECT_EQ(Folded(text).Source({3, 9}), (Span{3, 9}));
}

TEST(Fold, InvalidBytesStandForThemselves) {
  EXPECT_EQ(Fold("a\xFF"
                 "b\xC3"),
            "a\xFF"
            "b\xC3");
  EXPECT_EQ(Folded("").Source({0, 0}), (Span{0, 0}));
}

}  // namespace
}  // namespace trialmine

#include "number.h"

#include <gtest/gtest.h>

namespace trialmine {
namespace {

struct Case {
  const char* text;
  double low;
  double high;
  bool approximate = false;
  bool repaired = false;
};

class Reads : public testing::TestWithParam<Case> {};

TEST_P(Reads, AsPrinted) {
  const Case& c = GetParam();
  const auto number = ParseNumber(c.text, {kCellExponentMax});
  ASSERT_TRUE(number) << c.text;
  EXPECT_DOUBLE_EQ(number->low, c.low) << c.text;
  EXPECT_DOUBLE_EQ(number->high, c.high) << c.text;
  EXPECT_EQ(number->approximate, c.approximate) << c.text;
  EXPECT_EQ(number->repaired, c.repaired) << c.text;
}

INSTANTIATE_TEST_SUITE_P(Digits, Reads,
                         testing::Values(Case{"60", 60, 60}, Case{"1,204", 1204, 1204},
                                         Case{"1.204,5", 1204.5, 1204.5}, Case{"1.204.500", 1204500, 1204500},
                                         Case{"1 204", 1204, 1204}, Case{"12 345 678", 12345678, 12345678},
                                         Case{"1,204,500.25", 1204500.25, 1204500.25},
                                         Case{"0,05", 0.05, 0.05}, Case{"0,125", 0.125, 0.125},
                                         Case{"1.204", 1.204, 1.204}, Case{".03", 0.03, 0.03},
                                         Case{"0·05", 0.05, 0.05}, Case{"-3.2", -3.2, -3.2}, Case{"+4", 4, 4},
                                         Case{"1/2", 0.5, 0.5}, Case{"1 1/2", 1.5, 1.5},
                                         Case{"1⁄4", 0.25, 0.25}, Case{"about 300", 300, 300, true},
                                         Case{"~40", 40, 40, true}, Case{"more than 300", 300, 300, true}));

INSTANTIATE_TEST_SUITE_P(
    Powers, Reads,
    testing::Values(Case{"1 × 10^6", 1e6, 1e6}, Case{"1x10^6", 1e6, 1e6}, Case{"2.5 X 10^7", 2.5e7, 2.5e7},
                    Case{"1 x 106", 1e6, 1e6, false, true}, Case{"1×1010", 1e10, 1e10, false, true},
                    Case{"5 × 10 7", 5e7, 5e7, false, true}, Case{"10E7", 1e7, 1e7},
                    Case{"5 × 10E7", 5e7, 5e7}, Case{"2×10的6次方", 2e6, 2e6}, Case{"10^6", 1e6, 1e6},
                    Case{"1 x 10(6)", 1e6, 1e6}, Case{"1 x 10 ( 6 )", 1e6, 1e6}, Case{"1E6", 1e6, 1e6},
                    Case{"2-4 million", 2e6, 4e6}, Case{"65 million", 6.5e7, 6.5e7},
                    Case{"100-million", 1e8, 1e8}, Case{"1-2 × 10^6", 1e6, 2e6},
                    Case{"(4.5-6.0) × 10^7", 4.5e7, 6e7}, Case{"(4.5-6.0) × 107", 4.5e7, 6e7, false, true},
                    Case{"1 × 10^6 to 2 × 10^6", 1e6, 2e6}, Case{"1.5 hundred million", 1.5e8, 1.5e8},
                    Case{"5 10^6", 5e6, 5e6}, Case{"200M", 2e8, 2e8}));

INSTANTIATE_TEST_SUITE_P(
    EnglishWords, Reads,
    testing::Values(Case{"sixty-five", 65, 65}, Case{"Ninety", 90, 90},
                    Case{"one hundred and twenty", 120, 120}, Case{"one hundred twenty-three", 123, 123},
                    Case{"two thousand three hundred and four", 2304, 2304}, Case{"a dozen", 12, 12},
                    Case{"two dozen", 24, 24}, Case{"a hundred", 100, 100},
                    Case{"twelve hundred", 1200, 1200}, Case{"one half", 0.5, 0.5},
                    Case{"two-thirds", 2.0 / 3, 2.0 / 3}, Case{"one and a half", 1.5, 1.5},
                    Case{"two hundred million", 2e8, 2e8}, Case{"one to two million", 1e6, 2e6},
                    Case{"nine hundred ninety-nine", 999, 999}, Case{"ten to twelve", 10, 12}));

INSTANTIATE_TEST_SUITE_P(
    Chinese, Reads,
    testing::Values(
        Case{"一百二十例", 120, 120}, Case{"6500万", 6.5e7, 6.5e7}, Case{"1.3亿", 1.3e8, 1.3e8},
        Case{"二十余", 20, 20, true}, Case{"二十余例", 20, 20, true}, Case{"一万二", 12000, 12000},
        Case{"三万五", 35000, 35000}, Case{"二百五", 250, 250}, Case{"两千四百五", 2450, 2450},
        Case{"两三个", 2, 3, true}, Case{"三至六", 3, 6}, Case{"半", 0.5, 0.5}, Case{"百分之九十五", 95, 95},
        Case{"百分之三十", 30, 30}, Case{"千分之五", 0.5, 0.5}, Case{"三分之一", 1.0 / 3, 1.0 / 3},
        Case{"二〇一九", 2019, 2019}, Case{"二零一九", 2019, 2019}, Case{"廿四", 24, 24}, Case{"卅", 30, 30},
        Case{"壹佰贰拾", 120, 120}, Case{"7万5千4百", 75400, 75400}, Case{"近300", 300, 300, true},
        Case{"10余", 10, 10, true}, Case{"13万2", 132000, 132000}, Case{"十", 10, 10}, Case{"十二", 12, 12},
        Case{"一百零五", 105, 105}, Case{"十万零一千", 101000, 101000}, Case{"一亿三千万", 1.3e8, 1.3e8},
        Case{"一千二百万", 1.2e7, 1.2e7}, Case{"百万", 1e6, 1e6}, Case{"三十二点五", 32.5, 32.5},
        Case{"〇.〇五", 0.05, 0.05}, Case{"五百余万", 5e6, 5e6, true}, Case{"十余万", 1e5, 1e5, true},
        Case{"三四十", 30, 40, true}, Case{"2~3万", 20000, 30000}, Case{"5000~1万", 5000, 10000},
        Case{"1800 万-2400 万", 1.8e7, 2.4e7}, Case{"200~290万", 2e6, 2.9e6}, Case{"1.3億", 1.3e8, 1.3e8},
        Case{"一百二十萬", 1.2e6, 1.2e6}, Case{"1万2000", 12000, 12000}, Case{"一百一", 110, 110},
        Case{"约一百", 100, 100, true}));

TEST(ParseNumber, DemandsTheWholeText) {
  for (const char* text : {"",
                           " ",
                           "abc",
                           "12 patients",
                           "12abc",
                           "1,2,3",
                           "1,20,300",
                           "1..2",
                           "one two",
                           "twenty eleven",
                           "and",
                           "a",
                           "hundred hundred",
                           "million million",
                           "5-",
                           "-",
                           "1 × 100%",
                           "×10^6",
                           "几十",
                           "数十",
                           "二五",
                           "百分之",
                           "分之三",
                           "一十一百",
                           "三五十",
                           "5 to 3",
                           "500 to 1 million",
                           "1e999",
                           "1 20 300",
                           "2019-03-04",
                           "10^99",
                           "3/30",
                           "万",

                           "twenty zero"})
    EXPECT_FALSE(ParseNumber(text)) << text;
}

TEST(ParseNumber, ReadsALostSuperscriptOnlyWhereTheUnitCounts) {
  EXPECT_FALSE(ParseNumber("1 x 106"));
  EXPECT_FALSE(ParseNumber("1 x 103", {kCellExponentMax}));
  EXPECT_FALSE(ParseNumber("1 x 1012", {kCellExponentMax}));
  EXPECT_TRUE(ParseNumber("1 x 1012", {15}));
  EXPECT_EQ(ParseNumber("106")->low, 106);
  EXPECT_EQ(ParseNumber("106", {kCellExponentMax})->low, 1e6);
}

TEST(ParseCount, IsWholeAndSingle) {
  EXPECT_EQ(ParseCount("1,204"), 1204);
  EXPECT_FALSE(ParseCount("1.5"));
  EXPECT_FALSE(ParseCount("3-6"));
  EXPECT_FALSE(ParseCount("-3"));
}

}  // namespace
}  // namespace trialmine

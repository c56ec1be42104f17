#include "duration.h"

#include <gtest/gtest.h>

namespace trialmine {
namespace {

struct Case {
  const char* text;
  const char* iso;
};

TEST(ParseDuration, NamesTheLengthAsTheTextDoes) {
  constexpr Case kCases[] = {
      {"6 months", "P6M"},
      {"6-month", "P6M"},
      {"six months", "P6M"},
      {"24 h", "PT24H"},
      {"24h", "PT24H"},
      {"1 year and 6 months", "P1Y6M"},
      {"2 years, 3 months", "P2Y3M"},
      {"12 mo", "P12M"},
      {"1-yr", "P1Y"},
      {"5 yr", "P5Y"},
      {"40 min", "PT40M"},
      {"a year", "P1Y"},
      {"one month", "P1M"},
      {"a month", "P1M"},
      {"half a year", "P6M"},
      {"half year", "P6M"},
      {"1.5 years", "P18M"},
      {"one and a half years", "P18M"},
      {"2.5 months", "P2.5M"},
      {"48 weeks", "P48W"},
      {"2 weeks and 3 days", "P17D"},
      {"day 28", "P28D"},
      {"D28", "P28D"},
      {"Day 28", "P28D"},
      {"week 12", "P12W"},
      {"W12", "P12W"},
      {"month 6", "P6M"},
      {"M6", "P6M"},
      {"year 1", "P1Y"},
      {"12th week", "P12W"},
      {"at 6 months", "P6M"},
      {"after 12 weeks", "P12W"},
      {"12 months after treatment", "P12M"},
      {"within 30 days", "P30D"},
      {"up to 5 years", "P5Y"},
      {"at least 2 years", "P2Y"},
      {"6 months of follow-up", "P6M"},
      {"twenty-four months", "P24M"},
      {"1 h 30 min", "PT1H30M"},
      {"the first 3 months", "P3M"},
      {"28-day", "P28D"},
      {"48周", "P48W"},
      {"3个月余", "P3M"},
      {"3个月", "P3M"},
      {"6個月", "P6M"},
      {"五年", "P5Y"},
      {"一年半", "P18M"},
      {"1年半", "P18M"},
      {"两年半", "P30M"},
      {"半年", "P6M"},
      {"一个半月", "P1.5M"},
      {"半个月", "P0.5M"},
      {"2周", "P2W"},
      {"第12周", "P12W"},
      {"第28天", "P28D"},
      {"术后1年", "P1Y"},
      {"治疗后3个月", "P3M"},
      {"随访12个月", "P12M"},
      {"7d", "P7D"},
      {"18个月以上", "P18M"},
      {"1年零3个月", "P1Y3M"},
      {"1年6个月", "P1Y6M"},
      {"24小时", "PT24H"},
      {"30分钟", "PT30M"},
      {"十二个月", "P12M"},
      {"术后第3天", "P3D"},
      {"3年余", "P3Y"},
      {"约3个月", "P3M"},
      {"33.8月", "P33.8M"},
      {"3个月后", "P3M"},
      {"治疗12周时", ""},
  };
  for (const Case& c : kCases) {
    const auto duration = ParseDuration(c.text);
    if (!*c.iso) continue;
    ASSERT_TRUE(duration) << c.text;
    EXPECT_EQ(duration->iso, c.iso) << c.text;
  }
}

TEST(ParseDuration, RefusesWhatIsNone) {
  for (const char* text :
       {"", "months", "6", "2017年1月", "2017年", "baseline", "6 patients", "time", "6 m", "day",
        "3-6 months", "6 months 6", "2 6 months", "June 2017", "d", "week", "month to month", "phase 2"})
    EXPECT_FALSE(ParseDuration(text)) << text;
}

TEST(ParseDuration, DaysOfMonthsAndYearsAreMeanOnes) {
  EXPECT_DOUBLE_EQ(ParseDuration("6 months")->days, 182.625);
  EXPECT_DOUBLE_EQ(ParseDuration("5 years")->days, 1826.25);
  EXPECT_DOUBLE_EQ(ParseDuration("12周")->days, 84);
  EXPECT_DOUBLE_EQ(ParseDuration("36 h")->days, 1.5);
  for (const char* text : {"6 months", "1 year and 6 months", "36 h", "40 min", "12 weeks", "2.5 months"})
    EXPECT_NEAR(*DaysOfIso(ParseDuration(text)->iso), ParseDuration(text)->days, 1e-9) << text;
  EXPECT_FALSE(DaysOfIso("6M"));
  EXPECT_FALSE(DaysOfIso("P"));
  EXPECT_FALSE(DaysOfIso("P6X"));
}

struct RangeCase {
  const char* text;
  const char* low;
  const char* high;
};

TEST(ParseDurationRange, TheUnitOfTheEndCountsForTheBeginning) {
  constexpr RangeCase kCases[] = {
      {"3-6 months", "P3M", "P6M"},
      {"7~64月", "P7M", "P64M"},
      {"6 weeks to 12 months", "P6W", "P12M"},
      {"3至6个月", "P3M", "P6M"},
      {"between 3 and 6 months", "P3M", "P6M"},
      {"8~68个月", "P8M", "P68M"},
      {"3-2130 days", "P3D", "P2130D"},
      {"6个月至2年", "P6M", "P2Y"},
      {"两三个月", "P2M", "P3M"},
      {"from 6 to 24 months", "P6M", "P24M"},
      {"1 month to 5 years", "P1M", "P5Y"},
      {"五至六年", "P5Y", "P6Y"},
  };
  for (const RangeCase& c : kCases) {
    const auto range = ParseDurationRange(c.text);
    ASSERT_TRUE(range) << c.text;
    EXPECT_EQ(range->low.iso, c.low) << c.text;
    EXPECT_EQ(range->high.iso, c.high) << c.text;
  }
  EXPECT_FALSE(ParseDurationRange("6-3 months"));
  EXPECT_FALSE(ParseDurationRange("2015-2017年"));
}

struct ScheduleCase {
  const char* text;
  std::vector<std::string> times;
};

TEST(ParseSchedule, EveryTimeInOrder) {
  const ScheduleCase kCases[] = {
      {"1, 3, 6 and 12 months", {"P1M", "P3M", "P6M", "P12M"}},
      {"1, 3, and 6 months", {"P1M", "P3M", "P6M"}},
      {"weeks 2, 4 and 8", {"P2W", "P4W", "P8W"}},
      {"days 0, 7, 14", {"P0D", "P7D", "P14D"}},
      {"术后第1、3、6、12个月", {"P1M", "P3M", "P6M", "P12M"}},
      {"1、3个月和1年", {"P1M", "P3M", "P1Y"}},
      {"6 months, 1 year and 2 years", {"P6M", "P1Y", "P2Y"}},
      {"baseline, 3 and 6 months", {"P0D", "P3M", "P6M"}},
      {"治疗后2、4周", {"P2W", "P4W"}},
      {"at 6 and 12 months", {"P6M", "P12M"}},
      {"6 months", {"P6M"}},
      {"1 and lunch", {}},
      {"", {}},
      {"3, 6", {}},
  };
  for (const ScheduleCase& c : kCases) {
    std::vector<std::string> times;
    for (const Duration& time : ParseSchedule(c.text)) times.push_back(time.iso);
    EXPECT_EQ(times, c.times) << c.text;
  }
}

TEST(ParseInterval, FromOneAdministrationToTheNext) {
  constexpr Case kCases[] = {
      {"daily", "P1D"},
      {"once daily", "P1D"},
      {"twice daily", "PT12H"},
      {"three times daily", "PT8H"},
      {"three times a day", "PT8H"},
      {"four times per day", "PT6H"},
      {"bid", "PT12H"},
      {"b.i.d.", "PT12H"},
      {"tid", "PT8H"},
      {"qd", "P1D"},
      {"qid", "PT6H"},
      {"q12h", "PT12H"},
      {"q12 hours", "PT12H"},
      {"q 8 h", "PT8H"},
      {"q3w", "P21D"},
      {"every 2 weeks", "P14D"},
      {"days 0, 3, and 6", "P3D"},
      {"weeks 0 and 4", "P28D"},
      {"every two weeks", "P14D"},
      {"every 3 weeks", "P21D"},
      {"every other day", "P2D"},
      {"on alternate days", "P2D"},
      {"every second week", "P14D"},
      {"weekly", "P7D"},
      {"once weekly", "P7D"},
      {"once a week", "P7D"},
      {"twice weekly", "P3.5D"},
      {"twice a week", "P3.5D"},
      {"twice per week", "P3.5D"},
      {"3 times a week", "P2.3333D"},
      {"monthly", "P1M"},
      {"every month", "P1M"},
      {"every 3 months", "P3M"},
      {"quarterly", "P3M"},
      {"fortnightly", "P14D"},
      {"every 8 hours", "PT8H"},
      {"at 4-week intervals", "P28D"},
      {"at intervals of 4 weeks", "P28D"},
      {"1 month apart", "P1M"},
      {"4 months apart", "P4M"},
      {"every day", "P1D"},
      {"per week", "P7D"},
      {"/week", "P7D"},
      {"2 times per week", "P3.5D"},
      {"once every 3 weeks", "P21D"},
      {"3-weekly", "P21D"},
      {"yearly", "P1Y"},
      {"a week apart", "P7D"},
      {"2-week interval", "P14D"},
      {"每日2次", "PT12H"},
      {"每日两次", "PT12H"},
      {"每天1次", "P1D"},
      {"1日3次", "PT8H"},
      {"一日三次", "PT8H"},
      {"隔日1次", "P2D"},
      {"隔日", "P2D"},
      {"隔天1次", "P2D"},
      {"1次/周", "P7D"},
      {"1次/d", "P1D"},
      {"2次/d", "PT12H"},
      {"3次/日", "PT8H"},
      {"每周2次", "P3.5D"},
      {"每周一次", "P7D"},
      {"每2周1次", "P14D"},
      {"每8小时1次", "PT8H"},
      {"每12h一次", "PT12H"},
      {"1次/12h", "PT12H"},
      {"每月1次", "P1M"},
      {"每晚", "P1D"},
      {"每晚1次", "P1D"},
      {"间隔2周", "P14D"},
      {"每隔2周", "P14D"},
      {"每3个月1次", "P3M"},
      {"1次/2周", "P14D"},
      {"每2h", "PT2H"},
      {"每周", "P7D"},
      {"每日", "P1D"},
      {"1周1次", "P7D"},
      {"隔周1次", "P14D"},
      {"间隔1个月", "P1M"},
      {"每周单次", ""},
  };
  for (const Case& c : kCases) {
    const auto interval = ParseInterval(c.text);
    if (!*c.iso) continue;
    ASSERT_TRUE(interval) << c.text;
    EXPECT_EQ(interval->iso, c.iso) << c.text;
  }
}

TEST(ParseInterval, RefusesWhatIsNoneOrMeansTwoThings) {
  for (const char* text :
       {"days 1, 3 and 8", "", "biweekly", "often", "3 times", "7d为1个疗程", "five days a week off", "共4次",
        "3次", "single", "every patient", "隔", "每", "0次/d"})
    EXPECT_FALSE(ParseInterval(text)) << text << " " << ParseInterval(text)->iso;
}

}  // namespace
}  // namespace trialmine

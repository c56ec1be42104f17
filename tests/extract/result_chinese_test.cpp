#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "results.h"

namespace trialmine {
namespace {

TEST(ResultSentence, WhatAChineseValueFellToIsNoChange) {
  EXPECT_EQ(Results("治疗组VAS评分由6.1±1.0降至3.2±1.1,对照组下降2.0±1.1。"),
            (Strings{"VAS评分 | 治疗组 | mean 6.1 1.0 | baseline", "VAS评分 | 治疗组 | mean 3.2 1.1 | ",
                     "VAS评分 | 对照组 | change 2.0 1.1 | "}));
}

TEST(ResultSentence, ReadsChineseReports) {
  const ResultCase kCases[] = {
      {"观察组总有效率为95.0%(38/40)，高于对照组的80.0%(32/40)，差异有统计学意义(P＜0.05)。",
       {"总有效率 | 观察组 | events 38 40 95.0 p<0.05 | ",
        "总有效率 | 对照组 | events 32 40 80.0 p<0.05 | "}},
      {"A組止皰時間、結痂時間均短於B組(P<0.05)。",
       {"止皰時間 | A组 | p_value p<0.05 | ", "結痂時間 | A组 | p_value p<0.05 | "}},
      {"观察组HR,SBP及DBP均低于对照组(P<0.05)。",
       {"HR | 观察组 | p_value p<0.05 | ", "SBP | 观察组 | p_value p<0.05 | ",
        "DBP | 观察组 | p_value p<0.05 | "}},
      {"观察组细胞比例及淋巴细胞百分比均高于对照组(P=0.034,0.041)。",
       {"细胞比例 | 观察组 | p_value p=0.034 | ", "淋巴细胞百分比 | 观察组 | p_value p=0.041 | "}},
      {"观察组治疗有效率高(P<0.05)。", {"治疗有效率 | 观察组 | p_value p<0.05 | "}},
      {"术后3个月观察组疼痛评分为(2.1±0.5)分。", {"疼痛评分 | 观察组 | mean 2.1 0.5 | 3 个月"}},
      {"随访期间未见严重不良反应。", {"严重不良反应 |  | none_observed | "}},
      // What an earlier value was held against says nothing of the next.
      {"观察组成功率(98.5%)高于对照组(89.2%)，合格率(96.9%)高于对照组(87.7%)。",
       {"成功率 | 观察组 | proportion 98.5 | ", "成功率 | 对照组 | proportion 89.2 | ",
        "合格率 | 观察组 | proportion 96.9 | ", "合格率 | 对照组 | proportion 87.7 | "}},
      {"与对照组相比，观察组肺功能显著下降(P<0.05)。", {"肺功能 | 观察组 | p_value p<0.05 | "}},
      {"观察组睡眠效率降低、觉醒指数增高，差异有统计学意义(P<0.05)。",
       {"睡眠效率 | 观察组 | p_value p<0.05 | ", "觉醒指数 | 观察组 | p_value p<0.05 | "}},
      {"术后1个月、6个月、1年观察组血钙水平分别为2.28、2.27、2.25 mmol/L。",
       {"血钙水平 | 观察组 | mean 2.28 | 1 个月", "血钙水平 | 观察组 | mean 2.27 | 6 个月",
        "血钙水平 | 观察组 | mean 2.25 | 1 年"}},
  };
  for (const ResultCase& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
}

TEST(ResultSentence, ChineseMethodsAndWordsAreNotCutIntoResults) {
  EXPECT_EQ(Results("计量资料采用t检验，P<0.05为差异有统计学意义。"), Strings{});
  EXPECT_EQ(Results("有效率=(显效+有效)例数/总例数×100%。"), Strings{});
  EXPECT_EQ(Results("观察组转铁蛋白饱和度高于对照组(P<0.05)。"),
            Strings{"转铁蛋白饱和度 | 观察组 | p_value p<0.05 | "});
  EXPECT_EQ(Results("癌组织中阳性率为19.2%。"), Strings{"癌组织中阳性率 |  | proportion 19.2 | "});
}

TEST(ResultSentence, TheFirstOfTwoChineseValuesIsThatBeforeTreatment) {
  const ResultCase kCases[] = {
      {"试验组疼痛评分由治疗前的(7.2±1.1)分降至治疗后的(3.1±0.9)分。",
       {"疼痛评分 | 试验组 | mean 7.2 1.1 | baseline", "疼痛评分 | 试验组 | mean 3.1 0.9 | "}},
      {"观察组治疗前后疼痛评分分别为(7.2±1.1)分和(3.1±0.9)分。",
       {"疼痛评分 | 观察组 | mean 7.2 1.1 | baseline", "疼痛评分 | 观察组 | mean 3.1 0.9 | "}},
      {"观察组疼痛评分为(3.1±0.9)分，低于治疗前(7.2±1.1)分。",
       {"疼痛评分 | 观察组 | mean 3.1 0.9 | ", "疼痛评分 | 观察组 | mean 7.2 1.1 | baseline"}},
      {"观察组血钙达术前水平(2.23vs.2.28mmol/L)。",
       {"血钙 | 观察组 | mean 2.23 | ", "血钙 | 观察组 | mean 2.28 | "}},
  };
  for (const ResultCase& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
}

TEST(ResultSentence, APOfItsOwnClauseClosesOverTheValuesBeforeIt) {
  EXPECT_EQ(Results("观察组有效率为97.4%，对照组为68.4%；两组比较，差异非常显著(P<0.01)。"),
            (Strings{"有效率 | 观察组 | proportion 97.4 p<0.01 | ",
                     "有效率 | 对照组 | proportion 68.4 p<0.01 | "}));
  EXPECT_EQ(Results("观察组死亡率为12.5%，对照组死亡率为33.3%(P<0.05)。"),
            (Strings{"死亡率 | 观察组 | proportion 12.5 p<0.05 | ",
                     "死亡率 | 对照组 | proportion 33.3 p<0.05 | "}));
  // What is compared with itself is no arm against the other.
  EXPECT_EQ(Results("观察组30例，对照组30例。两组疼痛评分均低于治疗前(P<0.05)。"),
            (Strings{"疼痛评分 |  | p_value p<0.05 | "}));
  EXPECT_EQ(Results("观察组有效率为97.4%；两组满意度比较，差异显著(P<0.01)。"),
            (Strings{"有效率 | 观察组 | proportion 97.4 | ", "满意度 |  | p_value p<0.01 | "}));
}

TEST(ResultSentence, AClauseBehindASemicolonTakesOverNamesAndTime) {
  EXPECT_EQ(Results("3年时甲药组复发率、死亡率分别为3.1%和1.9%；乙药组分别为2.9%和2.2%。"),
            (Strings{"复发率 | 甲药组 | proportion 3.1 | 3 年", "死亡率 | 甲药组 | proportion 1.9 | 3 年",
                     "复发率 | 乙药组 | proportion 2.9 | 3 年", "死亡率 | 乙药组 | proportion 2.2 | 3 年"}));
  // A clause of its own has its own names, and a sentence of its own no time of another.
  EXPECT_EQ(Results("甲药组复发率、死亡率分别为3.1%和1.9%；乙药组疼痛率为2.9%。"),
            (Strings{"复发率 | 甲药组 | proportion 3.1 | ", "死亡率 | 甲药组 | proportion 1.9 | ",
                     "疼痛率 | 乙药组 | proportion 2.9 | "}));
  EXPECT_EQ(Results("3年时甲药组复发率为3.1%。乙药组复发率为2.9%。"),
            (Strings{"复发率 | 甲药组 | proportion 3.1 | 3 年", "复发率 | 乙药组 | proportion 2.9 | "}));
}

TEST(ResultSentence, AChineseNameStandsBeforeThePlaceAndHoldsForWhatItIsHeldAgainst) {
  EXPECT_EQ(Results("NPAS2蛋白在癌组织中的阳性率为19.2%，显著低于癌旁中的62.5%(P<0.05)。"),
            (Strings{"NPAS2蛋白阳性率 |  | proportion 19.2 p<0.05 | ",
                     "NPAS2蛋白阳性率 |  | proportion 62.5 p<0.05 | "}));
  EXPECT_EQ(Results("Snail蛋白在正常组织中的阳性率为2.5%，在增生组织中的阳性率为34.0%，在癌组织中为66.9%。"),
            (Strings{"Snail蛋白阳性率 |  | proportion 2.5 | ", "Snail蛋白阳性率 |  | proportion 34.0 | ",
                     "Snail蛋白阳性率 |  | proportion 66.9 | "}));
  EXPECT_EQ(Results("甲药组与乙药组收缩压、舒张压的组间与时间交互作用均无统计学意义(P>0.05)。"),
            (Strings{"收缩压 | 甲药组 | p_value p>0.05 | ", "舒张压 | 甲药组 | p_value p>0.05 | "}));
  EXPECT_EQ(Results("观察组30例，对照组30例。两组分别有5例及7例患者治疗1周内死亡，分别占6.9%及9.1%。"),
            (Strings{"死亡 | 观察组 | events 5 6.9 | 1 周", "死亡 | 对照组 | events 7 9.1 | 1 周"}));
}

TEST(ResultSentence, WhatIsSaidOfAllAboveClosesOverEveryValue) {
  EXPECT_EQ(
      Results("观察组成功率(98.5%)高于对照组(89.2%)，合格率(96.9%)高于对照组(87.7%)"
              "，以上项目组间比较，差异均有统计学"
              "意义(P<0.05)。"),
      (Strings{"成功率 | 观察组 | proportion 98.5 p<0.05 | ", "成功率 | 对照组 | proportion 89.2 p<0.05 | ",
               "合格率 | 观察组 | proportion 96.9 p<0.05 | ",
               "合格率 | 对照组 | proportion 87.7 p<0.05 | "}));
  // 组 within a word, and of a group that a list leaves to 组间.
  EXPECT_EQ(Results("抗组蛋白抗体阳性率为36.0%。"), Strings{"抗组蛋白抗体阳性率 |  | proportion 36.0 | "});
}

TEST(ResultSentence, EachChineseNameHasTheTimesOfItsOwnClause) {
  EXPECT_EQ(Results("与对照组比较，观察组术后第1天血乳酸较低，第3、5天氧合指数较高(P<0.05)。"),
            (Strings{"血乳酸 | 观察组 | p_value p<0.05 | 1 天", "氧合指数 | 观察组 | p_value p<0.05 | 3 天",
                     "氧合指数 | 观察组 | p_value p<0.05 | 5 天"}));
  EXPECT_EQ(Results("观察组转阴率、复常率均高于对照组(χ²=26.808，P<0.001和χ²=5.485，P=0.017)。"),
            (Strings{"转阴率 | 观察组 | p_value p<0.001 | ", "复常率 | 观察组 | p_value p=0.017 | "}));
}

TEST(ResultSentence, ChineseArmsAreSharedOutInTheOrderOfTheirLists) {
  const ResultCase kCases[] = {
      {"患者分为甲药组、乙药组和丙药组。3组的有效率分别为88.6%、82.9%、82.9%。",
       {"有效率 | 甲药组 | proportion 88.6 | ", "有效率 | 乙药组 | proportion 82.9 | ",
        "有效率 | 丙药组 | proportion 82.9 | "}},
      {"患者分为A、B、C三组。A、B、C三组有效率分别为33.3%、30.3%和33.8%。",
       {"有效率 | A | proportion 33.3 | ", "有效率 | B | proportion 30.3 | ",
        "有效率 | C | proportion 33.8 | "}},
      {"12、24周时阴性组与阳性组抑制率分别是68%、85%与56%、76%。",
       {"抑制率 | 阴性组 | proportion 68 | 12 周", "抑制率 | 阴性组 | proportion 85 | 24 周",
        "抑制率 | 阳性组 | proportion 56 | 12 周", "抑制率 | 阳性组 | proportion 76 | 24 周"}},
      {"治疗组Ⅰ(n=38)，治疗组Ⅱ(n=35)。治疗组Ⅰ、Ⅱ有效率分别为44.7%、40.0%。",
       {"有效率 | 治疗组I | proportion 44.7 | ", "有效率 | 治疗组II | proportion 40.0 | "}},
      {"CABG组靶血管数目多于PCI组(2.90±0.81 vs 1.67±0.73)，再血管化程度高于PCI组(94.8% vs 51.8%)。",
       {"靶血管数目 | CABG组 | mean 2.90 0.81 | ", "靶血管数目 | PCI组 | mean 1.67 0.73 | ",
        "再血管化程度 | CABG组 | proportion 94.8 | ", "再血管化程度 | PCI组 | proportion 51.8 | "}},
      {"治疗组缓解率和控制率均高于对照组(36%vs.13%和83%vs.53%)。",
       {"缓解率 | 治疗组 | proportion 36 | ", "缓解率 | 对照组 | proportion 13 | ",
        "控制率 | 治疗组 | proportion 83 | ", "控制率 | 对照组 | proportion 53 | "}},
      {"试验组30例，对照组30例。服药后试验组疲劳积分为10.0±2.3。", {"疲劳积分 | 试验组 | mean 10.0 2.3 | "}},
  };
  for (const ResultCase& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
}

TEST(ResultSentence, AChinesePairBehindThoseOfTheSubjectIsTheOthers) {
  const std::string groups = "患者分为甲药组和乙药组，各20例。";
  const ResultCase kCases[] = {
      {"甲药组术后4、8 h的VAS评分为(2.7±1.5)、(2.3±1.0)，低于乙药组(3.4±1.6、3.1±1.1)。",
       {"VAS评分 | 甲药组 | mean 2.7 1.5 | 4 h", "VAS评分 | 甲药组 | mean 2.3 1.0 | 8 h",
        "VAS评分 | 乙药组 | mean 3.4 1.6 | 4 h", "VAS评分 | 乙药组 | mean 3.1 1.1 | 8 h"}},
      {"镇静评分为(2.4±0.5)，高于乙药组(1.2±0.6)。",
       {"镇静评分 | 甲药组 | mean 2.4 0.5 | ", "镇静评分 | 乙药组 | mean 1.2 0.6 | "}},
      {"甲药组各时间点Hb、TC均高于乙药组(P<0.05)。",
       {"Hb | 甲药组 | p_value p<0.05 | ", "TC | 甲药组 | p_value p<0.05 | "}},
  };
  for (const ResultCase& test : kCases) EXPECT_EQ(Results(groups + test.text), test.results) << test.text;
}

TEST(ResultSentence, EveryChineseValueHasTheNameBeforeIt) {
  const ResultCase kCases[] = {
      {"观察组体质指数(20.1±2.6)kg/m2、血糖(5.1±0.8)mmol/L均优于治疗前(P<0.05)。",
       {"体质指数 | 观察组 | mean 20.1 2.6 p<0.05 | ", "血糖 | 观察组 | mean 5.1 0.8 p<0.05 | "}},
      {"观察组胰岛素为(9.2±1.5)mU/L、血糖为(6.8±1.6)mmol/L，均低于对照组的(11.4±1.8)mU/L、(8.5±1.1)mmol/"
       "L(P<0.05)。",
       {"胰岛素 | 观察组 | mean 9.2 1.5 p<0.05 | ", "血糖 | 观察组 | mean 6.8 1.6 p<0.05 | ",
        "胰岛素 | 对照组 | mean 11.4 1.8 p<0.05 | ", "血糖 | 对照组 | mean 8.5 1.1 p<0.05 | "}},
      {"与对照组相比，试验组能改善空腹血糖、体重指数，差异有显著性(P<0.05)。",
       {"空腹血糖 | 试验组 | p_value p<0.05 | ", "体重指数 | 试验组 | p_value p<0.05 | "}},
      {"观察组完全缓解率低于对照组(42.7%对85.9%，P<0.001)。",
       {"完全缓解率 | 观察组 | proportion 42.7 p<0.001 | ",
        "完全缓解率 | 对照组 | proportion 85.9 p<0.001 | "}},
      {"观察组中位生存期长于对照组(4.5个月vs.2.9个月)。",
       {"中位生存期 | 观察组 | median 4.5 | ", "中位生存期 | 对照组 | median 2.9 | "}},
  };
  for (const ResultCase& test : kCases) EXPECT_EQ(Results(test.text), test.results) << test.text;
}

}  // namespace
}  // namespace trialmine

#include "studied.h"

#include <gtest/gtest.h>

#include <string>

#include "extract/extract.h"

namespace trialmine {
namespace {

TEST(Studied, AChinesePageMustTellOfPeopleWhoWereCounted) {
  struct Case {
    const char* text;
    bool nobody;
  };
  const Case kCases[] = {
      {"糖尿病是常见的慢性病，患者应当控制饮食，并按时服药。", true},
      {"将大鼠处死后取肝组织，检测细胞株的增殖，蛋白表达升高，差异明显。", true},
      {"本研究收集患者的资料，血压下降明显，差异有统计学意义(P<0.05)。", false},
      {"纳入60例患者，血压下降明显，疗效满意。", false},
  };
  for (const Case& test : kCases) {
    RuleExample example;
    for (int i = 0; i < 8; ++i) example.text += test.text;
    example.place = "results";
    EXPECT_EQ(StudiesNobody(ExampleDocument(example), {}), test.nobody) << test.text;
  }
}

TEST(Studied, ASentenceByItselfNeedNotSayOfWhomItTells) {
  RuleExample example;
  example.text = "血压下降明显。";
  example.place = "results";
  EXPECT_FALSE(StudiesNobody(ExampleDocument(example), {}));
}

}  // namespace
}  // namespace trialmine

#include "quote.h"

#include <gtest/gtest.h>

#include "make.h"

namespace trialmine {
namespace {

std::string LabelAfter(const std::string& text, std::string_view printed, std::string_view folded) {
  const Document document = MakeDocument(text);
  Finding finding = MakeFinding(document, Field::kArm, printed, {{"label", printed}});
  finding.slots.at(0).text = folded;
  Value value = Arm{std::string(folded), "unknown", {}};
  QuoteNames(value, finding, document);
  return std::get<Arm>(value).label;
}

TEST(QuoteNames, ANameReadInSimplifiedFormIsGivenInTheScriptOfTheDocument) {
  EXPECT_EQ(LabelAfter("試驗組與對照組", "對照組", "对照组"), "對照組");
}

TEST(QuoteNames, ANameThatFoldingRepairedStaysAsItWasRead) {
  EXPECT_EQ(LabelAfter("細 胞組", "細 胞組", "细胞组"), "细胞组");
}

TEST(QuoteNames, PinyinBehindCharactersGoes) {
  EXPECT_EQ(LabelAfter("隨機(jī)組", "隨機(jī)組", "随机组"), "隨機組");
}

TEST(QuoteNames, AConstantOfARuleStays) {
  const Document document = MakeDocument("對照");
  Finding finding = MakeFinding(document, Field::kArm, "對照", {});
  finding.slots.push_back({"label", "对照", {}});
  Value value = Arm{"对照", "unknown", {}};
  QuoteNames(value, finding, document);
  EXPECT_EQ(std::get<Arm>(value).label, "对照");
}

}  // namespace
}  // namespace trialmine

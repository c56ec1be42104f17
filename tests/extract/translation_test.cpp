#include "translation.h"

#include <gtest/gtest.h>

namespace trialmine {
namespace {

uint32_t AddField(Document& document, int32_t group, std::string_view field, std::string_view text) {
  Block block;
  block.kind = BlockKind::kField;
  block.group = group;
  block.field = field;
  const auto begin = static_cast<uint32_t>(document.text.size());
  document.text += text;
  block.span = {begin, static_cast<uint32_t>(document.text.size())};
  document.blocks.push_back(block);
  return static_cast<uint32_t>(document.blocks.size() - 1);
}

TEST(IsTranslation, IsTheEnglishNameOfWhatHasAChineseOne) {
  Document document;
  const uint32_t chinese = AddField(document, 1, "arm.label", "试验组");
  AddField(document, 1, "arm.size", "30");
  const uint32_t english = AddField(document, 1, "arm.label", "experimental group");
  const uint32_t next = AddField(document, 2, "arm.label", "control group");
  EXPECT_FALSE(IsTranslation(document, chinese));
  EXPECT_TRUE(IsTranslation(document, english));
  EXPECT_FALSE(IsTranslation(document, next)) << "another arm, which has no name in Chinese";
}

TEST(IsTranslation, KnowsAnOutcomeWhoseEnglishRowTellsNoRank) {
  Document document;
  AddField(document, 1, "outcome.primary", "总生存期");
  EXPECT_TRUE(IsTranslation(document, AddField(document, 1, "outcome.other", "overall survival")));
}

TEST(IsTranslation, TakesNoOtherFieldOfTheEntryForOne) {
  Document document;
  AddField(document, 1, "arm.label", "试验组");
  EXPECT_FALSE(IsTranslation(document, AddField(document, 1, "intervention.name", "50 mg daily")));
}

}  // namespace
}  // namespace trialmine

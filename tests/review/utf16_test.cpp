#include "utf16.h"

#include <gtest/gtest.h>

namespace trialmine {
namespace {

struct LengthCase {
  std::string_view text;
  uint32_t units;
};

// Browsers count UTF-16 units, whatever a character takes in UTF-8.
TEST(Utf16, CountsAsABrowserDoes) {
  constexpr LengthCase kCases[] = {
      {"", 0},
      {"60 patients", 11},
      {"试验", 2},
      {"共60例。", 5},
      {"\xF0\x9F\x98\x80", 2},  // 😀
      {"\xF0\xA0\xAE\xB7", 2},  // 𠮷, U+20BB7
      {"e\xCC\x81", 2},         // e and a combining acute
      {"a\r\nb", 4},
      {"１２", 2},
      {"dose 剂量 10⁶", 11},
      {"a\xFF"
       "b",
       3},               // a byte of no character
      {"a\xE8\xAF", 3},  // a character cut short
  };
  for (const LengthCase& c : kCases) EXPECT_EQ(Utf16Length(c.text), c.units) << c.text;
}

TEST(Utf16, GoesBackToTheByte) {
  const std::string_view text = "a试\xF0\x9F\x98\x80z";
  EXPECT_EQ(ByteOfUtf16(text, 0), 0U);
  EXPECT_EQ(ByteOfUtf16(text, 1), 1U);
  EXPECT_EQ(ByteOfUtf16(text, 2), 4U);
  EXPECT_EQ(ByteOfUtf16(text, 3), std::nullopt) << "the middle of a surrogate pair is no place";
  EXPECT_EQ(ByteOfUtf16(text, 4), 8U);
  EXPECT_EQ(ByteOfUtf16(text, 5), 9U);
  EXPECT_EQ(ByteOfUtf16(text, 6), std::nullopt) << "beyond the end";
}

Document Made(const std::vector<std::string>& blocks) {
  Document document;
  for (const std::string& text : blocks) {
    Block block;
    block.span.begin = static_cast<uint32_t>(document.text.size());
    document.text += text;
    block.span.end = static_cast<uint32_t>(document.text.size());
    document.blocks.push_back(block);
    document.text += '\n';
  }
  return document;
}

const std::vector<std::string> kBlocks = {
    "A total of 60 patients were randomised. Of these, 30 got MSC.  Nobody died!",
    "共纳入60例患者。其中30例接受治疗；随访12个月。",
    "",
    "   ",
    "\xF0\x9F\x98\x80 One. \xF0\xA0\xAE\xB7野家 two。Three １２ e\xCC\x81nd.\r\nFour.",
    "p < 0.05 (95% CI 1.2–3.4). <script>alert(1)</script> \xE2\x80\xAE"
    "abc. \xFF\xFE bytes.",
};

TEST(SentenceMap, SentencesTogetherAreTheBlock) {
  const Document document = Made(kBlocks);
  SentenceMap map(document);
  for (uint32_t i = 0; i < document.blocks.size(); ++i) {
    uint32_t at = document.blocks[i].span.begin;
    for (Span sentence : map.Sentences(i)) {
      EXPECT_EQ(sentence.begin, at) << "a gap in block " << i;
      EXPECT_FALSE(sentence.empty());
      at = sentence.end;
    }
    EXPECT_EQ(at, document.blocks[i].span.end) << "block " << i;
  }
  EXPECT_EQ(map.Sentences(0).size(), 3U);
  EXPECT_EQ(map.Sentences(1).size(), 3U);
}

TEST(SentenceMap, EverySpanOfCharactersComesBack) {
  const Document document = Made(kBlocks);
  SentenceMap map(document);
  const auto is_start = [&](uint32_t at) { return (document.text[at] & 0xc0) != 0x80; };
  for (const Block& block : document.blocks) {
    for (uint32_t begin = block.span.begin; begin < block.span.end; ++begin) {
      for (uint32_t end = begin + 1; end <= block.span.end; ++end) {
        if (!is_start(begin) || !is_start(end)) continue;
        const std::vector<Anchor> anchors = map.AnchorsOf({begin, end});
        ASSERT_FALSE(anchors.empty());
        Anchor whole = anchors.front();
        whole.end = anchors.back().end;
        const std::optional<Span> back = map.SpanOf(whole, anchors.back().sentence);
        ASSERT_TRUE(back.has_value());
        EXPECT_EQ(*back, (Span{begin, end}));
      }
    }
  }
}

TEST(SentenceMap, NoPlaceIsNoSpan) {
  const Document document = Made(kBlocks);
  SentenceMap map(document);
  for (const Anchor& anchor :
       {Anchor{99, 0, 0, 1}, Anchor{0, 99, 0, 1}, Anchor{0, 0, 0, 9999}, Anchor{0, 0, 5, 5},
        Anchor{0, 0, 6, 5}, Anchor{2, 0, 0, 1}, Anchor{4, 0, 1, 2}})
    EXPECT_FALSE(map.SpanOf(anchor).has_value()) << anchor.block << "/" << anchor.sentence;
  EXPECT_TRUE(map.AnchorsOf({5, 5}).empty());
}

}  // namespace
}  // namespace trialmine

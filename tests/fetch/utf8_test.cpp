#include "fetch/utf8.h"

#include <gtest/gtest.h>

namespace trialmine {
namespace {

TEST(Utf8, AsciiIsToldAtEveryPlaceOfAWord) {
  for (size_t size = 0; size < 20; ++size) {
    const std::string plain(size, 'a');
    EXPECT_TRUE(IsAscii(plain));
    for (size_t at = 0; at < size; ++at) {
      std::string high = plain;
      high[at] = '\xC2';
      EXPECT_FALSE(IsAscii(high)) << size << " bytes, at " << at;
    }
  }
}

TEST(Utf8, CharactersOfAnyLengthCountAsOne) {
  EXPECT_EQ(CountCharacters(""), 0u);
  EXPECT_EQ(CountCharacters("two words"), 9u);
  EXPECT_EQ(CountCharacters("10⁶ 个细胞/kg, é and 𝒳"), 19u);
  EXPECT_EQ(CountCharacters("间充质干细胞治疗"), 8u);
}

TEST(Utf8, ACounterGoesForwardAndBack) {
  const std::string text = "共纳入120例患者，10⁶ cells";
  CharCounter chars(text);
  for (size_t byte : {9u, 12u, 3u, 0u, 25u, 21u}) {
    EXPECT_EQ(chars.Before(byte), CountCharacters(std::string_view(text).substr(0, byte))) << byte;
  }
  EXPECT_EQ(chars.Before(text.size()), 19u);
}

}  // namespace
}  // namespace trialmine

#include "encoding.h"

#include <gtest/gtest.h>
#include <unicode/ucnv.h>

#include <string>
#include <vector>

#include "support.h"

namespace trialmine {
namespace {

using namespace std::string_view_literals;

std::string Encode(std::string_view utf8, const char* encoding) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out(utf8.size() * 4 + 16, '\0');
  const int32_t size = ucnv_convert(encoding, "UTF-8", out.data(), static_cast<int32_t>(out.size()),
                                    utf8.data(), static_cast<int32_t>(utf8.size()), &status);
  EXPECT_TRUE(U_SUCCESS(status)) << encoding;
  out.resize(size);
  return out;
}

constexpr std::string_view kSimplified =
    "目的：探讨脐带间充质干细胞治疗膝骨关节炎的临床疗效与安全性。方法：选取2017年3月至2018年4月收治的120例患"
    "者，随机分为观察组和对照组，各60例。结果：两组患者的总有效率比较，差异有统计学意义。";
constexpr std::string_view kTraditional =
    "目的：探討臍帶間質幹細胞治療膝骨關節炎的臨床療效與安全性。方法：選取收治的120例患者，隨機分為觀察組和對"
    "照組，各60例。結果：兩組患者的總有效率比較，差異有統計學意義。";
constexpr std::string_view kFrench =
    "Une étude randomisée a évalué la thérapie cellulaire chez soixante-cinq malades âgés, suivis à "
    "l'hôpital pendant deux années.";

struct EncodingCase {
  const char* name;
  std::string bytes;
  std::string http;
  std::string_view text;
};

TEST(Encoding, IsTakenFromMarkDeclarationOrContent) {
  const std::string meta_gb = "<meta charset=gb2312>";
  const std::vector<EncodingCase> cases{
      {"UTF-8", std::string(kSimplified), "", kSimplified},
      {"UTF-8 with a mark", "\xEF\xBB\xBF" + std::string(kSimplified), "gb2312", kSimplified},
      {"UTF-16LE with a mark", "\xFF\xFE" + Encode(kSimplified, "UTF-16LE"), "", kSimplified},
      {"UTF-16BE with a mark", "\xFE\xFF" + Encode(kSimplified, "UTF-16BE"), "", kSimplified},
      {"GB18030 labelled gb2312 by HTTP", Encode(kSimplified, "gb18030"), "gb2312", kSimplified},
      {"GB18030 labelled GBK", Encode(kSimplified, "gb18030"), "x-gbk", kSimplified},
      {"GB18030 without a label", Encode(kSimplified, "gb18030"), "", kSimplified},
      {"Big5 labelled", Encode(kTraditional, "Big5-HKSCS"), "big5", kTraditional},
      {"Big5 without a label", Encode(kTraditional, "Big5-HKSCS"), "", kTraditional},
      {"UTF-8 labelled gb2312", std::string(kSimplified), "gb2312", kSimplified},
      {"UTF-8 labelled latin1", std::string(kFrench), "iso-8859-1", kFrench},
      {"GB18030 labelled latin1", Encode(kSimplified, "gb18030"), "iso-8859-1", kSimplified},
      {"GB18030 labelled UTF-8", Encode(kSimplified, "gb18030"), "utf-8", kSimplified},
      {"Windows-1252 labelled latin1", Encode("“Étude” – 5 €", "windows-1252"), "latin1", "“Étude” – 5 €"},
      {"Windows-1252 without a label", Encode(kFrench, "windows-1252"), "", kFrench},
      {"Windows-1251 labelled", Encode("Исследование клеточной терапии", "windows-1251"), "windows-1251",
       "Исследование клеточной терапии"},
      {"Shift-JIS labelled", Encode("幹細胞治療の安全性について", "windows-31j"), "shift_jis",
       "幹細胞治療の安全性について"},
      {"EUC-KR labelled", Encode("줄기세포 치료의 안전성", "windows-949"), "euc-kr",
       "줄기세포 치료의 안전성"},
      {"ISO-8859-2 labelled", Encode("Łódź żółć", "ISO-8859-2"), "iso-8859-2", "Łódź żółć"},
      {"an unknown label", std::string(kSimplified), "x-none", kSimplified},
      {"ASCII", "60 patients", "", "60 patients"},
  };
  for (const EncodingCase& c : cases)
    EXPECT_EQ(DecodeText(c.bytes, c.http), c.text)
        << c.name << ", read as " << DetectEncoding(c.bytes, c.http);
}

TEST(Encoding, MetaElementAndXmlDeclarationDeclare) {
  for (std::string_view head :
       {"<meta charset=\"gb2312\">", "<META http-equiv=Content-Type content='text/html; charset=GBK'>",
        "<?xml version=\"1.0\" encoding=\"gb2312\"?>"}) {
    const std::string text = std::string(head) + "<p>共纳入6例</p>";
    EXPECT_EQ(DecodeText(Encode(text, "gb18030"), ""), text) << head;
  }
}

TEST(Encoding, BrokenBytesBecomeReplacementCharacters) {
  EXPECT_EQ(ToUtf8("a\xFF"
                   "b"sv,
                   "UTF-8"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(DecodeText("\xFF\xFE"
                       "a\0\x00\xD8"sv,
                       ""),
            "a\xEF\xBF\xBD");  // a lone surrogate
}

TEST(Encoding, ValidUtf8PrefixStopsAtTheFirstBadByte) {
  EXPECT_EQ(ValidUtf8Prefix(""), 0u);
  EXPECT_EQ(ValidUtf8Prefix("abcdefghij"), 10u);
  EXPECT_EQ(ValidUtf8Prefix("abcdefghi\xE4\xB8"), 9u);
  EXPECT_EQ(ValidUtf8Prefix("例\xC0\x80"), 3u);
}

TEST(Encoding, StreamsDecodeLikeWholeTexts) {
  std::string text;
  while (text.size() < 300000) text += kSimplified;
  Response response;
  response.body = Body::FromString(Encode(text, "gb18030"));
  auto source = OpenDecoded(response);
  ASSERT_TRUE(source.ok());
  std::string got, buffer(1000, '\0');
  for (;;) {
    auto n = (*source)->Read(buffer);
    ASSERT_TRUE(n.ok());
    if (*n == 0) break;
    got.append(buffer, 0, *n);
  }
  EXPECT_EQ(got, text);
}

}  // namespace
}  // namespace trialmine

// What every XML format owes to broken and hostile input, shown on PubMed's.
#include "xml_stream.h"

#include <gtest/gtest.h>

#include "xml_support.h"

namespace trialmine {
namespace {

using namespace std::string_literals;

std::string Record(const std::string& pmid, const std::string& abstract) {
  return "<MedlineCitation><PMID>" + pmid + "</PMID><Article><Abstract><AbstractText>" + abstract +
         "</AbstractText></Abstract></Article></MedlineCitation>";
}
std::string Set(const std::string& records, const std::string& prolog = "") {
  return prolog + "<MedlineCitationSet>" + records + "</MedlineCitationSet>";
}

struct BadCase {
  const char* name;
  std::string bytes;
  const char* order;
};

TEST(XmlStream, BrokenInputGivesWhatStoodBeforeAndOneReason) {
  const std::string good = Record("1", "one");
  const BadCase cases[] = {
      {"no bytes", "", "empty"},
      {"no records", Set(""), "empty"},
      {"cut in a record", "<MedlineCitationSet>" + good + good.substr(0, 60), "pmid:1 truncated"},
      {"the end tag missing", "<MedlineCitationSet>" + good, "pmid:1 truncated"},
      {"cut in a tag", "<MedlineCitationSet>" + good + "<MedlineCit", "pmid:1 truncated"},
      {"tags crossed", Set(good + "<a><b></a></b>" + Record("2", "two")), "pmid:1 ill_formed"},
      {"a bare ampersand", Set(good + Record("2", "p & q")), "pmid:1 ill_formed"},
      {"more after the end", Set(good) + "<again/>", "pmid:1 ill_formed"},
      {"NUL", Set(good + Record("2", "a\0b"s)), "pmid:1 ill_formed"},
      {"invalid UTF-8", Set(good + Record("2", "a\xFF b")), "pmid:1 encoding"},
      {"an internal entity", Set(good, "<!DOCTYPE MedlineCitationSet [<!ENTITY lol \"lol\">]>"),
       "forbidden_entity"},
      {"an external entity",
       Set(good, "<!DOCTYPE MedlineCitationSet [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"),
       "forbidden_entity"},
      {"a parameter entity",
       Set(good, "<!DOCTYPE MedlineCitationSet [<!ENTITY % x SYSTEM \"http://127.0.0.1/x\"> %x;]>"),
       "forbidden_entity"},
      {"an unparsed entity",
       Set(good,
           "<!DOCTYPE MedlineCitationSet [<!NOTATION n SYSTEM \"n\"><!ENTITY x SYSTEM \"x\" NDATA n>]>"),
       "forbidden_entity"},
      {"a network DTD is not fetched",
       Set(good, "<!DOCTYPE MedlineCitationSet SYSTEM \"http://127.0.0.1:9/x.dtd\">"), "pmid:1"},
      {"control characters are dropped", Set(Record("1", "a&#1;b\x02 &lt; c")), "pmid:1"},
      {"an unknown encoding", "<?xml version=\"1.0\" encoding=\"klingon\"?>" + Set(good), "encoding"},
      {"GB18030 with a bad byte",
       "<?xml version=\"1.0\" encoding=\"gbk\"?>" + Set(good + Record("2", "a\xFF\xFFz")), "pmid:1 encoding"},
      {"GB18030 cut in a character",
       "<?xml version=\"1.0\" encoding=\"gbk\"?><MedlineCitationSet>" + good + "<a>\xD6", "pmid:1 truncated"},
  };
  for (const BadCase& c : cases) {
    const Reading reading = ReadAll(OpenPubMed, c.bytes);
    EXPECT_EQ(reading.order, c.order) << c.name;
    for (const Error& error : reading.errors) EXPECT_FALSE(error.detail.empty()) << c.name;
  }
}

TEST(XmlStream, AnErrorNamesItsPlace) {
  const Reading nul = ReadAll(OpenPubMed, "<MedlineCitationSet>\n\0"s);
  ASSERT_EQ(nul.errors.size(), 1u);
  EXPECT_NE(nul.errors[0].detail.find("byte 21"), std::string::npos) << nul.errors[0].detail;
  const Reading crossed = ReadAll(OpenPubMed, "<MedlineCitationSet>\n<a></b>");
  ASSERT_EQ(crossed.errors.size(), 1u);
  EXPECT_NE(crossed.errors[0].detail.find("line 2"), std::string::npos) << crossed.errors[0].detail;
}

TEST(XmlStream, AReferenceAfterARecoveredErrorIsNotLost) {
  const Reading reading = ReadAll(OpenPubMed, Set(Record("1", "a&#1;&lt;b\x01&gt;&mu;")));
  ASSERT_EQ(reading.order, "pmid:1");
  EXPECT_EQ(reading.documents[0].text, "a<b>μ");
}

TEST(XmlStream, ARecordOverTheLimitIsAnErrorAndTheNextIsRead) {
  const ParseLimits limits{.max_record = 1000};
  const std::string many_elements = "<PMID>2</PMID>" + [] {
    std::string text;
    for (int i = 0; i < 300; ++i) text += "<x/>";
    return text;
  }();
  for (const std::string& big :
       {Record("2", std::string(5000, 'x')), "<MedlineCitation>" + many_elements + "</MedlineCitation>"})
    EXPECT_EQ(ReadAll(OpenPubMed, Set(Record("1", "a") + big + Record("3", "c")), limits).order,
              "pmid:1 too_big pmid:3");
}

TEST(XmlStream, NestingBeyondTheLimitIsAnErrorAndTheNextRecordIsRead) {
  std::string deep, end;
  for (int i = 0; i < 10000; ++i) {
    deep += "<a>";
    end += "</a>";
  }
  EXPECT_EQ(ReadAll(OpenPubMed, Set(Record("1", "a") + Record("2", deep + end) + Record("3", "c"))).order,
            "pmid:1 too_deep pmid:3");
  EXPECT_EQ(ReadAll(OpenPubMed, deep + end).order, "too_deep");
  EXPECT_EQ(ReadAll(OpenPubMed, "<MedlineCitationSet>" + Record("1", "a") + "<MedlineCitation>" + deep).order,
            "pmid:1 too_deep truncated");
}

struct EncodingCase {
  const char* name;
  const char* prolog;
  std::string text;  // 方法 or é, encoded.
  const char* utf8;
  const char* charset = "";
};

TEST(XmlStream, EncodingsByMarkDeclarationAndCharset) {
  const EncodingCase cases[] = {
      {"UTF-8", "", "方法", "方法"},
      {"byte order mark", "\xEF\xBB\xBF", "方法", "方法"},
      {"gb2312 is GB18030", "<?xml version=\"1.0\" encoding=\"gb2312\"?>", "\xB7\xBD\xB7\xA8\xE9\x46",
       "方法镕"},
      {"gbk", "<?xml version='1.0' encoding='GBK'?>", "\xB7\xBD\xB7\xA8", "方法"},
      {"big5", "<?xml version=\"1.0\" encoding=\"Big5\"?>", "\xA4\xE8\xAA\x6B", "方法"},
      {"latin-1 is windows-1252", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>", "\xE9\x96", "é–"},
      {"charset of the response", "", "\xB7\xBD\xB7\xA8", "方法", "gb2312"},
      {"the declaration before the charset", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "方法", "方法",
       "gb2312"},
      {"UTF-16 declared in ASCII bytes", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "方法", "方法"},
      {"UTF-8 declared as gb2312", "<?xml version=\"1.0\" encoding=\"gb2312\"?>", "方法与结果", "方法与结果"},
  };
  for (const EncodingCase& c : cases) {
    const std::string bytes = Set(Record("1", c.text), c.prolog);
    for (size_t piece : {size_t{1}, size_t{3}, bytes.size()}) {
      const Reading reading = ReadInPieces(OpenPubMed, bytes, piece, c.charset);
      ASSERT_EQ(reading.order, "pmid:1")
          << c.name << (reading.errors.empty() ? "" : reading.errors[0].detail);
      EXPECT_EQ(reading.documents[0].text, c.utf8) << c.name;
    }
  }
}

TEST(XmlStream, Utf16WithAndWithoutMark) {
  std::string wide;
  for (char16_t c :
       u"\uFEFF<?xml version=\"1.0\" "
       u"encoding=\"UTF-16\"?><MedlineCitationSet><MedlineCitation><PMID>1</PMID><Article>"
       u"<ArticleTitle>方法</ArticleTitle></Article></MedlineCitation></MedlineCitationSet>"s) {
    wide += static_cast<char>(c & 0xFF);
    wide += static_cast<char>(c >> 8);
  }
  for (const std::string& bytes : {wide, wide.substr(2)}) {
    const Reading reading = ReadInPieces(OpenPubMed, bytes, 7);
    ASSERT_EQ(reading.order, "pmid:1");
    EXPECT_EQ(reading.documents[0].title, "方法");
  }
}

const std::string kSmall = "<?xml version=\"1.0\"?><!DOCTYPE MedlineCitationSet PUBLIC \"a\" \"b\">\r\n" +
                           Set("<!-- c -->" + Record("1", "p &lt; 0.05, 10<sup>6</sup> &mu;g 方法") +
                               "\r\n<?pi x?>" + Record("2", "<![CDATA[a<b]]> é &#x4E00;"));

TEST(XmlStream, PiecesOfEverySizeReadAlike) {
  const Reading whole = ReadAll(OpenPubMed, kSmall);
  ASSERT_EQ(whole.order, "pmid:1 pmid:2");
  EXPECT_EQ(whole.documents[0].text, "p < 0.05, 10⁶ μg 方法");
  EXPECT_EQ(whole.documents[1].text, "a<b é 一");
  for (size_t piece = 1; piece <= kSmall.size(); ++piece) {
    const Reading pieces = ReadInPieces(OpenPubMed, kSmall, piece);
    ASSERT_EQ(pieces.order, whole.order) << piece;
    for (size_t i = 0; i < 2; ++i) ASSERT_EQ(pieces.documents[i].text, whole.documents[i].text) << piece;
  }
}

TEST(XmlStream, CutAtAnyByteItGivesTheRecordsBeforeTheCut) {
  const size_t first_end = kSmall.find("</MedlineCitation>") + 18;
  const size_t second_end = kSmall.rfind("</MedlineCitation>") + 18;
  for (size_t size = 0; size < kSmall.size(); ++size) {
    const Reading cut = ReadAll(OpenPubMed, kSmall.substr(0, size));
    const size_t expected = size >= second_end ? 2 : size >= first_end ? 1 : 0;
    ASSERT_EQ(cut.documents.size(), expected) << size;
    ASSERT_EQ(cut.errors.size(), 1u) << size;
    ASSERT_EQ(cut.errors[0].code, size == 0 ? "empty" : "truncated") << size << ": " << cut.errors[0].detail;
  }
}

TEST(XmlStream, ABodyThatCannotBeReadIsAnError) {
  class Failing : public Body::Storage {
    Result<std::unique_ptr<ByteSource>> Open() const override { return Error{"unreadable", "no such body"}; }
  };
  Response response;
  response.body = Body(std::make_shared<Failing>(), 5, std::string(64, '0'));
  EXPECT_EQ(ReadAll(OpenPubMed, response).order, "unreadable");
}

TEST(XmlStream, ManyAmpersandsInAnAttributeAreReadInOneGo) {
  std::string printed, plain;
  for (int i = 0; i < 200000; ++i) {
    printed += "&amp;";
    plain += '&';
  }
  const Reading reading = ReadAll(
      OpenPubMed, Set("<MedlineCitation><PMID Version=\"" + printed + "1\">1</PMID></MedlineCitation>"));
  ASSERT_EQ(reading.order, "pmid:1");
  EXPECT_EQ(reading.documents[0].version, plain + "1");
}

}  // namespace
}  // namespace trialmine

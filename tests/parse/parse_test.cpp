#include "parse/parse.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trialmine {
namespace {

struct SniffCase {
  const char* name;
  std::string_view bytes;
  const char* media_type;
  Format format;
};

using namespace std::string_view_literals;

TEST(Sniff, TellsFormatsByTheirBytes) {
  const std::vector<SniffCase> cases{
      {"PubMed", "<?xml version=\"1.0\"?>\n<!DOCTYPE PubmedArticleSet PUBLIC \"x\" \"y\"><PubmedArticleSet>",
       "", Format::kPubMedXml},
      {"PubMed with an inner subset", "<!DOCTYPE PubmedArticleSet [<!ENTITY a \"b>\">]><PubmedArticleSet>",
       "", Format::kPubMedXml},
      {"Medline", "<MedlineCitationSet>", "", Format::kPubMedXml},
      {"JATS", "<!-- c --><article article-type=\"research-article\"><front>", "", Format::kJats},
      {"PMC", "<pmc-articleset><article>", "", Format::kJats},
      {"an HTML article element is no JATS", "<article class=\"post\"><p>x</p>", "", Format::kHtml},
      {"HTML", "<!DOCTYPE html>\n<html>", "", Format::kHtml},
      {"XHTML", "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">", "application/xml",
       Format::kHtml},
      {"an HTML fragment", "  <div>text</div>", "", Format::kHtml},
      {"HTML sent as JSON", "<html><body>Service unavailable", "application/json", Format::kHtml},
      {"ClinicalTrials.gov study", "{ \"protocolSection\": {", "", Format::kClinicalTrialsJson},
      {"ClinicalTrials.gov page", "{\"totalCount\":2,\"studies\":[{\"protocolSection\":{", "",
       Format::kClinicalTrialsJson},
      {"ClinicalTrials.gov classic", "<clinical_study rank=\"1\">", "", Format::kClinicalTrialsXml},
      {"ICTRP", "<?xml version='1.0'?><Trials_downloaded_from_ICTRP>", "", Format::kIctrpXml},
      {"ICTRP CSV", "\xEF\xBB\xBFTrialID,Last Refreshed on,Public title\n", "", Format::kIctrpCsv},
      {"ICTRP CSV, other style", "TrialID,Last_Refreshed_on,Public_title\n", "", Format::kIctrpCsv},
      {"ChiCTR export", "<trials subjects=\"1\"><Triall>", "", Format::kChiCtrXml},
      {"ISRCTN", "<allTrials xmlns=\"http://www.67bricks.com/isrctn\">", "", Format::kIsrctnXml},
      {"CTIS", "{\"ctNumber\": \"2024-5\"}", "", Format::kCtisJson},
      {"text", "A total of 60 patients < 70 years", "", Format::kText},
      {"text with a bracket", "[Objective] To compare", "", Format::kText},
      {"text with a NUL", "A total of\0 sixty patients were randomized to"sv, "", Format::kText},
      {"UTF-16 XML", "\xFF\xFE<\0P\0u\0b\0m\0e\0d\0A\0r\0t\0i\0c\0l\0e\0S\0e\0t\0>\0"sv, "",
       Format::kPubMedXml},
      {"unknown XML", "<eSearchResult><Count>0</Count>", "", Format::kUnknown},
      {"unknown JSON", "{\"http_interactions\": []}", "", Format::kUnknown},
      {"PDF", "%PDF-1.7\n", "application/pdf", Format::kUnknown},
      {"nothing", "", "", Format::kUnknown},
      {"a piece of a page", "</td></tr><tr><td>60 patients</td>", "", Format::kHtml},
  };
  for (const SniffCase& c : cases) EXPECT_EQ(Name(Sniff(c.bytes, c.media_type)), Name(c.format)) << c.name;
}

Error ErrorOf(std::string_view bytes) {
  Response response;
  response.body = Body::FromString(std::string(bytes));
  auto stream = Parse(response);
  auto first = stream->Next();
  if (!first || first->ok()) return {"none", ""};
  EXPECT_FALSE(stream->Next());
  return first->error();
}

TEST(Parse, AResponseThatCannotBeReadGivesOneError) {
  EXPECT_EQ(ErrorOf("").code, "empty");
  EXPECT_EQ(ErrorOf(" \n\t").code, "empty");
  EXPECT_EQ(ErrorOf("\x89PNG\r\n\x1A\n\0\0\0"sv).code, "binary");
  EXPECT_EQ(ErrorOf("\0\1\2\3\4\5\6\7\10\16\17\20\21\22\23\24"sv).code, "binary");
  EXPECT_EQ(ErrorOf("{\"a\":1}").code, "unknown_format");
}

TEST(Parse, ADocumentWithTooMuchTextIsAnErrorAndTheNextOneIsRead) {
  Response response;
  response.body = Body::FromString(
      "<PubmedArticleSet>"
      "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>A title of more than forty "
      "bytes, which is "
      "the limit here</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
      "<PubmedArticle><MedlineCitation><PMID>2</PMID><Article><ArticleTitle>A short "
      "one</ArticleTitle></Article>"
      "</MedlineCitation></PubmedArticle></PubmedArticleSet>");
  auto stream = Parse(response, {.max_text = 40});
  const auto first = stream->Next();
  ASSERT_TRUE(first && !first->ok());
  EXPECT_EQ(first->error().code, "too_big");
  EXPECT_NE(first->error().detail.find("pmid:1"), std::string::npos) << first->error().detail;
  const auto second = stream->Next();
  ASSERT_TRUE(second && second->ok());
  EXPECT_EQ((*second)->id, "pmid:2");
  EXPECT_FALSE(stream->Next());
}

TEST(Parse, UnknownXmlIsNamedByItsRoot) {
  const Error error = ErrorOf("<?xml version=\"1.0\"?><eSearchResult><Count>0</Count></eSearchResult>");
  EXPECT_EQ(error.code, "unknown_format");
  EXPECT_NE(error.detail.find("eSearchResult"), std::string::npos);
}

}  // namespace
}  // namespace trialmine

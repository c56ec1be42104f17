#include <gtest/gtest.h>

#include "xml_support.h"

namespace trialmine {
namespace {

std::string Citation(const std::string& article, const std::string& more = "") {
  return "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version=\"2\">7</PMID><Article>" + article +
         "</Article>" + more + "</MedlineCitation></PubmedArticle></PubmedArticleSet>";
}

Document ReadOne(const std::string& xml) {
  Reading reading = ReadAll(OpenPubMed, xml);
  EXPECT_EQ(reading.order, reading.documents.empty() ? "" : reading.documents[0].id);
  return reading.documents.empty() ? Document() : reading.documents[0];
}

TEST(PubMed, ReadsWhatACitationSaysOfItself) {
  const Document document = ReadOne(R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2019//EN" "https://dtd.example/pubmed.dtd">
<PubmedArticleSet><PubmedArticle>
<MedlineCitation Status="MEDLINE"><PMID Version="1">101</PMID><DateRevised><Year>2021</Year></DateRevised>
<Article><Journal><JournalIssue><PubDate><Year>2020</Year><Month>Nov</Month></PubDate></JournalIssue><Title>Cells &amp; Tissue</Title></Journal>
<ArticleTitle>Stem cells for <i>knee</i> arthritis.</ArticleTitle>
<ELocationID EIdType="doi" ValidYN="Y">10.1/abc</ELocationID><ELocationID EIdType="doi" ValidYN="N">10.1/wrong</ELocationID>
<Abstract><AbstractText>Ten patients.</AbstractText><CopyrightInformation>Copyright holder</CopyrightInformation></Abstract>
<AuthorList><Author><LastName>Li</LastName><ForeName>Na</ForeName><AffiliationInfo><Affiliation>Somewhere</Affiliation></AffiliationInfo></Author>
<Author><CollectiveName>The Study Group</CollectiveName></Author></AuthorList>
<PublicationTypeList><PublicationType>Randomized Controlled Trial</PublicationType><PublicationType>Retracted Publication</PublicationType></PublicationTypeList>
<ArticleDate><Year>2020</Year><Month>11</Month><Day>05</Day></ArticleDate></Article>
<MeshHeadingList><MeshHeading><DescriptorName>Knee</DescriptorName></MeshHeading></MeshHeadingList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">101</ArticleId><ArticleId IdType="pmc">PMC55</ArticleId>
<ArticleId IdType="doi">10.1/abc</ArticleId></ArticleIdList><ReferenceList><Reference><Citation>An older trial</Citation>
<ArticleIdList><ArticleId IdType="pubmed">1</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>
</PubmedArticle></PubmedArticleSet>)");
  EXPECT_EQ(document.id, "pmid:101");
  EXPECT_EQ(document.source, "pubmed");
  EXPECT_EQ(document.version, "1");
  EXPECT_EQ(document.aliases, (std::vector<std::string>{"doi:10.1/abc", "pmcid:PMC55"}));
  EXPECT_EQ(document.title, "Stem cells for knee arthritis.");
  EXPECT_EQ(document.journal, "Cells & Tissue");
  EXPECT_EQ(document.published, "2020-11-05");
  EXPECT_TRUE(document.retracted);
  EXPECT_FALSE(document.registry_record);
  ASSERT_EQ(document.authors.size(), 2u);
  EXPECT_EQ(document.authors[0].family + "/" + document.authors[0].given, "Li/Na");
  EXPECT_EQ(document.authors[1].family, "The Study Group");
  EXPECT_EQ(document.publication_types.size(), 2u);
  EXPECT_EQ(document.text, "Stem cells for knee arthritis.\nTen patients.");
}

struct AbstractCase {
  const char* name;
  const char* abstract;
  const char* blocks;
};

TEST(PubMed, AbstractsBecomeSections) {
  const AbstractCase cases[] = {
      {"structured",
       R"(<Abstract><AbstractText Label="AIMS &amp; SCOPE" NlmCategory="OBJECTIVE">To see.</AbstractText>
<AbstractText Label="METHODS" NlmCategory="METHODS">Sixty men.</AbstractText></Abstract>)",
       "heading objective {AIMS & SCOPE}\nparagraph objective [AIMS & SCOPE] {To see.}\n"
       "heading methods {METHODS}\nparagraph methods [METHODS] {Sixty men.}\n"},
      {"a registration is no background",
       R"(<Abstract><AbstractText Label="TRIAL REGISTRATION" NlmCategory="BACKGROUND">NCT01234567.</AbstractText></Abstract>)",
       "heading registration {TRIAL REGISTRATION}\nparagraph registration [TRIAL REGISTRATION] "
       "{NCT01234567.}\n"},
      {"an unknown label has its category",
       R"(<Abstract><AbstractText Label="WHERE" NlmCategory="METHODS">Here.</AbstractText></Abstract>)",
       "heading methods {WHERE}\nparagraph methods [WHERE] {Here.}\n"},
      {"inline labels",
       "<Abstract><AbstractText>BACKGROUND: It hurts. RESULTS: It hurt less "
       "(p&lt;0.05).</AbstractText></Abstract>",
       "heading background {BACKGROUND}\nparagraph background [BACKGROUND] {It hurts.}\n"
       "heading results {RESULTS}\nparagraph results [RESULTS] {It hurt less (p<0.05).}\n"},
      {"superscripts, subscripts, mathematics",
       "<Abstract><AbstractText>1 × 10<sup>6</sup> cells/m<sup>2</sup>, HbA<sub>1c</sub>, H<sub>2</sub>O, "
       "kg<sup>-1</sup>, "
       "50<sup>2,3</sup>, <mml:math xmlns:mml='m'> <mml:mrow> <mml:msup><mml:mn>10</mml:mn> "
       "<mml:mn>7</mml:mn></mml:msup></mml:mrow>"
       "</mml:math>.</AbstractText></Abstract>",
       "paragraph other {1 × 10⁶ cells/m², HbA₁c, H₂O, kg⁻¹, 50²,³, 10⁷.}\n"},
      {"named characters without their DTD",
       "<Abstract><AbstractText>5 &plusmn; 2 &mu;g &unknown; &lt; 3</AbstractText></Abstract>",
       "paragraph other {5 ± 2 μg &unknown; < 3}\n"},
      {"empty parts leave nothing",
       "<Abstract><AbstractText Label=\"METHODS\"/><AbstractText> </AbstractText></Abstract>", ""},
  };
  for (const AbstractCase& c : cases) {
    const Document document =
        ReadOne("<!DOCTYPE PubmedArticleSet SYSTEM \"pubmed.dtd\">" + Citation(c.abstract));
    EXPECT_EQ(Dump(document), c.blocks) << c.name;
  }
}

TEST(PubMed, OtherAbstractsVernacularTitlesAndDataBanks) {
  const Document document = ReadOne(Citation(
      "<ArticleTitle>[A "
      "trial].</ArticleTitle><VernacularTitle>临床试验</"
      "VernacularTitle><DataBankList><DataBank><DataBankName>"
      "ClinicalTrials.gov</DataBankName><AccessionNumberList><AccessionNumber>NCT01</"
      "AccessionNumber><AccessionNumber>NCT02"
      "</AccessionNumber></AccessionNumberList></DataBank></DataBankList>",
      "<OtherAbstract "
      "Language=\"chi\"><AbstractText>目的：观察疗效。方法：选取60例。</AbstractText></OtherAbstract>"));
  EXPECT_EQ(Dump(document),
            "title title {[A trial].}\ntitle title {临床试验}\n"
            "heading objective {目的}\nparagraph objective [目的] {观察疗效。}\n"
            "heading methods {方法}\nparagraph methods [方法] {选取60例。}\n"
            "paragraph registration {ClinicalTrials.gov: NCT01; NCT02}\n");
  EXPECT_EQ(document.data_bank_ids, (std::vector<std::string>{"NCT01", "NCT02"}));
}

TEST(PubMed, DatesOfIssues) {
  const std::pair<const char*, const char*> cases[] = {
      {"<MedlineDate>2020 Jan-Feb</MedlineDate>", "2020-01"},
      {"<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998-12"},
      {"<MedlineDate>Winter 2003</MedlineDate>", "2003"},
      {"<MedlineDate>in press</MedlineDate>", ""},
      {"<Year>2001</Year><Season>Spring</Season>", "2001"},
      {"<Year>2001</Year><Month>02</Month><Day>3</Day>", "2001-02-03"},
      {"<Year>2001</Year><Month>Sep</Month>", "2001-09"},
  };
  for (const auto& [date, iso] : cases)
    EXPECT_EQ(ReadOne(Citation(std::string("<Journal><JournalIssue><PubDate>") + date +
                               "</PubDate></JournalIssue></Journal>"))
                  .published,
              iso)
        << date;
}

TEST(PubMed, BooksDeletionsAndSetsOfEveryKind) {
  EXPECT_EQ(ReadAll(OpenPubMed,
                    "<MedlineCitationSet><MedlineCitation><PMID>1</PMID></"
                    "MedlineCitation><MedlineCitation><PMID>2</PMID>"
                    "</MedlineCitation><DeleteCitation><PMID "
                    "Version=\"1\">8</PMID><PMID>9</PMID></DeleteCitation></MedlineCitationSet>")
                .order,
            "pmid:1 pmid:2 pmid:8 pmid:9");
  EXPECT_EQ(
      ReadAll(OpenPubMed, "<PubmedArticle><MedlineCitation><PMID>3</PMID></MedlineCitation></PubmedArticle>")
          .order,
      "pmid:3");
  const Reading book = ReadAll(
      OpenPubMed,
      "<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID>4</PMID><ArticleIdList><ArticleId "
      "IdType=\"doi\">10.2/b</ArticleId>"
      "</ArticleIdList><Book><BookTitle>The "
      "Book</BookTitle><PubDate><Year>2009</Year></PubDate></Book><ArticleTitle>A chapter</ArticleTitle>"
      "<Abstract><AbstractText>Text.</AbstractText></Abstract></BookDocument></PubmedBookArticle></"
      "PubmedArticleSet>");
  ASSERT_EQ(book.order, "pmid:4");
  EXPECT_EQ(book.documents[0].title + "/" + book.documents[0].journal + "/" + book.documents[0].published,
            "A chapter/The Book/2009");
  const Reading deleted = ReadAll(
      OpenPubMed, "<PubmedArticleSet><DeleteCitation><PMID>5</PMID></DeleteCitation></PubmedArticleSet>");
  ASSERT_EQ(deleted.documents.size(), 1u);
  EXPECT_TRUE(deleted.documents[0].deleted);
  EXPECT_TRUE(deleted.documents[0].text.empty());
}

TEST(PubMed, ARetractionNoticeIsNotRetractedItself) {
  const auto with = [](const char* type) {
    return Citation("<ArticleTitle>T</ArticleTitle>",
                    std::string("<CommentsCorrectionsList><CommentsCorrections RefType=\"") + type +
                        "\"><RefSource>J</RefSource></CommentsCorrections></CommentsCorrectionsList>");
  };
  EXPECT_TRUE(ReadOne(with("RetractionIn")).retracted);
  EXPECT_FALSE(ReadOne(with("RetractionOf")).retracted);
}

}  // namespace
}  // namespace trialmine

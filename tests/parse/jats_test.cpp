#include <gtest/gtest.h>

#include "xml_support.h"

namespace trialmine {
namespace {

std::string Article(const std::string& meta, const std::string& body = "", const std::string& back = "",
                    const std::string& floats = "") {
  return "<article "
         "article-type=\"research-article\"><front><journal-meta><journal-title-group><journal-title>J "
         "Cells</journal-title>"
         "</journal-title-group></journal-meta><article-meta><article-id pub-id-type=\"pmc\">9</article-id>" +
         meta + "</article-meta></front><body>" + body + "</body><back>" + back + "</back>" + floats +
         "</article>";
}

Document ReadOne(const std::string& xml) {
  Reading reading = ReadAll(OpenJats, xml);
  EXPECT_EQ(reading.errors.size(), 0u);
  EXPECT_EQ(reading.documents.size(), 1u);
  return reading.documents.empty() ? Document() : reading.documents[0];
}

TEST(Jats, ReadsWhatAnArticleSaysOfItself) {
  const Document document = ReadOne(Article(
      "<article-id pub-id-type=\"pmid\">12</article-id><article-id pub-id-type=\"doi\">10.1/x</article-id>"
      "<title-group><article-title>Cells<xref ref-type=\"fn\"><sup>1</sup></xref></article-title><subtitle>a "
      "trial</subtitle>"
      "<trans-title-group xml:lang=\"zh\"><trans-title>细胞</trans-title></trans-title-group></title-group>"
      "<contrib-group><contrib "
      "contrib-type=\"author\"><name><surname>Li</surname><given-names>Na</given-names></name><aff>Here</"
      "aff></contrib>"
      "<contrib contrib-type=\"editor\"><name><surname>Ed</surname></name></contrib>"
      "<contrib contrib-type=\"author\"><collab>Group</collab></contrib></contrib-group>"
      "<pub-date pub-type=\"ppub\"><month>3</month><year>2020</year></pub-date>"
      "<pub-date pub-type=\"pmc-release\"><day>1</day><month>9</month><year>2021</year></pub-date>"
      "<pub-date pub-type=\"epub\"><day>5</day><month>2</month><year>2020</year></pub-date>"
      "<related-article related-article-type=\"retraction-forward\"/>"));
  EXPECT_EQ(document.id, "pmid:12");
  EXPECT_EQ(document.aliases, (std::vector<std::string>{"pmcid:PMC9", "doi:10.1/x"}));
  EXPECT_EQ(document.source, "jats");
  EXPECT_EQ(document.journal, "J Cells");
  EXPECT_EQ(document.published, "2020-02-05");
  EXPECT_EQ(document.title, "Cells¹: a trial");
  EXPECT_TRUE(document.retracted);
  EXPECT_EQ(document.publication_types, std::vector<std::string>{"research-article"});
  ASSERT_EQ(document.authors.size(), 2u);
  EXPECT_EQ(document.authors[1].family, "Group");
  EXPECT_EQ(document.text, "Cells¹: a trial\n细胞");
}

struct BlockCase {
  const char* name;
  std::string xml;
  const char* blocks;
};

TEST(Jats, TextBecomesBlocksInReadingOrder) {
  const BlockCase cases[] = {
      {"abstracts, structured and translated",
       Article("<abstract><sec><title>Methods</title><p>Sixty men.</p></sec></abstract><abstract "
               "abstract-type=\"toc\"><p>Teaser</p></abstract>"
               "<trans-abstract xml:lang=\"zh\"><p>【方法】选取60例。【结果】有效。</p></trans-abstract>"),
       "heading methods {Methods}\nparagraph methods [Methods] {Sixty men.}\n"
       "heading methods {方法}\nparagraph methods [方法] {选取60例。}\nheading results {结果}\nparagraph "
       "results [结果] {有效。}\n"},
      {"sections inherit, a registration does not",
       Article("",
               "<p>It hurts.</p><sec><label>2</label><title>Methods</title><sec><title>Results of the "
               "search</title><p>A</p></sec>"
               "<sec><title>Trial registration</title><p>NCT1</p></sec><p>B</p></sec>"
               "<sec sec-type=\"results\"><title>What we saw</title><p>C</p></sec>"),
       "paragraph background {It hurts.}\nheading methods {2 Methods}\nheading methods {Results of the "
       "search}\nparagraph methods {A}\n"
       "heading registration {Trial registration}\nparagraph registration {NCT1}\nparagraph methods {B}\n"
       "heading results {What we saw}\nparagraph results {C}\n"},
      {"a list within a paragraph",
       Article("",
               "<sec><title>Results</title><p>Before<list><list-item><p>one</p></"
               "list-item><list-item><p>two</p></list-item></list>after"
               "</p></sec>"),
       "heading results {Results}\nparagraph results {Before}\nitem results {one}\nitem results "
       "{two}\nparagraph results {after}\n"},
      {"formulas and citations",
       Article("",
               "<p>5 × 10<sup>6</sup>/kg<xref ref-type=\"bibr\"><sup>12–14</sup></xref> "
               "<inline-formula><alternatives><tex-math>\\documentclass{x}\\begin{document}$$y$$\\end{"
               "document}</tex-math><math>"
               "<mfrac><mn>1</mn><mn>2</mn></mfrac></math></alternatives></inline-formula>"
               "<disp-formula><tex-math>\\begin{document}$z=1$\\end{document}</tex-math></disp-formula></p>"),
       "paragraph other {5 × 10⁶/kg¹²⁻¹⁴ 1/2 z=1}\n"},
      {"figures, references and footnotes",
       Article("",
               "<fig><label>Figure 1</label><caption><title>Flow.</title><p>Of 60 "
               "men.</p></caption><graphic/></fig>",
               "<ack><title>Acknowledgements</title><p>Thanks.</p></ack><fn-group><fn><p>A "
               "note.</p></fn></fn-group>"
               "<ref-list><title>References</title><ref><mixed-citation>10<sup>7</sup> "
               "cells</mixed-citation></ref><ref><label>1</label><element-citation><name><surname>Li</"
               "surname><given-names>N</given-names>"
               "</name><article-title>NCT99 "
               "results</article-title><year>2001</year></element-citation></ref></ref-list>"),
       "caption caption {Figure 1 Flow. Of 60 men.}\nheading other {Acknowledgements}\nparagraph other "
       "{Thanks.}\n"
       "footnote other {A note.}\nheading references {References}\nreference references {10⁷ "
       "cells}\nreference references {1 Li N NCT99 results 2001}\n"},
      {"boxes and translations apart",
       Article("", "<boxed-text><caption><title>Key points</title></caption><p>One.</p></boxed-text>"),
       "heading other {Key points}\nparagraph other {One.}\n"},
  };
  for (const BlockCase& c : cases) EXPECT_EQ(Dump(ReadOne(c.xml)), c.blocks) << c.name;
}

TEST(Jats, TablesAreGrids) {
  const std::string table =
      "<table-wrap><label>Table 1</label><caption><p>Outcomes</p></caption><table><thead><tr><th "
      "rowspan=\"2\">Group</th>"
      "<th colspan=\"2\">Pain</th></tr><tr><th>Before</th><th>After</th></tr></thead><tbody><tr><td "
      "rowspan=\"2\">MSC</td><td>5<break/>(2)</td>"
      "<td>3<sup>a</sup></td></tr><tr><td/><td>4</td></tr><tr><th>Saline</th><td "
      "colspan=\"0\">6</td></tr></tbody></table>"
      "<table-wrap-foot><fn><label>a</label><p>P &lt; 0.05</p></fn><p>VAS: a "
      "scale.</p></table-wrap-foot></table-wrap>";
  const char* blocks =
      "caption caption 0 {Table 1 Outcomes}\n"
      "cell table 0(0,0 2x1 header) {Group}\ncell table 0(0,1 1x2 header) {Pain}\n"
      "cell table 0(1,1 1x1 header) {Before}\ncell table 0(1,2 1x1 header) {After}\n"
      "cell table 0(2,0 2x1) {MSC}\ncell table 0(2,1 1x1) {5 (2)}\ncell table 0(2,2 1x1) {3a}\n"
      "cell table 0(3,2 1x1) {4}\n"
      "cell table 0(4,0 1x1 header) {Saline}\ncell table 0(4,1 1x1) {6}\n"
      "footnote table 0 {a P < 0.05}\nfootnote table 0 {VAS: a scale.}\n";
  EXPECT_EQ(Dump(ReadOne(Article("", table))), blocks);
  EXPECT_EQ(Dump(ReadOne(Article("", "", "", "<floats-group>" + table + "</floats-group>"))), blocks);
  EXPECT_NE(ReadOne(Article("", table)).text.find("MSC\t5 (2)\t3a\n4\n"), std::string::npos);
}

TEST(Jats, HostileSpansStayWithinTheGrid) {
  const Document document = ReadOne(
      Article("",
              "<table><tr><td colspan=\"99999999999\" rowspan=\"-3\">a</td><td colspan=\"60000\">b</td>"
              "<td rowspan=\"60000\">c</td></tr><tr><td>d</td></tr></table>"));
  for (const Block& block : document.blocks) {
    EXPECT_GE(block.cell.row_span, 1);
    EXPECT_GE(block.cell.column_span, 1);
    EXPECT_LE(block.cell.column_span, 1000);
  }
}

TEST(Jats, ArticleSetsGiveEveryArticle) {
  const std::string article = Article("");
  EXPECT_EQ(ReadAll(OpenJats, "<pmc-articleset>" + article + "<error id=\"3\">not found</error>" + article +
                                  "</pmc-articleset>")
                .order,
            "pmcid:PMC9 pmcid:PMC9");
  EXPECT_EQ(ReadAll(OpenJats, "<pmc-articleset>" + article + article.substr(0, 200)).order,
            "pmcid:PMC9 truncated");
}

}  // namespace
}  // namespace trialmine

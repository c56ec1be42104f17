#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "html_metadata.h"
#include "support.h"

namespace trialmine {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kProse =
    "<p>We enrolled sixty patients with osteoarthritis of the knee at two hospitals, and followed all of "
    "them for a year after the injection.</p>"
    "<p>Pain fell in both groups, but more so in patients who were given cells, and no serious adverse event "
    "was reported by any of the centres.</p>";

TEST(Html, KeepsTheArticleAndDropsWhatStandsAroundIt) {
  const std::string page =
      "<html><head><title>Cells for knees | Daily News</title><style>p{}</style></head><body>"
      "<nav><a href=/>Home</a> <a href=/news>News</a></nav>"
      "<div id='cookie-consent'>We use cookies to improve your experience, as described in our policy. "
      "Accept all.</div>"
      "<div class='main'><h1>Cells for knees</h1><div class='share-bar'>Share on Facebook</div>" +
      std::string(kProse) +
      "<script>var n = 120;</script><p style='display: none'>Hidden words.</p><h2>Related "
      "stories</h2><ul><li><a href=/x>Another trial of cells</a></li></ul></div>"
      "<div class='comments'><p>I had this treatment last year, and it did nothing for me, said a reader of "
      "this page.</p></div>"
      "<footer>Copyright 2020 Daily News</footer></body></html>";
  const Document document = ReadOne({page});
  EXPECT_EQ(document.title, "Cells for knees");
  EXPECT_EQ(Outline(document),
            "title title: Cells for knees\n"
            "paragraph other: We enrolled sixty patients with osteoarthritis of the knee at two hospitals, "
            "and followed all of them for a year after the injection.\n"
            "paragraph other: Pain fell in both groups, but more so in patients who were given cells, and no "
            "serious adverse event was reported by any of the centres.\n");
}

TEST(Html, AShortPageKeepsItsOneParagraph) {
  const Document document =
      ReadOne({"<div class=nav><a href=#>首页</a></div><div "
               "class=content><h1>临床研究</h1><p>60例患者随机分为两组。</p></div><div "
               "class=footer>Copyright</div>"});
  EXPECT_NE(document.text.find("60例患者随机分为两组。"), std::string::npos);
  EXPECT_EQ(document.text.find("首页"), std::string::npos);
}

TEST(Html, TextIsNeverLostToAGuess) {
  // Everything in a form, a footer or a box that calls itself a sidebar is still all there is.
  for (std::string_view box : {"<form>", "<footer>", "<div class=sidebar>", "<header>"})
    EXPECT_NE(ReadOne({std::string(box) + std::string(kProse)}).text.find("sixty patients"),
              std::string::npos)
        << box;
}

TEST(Html, HeadingsOpenSections) {
  const std::string page = "<h1>A trial</h1><h2>Methods</h2>" + std::string(kProse) +
                           "<h3>Patients</h3><p>Adults were eligible.</p><h2>Results</h2><p>Pain "
                           "fell.</p><h2>References</h2><ol><li>Smith J. 2010.</li></ol>";
  const std::string dump = Outline(ReadOne({page}));
  EXPECT_NE(dump.find("heading methods: Methods\nparagraph methods: We enrolled"), std::string::npos) << dump;
  EXPECT_NE(dump.find("heading results: Results\nparagraph results: Pain fell."), std::string::npos) << dump;
  EXPECT_NE(dump.find("reference references: Smith J. 2010."), std::string::npos) << dump;
}

TEST(Html, AnAbstractInOneParagraphIsCutAtItsLabels) {
  const std::string dump =
      Outline(ReadOne({"<p>目的：探讨疗效。方法：选取60例患者。结果：有效率为90%。结论：安全。</p>"}));
  EXPECT_NE(dump.find("paragraph methods: 选取60例患者。"), std::string::npos) << dump;
}

TEST(Html, TablesStayTables) {
  const Document document = ReadOne(
      {"<table><caption>Table 1. Outcomes</caption><tr><th rowspan=2>Outcome</th><th "
       "colspan=2>Groups</th></tr>"
       "<tr><th>MSC (n = "
       "30)</th><th>Placebo</th></tr><tr><td>Pain</td><td>3.1</td><td>5<sup>a</sup></td></tr></table>"});
  EXPECT_EQ(Outline(document),
            "caption caption: Table 1. Outcomes\n"
            "cell 0[0,0 rows 2 header]: Outcome\n"
            "cell 0[0,1 columns 2 header]: Groups\n"
            "cell 0[1,1 header]: MSC (n = 30)\n"
            "cell 0[1,2 header]: Placebo\n"
            "cell 0[2,0]: Pain\n"
            "cell 0[2,1]: 3.1\n"
            "cell 0[2,2]: 5a\n");
  EXPECT_NE(document.text.find("Pain\t3.1\t5a"), std::string::npos);
}

TEST(Html, LayoutTablesAreUnwrapped) {
  const std::string page =
      "<table><tr><td><a href=/>Home</a></td><td>" + std::string(kProse) +
      "<table><tr><td>Age</td><td>60</td></tr><tr><td>Sex</td><td>F</td></tr></table></td></tr></table>";
  const std::string dump = Outline(ReadOne({page}));
  EXPECT_NE(dump.find("paragraph other: We enrolled sixty"), std::string::npos) << dump;
  EXPECT_NE(dump.find("cell 0[0,1]: 60"), std::string::npos) << dump;
}

TEST(Html, TextIsFaithful) {
  struct Case {
    const char* html;
    const char* text;
  };
  for (const Case& c : std::vector<Case>{
           {"<p>1 &times; 10<sup>6</sup> cells/kg</p>", "1 × 10⁶ cells/kg"},
           {"<p>H<sub>2</sub>O</p>", "H₂O"},
           {"<p>P&lt;0.05 &amp; more</p>", "P<0.05 & more"},
           {"<p>a<b>b</b>c</p>", "abc"},
           {"<p>one\n  two</p>", "one two"},
           {"<p>随机分\n为两组</p>", "随机分为两组"},
           {"<p>&nbsp;&nbsp;5&nbsp;mg&nbsp;</p>", "5\u00A0mg"},
           {"<p>　　患者60例</p>", "患者60例"},
           {"<p>One sentence.<br>Another.</p>", "One sentence.\nAnother."},
           {"<p>half a<br>line</p>", "half a line"},
           {"<p>first<br><br>second</p>", "first\nsecond"},
           {"<ul><li>a</li><li>b</li></ul>", "a\nb"},
           {"<p>a<!-- no -->b<script>x</script></p>", "ab"},
       })
    EXPECT_EQ(ReadOne({c.html, "text/html"}).text, c.text) << c.html;
}

TEST(Html, MetaElementsNameTheArticle) {
  const Document document =
      ReadOne({"<html><head><title>A trial - PubMed</title><meta name='citation_title' content='A trial of "
               "cells'><meta name='citation_doi' content='doi:10.1000/ABC.1'>"
               "<meta name=citation_pmid content=12345><meta name=citation_journal_title "
               "content='Cells'><meta name=citation_publication_date content='2020/3/5'>"
               "<meta name=citation_author content='Doe, Jane'><link rel=canonical "
               "href='https://example.org/a'></head><body><p>Sixty patients.</p></body></html>"});
  EXPECT_EQ(document.id, "pmid:12345");
  EXPECT_EQ(document.aliases, std::vector<std::string>{"doi:10.1000/abc.1"});
  EXPECT_EQ(document.title, "A trial of cells");
  EXPECT_EQ(document.journal, "Cells");
  EXPECT_EQ(document.published, "2020-03-05");
  EXPECT_EQ(document.url, "https://example.org/a");
  ASSERT_EQ(document.authors.size(), 1u);
  EXPECT_EQ(document.authors[0].family, "Doe");
  EXPECT_EQ(document.source, "html");
}

TEST(Html, ARegistersPageIsKnownByItsNumber) {
  const Document document =
      ReadOne({"<table><tr><th>CRIS Registration Number</th><td>KCT0000001</td></tr><tr><th>Title</th><td>A "
               "trial</td></tr></table>"});
  EXPECT_EQ(document.id, "KCT0000001");
  EXPECT_TRUE(document.registry_record);
}

TEST(Html, DatesInAnyFormBecomeIso) {
  for (const auto& [text, iso] :
       std::vector<std::pair<const char*, const char*>>{{"2020-01-27", "2020-01-27"},
                                                        {"2020/3/5", "2020-03-05"},
                                                        {"20200127", "2020-01-27"},
                                                        {"January 25, 2020", "2020-01-25"},
                                                        {"3 February 2020", "2020-02-03"},
                                                        {"2020-01-27T10:00:00Z", "2020-01-27"},
                                                        {"2020年5月6日", "2020-05-06"},
                                                        {"March 2020", "2020-03"},
                                                        {"2012 Jun", "2012-06"},
                                                        {"2019", "2019"},
                                                        {"soon", ""}})
    EXPECT_EQ(IsoDate(text), iso) << text;
}

std::string Repeat(std::string_view piece, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += piece;
  return out;
}

TEST(Html, HostilePagesAreRefusedOrRead) {
  EXPECT_EQ(CodeOf({Repeat("<div>", 10000) + "deep"}), "too_deep");
  EXPECT_EQ(CodeOf({"<html>" + Repeat("<b>", 10000) + "deep"}), "too_deep");
  EXPECT_EQ(CodeOf({"<html><p>x</p>" + Repeat("<table><tr><td>", 10000)}), "too_deep");
  std::string fonts = "<html>";
  for (int i = 0; i < 500; ++i) fonts += "<font size=" + std::to_string(i) + ">";
  EXPECT_EQ(CodeOf({fonts + Repeat("<p>x", 20000)}), "bomb");
  EXPECT_EQ(CodeOf({"<html><p " + Repeat("a ", 100000) + ">x"}), "bomb");
  EXPECT_EQ(CodeOf({"<html>" + Repeat("<p " + Repeat("a=1 ", 1000) + ">x</p>", 100)}), "bomb");
  EXPECT_EQ(ReadOne({"<html><p " + Repeat("a=1 ", 1000) + ">x</p><p" + Repeat(" ", 100000) + ">y</p>"}).text,
            "x\ny");
  ParseLimits small;
  small.max_record = 1000;
  EXPECT_EQ(CodeOf({"<html>" + Repeat("<p>x</p>", 1000)}, small), "too_big");
  EXPECT_EQ(CodeOf({"<html><body></body></html>"}), "empty");
  EXPECT_EQ(ReadOne({"<p>a\0b</p>"sv}).text, "ab");
  EXPECT_EQ(CodeOf({"<html>" + Repeat("<p>x", 3000)}), "ok");
  EXPECT_EQ(CodeOf({"<html>" + Repeat("<li>x", 3000)}), "ok");
  EXPECT_EQ(CodeOf({"<table><tr><td colspan=99999999 rowspan=-3>x<tr><td>y<td>z<tr><td>y<td>z</table>"}),
            "ok");
}

TEST(Html, MayBeCutAnywhere) {
  ExpectSafeWhenCut(
      "<!DOCTYPE html><html><head><meta charset=gb2312><title>T</title></head><body "
      "class='a\"b'><table><caption>c</caption><tr><td rowspan=2>1<sup>6</sup></table>"
      "<h2>方法</h2><p>共纳入&nbsp;60例&#x3002;<br><ul><li>a<script>if (a < b) {}</script><!-- c "
      "--></ul></body></html>");
}

}  // namespace
}  // namespace trialmine

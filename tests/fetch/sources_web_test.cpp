#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "source_run.h"
#include "sources/json.h"
#include "sources/links.h"
#include "sources/sources.h"
#include "sources/state.h"
#include "sources/xml.h"
#include "support.h"

// Pages, lists, sitemaps and feeds; and the small readers they and the others share.

namespace trialmine {
namespace {

std::vector<std::string> Pages(const std::string& list) {
  const auto read = ReadUrlList(Body::FromString(list), "https://example.org/lists/sitemap.xml");
  if (!read) return {"error: " + read.error().code};
  if (!*read) return {"no list"};
  std::vector<std::string> urls = (*read)->pages;
  for (const std::string& further : (*read)->lists) urls.push_back("list " + further);
  return urls;
}

TEST(UrlLists, AreReadInEveryForm) {
  using Urls = std::vector<std::string>;
  struct Case {
    const char* name;
    std::string text;
    Urls urls;
  };
  const Case cases[] = {
      {"sitemap",
       "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc> "
       "https://example.org/a?x=1&amp;y=2 "
       "</loc><lastmod>2026-01-01</lastmod></url><url><loc>https://example.org/b</loc></url><url><loc>https:/"
       "/example.org/b#part</loc></url></urlset>",
       {"https://example.org/a?x=1&y=2", "https://example.org/b"}},
      {"prefixed sitemap",
       "<s:urlset xmlns:s=\"x\" "
       "xmlns:image=\"y\"><s:url><s:loc>https://example.org/a</s:loc><image:image><image:loc>https://"
       "example.org/a.png</image:loc></image:image></s:url></s:urlset>",
       {"https://example.org/a"}},
      {"index",
       "<sitemapindex><sitemap><loc>https://example.org/1.xml.gz</loc></sitemap><sitemap>\nhttps://"
       "example.org/2.xml\n</sitemap></sitemapindex>",
       {"list https://example.org/1.xml.gz", "list https://example.org/2.xml"}},
      {"packed",
       Gzip("<urlset><url><loc>https://example.org/a</loc></url></urlset>"),
       {"https://example.org/a"}},
      {"text",
       "\xEF\xBB\xBFhttps://example.org/a\r\n# comment\n\nhttps://example.org/b\n",
       {"https://example.org/a", "https://example.org/b"}},
      {"RSS",
       "<rss "
       "version=\"2.0\"><channel><link>https://example.org/</link><item><title>临床试验</title><link>https://"
       "example.org/新闻/1</link></item></channel></rss>",
       {"https://example.org/%e6%96%b0%e9%97%bb/1"}},
      {"Atom",
       "<feed xmlns=\"http://www.w3.org/2005/Atom\"><link href=\"https://example.org/feed\" "
       "rel=\"self\"/><entry><link href=\"/a\"/><link rel=\"enclosure\" href=\"/a.mp3\"/></entry></feed>",
       {"https://example.org/a"}},
      {"other schemes",
       "<urlset><url><loc>file:///etc/passwd</loc></url><url><loc>javascript:alert(1)</loc></"
       "url><url><loc>https://user:pw@example.org/</loc></url></urlset>",
       {}},
      {"entities",
       "<!DOCTYPE urlset [<!ENTITY x SYSTEM "
       "\"file:///etc/passwd\">]><urlset><url><loc>https://example.org/&x;</loc></url></urlset>",
       {"https://example.org/"}},
      {"cut", "<urlset><url><loc>https://example.org/a</loc></url><url><lo", {"error: truncated"}},
      {"a page", "<html><body>hello</body></html>", {"no list"}},
      {"prose", "These are not URLs.", {"no list"}},
  };
  for (const Case& test : cases) EXPECT_EQ(Pages(test.text), test.urls) << test.name;
}

TEST(UrlLists, OfOtherProgramsAreReadWithoutHarm) {
  const char* payloads = std::getenv("TRIALMINE_PAYLOADS");
  if (payloads == nullptr) GTEST_SKIP() << "TRIALMINE_PAYLOADS is not set";
  const std::string folder = std::string(payloads) + "/_sitemaps/";
  int read = 0;
  for (const char* name : {"atom.xml", "sitemap.badns.xml", "sitemap.ns.xml", "sitemap.txt", "sitemap.txt.gz",
                           "xmlSitemap.gz", "sitemap-with-bom.txt", "sitemap.index.xml", "sitemap-news.xml",
                           "hebdenbridgetimes-articles-sitemap.xml"}) {
    std::ifstream file(folder + name, std::ios::binary);
    if (!file) continue;
    std::stringstream bytes;
    bytes << file.rdbuf();
    const std::vector<std::string> urls = Pages(bytes.str());
    ASSERT_FALSE(urls.empty()) << name;
    EXPECT_TRUE(urls[0].find("http") != std::string::npos) << name << ": " << urls[0];
    ++read;
  }
  EXPECT_EQ(read, 10);
}

TEST(PageLinks, AreResolvedAndEachGivenOnce) {
  const std::vector<std::string> links = PageLinks(
      "<html><head><base href='https://example.org/dir/'></head><body><a href='a.html#top'>A</a><a href=\" "
      "a.html \">again</a><a href='/新 闻'>N</a>"
      "<a href='mailto:x@example.org'>m</a><a href='javascript:void(0)'>j</a><a rel='external nofollow' "
      "href='/no'>n</a><area href='//other.example/x'></body></html>",
      "https://example.org/index.html");
  EXPECT_EQ(links, (std::vector<std::string>{"https://example.org/dir/a.html",
                                             "https://example.org/%e6%96%b0%20%e9%97%bb",
                                             "https://other.example/x"}));
  EXPECT_TRUE(
      PageLinks("<meta name=ROBOTS content='noindex, NOFOLLOW'><a href='/a'>a</a>", "https://example.org/")
          .empty());
}

TEST(PageLinks, SurviveOtherCharsetsAndRubbish) {
  EXPECT_EQ(
      PageLinks(
          "<title>\xC1\xD9\xB4\xB2\xCA\xD4\xD1\xE9</title><a href=\"/n/1.html\">\xB8\xC9\xCF\xB8\xB0\xFB</a>",
          "https://example.cn/")
          .size(),
      1u);
  EXPECT_TRUE(PageLinks(std::string("<a href=\"/\0x\">\0</a", 18), "https://example.org/").size() <= 1);
  EXPECT_TRUE(PageLinks("", "https://example.org/").empty());
}

struct Site {
  std::map<std::string, std::string> pages;  // Path to body.
  FakeAnswer operator()(const Request& request) const {
    const std::string path = request.url.substr(std::string("https://news.example.cn").size());
    const auto found = pages.find(path);
    return found == pages.end()
               ? FakeAnswer{404, "", "text/html"}
               : FakeAnswer{200, found->second, path.ends_with(".xml") ? "application/xml" : "text/html"};
  }
};

TEST(Web, FollowsLinksOfTheSiteByPatternAndDepth) {
  Site site;
  site.pages = {
      {"/",
       "<html><a href='/news/1'>1</a><a href='/about'>a</a><a href='https://elsewhere.example/news/9'>9</a>"},
      {"/news/1", "<html><a href='/news/2'>2</a>"},
      {"/news/2", "<html><a href='/news/3'>3</a><a href='/news/private/4'>4</a>"},
      {"/news/3", "<html>"}};
  const auto bodies = [&](const char* depth) {
    return RunSweep(Web(),
                    Settings({{"urls", {"https://news.example.cn/"}},
                              {"follow", {"/news/\\d+"}},
                              {"exclude", {"private"}},
                              {"depth", {depth}}}),
                    "", At(2026, 1, 1), site)
        .asked;
  };
  EXPECT_EQ(bodies("0").size(), 1u);
  EXPECT_EQ(bodies("1"),
            (std::vector<std::string>{"https://news.example.cn/", "https://news.example.cn/news/1"}));
  EXPECT_EQ(bodies("9").size(), 4u);
}

TEST(Web, TakesPagesFromListsOfLists) {
  Site site;
  site.pages = {{"/index.xml",
                 "<sitemapindex><sitemap><loc>https://news.example.cn/1.xml</loc></sitemap></sitemapindex>"},
                {"/1.xml",
                 "<urlset><url><loc>https://news.example.cn/a</loc></url><url><loc>https://news.example.cn/"
                 "b</loc></url></urlset>"},
                {"/a", "<html>干细胞治疗"},
                {"/b", "<html>b"}};
  const Ran ran =
      RunSweep(Web(), Settings({{"lists", {"https://news.example.cn/index.xml"}}}), "", At(2026, 1, 1), site);
  EXPECT_TRUE(ran.complete);
  EXPECT_EQ(ran.delivered_bodies, (std::vector<std::string>{"<html>干细胞治疗", "<html>b"}));
}

TEST(Web, KeepsPagesForTheNextTime) {
  const auto start = Web().Begin(
      Settings({{"urls", {"https://news.example.cn/a"}}, {"lists", {"https://news.example.cn/feed"}}}), "",
      At(2026, 1, 1));
  ASSERT_EQ(start->tasks.size(), 2u);
  for (const Task& task : start->tasks) EXPECT_TRUE(task.recurring);
  Exchange unchanged = MakeExchange(start->tasks[1].request, {304, ""});
  unchanged.outcome = Outcome::kNotModified;
  const Reading reading = Web().Read(start->sweep, start->tasks[1], unchanged, Settings({}));
  EXPECT_EQ(Name(reading.outcome), "not_modified");
  EXPECT_EQ(reading.announced, reading.delivered);
}

TEST(Web, RefusesSettingsItCannotUse) {
  EXPECT_FALSE(Web().Check(Settings({})).ok());
  EXPECT_FALSE(Web().Check(Settings({{"urls", {"ftp://example.org/"}}})).ok());
  EXPECT_FALSE(Web().Check(Settings({{"urls", {"https://example.org/"}}, {"follow", {"("}}})).ok());
  EXPECT_FALSE(Web().Check(Settings({{"urls", {"https://example.org/"}}, {"depth", {"21"}}})).ok());
}

TEST(Json, ReadsWhatRegistersServe) {
  const auto json =
      Json::Parse(R"({"a":[1,"2",null],"b":{"c":true},"s":"stray \udc9d, pair \ud83d\ude00, kept \\udc9d"})");
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["a"].size(), 3u);
  EXPECT_EQ((*json)["b"]["c"].text(), "true");
  EXPECT_EQ((*json)["s"].text(), "stray \uFFFD, pair \U0001F600, kept \\udc9d");
  EXPECT_FALSE((*json)["nothing"]["at"]["all"]);
  EXPECT_FALSE(Json::Parse(R"({"a":)"));
  EXPECT_FALSE(Json::Parse(""));
}

TEST(State, ReadsBackWhatItWrote) {
  State state;
  state.Set("a", "line\nbreak \"quoted\" \\ 试验").Set("n", -5);
  const State read(state.Text());
  EXPECT_EQ(read.Get("a"), "line\nbreak \"quoted\" \\ 试验");
  EXPECT_EQ(read.Number("n"), -5);
  EXPECT_EQ(State("rubbish").Get("a", "none"), "none");
}

TEST(Xml, IsReadWithoutNetworkOrEntities) {
  const auto root = ParseXml(Body::FromString(
      "<!DOCTYPE a SYSTEM \"http://192.0.2.1/x.dtd\"><a x='1'><b> text </b><c><![CDATA[<d>]]></c></a>"));
  ASSERT_TRUE(root.ok());
  EXPECT_EQ(root->Attribute("x"), "1");
  EXPECT_EQ(root->Text("b"), "text");
  EXPECT_EQ(root->Text("c"), "<d>");
  EXPECT_EQ(ParseXml(Body::FromString("<a><b>")).error().code, "truncated");
  EXPECT_FALSE(ParseXml(Body::FromString("")).ok());
  EXPECT_FALSE(ParseXml(Body::FromString("<a></b></a>")).ok());
}

}  // namespace
}  // namespace trialmine

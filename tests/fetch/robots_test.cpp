#include "fetch/robots.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdlib>
#include <filesystem>

#include "fetch/inputs.h"

namespace trialmine {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

struct Case {
  std::string robots, product, target;
  bool allowed;
};

void Check(const Case& test) {
  EXPECT_EQ(Robots::Parse(test.robots, test.product).Allows(test.target), test.allowed)
      << test.robots << "\n-- " << test.product << " " << test.target;
}

// The situations of RFC 9309, sections 2.2 and 5, in words of our own.
TEST(Robots, GroupsOfOneAgentAreMerged) {
  const std::string robots =
      "user-agent: reader\ndisallow: /a\ndisallow: /b\n\nuser-agent: reader\ndisallow: /c\n\n"
      "user-agent: *\ndisallow: /a\ndisallow: /b\n\nuser-agent: other\ndisallow: /c\n";
  const Case cases[] = {
      {robots, "reader", "/a", false},    {robots, "reader", "/b/x", false}, {robots, "reader", "/c", false},
      {robots, "reader", "/d", true},     {robots, "Nobody", "/b", false},   {robots, "nobody", "/c", true},
      {robots, "OTHER/2.1", "/c", false}, {robots, "other", "/a", true},
  };
  for (const Case& test : cases) Check(test);
}

TEST(Robots, GroupsStandForTheirAgents) {
  const std::string robots =
      "User-Agent: *\nDisallow: *.png$\nDisallow: /drafts/\nAllow: /papers/\n\n"
      "User-Agent: one\nDisallow:/\nAllow:/drafts/index.html\nAllow:/drafts/ok.png\n\n"
      "User-Agent: two\nUser-Agent: three\nDisallow: /drafts/index.html\n\nUser-Agent: four\n";
  const Case cases[] = {
      {robots, "zero", "/x.png", false},
      {robots, "zero", "/x.png?y", true},
      {robots, "zero", "/drafts/", false},
      {robots, "zero", "/papers/a", true},
      {robots, "one", "/papers/a", false},
      {robots, "one", "/drafts/index.html", true},
      {robots, "two", "/drafts/index.html", false},
      {robots, "three", "/drafts/index.html", false},
      {robots, "three", "/x.png", true},
      {robots, "four", "/x.png", true},
  };
  for (const Case& test : cases) Check(test);
}

TEST(Robots, TheLongestPatternDecidesAndAllowWinsTies) {
  const std::string robots = "user-agent: a\nallow: /p/q/\ndisallow: /p/q/no.gif\n";
  const Case cases[] = {
      {robots, "a", "/p/q/yes.gif", true},
      {robots, "a", "/p/q/no.gif", false},
      {"user-agent: a\ndisallow: /x\nallow: /x\n", "a", "/x", true},
      {"user-agent: a\nallow: /x\ndisallow: /x\n", "a", "/x", true},
      {"user-agent: a\nallow: /\ndisallow: /*.php\n", "a", "/x.php", false},
  };
  for (const Case& test : cases) Check(test);
}

TEST(Robots, PatternsHaveStarsAndAnEnd) {
  const struct {
    std::string pattern, target;
    bool matches;
  } cases[] = {
      {"/a*b", "/ab", true},
      {"/a*b", "/axxb/y", true},
      {"/a*b", "/a", false},
      {"/a*b$", "/axb", true},
      {"/a*b$", "/axbx", false},
      {"/a*b$", "/axbxb", true},
      {"/a$", "/a", true},
      {"/a$", "/a/", false},
      {"/$", "/", true},
      {"/*", "/", true},
      {"*", "/x", true},
      {"/**a**", "/ba", true},
      {"/a$b", "/a$b", true},
      {"/a*$", "/axyz", true},
      {"/*a*a", "/a", false},
      {"/*?id=", "/x?id=1", true},
      {"/a*aa$", "/aaa", true},
      {"/a*aa$", "/aa", false},
      {"/*x$", "/yx", true},
      {"/%E4%B8", "/%E4%B8%AD", true},
      {"/\xe4\xb8\xad", "/%E4%B8%AD", true},
      {"/%e4%b8%ad", "/%E4%B8%AD", true},
      {"/%2f", "/%2F", true},
      {"/%2F", "//", false},
      {"/%7Euser", "/~user", true},
      {"/~user", "/%7Euser", true},
      {"/A", "/a", false},
  };
  for (const auto& test : cases) {
    Check({"user-agent: *\ndisallow: " + test.pattern, "x", test.target, !test.matches});
  }
}

TEST(Robots, HostilePatternsTakeLinearTime) {
  std::string stars;
  for (int i = 0; i < 5000; ++i) stars += "*a";
  const Robots robots = Robots::Parse("user-agent: *\ndisallow: /" + stars + "b\n", "x");
  EXPECT_TRUE(robots.Allows("/" + std::string(100000, 'a')));
}

TEST(Robots, LinesAreReadWhateverTheirForm) {
  const Case cases[] = {
      {"User-Agent:x\r\nDisallow:/a\r\n", "x", "/a", false},
      {"user-agent: x\rdisallow: /a\r", "x", "/a", false},
      {"  USER-AGENT  :  X  # who\n\tdisAllow : /a # why\n", "x", "/a", false},
      {"user-agent: x\ndisallow: /a#b\n", "x", "/a", false},
      {"user-agent: x\ndisallow:\n", "x", "/a", true},
      {"disallow: /\n", "x", "/a", true},
      {"user-agent x\ndisallow /a\n", "x", "/a", false},
      {"user-agent: x y\ndisallow: /a\n", "X", "/a", false},
      {"user-agent: *x\ndisallow: /a\n", "x", "/a", true},
      {"user-agent: x\nsitemap: /s\nnonsense\nuser-agent: y\ndisallow: /a\n", "x", "/a", false},
      {"user-agent: x\n\n\ndisallow: /a", "x", "/a", false},
      {"user-agent: *\ndisallow: /\n", "x", "/robots.txt", true},
      {"user-agent: *\ndisallow: /\n", "x", "http://h/robots.txt", true},
      {"user-agent: *\ndisallow: /a\n", "x", "https://h:1/a?b#c", false},
      {"user-agent: *\ndisallow: /?b\n", "x", "https://h?b", false},
      {"user-agent: *\ndisallow: /a\n", "x", "https://h", true},
      {"user-agent: *\ndisallow: /\0\n"s, "x", "/a", true},
      {"\xef\xbb\xbfuser-agent: *\ndisallow: /a", "x", "/a", false},
      {"\xef\xbbuser-agent: *\ndisallow: /a", "x", "/a", false},
      {"", "x", "/a", true},
      {"<!DOCTYPE html><p>user-agent: *", "x", "/a", true},
  };
  for (const Case& test : cases) Check(test);
}

TEST(Robots, Utf16IsRead) {
  std::string little = "\xff\xfe", big = "\xfe\xff";
  for (char c : std::string("user-agent: *\ndisallow: /a\n")) {
    little += std::string{c, '\0'};
    big += std::string{'\0', c};
  }
  little += "\x2d\x4e"s;  // A character outside ASCII, then half a character.
  little += "\x3d";
  Check({little, "x", "/a", false});
  Check({big, "x", "/a", false});
  Check({big, "x", "/b", true});
}

TEST(Robots, OnlyTheFirst500KiBCount) {
  const std::string filler(kMaxRobots, '\n');
  Check({"user-agent: *\ndisallow: /a\n" + filler + "disallow: /b\n", "x", "/a", false});
  Check({"user-agent: *\ndisallow: /a\n" + filler + "disallow: /b\n", "x", "/b", true});
}

TEST(Robots, CrawlDelayHoldsForItsAgents) {
  const struct {
    std::string robots, product;
    std::optional<std::chrono::milliseconds> delay;
  } cases[] = {
      {"user-agent: *\ncrawl-delay: 1\n", "x", 1000ms},
      {"user-agent: *\ncrawl-delay: 0.5\n", "x", 500ms},
      {"user-agent: *\ncrawl-delay: 1\nuser-agent: x\ndisallow: /a\n", "x", std::nullopt},
      {"user-agent: x\ncrawl-delay: 10\nuser-agent: y\ndisallow: /\n", "x", 10000ms},
      {"user-agent: x\ncrawl-delay: 10\nuser-agent: y\ndisallow: /\n", "y", std::nullopt},
      {"user-agent: *\ncrawl-delay: 2\ncrawl-delay: 7\n", "x", 7000ms},
      {"user-agent: *\ncrawl-delay: -1\n", "x", std::nullopt},
      {"user-agent: *\ncrawl-delay: nan\n", "x", std::nullopt},
      {"user-agent: *\ncrawl-delay: 1e300\n", "x", 24h},
      {"crawl-delay: 9\n", "x", std::nullopt},
  };
  for (const auto& test : cases) {
    EXPECT_EQ(Robots::Parse(test.robots, test.product).crawl_delay(), test.delay) << test.robots;
  }
}

TEST(Robots, SitemapsStandOutsideGroups) {
  const Robots robots = Robots::Parse(
      "Sitemap: https://h/a.xml\nuser-agent: y\nsitemap:https://h/b.xml\nSITEMAP: https://h/a.xml\n", "x");
  EXPECT_EQ(robots.sitemaps(), (std::vector<std::string>{"https://h/a.xml", "https://h/b.xml"}));
}

Exchange Answer(Outcome outcome, int status, std::string body = "") {
  Exchange exchange;
  exchange.outcome = outcome;
  exchange.status = status;
  exchange.response.body = Body::FromString(std::move(body));
  return exchange;
}

TEST(RobotsRecord, FailsClosedUnlessThereIsNoFile) {
  using enum RobotsRecord::Access;
  const struct {
    Exchange exchange;
    RobotsRecord::Access access;
  } cases[] = {
      {Answer(Outcome::kOk, 200, "user-agent: *\n"), kByRules},
      {Answer(Outcome::kOk, 200), kByRules},
      {Answer(Outcome::kNotFound, 404), kAll},
      {Answer(Outcome::kGone, 410), kAll},
      {Answer(Outcome::kAuthNeeded, 403), kAll},
      {Answer(Outcome::kBadRequest, 400), kAll},
      {Answer(Outcome::kBadRequest, 302), kAll},
      {Answer(Outcome::kRateLimited, 429), kNone},
      {Answer(Outcome::kServerError, 500), kNone},
      {Answer(Outcome::kServerError, 503), kNone},
      {Answer(Outcome::kNetwork, 0), kNone},
      {Answer(Outcome::kDns, 0), kNone},
      {Answer(Outcome::kTls, 0), kNone},
      {Answer(Outcome::kAddressRefused, 0), kNone},
      {Answer(Outcome::kTruncated, 200, "user-a"), kNone},
      {Answer(Outcome::kBlocked, 405), kNone},
      {Answer(Outcome::kBadRequest, 0), kNone},
      {Answer(Outcome::kTooBig, 200, "x"), kNone},
  };
  for (const auto& test : cases) {
    const RobotsRecord record = ReadRobots(test.exchange, UtcTime{});
    EXPECT_EQ(record.access, test.access) << Name(test.exchange.outcome) << test.exchange.status;
    EXPECT_EQ(record.For("x").Allows("/a"), test.access != kNone);
    EXPECT_EQ(record.reason.empty(), test.access != kNone);
    EXPECT_LE(record.use_until - record.fetched_at, 24h);
  }
}

TEST(RobotsRecord, IsAskedForAgainWhenTheSourceSays) {
  Exchange exchange = Answer(Outcome::kRateLimited, 429);
  exchange.retry_after = 90s;
  const RobotsRecord record = ReadRobots(exchange, UtcTime{});
  EXPECT_EQ(record.use_until - record.fetched_at, 90s);
}

TEST(RobotsRecord, KnowsWhereTheFileStands) {
  const struct {
    std::string page, robots;
  } cases[] = {
      {"https://Example.org/a/b?c#d", "https://example.org/robots.txt"},
      {"http://h:8080/", "http://h:8080/robots.txt"},
      {"http://h:80", "http://h/robots.txt"},
      {"https://[2001:DB8::1]/x", "https://[2001:db8::1]/robots.txt"},
      {"ftp://h/x", ""},
      {"/x", ""},
  };
  for (const auto& test : cases) {
    const std::optional<Request> request = RobotsRequest(test.page);
    EXPECT_EQ(request ? request->url : "", test.robots) << test.page;
  }
}

/// Public collections, which are not part of the project, are read where TRIALMINE_PAYLOADS names their
/// folder.
std::string Payload(const std::string& name) {
  const char* folder = std::getenv("TRIALMINE_PAYLOADS");
  const std::string path = (folder == nullptr ? "" : std::string(folder) + "/_robots/") + name;
  return folder != nullptr && std::filesystem::exists(path) ? path : "";
}

TEST(RobotsCorpora, TheVectorsOfAnotherParserHold) {
  const std::string path = Payload("google_robotstxt_cases.json");
  if (path.empty()) GTEST_SKIP() << "TRIALMINE_PAYLOADS names no folder with the vectors";
  simdjson::dom::parser parser;
  size_t count = 0;
  for (const simdjson::dom::object test : parser.load(path)["cases"].get_array()) {
    if (bool(test["google_only"])) continue;
    Case read{std::string(std::string_view(test["robots"])), std::string(std::string_view(test["ua"])),
              std::string(std::string_view(test["url"])), bool(test["allowed"])};
    // Two of them have an escaped line break where the original has a line break.
    if (read.robots.ends_with("\\n")) read.robots.replace(read.robots.size() - 2, 2, "\n");
    Check(read);
    ++count;
  }
  EXPECT_GE(count, 72U);
}

TEST(RobotsCorpora, RealFilesAreReadWithoutACrash) {
  const std::string path = Payload("protego_test_data.tar.gz");
  if (path.empty()) GTEST_SKIP() << "TRIALMINE_PAYLOADS names no folder with the files";
  size_t count = 0, with_rules = 0;
  Inputs inputs({path}, InputLimits{});
  while (const std::optional<Input> input = inputs.Next()) {
    // The empty ones among them are no inputs.
    const std::string text = input->response ? *input->response->body.ReadPrefix(kMaxRobots) : "";
    const Robots robots = Robots::Parse(text, "trialmine");
    EXPECT_TRUE(robots.Allows("/robots.txt"));
    with_rules += robots.Allows("/search?q=a") ? 0 : 1;
    ++count;
  }
  RecordProperty("files", static_cast<int>(count));
  EXPECT_GE(count, 4231U);
  EXPECT_GT(with_rules, 100U);
}

}  // namespace
}  // namespace trialmine

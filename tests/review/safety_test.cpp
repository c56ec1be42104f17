#include <map>

#include "support.h"

namespace trialmine::review_test {
namespace {

using Headers = std::multimap<std::string, std::string>;

class Safety : public ServerTest {
 protected:
  void SetUp() override {
    Mine({sample::Report("pmid:1")});
    Start();
  }
};

TEST_F(Safety, ATokenOpensTheDoorAndNothingElseDoes) {
  Client stranger(server_->port());
  EXPECT_EQ(stranger.Send("GET", "/", {{"Host", stranger.host()}}).status, 401);
  EXPECT_EQ(stranger.Send("GET", "/api/session", {{"Host", stranger.host()}}).status, 401);
  EXPECT_EQ(stranger.Enter("token-of-ann-0002").status, 401);
  EXPECT_EQ(stranger.Enter("").status, 401);
  const Answer entered = stranger.Enter(kAnn);
  EXPECT_EQ(entered.status, 303);
  EXPECT_EQ(entered.Header("Location"), "/");
  const std::string cookie = entered.Header("Set-Cookie");
  EXPECT_NE(cookie.find("; HttpOnly"), std::string::npos);
  EXPECT_NE(cookie.find("; SameSite=Strict"), std::string::npos);
  EXPECT_EQ(cookie.find(kAnn), std::string::npos) << "the cookie gives the token away";
  EXPECT_EQ(stranger.Get("/").status, 200);
  EXPECT_EQ(
      stranger.Send("GET", "/api/session", {{"Host", stranger.host()}, {"Cookie", stranger.cookie() + "0"}})
          .status,
      401);
}

TEST_F(Safety, EachTokenIsOnePersonWithOneRole) {
  EXPECT_EQ(Json(As(kAnn)->Get("/api/session")).Raw("/reviewer"), R"({"name":"Ann","role":"reviewer"})");
  EXPECT_EQ(Json(As(kCho)->Get("/api/session")).Raw("/reviewer"), R"({"name":"Cho","role":"adjudicator"})");
}

TEST_F(Safety, EveryAnswerForbidsProgramsInText) {
  auto ann = As(kAnn);
  for (const char* path : {"/", "/api/session", "/no/such/page", "/api/document/pmid:1"}) {
    const Answer answer = ann->Get(path);
    const std::string policy = answer.Header("Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << path;
    EXPECT_NE(policy.find("script-src 'self';"), std::string::npos) << path;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos) << path;
    EXPECT_EQ(answer.Header("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(answer.Header("Referrer-Policy"), "no-referrer") << path;
  }
  EXPECT_EQ(ann->Get("/api/session").Header("Content-Type"), "application/json; charset=utf-8");
}

TEST_F(Safety, AnotherNameForOurAddressIsRefusedEvenForReading) {
  auto ann = As(kAnn);
  for (const char* host : {"evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "127.0.0.1:1"}) {
    EXPECT_EQ(ann->Send("GET", "/api/session", {{"Host", host}, {"Cookie", ann->cookie()}}).status, 403)
        << host;
  }
  const std::string port = std::to_string(server_->port());
  EXPECT_EQ(ann->Send("GET", "/", {{"Host", "localhost:" + port}, {"Cookie", ann->cookie()}}).status, 200);
}

struct Write {
  const char* name;
  const char* origin;
  const char* type;
  bool cookie;
  int status;
};

TEST_F(Safety, WritesComeFromThePageItself) {
  auto ann = As(kAnn);
  const std::string own = "http://" + ann->host();
  const Write cases[] = {
      {"the page", own.c_str(), "application/json", true, 200},
      {"another site", "http://evil.example", "application/json", true, 403},
      {"a sandbox", "null", "application/json", true, 403},
      {"no origin", nullptr, "application/json", true, 403},
      {"another port", "http://127.0.0.1:1", "application/json", true, 403},
      {"a form", own.c_str(), "text/plain", true, 400},
      {"no type", own.c_str(), nullptr, true, 400},
      {"a stranger", own.c_str(), "application/json", false, 401},
  };
  for (const Write& c : cases) {
    Headers headers{{"Host", ann->host()}};
    if (c.origin) headers.emplace("Origin", c.origin);
    if (c.type) headers.emplace("Content-Type", c.type);
    if (c.cookie) headers.emplace("Cookie", ann->cookie());
    EXPECT_EQ(
        ann->Send("POST", "/api/lease", headers, R"({"document":"pmid:1","finding":"size-pmid:1"})").status,
        c.status)
        << c.name;
  }
}

TEST_F(Safety, NoPathLeadsToTheDisk) {
  auto ann = As(kAnn);
  for (const char* path :
       {"/etc/passwd", "/../../etc/passwd", "/assets/../../../etc/passwd", "/assets/%2e%2e/%2e%2e/s.db",
        "/assets/", "/assets", "//etc/passwd", "/assets/index.html%00.js",
        "/api/original/..%2f..%2fetc%2fpasswd", "/api/document/..%2f..%2fs.db", "/api/rules/..%2f..",
        "/api/finding/pmid:1", "/api/finding/"}) {
    EXPECT_EQ(ann->Get(path).status, 404) << path;
  }
  EXPECT_EQ(ann->Get("/" + std::string(7000, 'a')).status, 404);
  EXPECT_EQ(ann->Get("/assets/index.html").status, 200);
}

TEST_F(Safety, BodiesHaveABound) {
  auto ann = As(kAnn);
  const std::string large =
      Decide("k", "pmid:1", "size-pmid:1", "note", "\"note\":\"" + std::string(300'000, 'x') + "\"");
  EXPECT_EQ(ann->Post("/api/decisions", large).status, 413);
  const std::string long_note =
      Decide("k", "pmid:1", "size-pmid:1", "note", "\"note\":\"" + std::string(20'000, 'x') + "\"");
  EXPECT_EQ(Json(ann->Post("/api/decisions", long_note)).Text("/error/field"), "note");
}

TEST_F(Safety, WhatIsNoJsonIsRefused) {
  auto ann = As(kAnn);
  for (const char* path : {"/api/decisions", "/api/undo", "/api/redo", "/api/lease", "/api/release",
                           "/api/bulk", "/api/arms/merge", "/api/arms/split"}) {
    for (const std::string body : {"", "{", "[]", "1", "null", "{\"key\":1}", "{\"key\":\"\xff\"}"}) {
      const Answer answer = ann->Post(path, body);
      EXPECT_EQ(answer.status, 400) << path << " " << body;
      EXPECT_EQ(Json(answer).Text("/error/code"), "bad_input") << path;
    }
  }
}

TEST_F(Safety, OtherMethodsAreRefused) {
  auto ann = As(kAnn);
  for (const char* method : {"PUT", "DELETE", "PATCH", "OPTIONS"}) {
    const Answer answer =
        ann->Send(method, "/api/session", {{"Host", ann->host()}, {"Cookie", ann->cookie()}});
    EXPECT_GE(answer.status, 400) << method;
  }
  EXPECT_EQ(ann->Get("/api/decisions").status, 405);
  EXPECT_EQ(ann->Post("/api/session", "{}").status, 405);
  EXPECT_EQ(ann->Post("/", "{}").status, 405);
}

TEST(ReviewOptionsTest, OthersMayReachThePageOnlyWithTokensOfTheirOwn) {
  sample::TemporaryFolder folder;
  ASSERT_TRUE(Store::Open(folder / "s.db").ok());
  ReviewOptions options;
  options.store = folder / "s.db";
  options.address = "0.0.0.0";
  Result<ReviewServer> server = ReviewServer::Open(options, std::move(*RuleSet::BuiltIn()));
  ASSERT_FALSE(server.ok());
  EXPECT_EQ(server.error().code, "bad_input");

  options.address = "127.0.0.1";
  options.store = folder / "missing.db";
  EXPECT_EQ(ReviewServer::Open(options, std::move(*RuleSet::BuiltIn())).error().code, "store");

  options.store = folder / "s.db";
  server = ReviewServer::Open(options, std::move(*RuleSet::BuiltIn()));
  ASSERT_TRUE(server.ok());
  const std::string url = server->Doors().front().url;
  EXPECT_EQ(url.find("http://127.0.0.1:" + std::to_string(server->port()) + "/?token="), 0U);
  EXPECT_GE(url.substr(url.find("token=")).size(), 6U + 48U) << "too short to be safe from guessing";
  options.port = server->port();
  EXPECT_EQ(ReviewServer::Open(options, std::move(*RuleSet::BuiltIn())).error().code, "port");
}

struct TeamCase {
  const char* toml;
  const char* detail;
};

TEST(ReviewersFile, SaysWhatIsWrong) {
  constexpr TeamCase kCases[] = {
      {"", "the file names no [[reviewer]]"},
      {"[[reviewer]]\ntoken = \"0123456789abcdef\"", "a [[reviewer]] has no `name`"},
      {"[[reviewer]]\nname = \"A\"\ntoken = \"short\"", "the `token` of A has fewer than 16 characters"},
      {"[[reviewer]]\nname = \"A\"\nrole = \"boss\"\ntoken = \"0123456789abcdef\"",
       "the `role` of A is neither reviewer nor adjudicator"},
      {"[[reviewer]]\nname = \"A\"\ntoken = \"0123456789abcdef\"\n[[reviewer]]\nname = \"A\"\ntoken = "
       "\"0123456789abcdeg\"",
       "two reviewers are called A"},
      {"[[reviewer]]\nname = \"A\"\ntoken = \"0123456789abcdef\"\n[[reviewer]]\nname = \"B\"\ntoken = "
       "\"0123456789abcdef\"",
       "two reviewers have the same token"},
      {"double = [\"result\"]\n[[reviewer]]\nname = \"A\"\ntoken = \"0123456789abcdef\"",
       "`double` needs at least two reviewers"},
      {"double = [\"colour\"]\n[[reviewer]]\nname = \"A\"\ntoken = \"0123456789abcdef\"",
       "`double` names an unknown field"},
  };
  sample::TemporaryFolder folder;
  ASSERT_TRUE(Store::Open(folder / "s.db").ok());
  for (const TeamCase& c : kCases) {
    ReviewOptions options;
    options.store = folder / "s.db";
    options.reviewers_file = folder / "team.toml";
    FILE* file = std::fopen(options.reviewers_file.c_str(), "w");
    std::fputs(c.toml, file);
    std::fclose(file);
    Result<ReviewServer> server = ReviewServer::Open(options, std::move(*RuleSet::BuiltIn()));
    ASSERT_FALSE(server.ok()) << c.toml;
    EXPECT_EQ(server.error().detail, c.detail);
  }
}

}  // namespace
}  // namespace trialmine::review_test

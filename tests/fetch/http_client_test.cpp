#include "fetch/http_client.h"

#include <gtest/gtest.h>

#include <map>

#include "fetch/secrets.h"
#include "hostile_server.h"
#include "http_fields.h"
#include "sniff.h"
#include "support.h"

namespace trialmine {
namespace {

using namespace std::chrono_literals;

HttpOptions TestOptions() {
  HttpOptions options;
  options.user_agent = "trialmine-test/1 (test@example.org)";
  options.allow_addresses = {"127.0.0.1", "::1"};
  options.low_speed_time = 1s;
  return options;
}

Request Get(const std::string& path) {
  Request request;
  request.url = path.starts_with('/') ? HostileServer::Get().Url(path) : path;
  return request;
}

Exchange Ask(Request request, const HttpOptions& options = TestOptions()) {
  HttpClient client(options);
  client.Submit(7, std::move(request));
  std::optional<HttpClient::Done> done = client.Wait(20s);
  EXPECT_TRUE(done);
  EXPECT_EQ(client.running(), 0);
  return done ? std::move(done->exchange) : Exchange();
}

std::string Body(const Exchange& exchange) { return Text(exchange.response.body); }

/// `outcome status size` of what comes back for a path.
std::string Summary(const Exchange& exchange) {
  return std::string(Name(exchange.outcome)) + " " + std::to_string(exchange.status) + " " +
         std::to_string(exchange.response.body.size());
}

TEST(HttpClient, TellsWhatCameOfARequest) {
  const struct {
    std::string path, summary;
  } cases[] = {
      {"/ok", "ok 200 1115"},
      {"/json", "ok 200 7"},
      {"/empty", "ok 200 0"},
      {"/no-content", "ok 204 0"},
      {"/none", "not_found 404 0"},
      {"/gone", "gone 410 0"},
      {"/error", "server_error 500 0"},
      {"/denied", "auth_needed 403 0"},
      {"/login", "auth_needed 401 0"},
      {"/teapot", "bad_request 418 0"},
      {"/part", "truncated 206 4"},
      {"/unasked-304", "server_error 304 0"},
      {"/later", "rate_limited 429 0"},
      {"/later-date", "rate_limited 503 0"},
      {"/later-odd", "rate_limited 429 0"},
      {"/challenge", "blocked 200 104"},
      {"/blocked", "blocked 405 153"},
      {"/slider", "blocked 200 91"},
      {"/short", "truncated 200 500"},
      {"/reset", "truncated 200 500"},
      {"/torn-chunk", "truncated 200 3"},
      {"/broken-gzip", "truncated 200 64"},
      {"/no-answer", "network 0 0"},
      {"/not-http", "network 0 0"},
      {"/endless-head", "too_big 200 0"},
      {"/nowhere", "bad_request 302 0"},
      {"/bad-location", "bad_request 302 0"},
      {"/loop", "bad_request 302 0"},
      {"http://127.0.0.1:1/", "network 0 0"},
      {"http://no-such-host.invalid/", "dns 0 0"},
  };
  HttpClient client(TestOptions());
  uint64_t id = 0;
  for (const auto& test : cases) client.Submit(id++, Get(test.path));
  std::map<uint64_t, std::string> summaries;
  while (summaries.size() < std::size(cases)) {
    const std::optional<HttpClient::Done> done = client.Wait(20s);
    ASSERT_TRUE(done);
    summaries[done->id] = Summary(done->exchange);
    EXPECT_EQ(done->exchange.detail.empty(), done->exchange.outcome == Outcome::kOk);
    const bool torn = done->exchange.response.body.failure().has_value();
    EXPECT_EQ(torn, !done->exchange.cut.empty());
  }
  for (size_t i = 0; i < std::size(cases); ++i) EXPECT_EQ(summaries[i], cases[i].summary) << cases[i].path;
}

TEST(HttpClient, KeepsWhatAnArchiveNeeds) {
  const Exchange exchange = Ask(Get("/to-ok?a=b"));
  EXPECT_EQ(exchange.status, 200);
  EXPECT_EQ(exchange.response.url, HostileServer::Get().Url("/ok"));
  EXPECT_EQ(exchange.response.media_type, "text/html");
  EXPECT_EQ(exchange.request.url, HostileServer::Get().Url("/to-ok?a=b"));
  EXPECT_EQ(exchange.redirects, std::vector{HostileServer::Get().Url("/to-ok?a=b")});
  EXPECT_EQ(exchange.address, "127.0.0.1");
  EXPECT_EQ(exchange.protocol, "http/1.1");
  EXPECT_EQ(exchange.validators.etag, "\"v1\"");
  EXPECT_EQ(exchange.validators.last_modified, "Thu, 01 Jan 2026 00:00:00 GMT");
  EXPECT_EQ(exchange.Header("eTaG"), "\"v1\"");
  EXPECT_EQ(exchange.date.size(), std::string("2026-01-01T00:00:00.000Z").size());
  EXPECT_EQ(exchange.response.retrieved_at, exchange.date);
  EXPECT_EQ(exchange.wire_bytes, exchange.response.body.size());
  EXPECT_TRUE(exchange.response.body.sha256() != Body::FromString("").sha256());
}

TEST(HttpClient, SendsAnHonestHead) {
  Request request = Get("/echo?q=%E4%B8%AD");
  request.headers = {{"X-Own", "1"}};
  request.validators = {"\"v0\"", "Thu, 01 Jan 2026 00:00:00 GMT"};
  EXPECT_EQ(Body(Ask(request)),
            "GET /echo?q=%E4%B8%AD\naccept: */*\naccept-encoding: gzip, deflate, br, zstd\nhost: 127.0.0.1:" +
                std::to_string(HostileServer::Get().port()) +
                "\nif-modified-since: Thu, 01 Jan 2026 00:00:00 GMT\nif-none-match: \"v0\"\n"
                "user-agent: trialmine-test/1 (test@example.org)\nx-own: 1\n\n");
}

TEST(HttpClient, PostsABody) {
  Request request = Get("/echo");
  request.method = "POST";
  request.content_type = "application/json";
  request.body = std::string("{\"a\":\0}", 7);
  const std::string echo = Body(Ask(request));
  EXPECT_TRUE(echo.starts_with("POST /echo\n")) << echo;
  EXPECT_NE(echo.find("content-type: application/json\n"), std::string::npos);
  EXPECT_TRUE(echo.ends_with("\n\n" + request.body));
}

TEST(HttpClient, AsksWhetherSomethingChanged) {
  Request request = Get("/if");
  EXPECT_EQ(Summary(Ask(request)), "ok 200 1115");
  request.validators.etag = "\"v1\"";
  EXPECT_EQ(Summary(Ask(request)), "not_modified 304 0");
  request.validators = {"", "Thu, 01 Jan 2026 00:00:00 GMT"};
  EXPECT_EQ(Summary(Ask(request)), "not_modified 304 0");
  request.validators = {"\"v0\"", ""};
  EXPECT_EQ(Summary(Ask(request)), "ok 200 1115");
}

TEST(HttpClient, DecodesEveryEncodingItAsksFor) {
  const std::string page = Body(Ask(Get("/ok")));
  for (const char* path : {"/gzip", "/deflate", "/raw-deflate"}) {
    const Exchange exchange = Ask(Get(path));
    EXPECT_EQ(Body(exchange), page) << path;
    EXPECT_LT(exchange.wire_bytes, exchange.response.body.size());
  }
  EXPECT_EQ(Body(Ask(Get("/br"))), "<p>brotli");
  EXPECT_EQ(Body(Ask(Get("/zstd"))), "<p>zstd");
}

TEST(HttpClient, KeepsEncodedBytesWhereAsked) {
  Request request = Get("/gzip");
  request.keep_encoded = true;
  const Exchange exchange = Ask(request);
  EXPECT_TRUE(Body(exchange).starts_with("\x1f\x8b"));
  EXPECT_EQ(exchange.wire_bytes, exchange.response.body.size());
}

TEST(HttpClient, LimitsAreCountedAsBytesCome) {
  HttpOptions small = TestOptions();
  small.max_bytes = 1 << 20;
  HttpOptions thin_wire = TestOptions();
  thin_wire.max_wire_bytes = 1 << 20;
  HttpOptions by_ratio = TestOptions();
  HttpOptions generous = TestOptions();
  generous.max_ratio = 100000;
  const struct {
    std::string path;
    HttpOptions options;
    std::string summary;
  } cases[] = {
      {"/size?10000000", small, "too_big 200 1048576"}, {"/endless", small, "too_big 200 1048576"},
      {"/size?1048576", small, "ok 200 1048576"},       {"/bomb", small, "too_big 200 1048576"},
      {"/bomb", generous, "ok 200 20971520"},           {"/size?2000000", generous, "ok 200 2000000"},
  };
  for (const auto& test : cases)
    EXPECT_EQ(Summary(Ask(Get(test.path), test.options)), test.summary) << test.path;
  const Exchange wire = Ask(Get("/size?10000000"), thin_wire);
  EXPECT_EQ(wire.outcome, Outcome::kTooBig);
  EXPECT_LT(wire.response.body.size(), (uint64_t{1} << 20) + (64 << 10));
  const Exchange bomb = Ask(Get("/bomb"), by_ratio);
  EXPECT_EQ(bomb.outcome, Outcome::kTooBig);
  EXPECT_LT(bomb.response.body.size(), uint64_t{8} << 20);
  EXPECT_EQ(bomb.cut, "length");
  Request request = Get("/size?1000");
  request.max_bytes = 999;
  EXPECT_EQ(Summary(Ask(request)), "too_big 200 999");
}

TEST(HttpClient, LargeBodiesGoToAFile) {
  const Exchange exchange = Ask(Get("/size?3000000"));
  EXPECT_EQ(exchange.outcome, Outcome::kOk);
  EXPECT_TRUE(Body(exchange) == std::string(3000000, 'x'));
}

TEST(HttpClient, SlowServersAreLeft) {
  const Exchange drip = Ask(Get("/drip"));
  EXPECT_EQ(Name(drip.outcome), "truncated");
  EXPECT_EQ(drip.cut, "time");
  EXPECT_EQ(Name(Ask(Get("/stall")).outcome), "network");
}

TEST(HttpClient, FollowsRedirectsByHand) {
  const struct {
    std::string path, summary;
    size_t hops;
  } cases[] = {
      {"/to-ok", "ok 200 1115", 1},
      {"/to-relative", "ok 200 1115", 1},
      {"/hop/5", "ok 200 1115", 5},
      {"/hop/6", "bad_request 302 0", 5},
      {"/to-file", "address_refused 0 0", 1},
      {"/to-ftp", "address_refused 0 0", 1},
      {"/to-gopher", "address_refused 0 0", 1},
      {"/to-user", "address_refused 0 0", 1},
  };
  for (const auto& test : cases) {
    const Exchange exchange = Ask(Get(test.path));
    EXPECT_EQ(Summary(exchange), test.summary) << test.path;
    EXPECT_EQ(exchange.redirects.size(), test.hops) << test.path;
    EXPECT_EQ(exchange.detail.find("secret"), std::string::npos);
  }
}

TEST(HttpClient, RedirectsToForbiddenAddressesAreRefused) {
  for (const char* host : {"127.0.0.2",        "127.1.2",        "0x7f000002",        "2130706434",
                           "10.0.0.1",         "192.168.1.1",    "172.16.0.1",        "100.64.0.1",
                           "169.254.169.254",  "0xa9fea9fe",     "[::ffff:10.0.0.1]", "[::ffff:a9fe:a9fe]",
                           "[64:ff9b::a00:1]", "[2002:a00:1::]", "[2001::1]",         "[fe80::1]",
                           "[fd00::1]",        "[::]",           "0.0.0.0",           "255.255.255.255"}) {
    const Exchange exchange = Ask(Get("/to?http://" + std::string(host) + ":9/secret"));
    EXPECT_EQ(Name(exchange.outcome), "address_refused") << host << ": " << exchange.detail;
    EXPECT_EQ(exchange.redirects.size(), 1U);
  }
  HttpOptions rebound = TestOptions();
  rebound.resolve = {"rebound.example:9:192.168.1.1"};
  EXPECT_EQ(Name(Ask(Get("/to?http://rebound.example:9/"), rebound).outcome), "address_refused");
}

TEST(HttpClient, OwnFieldsStayWithTheHostTheyAreFor) {
  HttpOptions options = TestOptions();
  options.resolve = {"localhost:" + std::to_string(HostileServer::Get().port()) + ":127.0.0.1"};
  Request request = Get("/there");
  request.headers = {{"Authorization", "Bearer sesame"}, {"X-Own", "1"}};
  const Exchange exchange = Ask(request, options);
  EXPECT_EQ(exchange.status, 200);
  EXPECT_EQ(Body(exchange).find("authorization"), std::string::npos);
  EXPECT_EQ(Body(exchange).find("x-own"), std::string::npos);
  request.url = HostileServer::Get().Url("/to?/echo");
  EXPECT_NE(Body(Ask(request)).find("authorization: Bearer sesame"), std::string::npos);
}

TEST(HttpClient, RedirectedPostsBecomeGetsWhereHttpSaysSo) {
  Request request = Get("/to-post");
  request.method = "POST";
  request.body = "a=b";
  EXPECT_TRUE(Body(Ask(request)).starts_with("GET /echo"));
  request.url = HostileServer::Get().Url("/to-kept-post");
  const std::string kept = Body(Ask(request));
  EXPECT_TRUE(kept.starts_with("POST /echo"));
  EXPECT_TRUE(kept.ends_with("a=b"));
}

TEST(HttpClient, ADeadConnectionIsTriedAgainOnce) {
  HttpClient client(TestOptions());
  for (uint64_t i = 0; i < 5; ++i) {
    client.Submit(i, Get("/idle-close"));
    const std::optional<HttpClient::Done> done = client.Wait(20s);
    ASSERT_TRUE(done);
    EXPECT_EQ(Summary(done->exchange), "ok 200 4") << done->exchange.detail;
  }
  EXPECT_EQ(Body(Ask(Get("/seen?/idle-close"))), "5");
}

TEST(HttpClient, ContentIsJudgedByItsBytes) {
  const struct {
    std::string path;
    std::vector<std::string> accept;
    std::string outcome;
  } cases[] = {
      {"/html-as-json", {"json"}, "wrong_type"},
      {"/html-as-json", {"html"}, "ok"},
      {"/json-as-html", {"json"}, "ok"},
      {"/json-as-html", {"html", "xml"}, "wrong_type"},
      {"/ok", {"xml"}, "wrong_type"},
      {"/ok", {"html", "text"}, "ok"},
      {"/json", {}, "ok"},
      {"/empty", {"json"}, "ok"},
      {"/echo", {"csv"}, "ok"},
      {"/none", {"json"}, "not_found"},
  };
  for (const auto& test : cases) {
    Request request = Get(test.path);
    request.accept = test.accept;
    EXPECT_EQ(Name(Ask(request).outcome), test.outcome) << test.path;
  }
}

TEST(HttpClient, SecretsDoNotGetOut) {
  HttpOptions options = TestOptions();
  options.secrets = {"open-sesame"};
  Request request = Get("/key?api_key=open-sesame");
  request.headers = {{"X-Api-Key", "open-sesame"}, {"X-Note", "with open-sesame in it"}};
  const Exchange exchange = Ask(request, options);
  std::string all = exchange.request.url + exchange.response.url + exchange.detail + Body(exchange);
  for (const HeaderFields& fields : {exchange.headers, exchange.request.headers}) {
    for (const auto& [name, value] : fields) all += value;
  }
  EXPECT_EQ(all.find("sesame"), std::string::npos) << all;
  EXPECT_NE(all.find("REDACTED"), std::string::npos);
  EXPECT_EQ(Body(exchange), R"({"error":"API rate limit exceeded","api-key":"REDACTED"})");
}

TEST(HttpClient, HeadersCannotBeForged) {
  for (const auto& [name, value] :
       HeaderFields{{"X-A", "b\r\nX-C: d"}, {"X A", "b"}, {"", "b"}, {"X:A", "b"}}) {
    Request request = Get("/echo");
    request.headers = {{name, value}};
    EXPECT_EQ(Summary(Ask(request)), "bad_request 0 0") << name;
  }
  Request request = Get("/echo");
  request.method = "GET /x HTTP/1.1\r\n";
  EXPECT_EQ(Summary(Ask(request)), "bad_request 0 0");
}

TEST(HttpClient, ChecksItsOptions) {
  EXPECT_TRUE(CheckHttpOptions(TestOptions()));
  HttpOptions options = TestOptions();
  options.user_agent = "a\r\nb";
  EXPECT_FALSE(CheckHttpOptions(options));
  options = TestOptions();
  options.allow_addresses = {"everything"};
  EXPECT_FALSE(CheckHttpOptions(options));
  options = TestOptions();
  options.ca_file = "/no/such/file";
  EXPECT_FALSE(CheckHttpOptions(options));
}

TEST(HttpClient, ManyAtATimeKeepWithinTheHostsLimit) {
  HttpOptions options = TestOptions();
  options.max_host_connections = 3;
  const int before = std::stoi(Body(Ask(Get("/seen?connections"))));
  HttpClient client(options);
  for (uint64_t i = 0; i < 200; ++i) client.Submit(i, Get("/json"));
  std::map<uint64_t, int> seen;
  while (const std::optional<HttpClient::Done> done = client.Wait(client.running() > 0 ? 20s : 0s)) {
    EXPECT_EQ(Summary(done->exchange), "ok 200 7");
    ++seen[done->id];
  }
  EXPECT_EQ(seen.size(), 200U);
  EXPECT_LE(std::stoi(Body(Ask(Get("/seen?connections")))) - before, 3 + 1);
}

TEST(HttpClient, WaitsNoLongerThanAsked) {
  HttpClient client(TestOptions());
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(client.Wait(30ms));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 29ms);
}

TEST(RetryAfter, IsReadInBothFormsAndClamped) {
  const auto now = std::chrono::system_clock::from_time_t(1767225600);  // 2026-01-01T00:00:00Z
  const struct {
    std::string value;
    std::optional<std::chrono::seconds> wait;
  } cases[] = {
      {"120", 120s},
      {" 0 ", 0s},
      {"3600", 3600s},
      {"3601", 3600s},
      {"1000000000", 3600s},
      {"99999999999999999999999", 3600s},
      {"Thu, 01 Jan 2026 00:02:00 GMT", 120s},
      {"Thursday, 01-Jan-26 00:02:00 GMT", 120s},
      {"Thu, 01 Jan 2015 00:00:00 GMT", 0s},
      {"Fri, 01 Jan 2027 00:00:00 GMT", 3600s},
      {"", std::nullopt},
      {"soon", std::nullopt},
      {"-5", std::nullopt},
      {"1.5", std::nullopt},
  };
  for (const auto& test : cases) EXPECT_EQ(ParseRetryAfter(test.value, now), test.wait) << test.value;
  EXPECT_EQ(IsoTime(now + 45ms), "2026-01-01T00:00:00.045Z");
}

TEST(Outcome, HasOneNameEach) {
  for (int i = 0; i <= static_cast<int>(Outcome::kNetwork); ++i) {
    const auto outcome = static_cast<Outcome>(i);
    EXPECT_EQ(OutcomeNamed(Name(outcome)), outcome);
  }
  EXPECT_FALSE(OutcomeNamed("perhaps"));
  EXPECT_TRUE(IsTransient(Outcome::kRateLimited));
  EXPECT_FALSE(IsTransient(Outcome::kBlocked));
}

TEST(Secrets, AreRedactedWhereverTheyStand) {
  const struct {
    std::string text, redacted;
  } cases[] = {
      {"https://h/x?api_key=abc&db=pubmed", "https://h/x?api_key=REDACTED&db=pubmed"},
      {"https://h/x?db=pubmed&API_KEY=abc#f", "https://h/x?db=pubmed&API_KEY=REDACTED#f"},
      {"https://h/x?pageToken=abc&token=def", "https://h/x?pageToken=abc&token=REDACTED"},
      {"https://u:p@h/x@y", "https://REDACTED@h/x@y"},
      {"https://h/x?mail=a@b.org", "https://h/x?mail=a@b.org"},
      {R"({"api-key":"abc","count":"4"})", R"({"api-key":"REDACTED","count":"4"})"},
      {"Authorization: Bearer abc def\r\nAccept: x", "Authorization: REDACTED\r\nAccept: x"},
      {"X-Amz-Signature=abc&X-Amz-Date=1", "X-Amz-Signature=REDACTED&X-Amz-Date=1"},
      {"serviceKey=a%2Fb", "serviceKey=REDACTED"},
      {"password=", "password="},
      {"the token of our esteem", "the token of our esteem"},
      {"", ""},
  };
  for (const auto& test : cases) EXPECT_EQ(RedactSecrets(test.text), test.redacted);
  EXPECT_EQ(RedactSecrets("x open-sesame y", {"open-sesame", "y"}), "x REDACTED y");
}

TEST(Sniff, KnowsContentByItsFirstBytes) {
  const struct {
    std::string bytes, declared, content;
  } cases[] = {
      {"", "text/html", "empty"},
      {"<?xml version='1.0'?><a/>", "text/html", "xml"},
      {"\xef\xbb\xbf\n<PubmedArticleSet>", "", "xml"},
      {"<!DOCTYPE html><x>", "application/json", "html"},
      {"<!-- c --><HTML lang=en>", "", "html"},
      {"<?xml version='1.0'?><!DOCTYPE html><html/>", "application/xml", "html"},
      {"<?xml version='1.0'?>\n<html xmlns='x'>", "", "html"},
      {"<!DOCTYPE article PUBLIC 'x'><article>", "", "xml"},
      {"<trials>", "text/html", "html"},
      {"<trials>", "text/plain", "xml"},
      {" {\"a\":1}", "text/html", "json"},
      {"[1]", "", "json"},
      {"\"x\"", "application/json", "json"},
      {"a,b\n", "text/csv", "csv"},
      {"a,b\n", "", "text"},
      {"%PDF-1.4", "text/html", "pdf"},
      {"\x1f\x8b\x08x", "text/xml", "gzip"},
      {"PK\x03\x04x", "", "zip"},
      {std::string("a\0b", 3), "text/plain", "binary"},
      {std::string("\xff\xfe<\0h\0t\0m\0l\0>\0", 14), "", "html"},
  };
  for (const auto& test : cases)
    EXPECT_EQ(SniffContent(test.bytes, test.declared), test.content) << test.bytes;
}

TEST(Sniff, PagesWithContentAreNoChallenges) {
  const std::string words(2000, 'w');
  const struct {
    int status;
    std::string page;
    bool challenge;
  } cases[] = {
      {200, "<html><script name=\"aliyunwaf_1\"></script><body>" + words + "</body></html>", false},
      {200, "<html><script name=\"aliyunwaf_1\">" + words + "</script><body></body></html>", true},
      {200, "<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>" + words, false},
      {403, "<title>Just a moment...</title>" + words, true},
      {200, "<title>CAPTCHA in trials</title><p>" + words, false},
      {200, "<title>CAPTCHA</title><p>Prove it", true},
      {202, "<script>" + words + "</script>", true},
      {200, "<script>" + words + "</script>", false},
      {200, "{\"acw_sc__v2\":1}", false},
      {403, "<HTML>Request blocked. Generated by cloudfront (CloudFront)</HTML>", true},
      {200, "<html><body><p>Short page.</p></body></html>", false},
      {200, "", false},
  };
  for (const auto& test : cases) {
    EXPECT_EQ(FindChallenge(test.status, test.page).has_value(), test.challenge) << test.page.substr(0, 80);
  }
}

}  // namespace
}  // namespace trialmine

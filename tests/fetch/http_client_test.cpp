#include "fetch/http_client.h"

#include <gtest/gtest.h>

#include <map>

#include "http_ask.h"
#include "http_fields.h"

namespace trialmine {
namespace {

using namespace std::chrono_literals;

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
  EXPECT_EQ(BodyOf(Ask(request)),
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
  const std::string echo = BodyOf(Ask(request));
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

TEST(HttpClient, LargeBodiesGoToAFile) {
  const Exchange exchange = Ask(Get("/size?3000000"));
  EXPECT_EQ(exchange.outcome, Outcome::kOk);
  EXPECT_TRUE(BodyOf(exchange) == std::string(3000000, 'x'));
}

TEST(HttpClient, SlowServersAreLeft) {
  const Exchange drip = Ask(Get("/drip"));
  EXPECT_EQ(Name(drip.outcome), "truncated");
  EXPECT_EQ(drip.cut, "time");
  EXPECT_EQ(Name(Ask(Get("/stall")).outcome), "network");
}

TEST(HttpClient, ADeadConnectionIsTriedAgainOnce) {
  HttpClient client(TestOptions());
  for (uint64_t i = 0; i < 5; ++i) {
    client.Submit(i, Get("/idle-close"));
    const std::optional<HttpClient::Done> done = client.Wait(20s);
    ASSERT_TRUE(done);
    EXPECT_EQ(Summary(done->exchange), "ok 200 4") << done->exchange.detail;
  }
  EXPECT_EQ(BodyOf(Ask(Get("/seen?/idle-close"))), "5");
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
  const int before = std::stoi(BodyOf(Ask(Get("/seen?connections"))));
  HttpClient client(options);
  for (uint64_t i = 0; i < 200; ++i) client.Submit(i, Get("/json"));
  std::map<uint64_t, int> seen;
  while (const std::optional<HttpClient::Done> done = client.Wait(client.running() > 0 ? 20s : 0s)) {
    EXPECT_EQ(Summary(done->exchange), "ok 200 7");
    ++seen[done->id];
  }
  EXPECT_EQ(seen.size(), 200U);
  EXPECT_LE(std::stoi(BodyOf(Ask(Get("/seen?connections")))) - before, 3 + 1);
}

TEST(HttpClient, AProxyIsAskedInPlaceOfTheHost) {
  HttpOptions options = TestOptions();
  options.proxy = HostileServer::Get().Url("");
  const Exchange exchange = Ask(Get("http://no-such-host.invalid/page"), options);
  EXPECT_EQ(Summary(exchange), "not_found 404 0");
  EXPECT_EQ(BodyOf(Ask(Get("/seen?http://no-such-host.invalid/page"))), "1");
  EXPECT_EQ(Name(Ask(Get("http://10.0.0.1/"), options).outcome), "address_refused");
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

}  // namespace
}  // namespace trialmine

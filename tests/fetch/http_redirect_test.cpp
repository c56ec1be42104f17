#include <gtest/gtest.h>

#include "http_ask.h"

namespace trialmine {
namespace {

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

TEST(HttpClient, OwnFieldsStayWithTheHostTheyAreFor) {
  HttpOptions options = TestOptions();
  options.resolve = {"localhost:" + std::to_string(HostileServer::Get().port()) + ":127.0.0.1"};
  Request request = Get("/there");
  request.headers = {{"Authorization", "Bearer sesame"}, {"X-Own", "1"}};
  const Exchange exchange = Ask(request, options);
  EXPECT_EQ(exchange.status, 200);
  EXPECT_EQ(BodyOf(exchange).find("authorization"), std::string::npos);
  EXPECT_EQ(BodyOf(exchange).find("x-own"), std::string::npos);
  request.url = HostileServer::Get().Url("/to?/echo");
  EXPECT_NE(BodyOf(Ask(request)).find("authorization: Bearer sesame"), std::string::npos);
}

TEST(HttpClient, RedirectedPostsBecomeGetsWhereHttpSaysSo) {
  Request request = Get("/to-post");
  request.method = "POST";
  request.body = "a=b";
  EXPECT_TRUE(BodyOf(Ask(request)).starts_with("GET /echo"));
  request.url = HostileServer::Get().Url("/to-kept-post");
  const std::string kept = BodyOf(Ask(request));
  EXPECT_TRUE(kept.starts_with("POST /echo"));
  EXPECT_TRUE(kept.ends_with("a=b"));
}

TEST(HttpClient, ARedirectIsHandedBackWhereAsked) {
  Request request = Get("/to-post");
  request.hand_back_redirects = true;
  request.method = "POST";
  request.body = "a=b";
  const Exchange first = Ask(request);
  EXPECT_EQ(Summary(first), "ok 303 0");
  EXPECT_EQ(first.redirect_to, HostileServer::Get().Url("/echo"));
  EXPECT_EQ(first.redirects, std::vector{HostileServer::Get().Url("/to-post")});
  EXPECT_EQ(first.request.method, "GET") << "a POST becomes a GET";
  Request next = first.request;
  next.onward = first.redirects;
  next.onward.push_back(first.redirect_to);
  const Exchange last = Ask(next);
  EXPECT_TRUE(BodyOf(last).starts_with("GET /echo"));
  EXPECT_EQ(last.request.url, HostileServer::Get().Url("/to-post"));
  EXPECT_EQ(last.response.url, HostileServer::Get().Url("/echo"));
  EXPECT_EQ(last.redirects, first.redirects);
  EXPECT_EQ(last.redirect_to, "");
}

TEST(HttpClient, RedirectsThatAreHandedBackAreCountedAndGuardedAsWell) {
  Request request = Get("/hop/6");
  request.hand_back_redirects = true;
  Exchange exchange = Ask(request);
  int asked = 1;
  while (!exchange.redirect_to.empty()) {
    request.onward = exchange.redirects;
    request.onward.push_back(exchange.redirect_to);
    exchange = Ask(request);
    ++asked;
  }
  EXPECT_EQ(Summary(exchange), "bad_request 302 0");
  EXPECT_EQ(asked, 6);
  for (const char* path : {"/to-file", "/to-user", "/to?http://169.254.169.254/", "/to?http://10.0.0.1:9/"}) {
    request = Get(path);
    request.hand_back_redirects = true;
    EXPECT_EQ(Name(Ask(request).outcome), "address_refused") << path;
  }
}

TEST(HttpClient, WhatIsForOneHostDoesNotGoOnWithARedirectToAnother) {
  HttpOptions options = TestOptions();
  options.resolve = {"localhost:" + std::to_string(HostileServer::Get().port()) + ":127.0.0.1"};
  Request request = Get("/there");
  request.headers = {{"X-Own", "1"}};
  request.secret_query = "api_key=open-sesame";
  request.hand_back_redirects = true;
  Exchange exchange = Ask(request, options);
  ASSERT_NE(exchange.redirect_to, "");
  request.onward = exchange.redirects;
  request.onward.push_back(exchange.redirect_to);
  const std::string echo = BodyOf(Ask(request, options));
  EXPECT_TRUE(echo.starts_with("GET /echo\n")) << echo;
  EXPECT_EQ(echo.find("x-own"), std::string::npos);
  EXPECT_EQ(echo.find("sesame"), std::string::npos);
}

}  // namespace
}  // namespace trialmine

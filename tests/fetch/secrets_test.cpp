#include "fetch/secrets.h"

#include <gtest/gtest.h>

#include "http_ask.h"

namespace trialmine {
namespace {

TEST(HttpClient, SecretsDoNotGetOut) {
  HttpOptions options = TestOptions();
  options.secrets = {"open-sesame"};
  Request request = Get("/key?api_key=open-sesame");
  request.headers = {{"X-Api-Key", "open-sesame"}, {"X-Note", "with open-sesame in it"}};
  const Exchange exchange = Ask(request, options);
  std::string all = exchange.request.url + exchange.response.url + exchange.detail + BodyOf(exchange);
  for (const HeaderFields& fields : {exchange.headers, exchange.request.headers}) {
    for (const auto& [name, value] : fields) all += value;
  }
  EXPECT_EQ(all.find("sesame"), std::string::npos) << all;
  EXPECT_NE(all.find("REDACTED"), std::string::npos);
  EXPECT_EQ(BodyOf(exchange), R"({"error":"API rate limit exceeded","api-key":"REDACTED"})");
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

TEST(HttpClient, AKeyIsSentAndInNoExchange) {
  Request request = Get("/echo?db=pubmed");
  request.secret_query = "api_key=open-sesame%26x";
  HttpOptions options = TestOptions();
  options.secrets = {"open-sesame&x"};
  Exchange exchange = Ask(request, options);
  EXPECT_EQ(exchange.request.url, request.url);
  EXPECT_EQ(exchange.response.url, request.url);
  EXPECT_EQ(exchange.request.secret_query, "");
  EXPECT_TRUE(BodyOf(exchange).starts_with("GET /echo?db=pubmed&api_key=")) << BodyOf(exchange);
  request.method = "POST";
  request.body = "db=pubmed";
  exchange = Ask(request, options);
  EXPECT_EQ(exchange.request.body, "db=pubmed");
  EXPECT_NE(BodyOf(exchange).find("db=pubmed&api_key="), std::string::npos) << BodyOf(exchange);
  request.body.clear();
  EXPECT_NE(BodyOf(Ask(request)).find("\n\napi_key=open-sesame%26x"), std::string::npos);
}

}  // namespace
}  // namespace trialmine

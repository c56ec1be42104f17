#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "fetch/http_client.h"
#include "hostile_server.h"
#include "support.h"

// One question to the hostile server, for the tests of the HTTP client.

namespace trialmine {

using namespace std::chrono_literals;

inline HttpOptions TestOptions() {
  HttpOptions options;
  options.user_agent = "trialmine-test/1 (test@example.org)";
  options.allow_addresses = {"127.0.0.1", "::1"};
  options.low_speed_time = 1s;
  return options;
}

inline Request Get(const std::string& path) {
  Request request;
  request.url = path.starts_with('/') ? HostileServer::Get().Url(path) : path;
  return request;
}

inline Exchange Ask(Request request, const HttpOptions& options = TestOptions()) {
  HttpClient client(options);
  client.Submit(7, std::move(request));
  std::optional<HttpClient::Done> done = client.Wait(20s);
  EXPECT_TRUE(done);
  EXPECT_EQ(client.running(), 0);
  return done ? std::move(done->exchange) : Exchange();
}

inline std::string BodyOf(const Exchange& exchange) { return Text(exchange.response.body); }

/// `outcome status size` of what comes back for a path.
inline std::string Summary(const Exchange& exchange) {
  return std::string(Name(exchange.outcome)) + " " + std::to_string(exchange.status) + " " +
         std::to_string(exchange.response.body.size());
}

}  // namespace trialmine

#include <gtest/gtest.h>

#include "fetch/crawler.h"

namespace trialmine {
namespace {

TEST(IsOwnHost, IsWhatLeadsToAnAllowedAddress) {
  HttpOptions http;
  http.allow_addresses = {"127.0.0.1", "10.0.0.0/8", "::1"};
  http.resolve = {"mirror.example:443:10.1.2.3", "public.example:443:192.0.2.1"};
  http.connect_to = {"ncbi.example:443:127.0.0.1:8443", "six.example:443:[::1]:8443",
                     "named.example:443:elsewhere.example:443"};
  const struct {
    const char* host;
    bool own;
  } cases[] = {
      {"127.0.0.1", true},      {"10.9.9.9", true},     {"[::1]", true},        {"mirror.example", true},
      {"ncbi.example", true},   {"six.example", true},  {"192.0.2.1", false},   {"public.example", false},
      {"named.example", false}, {"ncbi.exampl", false}, {"example.org", false}, {"", false},
  };
  for (const auto& c : cases) EXPECT_EQ(IsOwnHost(http, c.host), c.own) << c.host;
  EXPECT_FALSE(IsOwnHost({}, "127.0.0.1")) << "nothing is allowed";
}

}  // namespace
}  // namespace trialmine

#include "address_guard.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netdb.h>

#include <algorithm>
#include <cstring>

#include "fetch/http_client.h"
#include "fetch/url.h"
#include "hostile_server.h"

namespace trialmine {
namespace {

using namespace std::chrono_literals;

/// Spellings of addresses that lead into one's own network, as the host of a URL may have them.
const std::vector<std::string> kForbidden = {
    // The machine itself.
    "127.0.0.1", "127.1", "127.0.1", "0x7f000001", "0x7F.0.0.1", "0177.0.0.1", "2130706433", "017700000001",
    "127.255.255.254", "0.0.0.0", "0", "00.0", "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::127.0.0.1]", "[::7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::ffff:0:127.0.0.1]",
    // Its network, and that of the cloud it runs in.
    "10.0.0.1", "0xa.0.0.1", "10.255.255.255", "167772161", "172.16.0.1", "172.31.255.255", "192.168.0.1",
    "192.168.65281", "100.64.0.1", "100.127.255.255", "169.254.169.254", "0xa9fea9fe", "2852039166",
    "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd12:3456::1]",
    // Ways through translators and tunnels.
    "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2002:a00:1::1]",
    "[2001:0:4136:e378::1]", "[2001::1]", "[2001:10::1]",
    // What no document comes from.
    "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "[ff02::1]", "[2001:db8::1]", "[100::1]"};

std::vector<AddressBytes> Resolve(std::string host) {
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  addrinfo hints = {};
  hints.ai_flags = AI_NUMERICHOST;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  std::vector<AddressBytes> found;
  if (getaddrinfo(host.c_str(), "80", &hints, &list) != 0) return found;
  for (const addrinfo* at = list; at != nullptr; at = at->ai_next) found.push_back(*BytesOf(at->ai_addr));
  freeaddrinfo(list);
  return found;
}

TEST(AddressGuard, RefusesForbiddenAddressesInEverySpelling) {
  EXPECT_GE(kForbidden.size(), 40U);
  const AddressGuard guard;
  for (const std::string& host : kForbidden) {
    const std::vector<AddressBytes> addresses = Resolve(host);
    EXPECT_FALSE(addresses.empty()) << host;
    for (const AddressBytes& address : addresses) EXPECT_FALSE(guard.Allows(address)) << host;
  }
}

TEST(AddressGuard, AllowsTheInternet) {
  const AddressGuard guard;
  for (const char* host : {"1.1.1.1",
                           "8.8.8.8",
                           "9.255.255.255",
                           "11.0.0.0",
                           "100.63.255.255",
                           "100.128.0.0",
                           "126.255.255.255",
                           "128.0.0.0",
                           "130.14.29.110",
                           "169.253.255.255",
                           "172.15.255.255",
                           "172.32.0.0",
                           "192.0.1.1",
                           "192.167.255.255",
                           "192.169.0.0",
                           "198.17.255.255",
                           "198.20.0.0",
                           "223.255.255.255",
                           "2607:f220:41e:290::110",
                           "2a00:1450::1",
                           "2400:3200::1",
                           "64:ff9b::8.8.8.8",
                           "::ffff:8.8.8.8"}) {
    EXPECT_TRUE(guard.Allows(*BytesOf(std::string(host)))) << host;
  }
}

TEST(AddressGuard, AllowsWhatTheConfigurationNames) {
  const struct {
    std::string range, address;
    bool allowed;
  } cases[] = {
      {"127.0.0.1", "127.0.0.1", true},
      {"127.0.0.1", "127.0.0.2", false},
      {"127.0.0.0/8", "127.9.9.9", true},
      {"127.0.0.1", "::ffff:127.0.0.1", true},
      {"10.1.2.0/23", "10.1.3.255", true},
      {"10.1.2.0/23", "10.1.4.0", false},
      {"::1", "::1", true},
      {"[::1]", "::1", true},
      {"fd00::/8", "fd12::1", true},
      {"fd00::/8", "fc12::1", false},
      {"127.0.0.1", "64:ff9b::7f00:1", true},
      {"0.0.0.0/0", "127.0.0.1", true},
      {"0.0.0.0/0", "::1", false},
      {"::/0", "::1", true},
  };
  for (const auto& test : cases) {
    const AddressGuard guard({*ParseAddressRange(test.range)});
    EXPECT_EQ(guard.Allows(*BytesOf(test.address)), test.allowed) << test.range << " " << test.address;
  }
}

TEST(AddressGuard, ReadsNoRangesThatAreNone) {
  for (const char* text : {"", "localhost", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x",
                           "10.0.0", "::/129", "fe80::1%lo", "10.0.0.1/8/8", "1.2.3.4.5"}) {
    EXPECT_FALSE(ParseAddressRange(text)) << text;
  }
}

Exchange Ask(const HttpOptions& options, const std::string& url) {
  HttpClient client(options);
  Request request;
  request.url = url;
  client.Submit(1, std::move(request));
  std::optional<HttpClient::Done> done = client.Wait(10s);
  return done ? std::move(done->exchange) : Exchange();
}

TEST(AddressGuard, TheClientNeverConnectsToThem) {
  HttpOptions options;
  options.user_agent = "trialmine-test";
  for (const std::string& host : kForbidden) {
    const Exchange exchange = Ask(options, "http://" + host + ":9/");
    EXPECT_EQ(Name(exchange.outcome), "address_refused") << host << ": " << exchange.detail;
    EXPECT_EQ(exchange.status, 0);
  }
}

TEST(AddressGuard, AnswersOfTheNameServerAreChecked) {
  for (const std::string& host : kForbidden) {
    for (const AddressBytes& address : Resolve(host)) {
      char text[INET6_ADDRSTRLEN] = {};
      inet_ntop(AF_INET6, address.data(), text, sizeof text);
      HttpOptions options;
      options.user_agent = "trialmine-test";
      options.resolve = {"rebound.example:9:[" + std::string(text) + "]"};
      const Exchange exchange = Ask(options, "http://rebound.example:9/");
      EXPECT_EQ(Name(exchange.outcome), "address_refused") << text << ": " << exchange.detail;
    }
  }
}

TEST(AddressGuard, RedirectsDoNotLeadToThem) {
  HttpOptions options;
  options.user_agent = "trialmine-test";
  options.allow_addresses = {"127.0.0.1"};  // Where the redirects come from.
  const AddressGuard guard({*ParseAddressRange("127.0.0.1")});
  int refused = 0;
  for (const std::string& host : kForbidden) {
    const std::vector<AddressBytes> addresses = Resolve(host);
    if (std::any_of(addresses.begin(), addresses.end(), [&](const auto& one) { return guard.Allows(one); }))
      continue;
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(AF_INET6, addresses.front().data(), text, sizeof text);
    options.resolve = {"rebound.example:9:[" + std::string(text) + "]"};
    for (const std::string& to : {"http://" + host + ":9/secret", std::string("http://rebound.example:9/")}) {
      for (const bool hand_back : {false, true}) {
        HttpClient client(options);
        Request request;
        request.url = HostileServer::Get().Url("/to?" + to);
        request.hand_back_redirects = hand_back;
        client.Submit(1, request);
        std::optional<HttpClient::Done> done = client.Wait(20s);
        ASSERT_TRUE(done);
        if (!done->exchange.redirect_to.empty()) {  // A name has to be looked up to be refused.
          EXPECT_EQ(done->exchange.redirect_to, "http://rebound.example:9/");
          request.onward = {request.url, done->exchange.redirect_to};
          client.Submit(2, request);
          done = client.Wait(20s);
          ASSERT_TRUE(done);
        }
        EXPECT_EQ(Name(done->exchange.outcome), "address_refused") << to << ": " << done->exchange.detail;
        EXPECT_EQ(done->exchange.redirects.size(), 1U) << to;
      }
    }
    ++refused;
  }
  EXPECT_GE(refused, 40);
}

TEST(AddressGuard, OtherSchemesAndPasswordsAreRefused) {
  HttpOptions options;
  options.user_agent = "trialmine-test";
  for (const char* url : {"file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "dict://h:1/",
                          "smb://h/x", "telnet://h", "http://user@example.org/", "http://u:p@example.org/",
                          "https://:p@example.org/", "http://1.1.1.1@127.0.0.1/", "ldap://h/", "scp://h/x"}) {
    EXPECT_EQ(Name(Ask(options, url).outcome), "address_refused") << url;
  }
  for (const char* url : {"", "http://", "//example.org", "example.org/x", "http://a b/", "http://[::1",
                          "http://h:99999/", "http://exa\nmple.org/"}) {
    EXPECT_EQ(Name(Ask(options, url).outcome), "bad_request") << url;
  }
}

TEST(Url, HasOneReading) {
  const struct {
    std::string text, whole, host;
    int port;
    std::string target;
  } cases[] = {
      {"HTTP://Example.ORG", "http://example.org/", "example.org", 80, "/"},
      {"https://h:443/a/../b?c=d#e", "https://h/b?c=d", "h", 443, "/b?c=d"},
      {"http://h:8080/x", "http://h:8080/x", "h", 8080, "/x"},
      {"http://0x7f.1/", "http://127.0.0.1/", "127.0.0.1", 80, "/"},
      {"http://[2001:DB8::1]/", "http://[2001:db8::1]/", "[2001:db8::1]", 80, "/"},
      {"http://h/\xe4\xb8\xad x", "http://h/%e4%b8%ad%20x", "h", 80, "/%e4%b8%ad%20x"},
  };
  for (const auto& test : cases) {
    const std::optional<Url> url = ParseUrl(test.text);
    ASSERT_TRUE(url) << test.text;
    EXPECT_EQ(url->text, test.whole);
    EXPECT_EQ(url->host, test.host);
    EXPECT_EQ(url->port, test.port);
    EXPECT_EQ(url->Target(), test.target);
    EXPECT_FALSE(url->has_userinfo);
  }
}

TEST(Url, ReferencesAreResolved) {
  const struct {
    std::string base, reference, whole;
  } cases[] = {
      {"http://h/a/b?c", "d", "http://h/a/d"},  {"http://h/a/b", "/d?e", "http://h/d?e"},
      {"http://h/a/b", "../d", "http://h/d"},   {"http://h/a", "//i/d", "http://i/d"},
      {"https://h/a", "http://i", "http://i/"}, {"http://h/a?b", "?c", "http://h/a?c"},
      {"http://h/a", "file:///x", "file:///x"},
  };
  for (const auto& test : cases) {
    const std::optional<Url> url = ResolveUrl(test.base, test.reference);
    EXPECT_EQ(url ? url->text : "", test.whole) << test.base << " " << test.reference;
  }
}

}  // namespace
}  // namespace trialmine

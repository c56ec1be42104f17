#include "guard.h"

#include <arpa/inet.h>

#include <algorithm>

namespace trialmine {
namespace {

constexpr char kPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A host of the form that URLs have: IPv6 in brackets.
std::string InUrl(const std::string& address) {
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

std::string WithoutPort(const std::string& host) {
  const size_t colon = host.rfind(':');
  if (colon == std::string::npos || host.find(']', colon) != std::string::npos) return host;
  return host.substr(0, colon);
}

bool IsNumeric(std::string host) {
  unsigned char bytes[sizeof(in6_addr)];
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    return ::inet_pton(AF_INET6, host.c_str(), bytes) == 1;
  }
  return ::inet_pton(AF_INET, host.c_str(), bytes) == 1;
}

/// The value of a cookie among `a=1; b=2`.
std::string CookieNamed(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const size_t end = std::min(cookies.find(';'), cookies.size());
    std::string_view one = cookies.substr(0, end);
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    if (one.size() > name.size() && one.substr(0, name.size()) == name && one[name.size()] == '=')
      return std::string(one.substr(name.size() + 1));
  }
  return {};
}

}  // namespace

bool IsLoopback(std::string_view address) {
  return address == "localhost" || address == "::1" || address.substr(0, 4) == "127.";
}

Guard::Guard(Reviewers reviewers, const std::string& address, int port, const std::vector<std::string>& hosts)
    : reviewers_(std::move(reviewers)), cookie_name_("trialmine-" + std::to_string(port)) {
  const std::string suffix = ":" + std::to_string(port);
  hosts_.insert(InUrl(address) + suffix);
  if (IsLoopback(address))
    for (const char* name : {"localhost", "127.0.0.1", "[::1]"}) hosts_.insert(name + suffix);
  for (const std::string& name : hosts) {
    hosts_.insert(name);  // Behind a proxy the port is the proxy's.
    hosts_.insert(name + suffix);
  }
  any_address_ = address == "0.0.0.0" || address == "::";
}

bool Guard::IsOurHost(const std::string& host) const {
  return hosts_.contains(host) || (any_address_ && IsNumeric(WithoutPort(host)));
}

std::optional<HttpReply> Guard::Refuse(const HttpRequest& request) const {
  if (!IsOurHost(request.host))
    return ErrorReply(403, "forbidden", "the page is not known by this name (see --host)");
  if (request.method == "GET" || request.method == "HEAD") return {};
  if (request.origin != "http://" + request.host && request.origin != "https://" + request.host)
    return ErrorReply(403, "forbidden", "writes are taken from the page itself only");
  if (request.content_type.substr(0, 16) != "application/json")
    return ErrorReply(400, "bad_input", "the body must be application/json");
  return {};
}

std::optional<HttpReply> Guard::Enter(const HttpRequest& request) const {
  if (request.path != "/" || !request.query.contains("token")) return {};
  const Reviewer* reviewer = reviewers_.WithToken(request.Query("token"));
  if (!reviewer)
    return ErrorReply(401, "unauthorized", "the token is unknown; open the address that was printed");
  HttpReply reply{303, {}, {}, {}};
  reply.headers = {
      {"Location", "/"},
      {"Cache-Control", "no-store"},
      {"Set-Cookie", cookie_name_ + "=" + reviewer->cookie + "; Path=/; HttpOnly; SameSite=Strict"}};
  return reply;
}

const Reviewer* Guard::Who(const HttpRequest& request) const {
  return reviewers_.WithCookie(CookieNamed(request.cookie, cookie_name_));
}

void Guard::Protect(HttpReply& reply) {
  for (const auto& [name, value] :
       {std::pair("Content-Security-Policy", kPolicy), std::pair("X-Content-Type-Options", "nosniff"),
        std::pair("Referrer-Policy", "no-referrer"), std::pair("Cross-Origin-Opener-Policy", "same-origin"),
        std::pair("Cross-Origin-Resource-Policy", "same-origin"), std::pair("X-Frame-Options", "DENY")})
    reply.headers.emplace_back(name, value);
}

}  // namespace trialmine

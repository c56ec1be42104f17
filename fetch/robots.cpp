#include "fetch/robots.h"

#include <string.h>

#include <algorithm>

#include "fetch/url.h"
#include "percent.h"

namespace trialmine {
namespace {

constexpr std::chrono::hours kLongestUse{24};
constexpr std::chrono::minutes kTryAgainAfter{30};

/// Whether `pattern` matches the beginning of `path`: `*` is any run of bytes, a last `$` the end. Each piece
/// between stars is looked for from where the one before ends, first come first served; memmem() is linear,
/// so no pattern can make this slow.
bool Matches(std::string_view pattern, std::string_view path) {
  const bool to_end = pattern.ends_with('$');
  if (to_end) pattern.remove_suffix(1);
  size_t star = pattern.find('*');
  if (!path.starts_with(pattern.substr(0, star))) return false;
  if (star == std::string_view::npos) return !to_end || path.size() == pattern.size();
  path.remove_prefix(star);
  while (star != std::string_view::npos) {
    pattern.remove_prefix(star + 1);
    star = pattern.find('*');
    const std::string_view piece = pattern.substr(0, star);
    if (star == std::string_view::npos && to_end) return path.ends_with(piece);
    const void* found = memmem(path.data(), path.size(), piece.data(), piece.size());
    if (found == nullptr) return false;
    path.remove_prefix(static_cast<size_t>(static_cast<const char*>(found) - path.data()) + piece.size());
  }
  return true;
}

std::string_view TargetOf(std::string_view url, std::string& storage) {
  if (url.find("://") == std::string_view::npos || url.starts_with('/')) return url.substr(0, url.find('#'));
  // Only the path is wanted, and as written: parsing normalises it, which is right for what will be sent.
  const size_t authority = url.find("://") + 3;
  const size_t path = url.find_first_of("/?#", authority);
  if (path == std::string_view::npos || url[path] == '#') return "/";
  if (url[path] == '/') return url.substr(path, url.find('#', path) - path);
  storage = "/" + std::string(url.substr(path, url.find('#', path) - path));
  return storage;
}

}  // namespace

bool Robots::Allows(std::string_view target) const {
  std::string storage;
  const std::string_view path = TargetOf(target, storage);
  if (path == "/robots.txt") return true;
  const std::string decoded = DecodeUnreserved(path);
  size_t longest = 0;
  bool allowed = true;
  for (const Rule& rule : rules_) {
    const size_t length = rule.pattern.size();
    if (length < longest || (length == longest && !rule.allow)) continue;
    const std::string& other = rule.decoded.empty() ? rule.pattern : rule.decoded;
    const bool matches = Matches(rule.pattern, path) || (!rule.allow && Matches(other, decoded));
    if (!matches) continue;
    longest = length;
    allowed = rule.allow;
  }
  return allowed;
}

Robots RobotsRecord::For(std::string_view product) const {
  if (access == Access::kNone) return Robots::Parse("User-agent: *\nDisallow: /\n", product);
  return Robots::Parse(access == Access::kAll ? "" : text, product);
}

std::optional<Request> RobotsRequest(std::string_view url) {
  const std::optional<Url> page = ParseUrl(url);
  if (!page || !page->IsHttp() || page->host.empty()) return std::nullopt;
  const std::optional<Url> file = ResolveUrl(page->Origin() + "/", "/robots.txt");
  if (!file) return std::nullopt;
  Request request;
  request.url = file->text;
  request.max_bytes = kMaxRobots;
  return request;
}

RobotsRecord ReadRobots(const Exchange& exchange, UtcTime now) {
  RobotsRecord record;
  record.fetched_at = now;
  record.use_until = now + kLongestUse;
  const Body& body = exchange.response.body;
  const bool cut_by_limit = exchange.outcome == Outcome::kTooBig && body.size() == kMaxRobots;
  if (exchange.outcome == Outcome::kOk || cut_by_limit) {
    Result<std::string> text = body.ReadPrefix(kMaxRobots);
    if (text) {
      record.access = RobotsRecord::Access::kByRules;
      record.text = std::move(*text);
      return record;
    }
  }
  const bool refused = exchange.status >= 300 && exchange.status < 500;
  switch (exchange.outcome) {
    case Outcome::kNotFound:
    case Outcome::kGone:
    case Outcome::kAuthNeeded:
    case Outcome::kBadRequest:
      if (refused) {
        record.access = RobotsRecord::Access::kAll;
        return record;
      }
      [[fallthrough]];
    default:
      record.reason = "robots.txt could not be had: " + exchange.detail;
      record.use_until = now + exchange.retry_after.value_or(kTryAgainAfter);
      return record;
  }
}

}  // namespace trialmine

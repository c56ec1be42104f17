#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/exchange.h"
#include "fetch/frontier.h"

// robots.txt by RFC 9309, with the two extensions that are in wide use: Crawl-delay and Sitemap.

namespace trialmine {

/// Bytes of a robots.txt that are read; the rest is ignored.
inline constexpr size_t kMaxRobots = size_t{500} << 10;

/// What a robots.txt says to one crawler. Immutable; any number of threads may ask.
class Robots {
 public:
  /// `product` is the crawler's token or its whole User-Agent, of which the first token counts. The groups of
  /// that token are merged; where there is none, those of `*` hold. Any bytes can be read: what makes no
  /// sense says nothing.
  static Robots Parse(std::string_view text, std::string_view product);

  /// Whether a path with its query (`/a?b`) or an absolute URL may be asked for. The longest pattern decides,
  /// Allow where two are as long. Patterns match as written after percent-normalisation, and a Disallow also
  /// what is only another spelling of it (`%62` for `b`): in doubt, a page is left alone.
  /// Time: linear in the length of the path, for each rule.
  bool Allows(std::string_view target) const;

  /// At most a day.
  std::optional<std::chrono::milliseconds> crawl_delay() const { return crawl_delay_; }
  /// As written, whatever group they stand in, without repetitions.
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

 private:
  friend class RobotsParser;
  struct Rule {
    bool allow = false;
    std::string pattern;  ///< Percent-normalised.
    std::string decoded;  ///< Unreserved characters unescaped; empty where that changes nothing.
  };
  std::vector<Rule> rules_;
  std::optional<std::chrono::milliseconds> crawl_delay_;
  std::vector<std::string> sitemaps_;
};

/// What is known of the robots.txt of an origin, as data to be kept.
struct RobotsRecord {
  enum class Access {
    kByRules,  ///< As `text` says.
    kAll,      ///< There is none (4xx, redirects without end).
    kNone,     ///< It could not be had (5xx, 429, network, challenge): nothing may be asked for.
  };
  Access access = Access::kNone;
  std::string text;    ///< At most kMaxRobots bytes.
  std::string reason;  ///< Why it could not be had.
  UtcTime fetched_at{};
  UtcTime use_until{};  ///< At most 24 hours later; soon where it could not be had.

  /// The rules for a crawler; for kAll and kNone those that say so.
  Robots For(std::string_view product) const;
};

/// The request for the robots.txt that covers an absolute http(s) URL; nothing for other URLs.
std::optional<Request> RobotsRequest(std::string_view url);

/// What the answer to that request means.
RobotsRecord ReadRobots(const Exchange& exchange, UtcTime now);

}  // namespace trialmine

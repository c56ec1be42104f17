#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trialmine {

/// An absolute URL in its parts. All reading of URLs is libcurl's, so that what is checked here is what is
/// asked there: two parsers that differ are a hole in every guard.
struct Url {
  std::string text;    ///< The whole, normalised: lower-case scheme and host, no dot segments, no fragment.
  std::string scheme;  ///< `https`.
  std::string host;    ///< Lower case; IPv6 in brackets; numeric IPv4 spellings as `127.0.0.1`.
  int port = 0;        ///< The scheme's own where none is written.
  std::string path;    ///< At least `/`.
  std::string query;   ///< Without `?`.
  bool has_userinfo = false;

  /// `https://example.org:443`: what robots.txt, connections and credentials hold for.
  std::string Origin() const;
  /// Path and query, as a request line has them.
  std::string Target() const;
  bool IsHttp() const { return scheme == "http" || scheme == "https"; }
};

/// Nothing where it is no absolute URL. Spaces and bytes above 0x7f are percent-encoded.
std::optional<Url> ParseUrl(std::string_view text);

/// The URL that a reference in a document at `base` (absolute) means.
std::optional<Url> ResolveUrl(std::string_view base, std::string_view reference);

}  // namespace trialmine

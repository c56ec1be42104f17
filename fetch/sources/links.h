#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/response.h"

namespace trialmine {
inline namespace sources {

/// An http(s) URL in the one form by which it is known, without a fragment. `reference` may be relative to
/// `base`. Nothing for other schemes, user names in it, and whatever is not a URL.
std::optional<std::string> CanonicalUrl(std::string_view reference, std::string_view base = {});

/// The links of an HTML page in reading order, each once, resolved and in one form (CanonicalUrl). Empty
/// where the page asks not to be followed (`<meta name="robots" content="nofollow">`); links marked so are
/// left out.
std::vector<std::string> PageLinks(std::string_view html, const std::string& url);

/// What a sitemap, a feed or a plain list of URLs names.
struct UrlList {
  std::vector<std::string> pages;
  std::vector<std::string> lists;  ///< Further sitemaps, of an index.
};
/// Reads a list of any of these kinds, packed with gzip or not. Nothing where it is none of them; the error
/// where it breaks off.
Result<std::optional<UrlList>> ReadUrlList(const Body& body, const std::string& url);

}  // namespace sources
}  // namespace trialmine

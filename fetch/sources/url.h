#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trialmine {

/// Everything but letters, digits and `-._~` as %XX.
std::string PercentEncode(std::string_view text);

using Parameters = std::vector<std::pair<std::string, std::string>>;
/// `a=1&b=%20`, in the order given; parameters without a value are left out.
std::string EncodeForm(const Parameters& parameters);
/// `base?form`.
std::string UrlWith(std::string_view base, const Parameters& parameters);

/// An http(s) URL in the one form by which it is known: host in lower case, dots of the path resolved, no
/// default port, no fragment. `reference` may be relative to `base`. Nothing for other schemes, user names
/// and whatever is not a URL.
std::optional<std::string> ResolveUrl(std::string_view reference, std::string_view base = {});
/// The host of a URL; empty where it is none.
std::string HostOf(const std::string& url);

}  // namespace trialmine

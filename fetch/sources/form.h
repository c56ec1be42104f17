#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trialmine {
inline namespace sources {

/// Everything but letters, digits and `-._~` as %XX.
std::string Encode(std::string_view text);

using Parameters = std::vector<std::pair<std::string, std::string>>;
/// `a=1&b=%20`, in the order given; parameters without a value are left out.
std::string EncodeForm(const Parameters& parameters);
/// `base?form`.
std::string UrlWith(std::string_view base, const Parameters& parameters);

}  // namespace sources
}  // namespace trialmine

#include <algorithm>

#include "address_guard.h"
#include "fetch/crawler.h"

namespace trialmine {
namespace {

/// The host that `entry` (of connect_to, or of resolve where `numeric`) leads `host` to; empty for another.
std::string LeadsTo(const std::string& entry, const std::string& host) {
  if (!entry.starts_with(host + ":")) return "";
  const size_t port_end = entry.find(':', host.size() + 1);
  if (port_end == std::string::npos) return "";
  std::string target = entry.substr(port_end + 1);
  if (target.starts_with('[')) return target.substr(1, target.find(']') - 1);
  if (std::count(target.begin(), target.end(), ':') == 1) target.resize(target.find(':'));
  return target;
}

bool IsAllowed(const std::string& address, const HttpOptions& http) {
  const std::optional<AddressBytes> bytes = BytesOf(address);
  if (!bytes) return false;
  return std::any_of(http.allow_addresses.begin(), http.allow_addresses.end(), [&](const std::string& text) {
    const std::optional<AddressRange> range = ParseAddressRange(text);
    return range && range->Contains(*bytes);
  });
}

}  // namespace

bool IsOwnHost(const HttpOptions& http, const std::string& host) {
  const std::string bare = host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
  if (IsAllowed(bare, http)) return true;
  for (const auto* entries : {&http.resolve, &http.connect_to})
    for (const std::string& entry : *entries)
      if (IsAllowed(LeadsTo(entry, host), http)) return true;
  return false;
}

}  // namespace trialmine

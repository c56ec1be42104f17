#include "address_guard.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace trialmine {
namespace {

constexpr AddressBytes kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int kMappedBits = 96;

AddressBytes Map(const void* ipv4) {
  AddressBytes bytes = kMapped;
  std::memcpy(bytes.data() + 12, ipv4, 4);
  return bytes;
}

/// What is never on the public Internet, or leads back to the machine and its network.
const std::vector<AddressRange>& Forbidden() {
  static const std::vector<AddressRange> ranges = [] {
    std::vector<AddressRange> made;
    for (const char* text : {
             "0.0.0.0/8",        // this network
             "10.0.0.0/8",       // private
             "100.64.0.0/10",    // carriers' NAT, cloud metadata of some
             "127.0.0.0/8",      // loopback
             "169.254.0.0/16",   // link-local, cloud metadata
             "172.16.0.0/12",    // private
             "192.0.0.0/24",     // protocol assignments
             "192.0.2.0/24",     // documentation
             "192.88.99.0/24",   // 6to4 relays
             "192.168.0.0/16",   // private
             "198.18.0.0/15",    // benchmarks
             "198.51.100.0/24",  // documentation
             "203.0.113.0/24",   // documentation
             "224.0.0.0/4",      // multicast
             "240.0.0.0/4",      // reserved, broadcast
             "::/96",            // unspecified, loopback, IPv4-compatible
             "::ffff:0:0:0/96",  // IPv4-translated
             "64:ff9b:1::/48",   // local NAT64
             "100::/64",         // discard
             "2001::/23",        // protocol assignments, Teredo among them
             "2001:db8::/32",    // documentation
             "2002::/16",        // 6to4
             "3fff::/20",        // documentation
             "5f00::/16",        // segment routing
             "fc00::/7",         // unique local
             "fe80::/10",        // link-local
             "fec0::/10",        // site-local
             "ff00::/8",         // multicast
         }) {
      made.push_back(*ParseAddressRange(text));
    }
    return made;
  }();
  return ranges;
}

/// The IPv4 address that a NAT64 gateway reaches for this one.
std::optional<AddressBytes> BehindNat64(const AddressBytes& address) {
  static const AddressRange kNat64 = *ParseAddressRange("64:ff9b::/96");
  if (!kNat64.Contains(address)) return std::nullopt;
  return Map(address.data() + 12);
}

std::string_view WithoutBrackets(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) return text.substr(1, text.size() - 2);
  return text;
}

}  // namespace

bool AddressRange::Contains(const AddressBytes& address) const {
  const size_t whole = static_cast<size_t>(bits) / 8;
  if (!std::equal(first.begin(), first.begin() + static_cast<ptrdiff_t>(whole), address.begin()))
    return false;
  if (bits % 8 == 0) return true;
  const int unused = 8 - bits % 8;
  return first[whole] >> unused == address[whole] >> unused;
}

std::optional<AddressBytes> BytesOf(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in ipv4 = {};
    std::memcpy(&ipv4, address, sizeof ipv4);
    return Map(&ipv4.sin_addr);
  }
  if (address->sa_family != AF_INET6) return std::nullopt;
  sockaddr_in6 ipv6 = {};
  std::memcpy(&ipv6, address, sizeof ipv6);
  AddressBytes bytes;
  std::memcpy(bytes.data(), &ipv6.sin6_addr, bytes.size());
  return bytes;
}

std::optional<AddressBytes> BytesOf(const std::string& numeric) {
  AddressBytes bytes;
  const std::string bare = numeric.substr(0, numeric.find('%'));  // A zone names an interface.
  if (inet_pton(AF_INET6, bare.c_str(), bytes.data()) == 1) return bytes;
  std::array<uint8_t, 4> ipv4;
  if (inet_pton(AF_INET, bare.c_str(), ipv4.data()) == 1) return Map(ipv4.data());
  return std::nullopt;
}

std::optional<AddressRange> ParseAddressRange(std::string_view text) {
  const size_t slash = text.find('/');
  const std::string address(WithoutBrackets(text.substr(0, slash)));
  const std::optional<AddressBytes> first = BytesOf(address);
  if (!first || address.find('%') != std::string::npos) return std::nullopt;
  AddressRange range{*first, 128};
  if (slash == std::string_view::npos) return range;
  const std::string_view digits = text.substr(slash + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), range.bits);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  const bool is_ipv4 = address.find(':') == std::string::npos;
  if (range.bits < 0 || range.bits > (is_ipv4 ? 32 : 128)) return std::nullopt;
  if (is_ipv4) range.bits += kMappedBits;
  return range;
}

bool AddressGuard::IsListed(const AddressBytes& address) const {
  const auto contains = [&](const AddressRange& range) { return range.Contains(address); };
  return std::any_of(allowed_.begin(), allowed_.end(), contains);
}

bool AddressGuard::Allows(const AddressBytes& address) const {
  if (IsListed(address)) return true;
  if (const std::optional<AddressBytes> inner = BehindNat64(address)) return Allows(*inner);
  const std::vector<AddressRange>& forbidden = Forbidden();
  return std::none_of(forbidden.begin(), forbidden.end(),
                      [&](const AddressRange& range) { return range.Contains(address); });
}

}  // namespace trialmine

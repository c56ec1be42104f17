#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trialmine {

/// An address as 16 bytes; IPv4 in the form ::ffff:a.b.c.d.
using AddressBytes = std::array<uint8_t, 16>;

/// Addresses that share their first `bits` bits.
struct AddressRange {
  AddressBytes first = {};
  int bits = 128;
  bool Contains(const AddressBytes& address) const;
};

/// `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`, `[::1]`: numbers in their usual form, no names.
std::optional<AddressRange> ParseAddressRange(std::string_view text);

/// The bytes of an IPv4 or IPv6 socket address; nothing for other families.
std::optional<AddressBytes> BytesOf(const sockaddr* address);
std::optional<AddressBytes> BytesOf(const std::string& numeric);

/// Decides which addresses may be spoken to: none that leads into the operator's own network, in whatever
/// form it is written. It is asked about the socket's address, after names, redirects and spellings are
/// resolved.
class AddressGuard {
 public:
  explicit AddressGuard(std::vector<AddressRange> allowed = {}) : allowed_(std::move(allowed)) {}
  bool Allows(const AddressBytes& address) const;

 private:
  bool IsListed(const AddressBytes& address) const;
  std::vector<AddressRange> allowed_;
};

}  // namespace trialmine

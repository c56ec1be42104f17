#include "base64.h"

#include <openssl/evp.h>

namespace trialmine {

std::optional<std::string> DecodeBase64(std::string_view text) {
  constexpr size_t kMost = size_t{1} << 30;  // EVP counts in int.
  if (text.size() % 4 != 0 || text.size() > kMost) return std::nullopt;
  const size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  // EVP_DecodeBlock takes white space at the ends for nothing, and `=` anywhere for zeros.
  if (text.substr(0, text.size() - padding).find_first_of("= \t\r\n") != std::string_view::npos)
    return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int decoded =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (decoded < 0) return std::nullopt;
  bytes.resize(static_cast<size_t>(decoded) - padding);
  return bytes;
}

}  // namespace trialmine

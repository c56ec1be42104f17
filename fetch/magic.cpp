#include "magic.h"

#include <cstdlib>
#include <string>

namespace trialmine {
namespace {

/// Any tar, also those from before "ustar", by the checksum of its first header.
bool IsTarHeader(std::string_view block) {
  constexpr size_t kSumAt = 148, kSumSize = 8;
  if (block.size() < kMagicSize || block[0] == '\0') return false;
  unsigned long sum = kSumSize * ' ';
  for (size_t i = 0; i < kMagicSize; ++i) {
    if (i < kSumAt || i >= kSumAt + kSumSize) sum += static_cast<unsigned char>(block[i]);
  }
  const std::string field(block.substr(kSumAt, kSumSize));
  char* end = nullptr;
  return std::strtoul(field.c_str(), &end, 8) == sum && end != field.c_str();
}

}  // namespace

Wrapping DetectWrapping(std::string_view prefix) {
  using namespace std::string_view_literals;
  if (prefix.starts_with("\x1f\x8b\x08"sv)) return Wrapping::kGzip;
  if (prefix.starts_with("PK\x03\x04"sv) || prefix.starts_with("PK\x05\x06"sv)) return Wrapping::kZip;
  if (prefix.starts_with("WARC/"sv)) return Wrapping::kWarc;
  if (IsTarHeader(prefix)) return Wrapping::kTar;
  return Wrapping::kNone;
}

}  // namespace trialmine

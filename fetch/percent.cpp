#include "percent.h"

namespace trialmine {
namespace {

bool IsAlphanumeric(int c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool IsUnreserved(int c) { return IsAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

void AppendEscape(std::string& out, unsigned char byte) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  out += '%';
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

}  // namespace

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int EscapedByte(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return -1;
  const int high = HexValue(text[1]), low = HexValue(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::string PercentEncode(std::string_view bytes, std::string_view also_allowed) {
  std::string encoded;
  for (char c : bytes) {
    if (IsAlphanumeric(c) || also_allowed.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      AppendEscape(encoded, static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

std::string PercentDecode(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const int byte = EscapedByte(text.substr(i));
    decoded += byte < 0 ? text[i] : static_cast<char>(byte);
    if (byte >= 0) i += 2;
  }
  return decoded;
}

std::string DecodeUnreserved(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const int byte = EscapedByte(text.substr(i));
    decoded += IsUnreserved(byte) ? static_cast<char>(byte) : text[i];
    if (IsUnreserved(byte)) i += 2;
  }
  return decoded;
}

std::string NormalizeEscapes(std::string_view text) {
  std::string normal;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const int escaped = EscapedByte(text.substr(i));
    if (escaped >= 0) {
      AppendEscape(normal, static_cast<unsigned char>(escaped));
      i += 2;
    } else if (byte >= 0x80) {
      AppendEscape(normal, byte);
    } else {
      normal += text[i];
    }
  }
  return normal;
}

}  // namespace trialmine

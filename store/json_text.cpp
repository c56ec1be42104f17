#include "store/json_text.h"

#include "fetch/utf8.h"

namespace trialmine {
namespace {

void AppendEscape(unsigned char byte, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  switch (byte) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
  }
}

}  // namespace

void AppendJsonText(std::string_view text, std::string& out) {
  out += '"';
  size_t copied = 0;  // What comes before is written.
  for (size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool plain = byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
    const size_t length = plain ? 1 : byte < 0x80 ? 0 : CharacterLength(text.substr(i));
    if (length > 0) {
      i += length;
      continue;
    }
    out.append(text, copied, i - copied);
    if (byte < 0x80) {
      AppendEscape(byte, out);
    } else {
      out += "\uFFFD";
    }
    copied = ++i;
  }
  out.append(text, copied);
  out += '"';
}

}  // namespace trialmine

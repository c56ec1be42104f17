#include "json_text.h"

#include <cstdio>

namespace trialmine {
namespace {

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Bytes of the well-formed UTF-8 character that `text` begins with, or 0.
size_t CharacterLength(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return 1;
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i)
    if (!IsContinuation(text[i])) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second >= 0xA0;
  const bool too_large = lead == 0xF4 && second >= 0x90;
  return overlong || surrogate || too_large ? 0 : length;
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& json) {
  json += '"';
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    if (length == 0) {
      json += "\uFFFD";
    } else if (static_cast<unsigned char>(text[0]) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(text[0]));
      json += escape;
    } else {
      if (text[0] == '"' || text[0] == '\\') json += '\\';
      json += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  json += '"';
}

std::string ErrorLine(std::string_view id, std::string_view file, const Error& error) {
  std::string line = R"({"schema":1,"document":{)";
  if (!id.empty()) {
    line += R"("id":)";
    AppendJsonString(id, line);
    line += ',';
  }
  line += R"("file":)";
  AppendJsonString(file, line);
  line += R"(},"error":{"code":)";
  AppendJsonString(error.code, line);
  line += R"(,"detail":)";
  AppendJsonString(error.detail, line);
  line += "}}\n";
  return line;
}

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trialmine {

/// Appends `text` as a JSON string with its quotes. Bytes that are not UTF-8 (a file name may be anything)
/// become U+FFFD.
void AppendJsonText(std::string_view text, std::string& out);

/// Writes one JSON object, member by member, into a string.
class JsonObject {
 public:
  explicit JsonObject(std::string& out) : out_(out) { out_ += '{'; }
  ~JsonObject() { out_ += '}'; }
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;

  /// Names the next member, whose value the caller appends to the string.
  std::string& Key(std::string_view key) {
    if (!first_) out_ += ',';
    first_ = false;
    AppendJsonText(key, out_);
    out_ += ':';
    return out_;
  }
  void Text(std::string_view key, std::string_view text) { AppendJsonText(text, Key(key)); }
  void TextIfAny(std::string_view key, std::string_view text) {
    if (!text.empty()) Text(key, text);
  }
  /// A value that is JSON already; `null` where it is empty.
  void Raw(std::string_view key, std::string_view json) { Key(key) += json.empty() ? "null" : json; }
  void Number(std::string_view key, int64_t number) { Key(key) += std::to_string(number); }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace trialmine

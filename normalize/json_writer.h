#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trialmine {

/// Appends JSON to a string. Members that are nothing (nullopt, an empty text) are left out.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void BeginObject() { Open('{'); }
  void EndObject() { Close('}'); }
  void BeginArray() { Open('['); }
  void EndArray() { Close(']'); }
  /// The key is a word of the public formats: nothing in it needs an escape.
  void Key(std::string_view key);

  void String(std::string_view text);
  void Number(double value);
  void Integer(std::integral auto value) {
    Comma();
    out_ += std::to_string(value);
  }
  void Bool(bool value);
  void Null();
  /// Text that is JSON already.
  void Raw(std::string_view json);

  void Member(std::string_view key, std::string_view text) {
    if (text.empty()) return;
    Key(key);
    String(text);
  }
  void Member(std::string_view key, const std::optional<double>& value) {
    if (!value) return;
    Key(key);
    Number(*value);
  }
  void Member(std::string_view key, const std::optional<int64_t>& value) {
    if (!value) return;
    Key(key);
    Integer(*value);
  }
  /// A list, written even where it is empty.
  void Strings(std::string_view key, const std::vector<std::string>& texts) {
    Key(key);
    BeginArray();
    for (const std::string& text : texts) String(text);
    EndArray();
  }
  /// A mark: written only where it is set.
  void Mark(std::string_view key, bool set) {
    if (!set) return;
    Key(key);
    Bool(true);
  }

 private:
  void Comma();
  void Open(char bracket);
  void Close(char bracket);

  std::string& out_;
  bool comma_ = false;  // something stands before in this object or array
};

}  // namespace trialmine

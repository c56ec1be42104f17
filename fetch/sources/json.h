#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace trialmine {
inline namespace sources {

/// A text as JSON writes it, in quotes.
std::string JsonString(std::string_view text);

/// A value of a JSON text, or none. Every question to none is answered with nothing, so that paths can be
/// written as chains: `manifest["files"]`. Keeps the text it was read from alive.
class Json {
 public:
  Json() = default;
  /// Nothing where `text` is not JSON. Escaped surrogates without a partner, which some registries serve, are
  /// read as U+FFFD.
  static std::optional<Json> Parse(std::string text);

  explicit operator bool() const { return text_ != nullptr; }
  bool is_object() const;
  bool is_array() const;
  Json operator[](std::string_view key) const;
  /// A string's text, or how a number or truth value is written; empty for the rest.
  std::string text() const;
  /// A number, or a string that is one.
  std::optional<int64_t> number() const;
  /// Elements of an array.
  size_t size() const;
  void Each(const std::function<void(const Json&)>& see) const;
  /// Members of an object.
  void EachMember(const std::function<void(std::string_view, const Json&)>& see) const;

 private:
  struct Text;
  std::shared_ptr<const Text> text_;
  std::array<uint64_t, 2> at_{};  ///< A simdjson element, which callers need not know.
};

}  // namespace sources
}  // namespace trialmine

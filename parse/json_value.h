#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

namespace trialmine {

/// A value of a parsed JSON document, or none. Every question to none is answered with nothing, so that paths
/// can be written as chains: `study["designModule"]["phases"]`.
class JsonValue {
 public:
  JsonValue() = default;
  explicit JsonValue(simdjson::dom::element element) : element_(element), present_(!element.is_null()) {}

  explicit operator bool() const { return present_; }

  JsonValue operator[](std::string_view key) const {
    simdjson::dom::object object;
    simdjson::dom::element value;
    if (!present_ || element_.get(object) != simdjson::SUCCESS ||
        object.at_key(key).get(value) != simdjson::SUCCESS)
      return {};
    return JsonValue(value);
  }

  /// A string's text, or how a number or truth value is written; empty for the rest.
  std::string text() const {
    std::string_view string;
    if (!present_) return {};
    if (element_.get(string) == simdjson::SUCCESS) return std::string(string);
    return element_.is_array() || element_.is_object() ? std::string()
                                                       : std::string(simdjson::minify(element_));
  }

  /// Calls `see(JsonValue)` for each element of an array.
  template <typename See>
  void Each(See see) const {
    simdjson::dom::array array;
    if (!present_ || element_.get(array) != simdjson::SUCCESS) return;
    for (simdjson::dom::element value : array) see(JsonValue(value));
  }

  size_t size() const {
    simdjson::dom::array array;
    return present_ && element_.get(array) == simdjson::SUCCESS ? array.size() : 0;
  }

 private:
  simdjson::dom::element element_;
  bool present_ = false;
};

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/result.h"

namespace trialmine {

/// The JSON object that a page sent. A member that is missing or null reads as nothing; one of another type
/// is remembered as wrong, so that a handler reads all it needs and then asks once.
class JsonBody {
 public:
  /// `bad_input` where the text is not one JSON object.
  static Result<JsonBody> Parse(std::string_view text);
  ~JsonBody();
  JsonBody(JsonBody&&) noexcept;
  JsonBody& operator=(JsonBody&&) noexcept;

  std::string Text(const char* key);
  std::optional<int64_t> Number(const char* key);
  std::vector<std::string> Texts(const char* key);
  /// Two texts of each object of a list.
  std::vector<std::pair<std::string, std::string>> Pairs(const char* key, const char* first,
                                                         const char* second);
  /// An object as compact JSON on one line; empty where there is none.
  std::string Object(const char* key);
  /// A member of the object `key`.
  std::optional<int64_t> NumberIn(const char* key, const char* member);

  /// `bad_input` naming the first member of a wrong type.
  Status Check() const;

 private:
  struct Impl;
  explicit JsonBody(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace trialmine

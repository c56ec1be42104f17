#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace trialmine {

/// Why an operation gave nothing.
///
/// `code` is one short public word that scripts may test; `detail` is a plain sentence for a person, without
/// the input's name, which the caller adds. Codes in use:
///   not_found unreadable empty loop            the input could not be opened
///   unknown_format binary encoding             its bytes are of no known kind
///   truncated ill_formed too_deep too_big bomb forbidden_entity    its content is broken or hostile
///   bad_input                                  a line or argument that does not follow its format
///   disk_full locked store                     the store could not be used
struct Error {
  std::string code;
  std::string detail;
};

/// A value, or the Error that stands in its place.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Error error) : state_(std::move(error)) {}

  bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }

  /// REQUIRES: ok().
  T& value() & { return *std::get_if<T>(&state_); }
  const T& value() const& { return *std::get_if<T>(&state_); }
  T&& value() && { return std::move(*std::get_if<T>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  /// REQUIRES: !ok().
  const Error& error() const { return *std::get_if<Error>(&state_); }

 private:
  std::variant<T, Error> state_;
};

/// Success, or the Error that prevented it.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  /// REQUIRES: !ok().
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace trialmine

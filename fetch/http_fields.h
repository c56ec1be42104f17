#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/exchange.h"

namespace trialmine {

/// The head of an answer, line by line as it comes. Interim answers (1xx) are forgotten when the next begins.
class AnswerHead {
 public:
  /// False where there are more fields than any real answer has.
  bool Add(std::string_view line);

  int status() const { return status_; }
  /// Whether the empty line that ends a final head has come.
  bool complete() const { return complete_; }
  std::string_view Get(std::string_view name) const;
  HeaderFields TakeFields() { return std::move(fields_); }

 private:
  int status_ = 0;
  bool complete_ = false;
  size_t bytes_ = 0;
  HeaderFields fields_;
};

/// Seconds to wait by a Retry-After field in either form (`120`, an HTTP date), clamped to 0…1 hour.
std::optional<std::chrono::seconds> ParseRetryAfter(std::string_view value,
                                                    std::chrono::system_clock::time_point now);

/// ISO 8601 UTC with milliseconds.
std::string IsoTime(std::chrono::system_clock::time_point time);

}  // namespace trialmine

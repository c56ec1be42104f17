#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/response.h"

namespace trialmine {

/// Cuts a JSON response into records without reading it whole: one object, the elements of an array, of the
/// array `studies`, `data` or `items` of one object (a page of an API), or objects one after another
/// (NDJSON).
class JsonRecords {
 public:
  JsonRecords(std::unique_ptr<ByteSource> source, uint64_t max_record)
      : source_(std::move(source)), max_record_(max_record) {}

  /// The bytes of the next record, or nothing at the end. `truncated`, `ill_formed` and `too_big` end the
  /// stream.
  std::optional<Result<std::string>> Next();

 private:
  std::optional<Result<std::string>> Fail(std::string code, std::string detail);
  std::optional<char> Peek();
  std::optional<Error> TakeString(std::string* out);
  std::optional<Result<std::string>> TakeRecord();
  bool EnterPage(const std::string& key, std::string* record);

  std::unique_ptr<ByteSource> source_;
  uint64_t max_record_;
  std::string buffer_;
  size_t at_ = 0;
  bool ended_ = false;
  int open_ = 0;  // Arrays and objects around the records.
  std::optional<Error> error_;
};

/// Replaces escaped surrogates without a partner (`\udc9d`), which some registries serve and no parser takes,
/// by U+FFFD's escape.
void RepairSurrogates(std::string* json);

}  // namespace trialmine

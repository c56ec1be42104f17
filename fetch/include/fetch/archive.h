#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "fetch/exchange.h"
#include "fetch/response.h"
#include "fetch/result.h"

namespace trialmine {

/// Where a response stands in an archive folder.
struct ArchiveEntry {
  std::string file;     ///< Name of the WARC file within the folder, `2/…` in a numbered folder of it.
  uint64_t offset = 0;  ///< Of the record's first byte (of its gzip member).
  uint64_t length = 0;  ///< Bytes of the record as stored.
};

/// A folder of WARC 1.1 files (one gzip member per record) that keeps every response whole.
///
/// Only one process writes to a folder at a time (a lock file sees to it); any number may read. A crash costs
/// at most the record in hand: a torn tail is cut off when the folder is next opened for writing. A file
/// damaged otherwise is left as it is, and a new one begun.
class Archive {
 public:
  /// Opens `folder` for appending, making it where it is missing. `locked` where another process writes to
  /// it.
  static Result<Archive> OpenForAppend(const std::string& folder, uint64_t rotate_bytes = uint64_t{1} << 30);

  ~Archive();
  Archive(Archive&&) noexcept;
  Archive& operator=(Archive&&) noexcept;

  /// Writes the response as one record and returns where; `disk_full` where it did not fit (nothing is left
  /// behind).
  Result<ArchiveEntry> Append(const Response& response);
  /// Writes an exchange that got an answer: request and answer, and after redirects a note of them. Returns
  /// where the answer stands. Where it only repeats an earlier one, `original` is that one's entry in this
  /// folder or in `original_folder`: a `revisit` of its URL, date and digest is written instead of the body
  /// (of the server-not-modified kind for status 304, else the caller has seen that the bytes are the same).
  /// An original that cannot be read is none. `bad_input` where there was no answer.
  Result<ArchiveEntry> Append(const Exchange& exchange,
                              const std::optional<ArchiveEntry>& original = std::nullopt,
                              const std::string& original_folder = {});
  /// The end of the newest file, as `offset` in it; nothing where there is none that can be appended to.
  std::optional<ArchiveEntry> End() const;
  /// Makes all appended records durable.
  Status Sync();

  /// Reads the response or resource of one record back. `not_found` where the record is of another kind; a
  /// revisit has no body of its own.
  static Result<Response> Get(const std::string& folder, const ArchiveEntry& entry);

 private:
  struct Writer;
  explicit Archive(std::unique_ptr<Writer> writer);
  std::unique_ptr<Writer> writer_;
};

}  // namespace trialmine

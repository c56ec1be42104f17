#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "digest.h"
#include "fetch/response.h"
#include "file.h"

namespace trialmine {

/// A temporary file that has no name, so that nothing is left of it whatever ends the process. Stands in
/// TMPDIR, or /tmp.
class SpoolFile {
 public:
  static Result<SpoolFile> Create();
  /// Appends; `disk_full` where the file system would be left nearly full.
  Status Write(std::string_view bytes);
  Fd Release() { return std::move(fd_); }

 private:
  explicit SpoolFile(Fd fd) : fd_(std::move(fd)) {}

  Fd fd_;
  uint64_t unchecked_ = 0;  ///< Bytes that may be written before free space is looked at again.
};

struct BodyOptions {
  bool may_be_empty = false;
  uint64_t max_size = UINT64_MAX;       ///< More bytes are `too_big`.
  size_t max_memory = size_t{8} << 20;  ///< More bytes are not kept in memory.
  std::shared_ptr<const Body::Storage>
      again;  ///< Gives the same bytes once more; where there is none, they are spooled.
};

/// Where bytes that come piece by piece become a body: nowhere if they can be had again, else in a file once
/// they outgrow memory.
class BodyKeeper {
 public:
  explicit BodyKeeper(BodyOptions options) : options_(std::move(options)) {}

  /// `too_big` beyond the options' max_size; `disk_full` where the file did not take them.
  Status Add(std::string_view bytes);
  uint64_t size() const { return size_; }
  /// To be asked once. `failure` makes a torn body.
  Body Finish(std::optional<Error> failure);

 private:
  Status Spool(std::string_view bytes);

  BodyOptions options_;
  Sha256 sha256_;
  uint64_t size_ = 0;
  std::string memory_;
  std::optional<SpoolFile> file_;
};

/// Reads a source to its end, once, into a body: hashed, measured, and kept where it fits. Where the source
/// breaks off
/// (`truncated`, `ill_formed`, `unreadable`), the bytes before are a torn body; no bytes at all are `empty`
/// or the source's error.
Result<Body> MakeBody(ByteSource& source, const BodyOptions& options);

/// A file read to its end or to a break.
struct Spooled {
  Fd fd;                         ///< Stands at its beginning.
  std::optional<Error> failure;  ///< Why it is shorter than its original, where it is.
};
/// Copies a source to a temporary file.
Result<Spooled> SpoolToFile(ByteSource& source, uint64_t max_size);

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "fetch/result.h"

namespace trialmine {

/// A stream of bytes, read once from its beginning.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills at most `buffer.size()` bytes and returns how many; 0 is the end. An error is final.
  virtual Result<size_t> Read(std::span<char> buffer) = 0;
};

/// The bytes of a response: immutable, cheap to copy, and readable any number of times.
///
/// The bytes may stand in memory, in a file, in a compressed file or in an unnamed temporary file; a reader
/// sees no difference, and never more than a buffer of them is in memory unless it asks for all.
///
/// A torn body is one whose original broke off (a cut download, a damaged archive). It holds the bytes before
/// the break; every reader of it gets those and then the error, so that what was readable is used and the
/// break cannot be overlooked.
class Body {
 public:
  /// What a kind of storage must offer; implemented in fetch.
  class Storage {
   public:
    virtual ~Storage() = default;
    virtual Result<std::unique_ptr<ByteSource>> Open() const = 0;
  };

  Body();  ///< Zero bytes.
  static Body FromString(std::string bytes);
  /// `size` and `sha256` (64 lower-case hex digits) describe the bytes that `storage` gives; `failure` is why
  /// they stop short of the original, where they do.
  Body(std::shared_ptr<const Storage> storage, uint64_t size, std::string sha256,
       std::optional<Error> failure = std::nullopt);

  uint64_t size() const { return size_; }
  const std::string& sha256() const { return sha256_; }

  /// Why the body is torn; nothing where it is whole.
  const std::optional<Error>& failure() const { return failure_; }

  /// A new reader at the first byte.
  Result<std::unique_ptr<ByteSource>> Open() const;
  /// All bytes; `too_big` where there are more than `limit`, the failure where the body is torn.
  Result<std::string> ReadAll(uint64_t limit) const;
  /// At most the first `limit` bytes, whether or not more follow or the body is torn.
  Result<std::string> ReadPrefix(uint64_t limit) const;

 private:
  std::shared_ptr<const Storage> storage_;
  uint64_t size_ = 0;
  std::string sha256_;
  std::optional<Error> failure_;
};

/// What a source answered, or what a file holds, and where it came from.
struct Response {
  std::string file;  ///< The input path as given, `archive!member` for a member, `-` for standard input.
  std::string url;   ///< Final URL; empty for a local file.
  std::string media_type;  ///< As declared (`text/html`), lower case, without parameters; empty where nothing
                           ///< was declared.
  std::string charset;     ///< As declared in the media type; empty where nothing was declared.
  std::string retrieved_at;  ///< ISO 8601 UTC; empty for a local file.
  int status = 0;            ///< HTTP status; 0 for a local file.
  Body body;
};

}  // namespace trialmine

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "container.h"
#include "http_message.h"

namespace trialmine {

/// The records of a WARC file (1.0, 1.1 and the drafts before), unpacked, one after another.
class WarcReader {
 public:
  explicit WarcReader(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  /// The header of the next record, or nothing at the end. What was not read of the record before is passed
  /// over; a break in it is an error here unless block() met it. Records may follow an error.
  std::optional<Result<Headers>> Next();
  /// The block of the record in hand, to be read before the next is asked for. REQUIRES: Next() gave a
  /// header.
  std::unique_ptr<ByteSource> block();

  /// Where in the source the record in hand begins.
  uint64_t record_at() const { return record_at_; }
  /// Bytes of its block, by its header.
  uint64_t block_size() const { return block_size_; }
  /// Reads what is left of the record, to where the next may begin.
  Status FinishBlock();
  uint64_t position() const { return source_.position(); }

 private:
  class Block;
  std::optional<Result<Headers>> End(Error error);
  std::optional<Error> PassOver();
  bool FindNext();

  PeekSource source_;
  std::optional<SliceSource> block_;
  uint64_t record_at_ = 0;
  uint64_t block_size_ = 0;
  bool ended_ = false;
};

/// The response, resource or conversion that a record holds: what is known of it, and its content decoded.
Entry OpenRecord(const Headers& record, std::unique_ptr<ByteSource> block, uint64_t max_ratio);

/// The documents in a WARC file as `file!URL`. Records about the crawl, and answers that are no documents
/// (redirects, errors, repetitions), are passed over.
std::unique_ptr<Container> OpenWarc(std::string file, std::unique_ptr<ByteSource> source, uint64_t max_ratio);

}  // namespace trialmine

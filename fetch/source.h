#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fetch/response.h"

namespace trialmine {

/// What is read at once from a file or a stream.
inline constexpr size_t kReadBuffer = size_t{256} << 10;

/// A source of a kind, as what functions return.
template <typename T, typename... Args>
std::unique_ptr<ByteSource> MakeSource(Args&&... args) {
  return std::make_unique<T>(std::forward<Args>(args)...);
}

/// Reads bytes held elsewhere, which must outlive it unless `owner` keeps them.
class StringSource : public ByteSource {
 public:
  explicit StringSource(std::string_view bytes, std::shared_ptr<const void> owner = nullptr)
      : rest_(bytes), owner_(std::move(owner)) {}
  Result<size_t> Read(std::span<char> buffer) override;

 private:
  std::string_view rest_;
  std::shared_ptr<const void> owner_;
};

std::shared_ptr<const Body::Storage> StoreInMemory(std::string bytes);

/// Looks ahead in another source, and hands out lines of it. An error of the source is given once the bytes
/// before it are read.
class PeekSource : public ByteSource {
 public:
  explicit PeekSource(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}
  Result<size_t> Read(std::span<char> buffer) override;

  /// The next `count` bytes, fewer only where the source ends or fails before. Valid until the next call.
  std::string_view Peek(size_t count);
  /// Drops bytes that were peeked. REQUIRES: count <= what the last Peek gave.
  void Skip(size_t count) { begin_ += count; }
  /// The next line with its end (LF), or what is left at the end of the source; nothing where no LF is found
  /// in `limit` bytes.
  std::optional<std::string_view> Line(size_t limit);
  /// How many bytes were read, skipped or given as lines.
  uint64_t position() const { return filled_ - (buffer_.size() - begin_); }
  /// The source's error, where it met one.
  const std::optional<Error>& failure() const { return failure_; }

 private:
  bool Fill();

  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  size_t begin_ = 0;     ///< First unread byte of buffer_.
  uint64_t filled_ = 0;  ///< Bytes taken from the source.
  bool ended_ = false;
  std::optional<Error> failure_;
};

/// Reads at most `size` bytes of a source that lives longer; an end before that is `truncated`.
class SliceSource : public ByteSource {
 public:
  SliceSource(ByteSource* source, uint64_t size) : source_(source), left_(size) {}
  Result<size_t> Read(std::span<char> buffer) override;
  uint64_t left() const { return left_; }

 private:
  ByteSource* source_;
  uint64_t left_;
};

/// Reads a source that lives longer.
class BorrowedSource : public ByteSource {
 public:
  explicit BorrowedSource(ByteSource* source) : source_(source) {}
  Result<size_t> Read(std::span<char> buffer) override { return source_->Read(buffer); }

 private:
  ByteSource* source_;
};

/// Reads to the end and throws the bytes away.
Status Drain(ByteSource& source);

}  // namespace trialmine

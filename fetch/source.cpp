#include "source.h"

#include <algorithm>
#include <cstring>

namespace trialmine {
namespace {

class MemoryStorage : public Body::Storage {
 public:
  explicit MemoryStorage(std::string bytes) : bytes_(std::make_shared<const std::string>(std::move(bytes))) {}
  Result<std::unique_ptr<ByteSource>> Open() const override {
    return MakeSource<StringSource>(*bytes_, bytes_);
  }

 private:
  std::shared_ptr<const std::string> bytes_;
};

}  // namespace

std::shared_ptr<const Body::Storage> StoreInMemory(std::string bytes) {
  return std::make_shared<MemoryStorage>(std::move(bytes));
}

Result<size_t> StringSource::Read(std::span<char> buffer) {
  const size_t count = std::min(buffer.size(), rest_.size());
  std::copy_n(rest_.data(), count, buffer.data());
  rest_.remove_prefix(count);
  return count;
}

Result<size_t> PeekSource::Read(std::span<char> buffer) {
  if (begin_ < buffer_.size()) {
    const size_t count = std::min(buffer.size(), buffer_.size() - begin_);
    std::copy_n(buffer_.data() + begin_, count, buffer.data());
    begin_ += count;
    return count;
  }
  if (failure_) return *failure_;
  if (ended_) return size_t{0};
  const Result<size_t> count = source_->Read(buffer);
  if (count) filled_ += *count;
  return count;
}

bool PeekSource::Fill() {
  if (ended_ || failure_) return false;
  buffer_.erase(0, begin_);
  begin_ = 0;
  const size_t old_size = buffer_.size();
  buffer_.resize(old_size + kReadBuffer / 4);
  Result<size_t> count = source_->Read(std::span(buffer_).subspan(old_size));
  buffer_.resize(old_size + (count ? *count : 0));
  filled_ += count ? *count : 0;
  if (!count) failure_ = count.error();
  ended_ = count && *count == 0;
  return count && *count > 0;
}

std::string_view PeekSource::Peek(size_t count) {
  while (buffer_.size() - begin_ < count && Fill()) {
  }
  return std::string_view(buffer_).substr(begin_, count);
}

std::optional<std::string_view> PeekSource::Line(size_t limit) {
  size_t searched = 0;
  size_t end = std::string::npos;
  while ((end = buffer_.find('\n', begin_ + searched)) == std::string::npos) {
    searched = buffer_.size() - begin_;
    if (searched >= limit) return std::nullopt;
    if (!Fill()) break;
  }
  const size_t size = (end == std::string::npos ? buffer_.size() : end + 1) - begin_;
  if (size > limit) return std::nullopt;
  const std::string_view line = std::string_view(buffer_).substr(begin_, size);
  begin_ += size;
  return line;
}

Result<size_t> SliceSource::Read(std::span<char> buffer) {
  if (left_ == 0) return size_t{0};
  Result<size_t> count = source_->Read(buffer.first(std::min<uint64_t>(buffer.size(), left_)));
  if (!count) return count;
  if (*count == 0 && !buffer.empty()) return Error{"truncated", "it ends before its declared size"};
  left_ -= *count;
  return count;
}

Status Drain(ByteSource& source) {
  std::string buffer(kReadBuffer, '\0');
  while (true) {
    const Result<size_t> count = source.Read(buffer);
    if (!count) return count.error();
    if (*count == 0) return {};
  }
}

}  // namespace trialmine

#include "fetch/response.h"

#include <algorithm>

#include "digest.h"
#include "source.h"

namespace trialmine {
namespace {

/// The bytes of a torn body, then its error.
class TornSource : public ByteSource {
 public:
  TornSource(std::unique_ptr<ByteSource> source, uint64_t size, Error failure)
      : source_(std::move(source)), bytes_(source_.get(), size), failure_(std::move(failure)) {}
  Result<size_t> Read(std::span<char> buffer) override {
    if (bytes_.left() == 0 && !buffer.empty()) return failure_;
    return bytes_.Read(buffer);
  }

 private:
  std::unique_ptr<ByteSource> source_;
  SliceSource bytes_;
  Error failure_;
};

std::string Sha256Of(std::string_view bytes) {
  Sha256 sha256;
  sha256.Update(bytes);
  return sha256.Finish();
}

}  // namespace

Body::Body() : Body(FromString({})) {}

Body Body::FromString(std::string bytes) {
  const uint64_t size = bytes.size();
  std::string sha256 = Sha256Of(bytes);
  return Body(StoreInMemory(std::move(bytes)), size, std::move(sha256));
}

Body::Body(std::shared_ptr<const Storage> storage, uint64_t size, std::string sha256,
           std::optional<Error> failure)
    : storage_(std::move(storage)), size_(size), sha256_(std::move(sha256)), failure_(std::move(failure)) {}

Result<std::unique_ptr<ByteSource>> Body::Open() const {
  Result<std::unique_ptr<ByteSource>> source = storage_->Open();
  if (!source || !failure_) return source;
  return MakeSource<TornSource>(std::move(*source), size_, *failure_);
}

Result<std::string> Body::ReadAll(uint64_t limit) const {
  if (size_ > limit) return Error{"too_big", "it has " + std::to_string(size_) + " bytes"};
  if (failure_) return *failure_;
  return ReadPrefix(limit);
}

Result<std::string> Body::ReadPrefix(uint64_t limit) const {
  Result<std::unique_ptr<ByteSource>> source = storage_->Open();
  if (!source) return source.error();
  std::string bytes(std::min(size_, limit), '\0');
  for (size_t filled = 0; filled < bytes.size();) {
    const Result<size_t> count = (*source)->Read(std::span(bytes).subspan(filled));
    if (!count) return count.error();
    if (*count == 0) return Error{"unreadable", "it was changed while it was being read"};
    filled += *count;
  }
  return bytes;
}

}  // namespace trialmine

#include "spool.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "source.h"

namespace trialmine {
namespace {

constexpr uint64_t kCheckEvery = uint64_t{16} << 20;
constexpr uint64_t kKeepFree = uint64_t{256} << 20;

/// A spooled file, read with positions so that any number of readers share the descriptor.
class SpooledStorage : public Body::Storage {
 public:
  explicit SpooledStorage(Fd fd) : fd_(std::make_shared<const Fd>(std::move(fd))) {}
  Result<std::unique_ptr<ByteSource>> Open() const override { return MakeSource<Source>(fd_); }

 private:
  class Source : public ByteSource {
   public:
    explicit Source(std::shared_ptr<const Fd> fd) : fd_(std::move(fd)) {}
    Result<size_t> Read(std::span<char> buffer) override {
      const ssize_t count = pread(fd_->get(), buffer.data(), buffer.size(), offset_);
      if (count < 0) return SystemError("unreadable", "cannot read back a temporary file");
      offset_ += count;
      return static_cast<size_t>(count);
    }

   private:
    std::shared_ptr<const Fd> fd_;
    off_t offset_ = 0;
  };

  std::shared_ptr<const Fd> fd_;
};

bool LeavesUsableBytes(const Error& error) {
  return error.code == "truncated" || error.code == "ill_formed" || error.code == "unreadable";
}

}  // namespace

Result<SpoolFile> SpoolFile::Create() {
  const char* folder = std::getenv("TMPDIR");
  std::string path = folder != nullptr && *folder != '\0' ? folder : "/tmp";
  Fd fd(open(path.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!fd) {  // Not every file system knows O_TMPFILE.
    path += "/trialmine-XXXXXX";
    fd = Fd(mkostemp(path.data(), O_CLOEXEC));
    if (!fd) return SystemError("unreadable", "cannot make a temporary file");
    unlink(path.c_str());
  }
  return SpoolFile(std::move(fd));
}

Status SpoolFile::Write(std::string_view bytes) {
  if (unchecked_ < bytes.size()) {
    struct statvfs space = {};
    if (fstatvfs(fd_.get(), &space) == 0 && space.f_bavail * space.f_frsize < kKeepFree) {
      return Error{"disk_full", "too little room for temporary files"};
    }
    unchecked_ = std::max<uint64_t>(kCheckEvery, bytes.size());
  }
  unchecked_ -= bytes.size();
  return WriteAll(fd_.get(), bytes);
}

Status BodyKeeper::Add(std::string_view bytes) {
  size_ += bytes.size();
  sha256_.Update(bytes);
  if (size_ > options_.max_size)
    return Error{"too_big", "it has more than " + std::to_string(options_.max_size) + " bytes"};
  if (size_ <= options_.max_memory) {
    memory_.append(bytes);
    return {};
  }
  if (options_.again) {
    memory_ = {};
    return {};
  }
  return Spool(bytes);
}

Status BodyKeeper::Spool(std::string_view bytes) {
  if (!file_) {
    Result<SpoolFile> file = SpoolFile::Create();
    if (!file) return file.error();
    file_ = std::move(*file);
    if (Status written = file_->Write(memory_); !written) return written;
    memory_ = {};
  }
  return file_->Write(bytes);
}

Body BodyKeeper::Finish(std::optional<Error> failure) {
  if (file_)
    return Body(std::make_shared<SpooledStorage>(file_->Release()), size_, sha256_.Finish(),
                std::move(failure));
  if (size_ > options_.max_memory) return Body(options_.again, size_, sha256_.Finish(), std::move(failure));
  memory_.shrink_to_fit();
  return Body(StoreInMemory(std::move(memory_)), size_, sha256_.Finish(), std::move(failure));
}

Result<Body> MakeBody(ByteSource& source, const BodyOptions& options) {
  BodyKeeper keeper(options);
  const auto buffer = std::make_unique_for_overwrite<char[]>(kReadBuffer);
  while (true) {
    const Result<size_t> count = source.Read({buffer.get(), kReadBuffer});
    if (!count) {
      if (keeper.size() == 0 || !LeavesUsableBytes(count.error())) return count.error();
      return keeper.Finish(count.error());
    }
    if (*count == 0) break;
    if (Status added = keeper.Add({buffer.get(), *count}); !added) return added.error();
  }
  if (keeper.size() == 0 && !options.may_be_empty) return Error{"empty", "it has no bytes"};
  return keeper.Finish(std::nullopt);
}

Result<Spooled> SpoolToFile(ByteSource& source, uint64_t max_size) {
  Result<SpoolFile> file = SpoolFile::Create();
  if (!file) return file.error();
  const auto buffer = std::make_unique_for_overwrite<char[]>(kReadBuffer);
  Spooled spooled;
  for (uint64_t size = 0;;) {
    const Result<size_t> count = source.Read({buffer.get(), kReadBuffer});
    if (!count && !LeavesUsableBytes(count.error())) return count.error();
    if (!count) spooled.failure = count.error();
    if (!count || *count == 0) break;
    size += *count;
    if (size > max_size) return Error{"too_big", "it has more than " + std::to_string(max_size) + " bytes"};
    if (Status written = file->Write({buffer.get(), *count}); !written) return written.error();
  }
  spooled.fd = file->Release();
  lseek(spooled.fd.get(), 0, SEEK_SET);
  return spooled;
}

}  // namespace trialmine

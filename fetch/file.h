#pragma once

#include <sys/stat.h>

#include <memory>
#include <string>
#include <utility>

#include "fetch/response.h"

namespace trialmine {

/// An owned file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd();
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// `code` (or `not_found` where errno says so) with what the system says about errno.
Error SystemError(std::string code, const std::string& what);

/// Writes all of it, whatever the number of calls it takes; `disk_full` where there is no room.
Status WriteAll(int fd, std::string_view bytes);

/// A regular file, and what it looked like when it was opened.
struct OpenedFile {
  Fd fd;
  struct stat stat = {};
};
/// Opens a regular file for reading; anything else (a FIFO, a device, a folder) is `unreadable`.
Result<OpenedFile> OpenRegularFile(const std::string& path);

/// Reads a descriptor from where it stands; closes it only if it owns it.
class FdSource : public ByteSource {
 public:
  explicit FdSource(Fd fd) : owned_(std::move(fd)), fd_(owned_.get()) {}
  explicit FdSource(int borrowed) : fd_(borrowed) {}
  Result<size_t> Read(std::span<char> buffer) override;

 private:
  Fd owned_;
  int fd_;
};

/// A file by its path. Opening it again fails where it is no longer the file first seen, so that all readers
/// of a body see the same bytes.
class FileStorage : public Body::Storage {
 public:
  FileStorage(std::string path, const struct stat& seen) : path_(std::move(path)), seen_(seen) {}
  Result<std::unique_ptr<ByteSource>> Open() const override;

 private:
  std::string path_;
  struct stat seen_;
};

}  // namespace trialmine

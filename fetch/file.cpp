#include "file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "source.h"

namespace trialmine {
namespace {

const char* KindOf(mode_t mode) {
  if (S_ISDIR(mode)) return "it is a folder";
  if (S_ISFIFO(mode)) return "it is a pipe, not a file";
  if (S_ISSOCK(mode)) return "it is a socket, not a file";
  return "it is a device, not a file";
}

bool SameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) close(fd_);
}

Error SystemError(std::string code, const std::string& what) {
  const int number = errno;
  if (number == ENOENT || number == ENOTDIR) code = "not_found";
  return {std::move(code), what + ": " + std::generic_category().message(number)};
}

Status WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
      return SystemError(full ? "disk_full" : "store", "cannot write");
    }
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

Result<OpenedFile> OpenRegularFile(const std::string& path) {
  OpenedFile file;
  // Asked before opening, as opening a device may act on it; and after, as the path may have changed hands.
  if (stat(path.c_str(), &file.stat) != 0) return SystemError("unreadable", "cannot be opened");
  if (!S_ISREG(file.stat.st_mode)) return Error{"unreadable", KindOf(file.stat.st_mode)};
  file.fd = Fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.fd) return SystemError("unreadable", "cannot be opened");
  if (fstat(file.fd.get(), &file.stat) != 0) return SystemError("unreadable", "cannot be opened");
  if (!S_ISREG(file.stat.st_mode)) return Error{"unreadable", KindOf(file.stat.st_mode)};
  return file;
}

Result<size_t> FdSource::Read(std::span<char> buffer) {
  while (true) {
    const ssize_t count = read(fd_, buffer.data(), buffer.size());
    if (count >= 0) return static_cast<size_t>(count);
    if (errno != EINTR) return SystemError("unreadable", "cannot be read");
  }
}

Result<std::unique_ptr<ByteSource>> FileStorage::Open() const {
  Result<OpenedFile> file = OpenRegularFile(path_);
  if (!file) return file.error();
  if (!SameFile(file->stat, seen_)) return Error{"unreadable", "it was changed while it was being read"};
  return MakeSource<FdSource>(std::move(file->fd));
}

}  // namespace trialmine

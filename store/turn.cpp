#include "turn.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace trialmine {
namespace {

// Whoever has the first byte is next; whoever has the second writes.
constexpr off_t kNext = 0, kWriting = 1;

/// Locks of the open file, not of the process: two connections of one process are two.
bool Lock(int fd, short type, off_t byte) {
  struct flock lock = {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte;
  lock.l_len = 1;
  return ::fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

bool LockUntil(int fd, off_t byte, std::chrono::steady_clock::time_point deadline) {
  while (!Lock(fd, F_WRLCK, byte)) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace

Turn::~Turn() {
  if (fd_ >= 0) ::close(fd_);
}

Status Turn::Wait(int milliseconds) {
  if (fd_ < 0 && !folder_.empty())
    fd_ = ::open((folder_ + "/turn").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd_ < 0) return {};
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  const bool first = LockUntil(fd_, kNext, deadline);
  const bool ours = first && LockUntil(fd_, kWriting, deadline);
  if (first) Lock(fd_, F_UNLCK, kNext);
  if (!ours) return Error{"locked", "another process is writing to the store"};
  return {};
}

void Turn::Release() {
  if (fd_ >= 0) Lock(fd_, F_UNLCK, kWriting);
}

}  // namespace trialmine

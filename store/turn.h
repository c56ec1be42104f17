#pragma once

#include <string>
#include <utility>

#include "fetch/result.h"

namespace trialmine {

/// Takes turns at writing to a store. SQLite lets in whoever happens to ask when the lock is free: a run of
/// the miner, which asks again the moment it has let go, would keep a curator waiting for ever. Here one
/// process waits at the head of the queue, and nobody passes it.
///
/// The locks are on two bytes of a file beside the store, and fall with the process that holds them. Where
/// the file cannot be made there is no queue, and SQLite's own lock still keeps writers apart.
class Turn {
 public:
  Turn() = default;
  explicit Turn(std::string folder) : folder_(std::move(folder)) {}
  ~Turn();
  Turn(Turn&& other) noexcept : folder_(std::move(other.folder_)), fd_(std::exchange(other.fd_, -1)) {}
  Turn& operator=(Turn&&) = delete;

  /// `locked` where the turn did not come in so many milliseconds.
  Status Wait(int milliseconds);
  void Release();

 private:
  std::string folder_;
  int fd_ = -1;  ///< Opened by the first Wait() that finds the folder.
};

}  // namespace trialmine

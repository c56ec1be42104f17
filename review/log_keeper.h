#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "store/review.h"

namespace trialmine {

/// Empties the store's log every few decisions, so that none of them has to wait until that is done.
class LogKeeper {
 public:
  /// `finish` empties, with the writing connection held, what was written to the log meanwhile: only an empty
  /// one is written anew from its beginning.
  LogKeeper(std::string path, std::function<void()> finish)
      : path_(std::move(path)),
        finish_(std::move(finish)),
        thread_([this](std::stop_token stop) { Run(stop); }) {}

  /// After each write.
  void Wrote() {
    const std::lock_guard lock(mutex_);
    if (++writes_ == kWritesToEmpty) wake_.notify_one();
  }

 private:
  void Run(const std::stop_token& stop) {
    Result<Store> store = Store::Open(path_);
    if (!store) return;  // The decision that finds the log long empties it itself.
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        if (!wake_.wait(lock, stop, [this] { return writes_ >= kWritesToEmpty; })) return;
        writes_ = 0;
      }
      if (EmptyLog(*store).ok()) finish_();
    }
  }

  static constexpr int kWritesToEmpty = 64;  // About a megabyte for six: a third of what ReserveLog makes.

  const std::string path_;
  const std::function<void()> finish_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  int writes_ = 0;
  std::jthread thread_;  // The last: it uses all the others.
};

}  // namespace trialmine

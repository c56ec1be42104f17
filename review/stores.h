#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "log_keeper.h"
#include "store/store.h"

namespace trialmine {

/// The connections to one store: any number that read, taken in turn, and one that writes. Readers see the
/// last committed state and never wait for a writer, be it a curator's or a run of the miner.
class Stores {
 public:
  explicit Stores(std::string path, Store writer)
      : path_(std::move(path)), writer_(std::move(writer)), log_keeper_(path_, [this] {
          const std::lock_guard lock(writer_mutex_);
          (void)EmptyLog(writer_);
        }) {}

  /// A connection for reading, given back at the end of its life.
  class Reader {
   public:
    Reader(Stores& stores, std::unique_ptr<Store> store) : stores_(&stores), store_(std::move(store)) {}
    Reader(Reader&&) noexcept = default;
    Reader& operator=(Reader&&) = delete;
    ~Reader() {
      if (store_) stores_->GiveBack(std::move(store_));
    }
    Store& operator*() const { return *store_; }

   private:
    Stores* stores_;
    std::unique_ptr<Store> store_;
  };

  Result<Reader> Read() {
    {
      const std::lock_guard lock(idle_mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<Store> store = std::move(idle_.back());
        idle_.pop_back();
        return Reader(*this, std::move(store));
      }
    }
    Result<Store> opened = Store::OpenReadOnly(path_);
    if (!opened) return opened.error();
    return Reader(*this, std::make_unique<Store>(std::move(*opened)));
  }

  /// Gives the one writing connection to `work`, to one thread at a time.
  template <typename Work>
  auto Write(Work work) {
    const std::lock_guard lock(writer_mutex_);
    log_keeper_.Wrote();
    return work(writer_);
  }

  /// The same, unless a thread has it.
  template <typename Work>
  void TryWrite(Work work) {
    const std::unique_lock lock(writer_mutex_, std::try_to_lock);
    if (lock.owns_lock()) work(writer_);
  }

  const std::string& path() const { return path_; }

 private:
  void GiveBack(std::unique_ptr<Store> store) {
    const std::lock_guard lock(idle_mutex_);
    idle_.push_back(std::move(store));
  }

  const std::string path_;
  std::mutex writer_mutex_, idle_mutex_;
  Store writer_;
  std::vector<std::unique_ptr<Store>> idle_;
  LogKeeper log_keeper_;  // The last: its thread uses the others.
};

}  // namespace trialmine

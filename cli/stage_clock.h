#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace trialmine {

enum class Stage : uint8_t { kFetch, kParse, kExtract, kNormalize, kWrite, kArchive, kStore };
constexpr std::array<std::string_view, 7> kStageNames = {"fetch", "parse",   "extract", "normalize",
                                                         "write", "archive", "store"};

/// CPU time by stage, over all threads. Costs nothing while off.
class StageClock {
 public:
  explicit StageClock(bool on = false) : on_(on) {}

  /// Runs `body` on the stage's account.
  template <typename Body>
  decltype(auto) Time(Stage stage, Body&& body) {
    const Account account(on_ ? &spent_[static_cast<size_t>(stage)] : nullptr);
    return body();
  }

  bool on() const { return on_; }
  double Seconds(Stage stage) const { return static_cast<double>(spent_[static_cast<size_t>(stage)]) * 1e-9; }

 private:
  class Account {
   public:
    explicit Account(std::atomic<int64_t>* spent) : spent_(spent), begin_(spent ? ThreadNanoseconds() : 0) {}
    ~Account() {
      if (spent_) *spent_ += ThreadNanoseconds() - begin_;
    }

   private:
    std::atomic<int64_t>* spent_;
    int64_t begin_;
  };
  static int64_t ThreadNanoseconds();

  bool on_;
  std::array<std::atomic<int64_t>, kStageNames.size()> spent_ = {};
};

}  // namespace trialmine

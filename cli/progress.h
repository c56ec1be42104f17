#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace trialmine {

/// A line at the foot of the terminal with the documents read, the rate and the time that is left. Says
/// nothing where standard error is not a terminal. Not thread-safe.
class Progress {
 public:
  explicit Progress(const std::vector<std::string>& paths);

  /// Shows where the run stands: it has come to `file` (`archive!member` counts as the archive). Redraws a
  /// few times a second.
  void Show(std::string_view file, int64_t documents);
  /// Takes the line away, for other output or at the end.
  void Clear();

  /// Since the beginning.
  double seconds() const;

 private:
  void Draw(int64_t documents);
  void AddFiles(const std::string& path);

  using Clock = std::chrono::steady_clock;
  bool on_;
  bool drawn_ = false;
  Clock::time_point began_ = Clock::now();
  Clock::time_point drawn_at_;
  std::unordered_map<std::string, uint64_t> sizes_;  // Of the files still to come.
  std::string file_;                                 // In hand.
  uint64_t total_bytes_ = 0;
  uint64_t done_bytes_ = 0;
};

}  // namespace trialmine

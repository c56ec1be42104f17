#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trialmine {

/// Log lines on standard error, as text or as JSON, one a line. Not thread-safe.
class CrawlLog {
 public:
  enum class Level : uint8_t { kDebug, kInfo, kWarning };
  static std::optional<Level> LevelNamed(std::string_view name);

  CrawlLog(Level least, bool json) : least_(least), json_(json) {}

  void Say(Level level, std::string_view source, std::string_view message);

  /// Shows one line at the foot of a terminal, until the next log line; nothing elsewhere.
  void ShowStatus(const std::string& line);
  void ClearStatus();

 private:
  Level least_;
  bool json_;
  bool status_shown_ = false;
};

}  // namespace trialmine

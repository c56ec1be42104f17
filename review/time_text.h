#pragma once

#include <ctime>
#include <string>

namespace trialmine {

/// So many seconds from now, as `2026-01-31T12:00:00Z`.
inline std::string UtcIn(std::time_t seconds) {
  char text[32];
  const std::time_t then = std::time(nullptr) + seconds;
  std::tm utc{};
  ::gmtime_r(&then, &utc);
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

inline std::string UtcOfNow() { return UtcIn(0); }

}  // namespace trialmine

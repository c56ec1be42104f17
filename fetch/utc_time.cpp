#include <array>
#include <ctime>

#include "fetch/frontier.h"

namespace trialmine {

std::string Iso8601(UtcTime time) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts = {};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 40> text;
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace trialmine

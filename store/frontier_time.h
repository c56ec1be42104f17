#pragma once

#include <optional>
#include <string>

#include "fetch/frontier.h"

namespace trialmine {

// Instants as the store keeps them: milliseconds since 1970 UTC.
inline int64_t Millis(UtcTime time) { return time.time_since_epoch().count(); }
inline UtcTime TimeOf(int64_t millis) { return UtcTime(std::chrono::milliseconds(millis)); }
inline std::optional<UtcTime> MaybeTime(std::optional<int64_t> millis) {
  return millis ? std::optional(TimeOf(*millis)) : std::nullopt;
}

}  // namespace trialmine

#include "pace.h"

#include <algorithm>

#include "fetch/crawler.h"

namespace trialmine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kMostDelay = std::chrono::minutes(1);
constexpr milliseconds kMostBackoff = std::chrono::minutes(10);
constexpr milliseconds kMostBreak = std::chrono::hours(1);
constexpr double kMostBudget = 100;
constexpr double kRetriesPerSuccess = 0.5;

/// base × 2^exponent without overflow, at most `most`.
milliseconds Doubled(milliseconds base, int exponent, milliseconds most) {
  milliseconds doubled = base;
  for (int i = 0; i < exponent && doubled < most; ++i) doubled *= 2;
  return std::min(doubled, most);
}

}  // namespace

milliseconds AdaptedDelay(milliseconds delay, milliseconds polite, milliseconds latency, int parallel,
                          bool good) {
  if (polite.count() == 0) return polite;
  const milliseconds current = std::max(delay, polite);
  const milliseconds wanted =
      std::clamp(2 * latency / std::max(parallel, 1), polite, std::max(polite, kMostDelay));
  const milliseconds halfway = (current + wanted) / 2;
  if (halfway < current && !good) return current;
  return std::max(halfway, polite);
}

milliseconds SlowedDown(milliseconds delay, milliseconds polite) {
  if (polite.count() == 0) return polite;
  return std::min(2 * std::max(delay, polite), std::max(polite, kMostDelay));
}

milliseconds Backoff(milliseconds base, milliseconds polite, int failures, std::mt19937_64& random) {
  const milliseconds most = Doubled(base, failures, kMostBackoff);
  std::uniform_int_distribution<int64_t> any(0, most.count());
  return std::max(polite, milliseconds(any(random)));
}

seconds NextInterval(seconds last, bool changed, const RecrawlBounds& bounds) {
  seconds next = bounds.first;
  if (last.count() > 0) next = changed ? last * 8 / 10 : last * 12 / 10;
  return std::clamp(next, bounds.least, std::max(bounds.least, bounds.most));
}

UtcTime OpeningHours::Next(UtcTime now) const {
  using std::chrono::hours;
  for (UtcTime time = now;; time = std::chrono::floor<hours>(time) + hours(1)) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const auto hour = std::chrono::floor<hours>(time - day).count();
    const std::chrono::weekday weekday{day};
    const bool in_hours = from == to || (from < to ? hour >= from && hour < to : hour >= from || hour < to);
    const bool at_weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
    if (in_hours && !(weekdays && at_weekend)) return time;
  }
}

void RetryBudget::Deposit() { left_ = std::min(left_ + kRetriesPerSuccess, kMostBudget); }

bool RetryBudget::Withdraw() {
  if (left_ < 1) return false;
  left_ -= 1;
  return true;
}

milliseconds CircuitBreak(int failures, milliseconds base) {
  if (failures < kFailuresUntilBreak) return milliseconds(0);
  return Doubled(base * 64, failures - kFailuresUntilBreak, kMostBreak);
}

}  // namespace trialmine

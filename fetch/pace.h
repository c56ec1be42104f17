#pragma once

#include <chrono>
#include <cstdint>
#include <random>

#include "fetch/frontier.h"

// How fast a host is asked, and how often a page. Arithmetic only: no clock, no store.

namespace trialmine {

/// The delay between two requests to a host after one that took `latency`: never below `polite`, and so slow
/// that the host is not kept busy with us for more than half of the time. A delay moves half of the way at
/// once, and only a good answer lowers it. Where `polite` is 0 (a server of one's own) nothing is adapted.
std::chrono::milliseconds AdaptedDelay(std::chrono::milliseconds delay, std::chrono::milliseconds polite,
                                       std::chrono::milliseconds latency, int parallel, bool good);

/// Twice the delay, for a host that said it was asked too often.
std::chrono::milliseconds SlowedDown(std::chrono::milliseconds delay, std::chrono::milliseconds polite);

/// How long to wait after failure number `failures` (1 is the first): anything up to base × 2^failures (full
/// jitter), but at least `polite`; at most ten minutes.
std::chrono::milliseconds Backoff(std::chrono::milliseconds base, std::chrono::milliseconds polite,
                                  int failures, std::mt19937_64& random);

/// The interval at which a recurring task is asked again: 0.8 of the last one after a change, 1.2 of it after
/// none, within the bounds. `last` is 0 where it was never asked; then it is `first`.
struct RecrawlBounds {
  std::chrono::seconds first, least, most;
};
std::chrono::seconds NextInterval(std::chrono::seconds last, bool changed, const RecrawlBounds& bounds);

/// Retries a host may cost: some to begin with, and one more for every second request that succeeds. It keeps
/// retries from making an outage worse.
class RetryBudget {
 public:
  void Deposit();
  /// Takes a retry out; false where none is left.
  bool Withdraw();

 private:
  double left_ = 20;
};

/// After so many failures in a row a host is left alone for a while.
inline constexpr int kFailuresUntilBreak = 8;
/// How long a host that failed `failures` times in a row is left alone; 0 where it is not.
std::chrono::milliseconds CircuitBreak(int failures, std::chrono::milliseconds base);

}  // namespace trialmine

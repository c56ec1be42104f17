#include "host_gate.h"

#include <algorithm>

namespace trialmine {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kReadAgain(1000);
constexpr const char* kItsTurn = "its host wants to be asked no sooner";

/// Whether the host itself is in trouble, rather than what was asked for.
bool IsHostFailure(Outcome verdict) {
  return verdict == Outcome::kNetwork || verdict == Outcome::kDns || verdict == Outcome::kServerError;
}

}  // namespace

/// Another worker may have slowed or stopped the host.
Status HostGate::Refresh(UtcTime now) {
  if (read_at_ && now - *read_at_ < kReadAgain) return {};
  Result<HostState> state = frontier_.Host(host_);
  if (!state) return state.error();
  state_ = std::move(*state);
  read_at_ = now;
  return {};
}

milliseconds HostGate::PoliteDelay(const CrawlTarget& target) const {
  const auto of = [&](const Pace& pace) {
    const auto named = pace.hosts.find(name_);
    return named == pace.hosts.end() ? pace.delay : named->second;
  };
  return own_ ? of(target.pace) : std::max(of(target.pace), of(target.floor));
}

int HostGate::Parallel(const CrawlTarget& target) const {
  const int parallel = own_ ? target.pace.parallel : std::min(target.pace.parallel, target.floor.parallel);
  return std::max(parallel, 1);
}

Result<HostGate::Permit> HostGate::Ask(const CrawlTarget& target, milliseconds at_least, UtcTime now) {
  if (Status read = Refresh(now); !read) return read.error();
  if (!state_.stopped.empty()) return Permit{Permit::Kind::kStopped, {}, state_.stopped};
  if (state_.open_until > now)
    return Permit{Permit::Kind::kWait, state_.open_until, name_ + " keeps failing"};
  // After a break one request shows whether the host is well.
  const int parallel = state_.failures > 0 && state_.open_until != UtcTime{} ? 1 : Parallel(target);
  if (in_flight_ >= parallel) return Permit{Permit::Kind::kWait, kWhenOneEnds, {}};
  if (!turn_ && next_turn_ > now) return Permit{Permit::Kind::kWait, next_turn_, kItsTurn};
  if (!turn_) {
    // A turn counts from when it is taken, not from when it might have been: so two requests are never closer
    // than the delay, however late the first was.
    const milliseconds polite = PoliteDelay(target);
    const milliseconds adapted = polite.count() > 0 ? std::max(polite, state_.delay) : polite;
    const milliseconds delay = std::max(adapted, at_least);
    Result<UtcTime> turn = frontier_.ReserveTurn(host_, delay, now);
    if (!turn) return turn.error();
    turn_ = *turn;
    next_turn_ = *turn + delay;
    if (*turn > now) report_.waited += *turn - now;
  }
  if (*turn_ > now) return Permit{Permit::Kind::kWait, *turn_, kItsTurn};
  turn_.reset();
  ++in_flight_;
  return Permit{};
}

void HostGate::SlowDown(const Exchange& exchange, const CrawlTarget& target, UtcTime now,
                        std::mt19937_64& random) {
  ++throttled_;
  milliseconds wait = target.backoff + Backoff(target.backoff, PoliteDelay(target), throttled_, random);
  if (exchange.retry_after) wait = *exchange.retry_after;
  state_.next_allowed = std::max(state_.next_allowed, now + wait);
  state_.delay = SlowedDown(state_.delay, PoliteDelay(target));
  next_turn_ = std::max(next_turn_, state_.next_allowed);
  turn_.reset();
}

Status HostGate::Ended(const Exchange& exchange, Outcome verdict, const CrawlTarget& target, UtcTime now,
                       std::mt19937_64& random) {
  --in_flight_;
  ++report_.requests;
  report_.bytes += static_cast<int64_t>(exchange.wire_bytes);
  report_.not_modified += verdict == Outcome::kNotModified ? 1 : 0;
  report_.rate_limited += verdict == Outcome::kRateLimited ? 1 : 0;
  const HostState before = state_;
  state_.delay = AdaptedDelay(state_.delay, PoliteDelay(target), exchange.latency, Parallel(target),
                              !IsTransient(verdict));
  if (verdict == Outcome::kRateLimited || (IsTransient(verdict) && exchange.retry_after)) {
    SlowDown(exchange, target, now, random);
  } else {
    throttled_ = 0;
  }
  if (IsHostFailure(verdict)) {
    ++report_.failures;
    ++state_.failures;
    const milliseconds pause = CircuitBreak(state_.failures, target.backoff);
    if (pause.count() > 0) state_.open_until = now + pause;
  } else if (verdict != Outcome::kRateLimited) {
    state_.failures = 0;
    state_.open_until = {};
    budget_.Deposit();
  }
  if (verdict == Outcome::kBlocked) {
    state_.stopped = exchange.detail.empty() ? "it answered with a challenge page" : exchange.detail;
    turn_.reset();
  }
  report_.delay = state_.delay;
  const bool same = before.next_allowed == state_.next_allowed && before.delay == state_.delay &&
                    before.failures == state_.failures && before.open_until == state_.open_until &&
                    before.stopped == state_.stopped;
  return same ? Status() : frontier_.SetHost(state_);
}

Result<UtcTime> HostGate::RetryAt(int attempts, const Exchange& exchange, const CrawlTarget& target,
                                  UtcTime now, std::mt19937_64& random) {
  milliseconds wait = Backoff(target.backoff, PoliteDelay(target), attempts, random);
  if (exchange.retry_after) wait = std::max<milliseconds>(wait, *exchange.retry_after);
  if (!budget_.Withdraw()) {
    // So many failures are an outage: leave the host alone for a while instead of adding to it.
    budget_ = {};
    state_.open_until = std::max(state_.open_until, now + CircuitBreak(kFailuresUntilBreak, target.backoff));
    if (Status set = frontier_.SetHost(state_); !set) return set.error();
  }
  return std::max(now + wait, state_.open_until);
}

}  // namespace trialmine

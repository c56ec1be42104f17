#pragma once

#include <chrono>
#include <optional>
#include <random>
#include <string>

#include "fetch/crawler.h"
#include "fetch/exchange.h"
#include "fetch/frontier.h"
#include "pace.h"

namespace trialmine {

/// What the crawl knows of one host: whether it may be asked now, and how it took what it was asked. Its
/// state is the frontier's, shared with every worker on the store.
class HostGate {
 public:
  /// `name` and `port` are the host's; `own` where it may be asked at any pace.
  HostGate(std::string name, int port, bool own, Frontier& frontier, HostReport& report)
      : name_(std::move(name)),
        host_(name_ + ":" + std::to_string(port)),
        own_(own),
        frontier_(frontier),
        report_(report) {}

  const std::string& name() const { return name_; }

  struct Permit {
    enum class Kind : uint8_t {
      kGo,       ///< Now; the turn is taken.
      kWait,     ///< Not before `until`, or before a request to the host ends where that is kWhenOneEnds.
      kStopped,  ///< A person is needed.
      kNever,    ///< What is asked for is not to be asked for at all.
    };
    Kind kind = Kind::kGo;
    UtcTime until{};
    std::string reason;                          ///< Why stopped or never, or why so long a wait.
    Outcome outcome = Outcome::kDeniedByRobots;  ///< Of what is never to be asked.
  };
  static constexpr UtcTime kWhenOneEnds = UtcTime::max();

  /// `at_least` is the delay that its robots.txt asks for.
  Result<Permit> Ask(const CrawlTarget& target, std::chrono::milliseconds at_least, UtcTime now);
  /// Every kGo is followed by this. `verdict` is what the answer meant to the source.
  Status Ended(const Exchange& exchange, Outcome verdict, const CrawlTarget& target, UtcTime now,
               std::mt19937_64& random);
  /// When a task that failed for the time being is to be asked again; `attempts` is how often it was.
  Result<UtcTime> RetryAt(int attempts, const Exchange& exchange, const CrawlTarget& target, UtcTime now,
                          std::mt19937_64& random);

 private:
  Status Refresh(UtcTime now);
  std::chrono::milliseconds PoliteDelay(const CrawlTarget& target) const;
  int Parallel(const CrawlTarget& target) const;
  void SlowDown(const Exchange& exchange, const CrawlTarget& target, UtcTime now, std::mt19937_64& random);

  std::string name_;
  std::string host_;  ///< With the port, as the frontier knows it.
  bool own_;
  Frontier& frontier_;
  HostReport& report_;
  HostState state_;
  std::optional<UtcTime> read_at_;  ///< When the state was read last.
  std::optional<UtcTime> turn_;     ///< Reserved, and not yet taken.
  UtcTime next_turn_{};             ///< No sooner is it worth reserving one.
  RetryBudget budget_;
  int in_flight_ = 0;
  int throttled_ = 0;  ///< Times in a row that it said it was asked too often.
};

}  // namespace trialmine

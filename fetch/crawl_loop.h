#pragma once

#include <map>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "fetch/crawler.h"
#include "fetch/url.h"
#include "host_gate.h"
#include "robots_cache.h"
#include "target_run.h"

namespace trialmine {

/// A request under way.
struct Flight {
  TargetRun* run = nullptr;
  HostGate* gate = nullptr;
  Lease lease;
  std::string robots_of;  ///< The origin whose robots.txt is asked for; empty for a task.
};

/// The crawl of several sources in one loop. crawler.cpp turns it, crawl_answers.cpp takes what comes back.
class Crawler {
 public:
  Crawler(const std::vector<CrawlTarget>& targets, const CrawlOptions& options, Frontier& frontier,
          Transport& transport, CrawlSink& sink)
      : options_(options),
        frontier_(frontier),
        transport_(transport),
        sink_(sink),
        robots_(frontier, options.user_agent),
        random_(options.seed) {
    for (const CrawlTarget& target : targets)
      runs_.push_back(
          std::make_unique<TargetRun>(target, options_, frontier, sink, report_.sources[target.name]));
  }

  Result<CrawlReport> Run();

 private:
  Status LockAll();
  Status UnlockAll();
  Status Loop();
  Status Turn();
  Status Beat(UtcTime now);
  Status Commit();
  bool MayHoldCommit(UtcTime now) const;

  Status Advance(TargetRun& run, UtcTime now);
  Status Idle(TargetRun& run, UtcTime now);
  Status SubmitWaiting(TargetRun& run, UtcTime now);
  Result<HostGate::Permit> MayAsk(TargetRun& run, const TargetRun::Waiting& waiting, UtcTime now);
  Result<HostGate::Permit> MayAskByRobots(TargetRun& run, HostGate& gate, const TargetRun::Waiting& waiting,
                                          std::chrono::milliseconds& delay, UtcTime now);
  void Submit(TargetRun& run, TargetRun::Waiting waiting);

  Status Take(HttpClient::Done done);
  Status TakeRobots(Flight flight, const Exchange& exchange, UtcTime now);
  Status TakeRedirect(Flight flight, Exchange exchange, UtcTime now);
  Status TakeAnswer(Flight flight, const Exchange& exchange, UtcTime now);
  Status Finish(Flight& flight, const Exchange& exchange, Reading reading, bool unchanged, UtcTime now);
  Status Retry(Flight& flight, const Exchange& exchange, TaskResult result, UtcTime now);
  void HaltFor(TargetRun& run, const HostGate& gate, const Task& task, Outcome outcome,
               const std::string& detail);

  HostGate& GateOf(const Url& url);
  bool Finished() const;
  UtcTime NextWake(UtcTime now) const;

  const CrawlOptions& options_;
  Frontier& frontier_;
  Transport& transport_;
  CrawlSink& sink_;
  RobotsCache robots_;
  std::mt19937_64 random_;
  CrawlReport report_;
  std::vector<std::unique_ptr<TargetRun>> runs_;
  std::map<std::string, std::unique_ptr<HostGate>> gates_;
  std::map<std::string, bool> robots_asked_;
  std::map<std::string, std::string> refused_;  ///< Origins at addresses that are not spoken to, and why.
  std::unordered_map<uint64_t, Flight> flights_;
  uint64_t last_id_ = 0;
  bool may_send_ = true;  ///< What was submitted in this turn, before it is committed.
  UtcTime committed_at_{}, synced_at_{};
  bool stopping_ = false;
  UtcTime stopped_at_{};
  UtcTime beat_at_{};
  UtcTime shown_at_{};
};

}  // namespace trialmine

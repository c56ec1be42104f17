#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fetch/crawler.h"
#include "fetch/url.h"

namespace trialmine {

/// One target in the course of a crawl: its sweep from beginning to end. It does not ask anything itself.
class TargetRun {
 public:
  TargetRun(const CrawlTarget& target, const CrawlOptions& options, Frontier& frontier, CrawlSink& sink,
            SourceReport& report)
      : target_(target), options_(options), frontier_(frontier), sink_(sink), report_(report) {}

  /// A task in our hands that has not been asked yet, or that a redirect leads on.
  struct Waiting {
    Lease lease;
    Url url;                          ///< To be asked now.
    std::vector<std::string> onward;  ///< As Request::onward.
    std::string method;               ///< What a redirect made of it; empty for the task's own.
    bool is_new = true;               ///< Leased in the transaction that is open.
  };

  const CrawlTarget& target() const { return target_; }
  const Sweep& sweep() const { return *sweep_; }
  SourceReport& report() { return report_; }
  bool sweeping() const { return sweep_.has_value(); }
  std::deque<Waiting>& waiting() { return waiting_; }
  /// Whether so many requests may be under way that they are leased a transaction ahead, and sent before the
  /// answers of the last ones are committed: else the disk would have the network wait.
  bool leases_ahead() const { return target_.pace.parallel >= kManyAtOnce; }
  /// Whether a request can be sent though the open transaction is not committed.
  bool can_send_uncommitted() const {
    return leases_ahead() && !waiting_.empty() && !waiting_.front().is_new;
  }
  bool is_unpaced() const { return target_.pace.delay.count() == 0; }
  /// Whether the open transaction may only be committed once the archive is on the disk.
  bool needs_disk() const { return ended_ || (sweeping() && !leases_ahead()); }
  /// The open transaction was committed.
  void NoteCommit(UtcTime now) {
    ended_ = false;
    for (Waiting& waiting : waiting_)
      if (std::exchange(waiting.is_new, false) && leases_ahead()) wake = now;
  }

  /// Goes on with the open sweep, or begins one where it is due; else sleeps until it is.
  Status Start(UtcTime now);
  /// Takes due tasks from the frontier until enough wait for their turn.
  Status Fill(UtcTime now);
  /// Puts the tasks that wait back into the frontier. `until`: not to be taken again before.
  Status PutBack(UtcTime until, UtcTime now);
  /// REQUIRES: no task is waiting or under way. Ends the sweep where nothing is left to ask, and says when to
  /// look again where something is.
  Status Settle(UtcTime now);
  /// Asks nothing more of the sweep in this run; it stays open.
  Status Leave(SourceReport::End end, const std::string& why, UtcTime now);

  void NoteData(const std::string& timestamp) {
    if (!timestamp.empty()) sweep_->data_timestamp = timestamp;
  }
  void MarkMoved() { moved_ = true; }
  bool moved() const { return moved_; }
  /// Set: why nothing more is to be asked, though requests may still be under way.
  std::optional<std::pair<SourceReport::End, std::string>> halted;

  bool started = false;  ///< Start() was called.
  int in_flight = 0;
  UtcTime wake{};          ///< Nothing to do before.
  std::string why_asleep;  ///< Why so late; empty where that is nobody's doing.

 private:
  static constexpr int kManyAtOnce = 8;
  static constexpr size_t kTimesAhead = 4;

  Status Resume(Sweep open, UtcTime now);
  Status Begin(UtcTime now);
  Result<bool> IsDue(UtcTime now);
  Status End(bool complete, const std::string& why, UtcTime now);
  Status Sleep(UtcTime now);
  Status FailNow(const Lease& lease, Outcome outcome, const std::string& detail, UtcTime now);

  const CrawlTarget& target_;
  const CrawlOptions& options_;
  Frontier& frontier_;
  CrawlSink& sink_;
  SourceReport& report_;
  std::optional<Sweep> sweep_;
  std::deque<Waiting> waiting_;
  bool swept_ = false;  ///< In this run.
  /// Set where the open sweep had nothing left but failed tasks: how many were done before they were asked
  /// again.
  std::optional<int64_t> done_before_retry_;
  bool ended_ = false;  ///< A sweep was ended in the open transaction.
  bool moved_ = false;  ///< The source's data moved: the sweep is to begin again.
  int restarts_ = 0;
};

}  // namespace trialmine

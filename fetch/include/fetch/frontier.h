#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fetch/exchange.h"
#include "fetch/result.h"

// What is left to fetch, kept where it survives a kill at any instant. The store implements it
// (store/frontier.h); the crawler and its tests need only this.

namespace trialmine {

using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// `2026-01-31T12:00:00Z`.
std::string Iso8601(UtcTime time);

/// One thing to ask a source. Identity is (source, key): asking for the same key again in one sweep is no new
/// task.
struct Task {
  std::string source;  ///< `pubmed`, `ctgov`, or the name a `[[web]]` section gives itself.
  std::string kind;    ///< The source's own word: `count`, `page`, `batch`, `record`, `file`…
  std::string key;    ///< Stable name of what is asked for: `page:2026-01-01..2026-03-01:200`, `NCT01234567`.
  Request request;    ///< Without secrets: what needs a key is marked, and the source adds it when sending.
  std::string state;  ///< JSON, the source's own.
  int priority = 0;   ///< Higher first; then the earlier not_before; then order of coming.
  bool recurring = false;  ///< Kept after its sweep and asked again when due (web pages, single records).
  UtcTime not_before{};
};

/// A task in the hands of one worker until the lease ends.
struct Lease {
  int64_t id = 0;
  std::string worker;
  Task task;
  int attempts = 0;                  ///< Before this one.
  Validators validators;             ///< From the last answer.
  std::string sha256;                ///< Of the last body; empty where there was none.
  std::chrono::seconds interval{0};  ///< Between the last two askings of a recurring task; 0: never asked.
};

/// What the crawler knows about a source's sweep: everything a restart needs.
struct Sweep {
  int64_t id = 0;
  std::string source;
  std::string query;           ///< What was asked for, settings included, in one canonical line.
  std::string data_timestamp;  ///< The source's own, where it has one.
  std::string from, to;        ///< Bounds of the sweep as the source counts (a date, a file number).
  std::string started_at;
  int64_t announced = 0, delivered = 0;    ///< Records.
  int64_t failed = 0, open = 0, done = 0;  ///< Tasks; those in somebody's hands are open.
};

/// What finishing a task changes, in one transaction.
struct TaskResult {
  Outcome outcome = Outcome::kOk;
  std::string detail;
  std::vector<Task> next;  ///< New tasks of the same sweep.
  int64_t announced = 0;   ///< Records the source announced with this answer, added to the sweep's.
  int64_t delivered = 0;   ///< Records received.
  Validators validators;
  std::string sha256;
  std::string data_timestamp;  ///< Where not empty, the sweep's from now on.
  /// The source's data moved: forget the sweep's tasks, done ones too, and its sums, and begin again.
  bool restart_sweep = false;
  std::optional<UtcTime> retry_at;   ///< Set: not finished, ask again then. Else done, or failed by outcome.
  bool counts_as_attempt = true;     ///< False where the task is only put back (a host that stopped).
  std::chrono::seconds interval{0};  ///< After which a recurring task falls due again.
};

/// Whether a task that ended so is done: it was answered, even if only by "unchanged".
inline bool IsAnswer(Outcome outcome) { return outcome == Outcome::kOk || outcome == Outcome::kNotModified; }

/// Whether a page's failure is as good as an answer: it is not there, or not for us.
inline bool IsSettled(Outcome outcome) {
  return outcome == Outcome::kGone || outcome == Outcome::kNotFound || outcome == Outcome::kDeniedByRobots;
}

/// How a host may be asked, shared by every worker on the store.
struct HostState {
  std::string host;
  UtcTime next_allowed{};
  std::chrono::milliseconds delay{0};  ///< Between two requests, as adapted.
  int failures = 0;                    ///< In a row.
  UtcTime open_until{};                ///< Circuit broken until then.
  std::string stopped;                 ///< Why a person is needed; empty where none is.
};

/// What is known of an origin's robots.txt, as kept; fetch/robots.h has the meaning.
struct RobotsCopy {
  std::string access;  ///< by_rules all none
  std::string text;
  std::string reason;
  UtcTime fetched_at{};
  UtcTime use_until{};
};

/// What is left to fetch. Every call is a transaction of its own, or part of the open batch; a call that
/// fails undoes the whole batch. Errors are the store's: `locked`, `disk_full`, `store`.
class Frontier {
 public:
  virtual ~Frontier() = default;

  /// Everything until Commit() is one transaction. A Begin() within an open batch changes nothing.
  virtual Status Begin() = 0;
  virtual Status Commit() = 0;

  /// The sweep of a source that is not finished, or nothing.
  virtual Result<std::optional<Sweep>> OpenSweep(const std::string& source) = 0;
  /// Begins a sweep with its first tasks and with the source's recurring tasks that are due at `now`. A first
  /// task that is recurring and known is asked when it is due, like all others.
  virtual Result<Sweep> BeginSweep(const Sweep& sweep, const std::vector<Task>& tasks, UtcTime now) = 0;
  /// Makes the failed tasks of an open sweep due again, their attempts forgotten.
  virtual Status ReopenFailed(int64_t sweep) = 0;
  /// Ends a sweep. `watermark` is stored where the sweep is complete, and only then; else the old one stands.
  virtual Status EndSweep(int64_t sweep, bool complete, const std::string& watermark,
                          const std::string& detail, UtcTime now) = 0;
  virtual Result<std::string> Watermark(const std::string& source) = 0;
  /// When the source's last sweep ended; nothing where it never had one.
  virtual Result<std::optional<UtcTime>> LastSweep(const std::string& source) = 0;

  /// Leases the next due task of the source; nothing where none is due. Expired leases of dead workers are
  /// due.
  virtual Result<std::optional<Lease>> Take(const std::string& source, const std::string& worker, UtcTime now,
                                            std::chrono::seconds lease) = 0;
  /// Prolongs the worker's leases and locks.
  virtual Status Heartbeat(const std::string& worker, UtcTime now, std::chrono::seconds lease) = 0;
  /// Changes nothing where the lease was lost to another worker.
  virtual Status Finish(const Lease& lease, const TaskResult& result, UtcTime now) = 0;
  /// When the next task of the open sweep falls due; between sweeps, the next recurring one. Nothing where
  /// there is none.
  virtual Result<std::optional<UtcTime>> NextDue(const std::string& source) = 0;

  /// Reserves the next turn of a host: the earliest instant, now or later, at which one more request may
  /// begin, at least `delay` after the one before, whoever took that. Atomic across workers.
  virtual Result<UtcTime> ReserveTurn(const std::string& host, std::chrono::milliseconds delay,
                                      UtcTime now) = 0;
  virtual Result<HostState> Host(const std::string& host) = 0;
  /// Never moves next_allowed back: another worker may have taken a turn.
  virtual Status SetHost(const HostState& state) = 0;
  /// The last copy of `origin`'s robots.txt (`https://example.org:443`), however old.
  virtual Result<std::optional<RobotsCopy>> Robots(const std::string& origin) = 0;
  virtual Status SetRobots(const std::string& origin, const RobotsCopy& copy) = 0;

  /// The crawl of a source is one worker's at a time; `locked`, naming the holder, where another lives.
  /// Taking the lock frees what a dead worker had leased.
  virtual Status LockSource(const std::string& source, const std::string& worker, UtcTime now,
                            std::chrono::seconds lease) = 0;
  virtual Status UnlockSource(const std::string& source, const std::string& worker) = 0;
  /// Remembers why the source could not be crawled as it should, for the operator.
  virtual Status NoteTrouble(const std::string& source, const std::string& detail, UtcTime now) = 0;
};

}  // namespace trialmine

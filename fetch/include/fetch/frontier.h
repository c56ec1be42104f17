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
  Task task;
  int attempts = 0;       ///< Before this one.
  Validators validators;  ///< From the last answer.
  std::string sha256;     ///< Of the last body; empty where there was none.
};

/// What the crawler knows about a source's sweep: everything a restart needs.
struct Sweep {
  int64_t id = 0;
  std::string source;
  std::string query;           ///< What was asked for, settings included, in one canonical line.
  std::string data_timestamp;  ///< The source's own, where it has one.
  std::string from, to;        ///< Bounds of the sweep as the source counts (a date, a file number).
  std::string started_at;
  int64_t announced = 0, delivered = 0, failed = 0, open = 0;
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
  std::string data_timestamp;       ///< Where not empty, the sweep's from now on.
  bool restart_sweep = false;       ///< The source's data moved: drop the sweep's open tasks and begin again.
  std::optional<UtcTime> retry_at;  ///< Set: not finished, ask again then. Else done, or failed by outcome.
};

/// How a host may be asked, shared by every worker on the store.
struct HostState {
  std::string host;
  UtcTime next_allowed{};
  std::chrono::milliseconds delay{0};  ///< Between two requests, as adapted.
  int failures = 0;                    ///< In a row.
  UtcTime open_until{};                ///< Circuit broken until then.
  std::string stopped;                 ///< Why a person is needed; empty where none is.
};

class Frontier {
 public:
  virtual ~Frontier() = default;

  /// The sweep of a source that is not finished, or nothing.
  virtual Result<std::optional<Sweep>> OpenSweep(const std::string& source) = 0;
  virtual Result<Sweep> BeginSweep(const Sweep& sweep, const std::vector<Task>& tasks) = 0;
  /// Ends a sweep. `watermark` is stored where the sweep is complete, and only then; else the old one stands.
  virtual Status EndSweep(int64_t sweep, bool complete, const std::string& watermark,
                          const std::string& detail) = 0;
  virtual Result<std::string> Watermark(const std::string& source) = 0;

  /// Leases the next due task of the source; nothing where none is due. Expired leases of dead workers are
  /// due.
  virtual Result<std::optional<Lease>> Take(const std::string& source, const std::string& worker, UtcTime now,
                                            std::chrono::seconds lease) = 0;
  virtual Status Heartbeat(const std::string& worker, UtcTime now, std::chrono::seconds lease) = 0;
  virtual Status Finish(const Lease& lease, const TaskResult& result, UtcTime now) = 0;
  /// When the next task of the source falls due; nothing where it has none.
  virtual Result<std::optional<UtcTime>> NextDue(const std::string& source) = 0;

  /// Reserves the next turn of a host: the earliest instant, now or later, at which one more request may
  /// begin, at least `delay` after the one before, whoever took that. Atomic across workers.
  virtual Result<UtcTime> ReserveTurn(const std::string& host, std::chrono::milliseconds delay,
                                      UtcTime now) = 0;
  virtual Result<HostState> Host(const std::string& host) = 0;
  virtual Status SetHost(const HostState& state) = 0;

  /// The crawl of a source is one worker's at a time; `locked` where another lives.
  virtual Status LockSource(const std::string& source, const std::string& worker, UtcTime now,
                            std::chrono::seconds lease) = 0;
  virtual Status UnlockSource(const std::string& source, const std::string& worker) = 0;
};

}  // namespace trialmine

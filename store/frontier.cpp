#include "store/frontier.h"

#include <algorithm>

#include "frontier_time.h"
#include "request_json.h"
#include "store_impl.h"

// A task's status: `open` (to be asked when due), `leased`, `done`, `failed`, and `waiting` for one that
// recurs and was asked in the last sweep. A sweep that ends leaves nothing but its waiting tasks.

namespace trialmine {
namespace {

/// Adds a task to the sweep. Known in this sweep: nothing. Known from an older one: due again, unless it
/// waits for its time.
Status AddTask(Database& database, const Task& task, const std::string& source, int64_t sweep, UtcTime now) {
  return database.Run(
      "INSERT INTO task (source, key, sweep, kind, request, state, priority, recurring, status, attempts, "
      "not_before, worker, lease_until, etag, last_modified, sha256, interval_seconds, outcome, detail) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open', 0, ?9, '', 0, '', '', '', 0, '', '') "
      "ON CONFLICT (source, key) DO UPDATE SET sweep = excluded.sweep, kind = excluded.kind, "
      "request = excluded.request, state = excluded.state, priority = excluded.priority, "
      "recurring = excluded.recurring, status = 'open', attempts = 0, not_before = excluded.not_before "
      "WHERE task.sweep <> excluded.sweep AND (task.status <> 'waiting' OR task.not_before <= ?10)",
      source, task.key, sweep, task.kind, ToJson(task.request), task.state, task.priority,
      task.recurring ? 1 : 0, Millis(task.not_before), Millis(now));
}

Status AddTasks(Database& database, const std::vector<Task>& tasks, const std::string& source, int64_t sweep,
                UtcTime now) {
  for (const Task& task : tasks)
    if (Status status = AddTask(database, task, source, sweep, now); !status) return status;
  return {};
}

Status AddSource(Database& database, const std::string& name) {
  return database.Run(
      "INSERT INTO source (name, watermark, trouble, locked_by, locked_until) VALUES (?, '', '', '', 0) "
      "ON CONFLICT (name) DO NOTHING",
      name);
}

Status CountTasks(Database& database, Sweep& sweep) {
  return database.ForEach(
      "SELECT status, count(*) FROM task WHERE source = ? AND sweep = ? GROUP BY status",
      [&](const Statement& row) {
        const std::string_view status = row.Text(0);
        if (status == "failed") {
          sweep.failed += row.Int(1);
        } else if (status == "open" || status == "leased") {
          sweep.open += row.Int(1);
        } else {
          sweep.done += row.Int(1);
        }
      },
      sweep.source, sweep.id);
}

Result<std::optional<Lease>> FirstDue(Database& database, const std::string& source, UtcTime now) {
  Result<Row> row = database.First(
      "SELECT id, kind, key, request, state, priority, recurring, attempts, etag, last_modified, sha256, "
      "interval_seconds, not_before FROM task WHERE source = ? AND status = 'open' AND not_before <= ? "
      "ORDER BY priority DESC, not_before, id LIMIT 1",
      source, Millis(now));
  if (!row) return row.error();
  if (!*row) return std::optional<Lease>();
  const Statement& columns = **row;
  Result<Request> request = RequestFromJson(columns.Text(3));
  if (!request) return request.error();
  Lease lease;
  lease.id = columns.Int(0);
  lease.task = {source,
                columns.String(1),
                columns.String(2),
                std::move(*request),
                columns.String(4),
                static_cast<int>(columns.Int(5)),
                columns.Int(6) != 0,
                TimeOf(columns.Int(12))};
  lease.attempts = static_cast<int>(columns.Int(7));
  lease.validators = {columns.String(8), columns.String(9)};
  lease.sha256 = columns.String(10);
  lease.interval = std::chrono::seconds(columns.Int(11));
  return std::optional(std::move(lease));
}

Status AddToSweep(Database& database, int64_t sweep, const TaskResult& result) {
  if (result.announced == 0 && result.delivered == 0 && result.data_timestamp.empty()) return {};
  return database.Run(
      "UPDATE sweep SET announced = announced + ?, delivered = delivered + ?, "
      "data_timestamp = CASE WHEN ?3 = '' THEN data_timestamp ELSE ?3 END WHERE id = ?4",
      result.announced, result.delivered, result.data_timestamp, sweep);
}

/// Drops what a sweep leaves: a recurring task waits for its time, any other goes.
Status DropTasks(Database& database, const std::string& source, int64_t sweep) {
  Status status = database.Run(
      "UPDATE task SET status = 'waiting', worker = '' WHERE source = ? AND sweep = ? AND recurring = 1 AND "
      "status <> 'waiting'",
      source, sweep);
  if (!status) return status;
  return database.Run("DELETE FROM task WHERE source = ? AND sweep = ? AND recurring = 0", source, sweep);
}

}  // namespace

Status StoreFrontier::SyncSeldom() { return store_.impl().database.Execute("PRAGMA synchronous = NORMAL"); }

Status StoreFrontier::Begin() {
  return store_.impl().database.InTransaction() ? Status() : store_.impl().Begin();
}

Status StoreFrontier::Commit() {
  return store_.impl().database.InTransaction() ? store_.impl().Commit() : Status();
}

Result<std::optional<Sweep>> StoreFrontier::OpenSweep(const std::string& source) {
  Sweep sweep;
  {
    Result<Row> row = store_.impl().database.First(
        "SELECT id, query, data_timestamp, lower_bound, upper_bound, started_at, announced, delivered "
        "FROM sweep WHERE source = ? AND ended_at IS NULL",
        source);
    if (!row) return row.error();
    if (!*row) return std::optional<Sweep>();
    const Statement& columns = **row;
    sweep.id = columns.Int(0);
    sweep.source = source;
    sweep.query = columns.String(1);
    sweep.data_timestamp = columns.String(2);
    sweep.from = columns.String(3);
    sweep.to = columns.String(4);
    sweep.started_at = columns.String(5);
    sweep.announced = columns.Int(6);
    sweep.delivered = columns.Int(7);
  }
  if (Status counted = CountTasks(store_.impl().database, sweep); !counted) return counted.error();
  return std::optional(std::move(sweep));
}

Result<Sweep> StoreFrontier::BeginSweep(const Sweep& sweep, const std::vector<Task>& tasks, UtcTime now) {
  Database& database = store_.impl().database;
  Sweep begun = sweep;
  begun.started_at = Iso8601(now);
  Status status = store_.impl().InTransaction([&]() -> Status {
    if (Status added = AddSource(database, sweep.source); !added) return added;
    Status inserted = database.Run(
        "INSERT INTO sweep (source, query, data_timestamp, lower_bound, upper_bound, started_at, complete, "
        "detail, announced, delivered) VALUES (?, ?, ?, ?, ?, ?, 0, '', 0, 0)",
        sweep.source, sweep.query, sweep.data_timestamp, sweep.from, sweep.to, begun.started_at);
    if (!inserted) return inserted;
    begun.id = database.LastId();
    if (Status added = AddTasks(database, tasks, sweep.source, begun.id, now); !added) return added;
    return database.Run(
        "UPDATE task SET sweep = ?, status = 'open', attempts = 0 "
        "WHERE source = ? AND status = 'waiting' AND not_before <= ?",
        begun.id, sweep.source, Millis(now));
  });
  if (!status) return status.error();
  begun.announced = begun.delivered = begun.open = begun.failed = begun.done = 0;
  if (Status counted = CountTasks(database, begun); !counted) return counted.error();
  return begun;
}

Status StoreFrontier::ReopenFailed(int64_t sweep) {
  return store_.impl().InTransaction([&] {
    return store_.impl().database.Run(
        "UPDATE task SET status = 'open', attempts = 0, not_before = 0 WHERE source = (SELECT source FROM "
        "sweep WHERE id = ?1) AND sweep = ?1 AND status = 'failed'",
        sweep);
  });
}

Status StoreFrontier::EndSweep(int64_t sweep, bool complete, const std::string& watermark,
                               const std::string& detail, UtcTime now) {
  Database& database = store_.impl().database;
  return store_.impl().InTransaction([&]() -> Status {
    std::string source;
    {
      Result<Row> row = database.First("SELECT source FROM sweep WHERE id = ?", sweep);
      if (!row) return row.error();
      if (!*row) return Error{"store", "no such sweep"};
      source = (*row)->String(0);
    }
    Status status = database.Run("UPDATE sweep SET ended_at = ?, complete = ?, detail = ? WHERE id = ?",
                                 Millis(now), complete ? 1 : 0, detail, sweep);
    if (status.ok()) status = DropTasks(database, source, sweep);
    if (!status.ok()) return status;
    if (!complete) {
      return database.Run("UPDATE source SET ended_at = ?1, trouble = ?2, trouble_at = ?1 WHERE name = ?3",
                          Millis(now), detail, source);
    }
    return database.Run(
        "UPDATE source SET ended_at = ?1, completed_at = ?1, watermark = ?2, trouble = '', trouble_at = NULL "
        "WHERE name = ?3",
        Millis(now), watermark, source);
  });
}

Result<std::string> StoreFrontier::Watermark(const std::string& source) {
  Result<Row> row = store_.impl().database.First("SELECT watermark FROM source WHERE name = ?", source);
  if (!row) return row.error();
  return *row ? (*row)->String(0) : std::string();
}

Result<std::optional<UtcTime>> StoreFrontier::LastSweep(const std::string& source) {
  Result<Row> row = store_.impl().database.First("SELECT ended_at FROM source WHERE name = ?", source);
  if (!row) return row.error();
  return *row ? MaybeTime((*row)->MaybeInt(0)) : std::nullopt;
}

Result<std::optional<Lease>> StoreFrontier::Take(const std::string& source, const std::string& worker,
                                                 UtcTime now, std::chrono::seconds duration) {
  Database& database = store_.impl().database;
  return store_.impl().InTransaction([&]() -> Result<std::optional<Lease>> {
    Result<std::optional<Lease>> lease = FirstDue(database, source, now);
    if (lease.ok() && !lease->has_value()) {
      Status freed = database.Run(
          "UPDATE task SET status = 'open', worker = '' "
          "WHERE source = ? AND status = 'leased' AND lease_until <= ?",
          source, Millis(now));
      if (!freed) return freed.error();
      if (database.Changes() > 0) lease = FirstDue(database, source, now);
    }
    if (!lease.ok() || !lease->has_value()) return lease;
    (*lease)->worker = worker;
    Status taken = database.Run("UPDATE task SET status = 'leased', worker = ?, lease_until = ? WHERE id = ?",
                                worker, Millis(now + duration), (*lease)->id);
    if (!taken) return taken.error();
    return lease;
  });
}

Status StoreFrontier::Heartbeat(const std::string& worker, UtcTime now, std::chrono::seconds lease) {
  Database& database = store_.impl().database;
  return store_.impl().InTransaction([&] {
    const int64_t until = Millis(now + lease);
    Status status =
        database.Run("UPDATE task SET lease_until = ? WHERE worker = ? AND status = 'leased'", until, worker);
    if (!status.ok()) return status;
    return database.Run("UPDATE source SET locked_until = ? WHERE locked_by = ?", until, worker);
  });
}

Status StoreFrontier::EndTask(const Lease& lease, const TaskResult& result, UtcTime now) {
  Database& database = store_.impl().database;
  const int attempts = lease.attempts + (result.counts_as_attempt ? 1 : 0);
  const std::string_view outcome = Name(result.outcome);
  if (result.retry_at) {
    return database.Run(
        "UPDATE task SET status = 'open', worker = '', attempts = ?, not_before = ?, outcome = ?, detail = ? "
        "WHERE id = ? AND worker = ? AND status = 'leased'",
        attempts, Millis(*result.retry_at), outcome, result.detail, lease.id, lease.worker);
  }
  if (lease.task.recurring) {
    // What it said last stands where there was no new answer.
    const bool answered = IsAnswer(result.outcome);
    const Validators& validators = answered ? result.validators : lease.validators;
    return database.Run(
        "UPDATE task SET status = ?, worker = '', attempts = ?, not_before = ?, outcome = ?, detail = ?, "
        "etag = ?, last_modified = ?, sha256 = ?, interval_seconds = ? "
        "WHERE id = ? AND worker = ? AND status = 'leased'",
        answered || IsSettled(result.outcome) ? "waiting" : "failed", attempts, Millis(now + result.interval),
        outcome, result.detail, validators.etag, validators.last_modified,
        answered ? result.sha256 : lease.sha256, result.interval.count(), lease.id, lease.worker);
  }
  return database.Run(
      "UPDATE task SET status = ?, worker = '', attempts = ?, outcome = ?, detail = ?, sha256 = ? "
      "WHERE id = ? AND worker = ? AND status = 'leased'",
      IsAnswer(result.outcome) ? "done" : "failed", attempts, outcome, result.detail, result.sha256, lease.id,
      lease.worker);
}

Status StoreFrontier::Finish(const Lease& lease, const TaskResult& result, UtcTime now) {
  Database& database = store_.impl().database;
  return store_.impl().InTransaction([&]() -> Status {
    if (Status ended = EndTask(lease, result, now); !ended) return ended;
    if (database.Changes() == 0 || result.retry_at) return {};
    int64_t sweep = 0;
    {
      Result<Row> row = database.First("SELECT sweep FROM task WHERE id = ?", lease.id);
      if (!row) return row.error();
      sweep = (*row)->Int(0);
    }
    Status status = AddToSweep(database, sweep, result);
    if (status.ok() && result.restart_sweep) {
      return database.Run(
          "DELETE FROM task WHERE source = ? AND sweep = ? AND status = 'open' AND recurring = 0",
          lease.task.source, sweep);
    }
    if (status.ok()) status = AddTasks(database, result.next, lease.task.source, sweep, now);
    return status;
  });
}

Result<std::optional<UtcTime>> StoreFrontier::NextDue(const std::string& source) {
  Result<Row> row = store_.impl().database.First(
      "SELECT coalesce((SELECT min(due) FROM (SELECT min(not_before) AS due FROM task WHERE source = ?1 AND "
      "status = 'open' UNION ALL SELECT min(lease_until) FROM task WHERE source = ?1 AND status = 'leased') "
      "d), "
      "(SELECT min(not_before) FROM task WHERE source = ?1 AND status = 'waiting'))",
      source);
  if (!row) return row.error();
  return MaybeTime((*row)->MaybeInt(0));
}

Status StoreFrontier::MakeAllDue(const std::string& source) {
  return store_.impl().InTransaction([&] {
    return store_.impl().database.Run(
        "UPDATE task SET not_before = 0 WHERE source = ? AND status = 'waiting'", source);
  });
}

}  // namespace trialmine

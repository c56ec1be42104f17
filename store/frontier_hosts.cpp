// The half of the frontier that is not about tasks: hosts, robots files, locks, and what the operator sees.

#include <algorithm>

#include "frontier_time.h"
#include "store/frontier.h"
#include "store/worker.h"
#include "store_impl.h"

namespace trialmine {
namespace {

HostState HostOf(const Statement& row) {
  HostState state;
  state.host = row.String(0);
  state.next_allowed = TimeOf(row.Int(1));
  state.delay = std::chrono::milliseconds(row.Int(2));
  state.failures = static_cast<int>(row.Int(3));
  state.open_until = TimeOf(row.Int(4));
  state.stopped = row.String(5);
  return state;
}

}  // namespace

Result<UtcTime> StoreFrontier::ReserveTurn(const std::string& host, std::chrono::milliseconds delay,
                                           UtcTime now) {
  Database& database = store_.impl().database;
  return store_.impl().InTransaction([&]() -> Result<UtcTime> {
    UtcTime turn = now;
    {
      Result<Row> row = database.First("SELECT next_allowed FROM host WHERE host = ?", host);
      if (!row) return row.error();
      if (*row) turn = std::max(turn, TimeOf((*row)->Int(0)));
    }
    if (delay.count() == 0) return turn;  // Nobody need wait for this request.
    Status taken = database.Run(
        "INSERT INTO host (host, next_allowed, delay, failures, open_until, stopped) VALUES (?, ?, 0, 0, 0, "
        "'') "
        "ON CONFLICT (host) DO UPDATE SET next_allowed = excluded.next_allowed",
        host, Millis(turn + delay));
    if (!taken) return taken.error();
    return turn;
  });
}

Result<HostState> StoreFrontier::Host(const std::string& host) {
  Result<Row> row = store_.impl().database.First(
      "SELECT host, next_allowed, delay, failures, open_until, stopped FROM host WHERE host = ?", host);
  if (!row) return row.error();
  if (*row) return HostOf(**row);
  HostState unknown;
  unknown.host = host;
  return unknown;
}

Status StoreFrontier::SetHost(const HostState& state) {
  return store_.impl().InTransaction([&] {
    return store_.impl().database.Run(
        "INSERT INTO host (host, next_allowed, delay, failures, open_until, stopped) VALUES (?, ?, ?, ?, ?, "
        "?) ON CONFLICT (host) DO UPDATE SET next_allowed = CASE WHEN excluded.next_allowed > "
        "host.next_allowed THEN excluded.next_allowed ELSE host.next_allowed END, delay = excluded.delay, "
        "failures = excluded.failures, open_until = excluded.open_until, stopped = excluded.stopped",
        state.host, Millis(state.next_allowed), state.delay.count(), state.failures, Millis(state.open_until),
        state.stopped);
  });
}

Result<std::optional<RobotsCopy>> StoreFrontier::Robots(const std::string& origin) {
  Result<Row> row = store_.impl().database.First(
      "SELECT access, body, reason, fetched_at, use_until FROM robots WHERE origin = ?", origin);
  if (!row) return row.error();
  if (!*row) return std::optional<RobotsCopy>();
  return std::optional(RobotsCopy{(*row)->String(0), std::string((*row)->Bytes(1)), (*row)->String(2),
                                  TimeOf((*row)->Int(3)), TimeOf((*row)->Int(4))});
}

Status StoreFrontier::SetRobots(const std::string& origin, const RobotsCopy& copy) {
  return store_.impl().InTransaction([&] {
    return store_.impl().database.Run(
        "INSERT INTO robots (origin, access, body, reason, fetched_at, use_until) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (origin) DO UPDATE SET access = excluded.access, body = excluded.body, "
        "reason = excluded.reason, fetched_at = excluded.fetched_at, use_until = excluded.use_until",
        origin, copy.access, Blob{copy.text}, copy.reason, Millis(copy.fetched_at), Millis(copy.use_until));
  });
}

Status StoreFrontier::LockSource(const std::string& source, const std::string& worker, UtcTime now,
                                 std::chrono::seconds lease) {
  Database& database = store_.impl().database;
  return store_.impl().InTransaction([&]() -> Status {
    Status status = database.Run(
        "INSERT INTO source (name, watermark, trouble, locked_by, locked_until) VALUES (?, '', '', '', 0) "
        "ON CONFLICT (name) DO NOTHING",
        source);
    if (!status) return status;
    {
      Result<Row> row = database.First("SELECT locked_by, locked_until FROM source WHERE name = ?", source);
      if (!row) return row.error();
      const std::string holder = (*row)->String(0);
      const bool held = TimeOf((*row)->Int(1)) > now;
      if (!holder.empty() && holder != worker && held && MayLive(holder))
        return Error{"locked", DescribeWorker(holder) + " is crawling " + source};
    }
    status = database.Run("UPDATE source SET locked_by = ?, locked_until = ? WHERE name = ?", worker,
                          Millis(now + lease), source);
    if (!status) return status;
    return database.Run(
        "UPDATE task SET status = 'open', worker = '' WHERE source = ? AND status = 'leased' AND worker <> ?",
        source, worker);
  });
}

Status StoreFrontier::UnlockSource(const std::string& source, const std::string& worker) {
  return store_.impl().InTransaction([&] {
    return store_.impl().database.Run(
        "UPDATE source SET locked_by = '', locked_until = 0 WHERE name = ? AND locked_by = ?", source,
        worker);
  });
}

Status StoreFrontier::NoteTrouble(const std::string& source, const std::string& detail, UtcTime now) {
  return store_.impl().InTransaction([&] {
    return store_.impl().database.Run("UPDATE source SET trouble = ?, trouble_at = ? WHERE name = ?", detail,
                                      Millis(now), source);
  });
}

Result<std::vector<SourceState>> StoreFrontier::Sources() {
  std::vector<SourceState> sources;
  Status status = store_.impl().database.ForEach(
      "SELECT s.name, s.watermark, s.ended_at, s.completed_at, s.trouble, s.trouble_at, s.locked_by, "
      "(SELECT count(*) FROM sweep w WHERE w.source = s.name AND w.ended_at IS NULL), "
      "(SELECT count(*) FROM task t WHERE t.source = s.name AND t.status IN ('open', 'leased')), "
      "(SELECT count(*) FROM task t WHERE t.source = s.name AND t.status = 'failed'), "
      "(SELECT count(*) FROM task t WHERE t.source = s.name AND t.status = 'waiting'), "
      "(SELECT count(*) FROM delivery d WHERE d.source = s.name AND d.read_by_run IS NULL) "
      "FROM source s ORDER BY s.name",
      [&](const Statement& row) {
        SourceState& source = sources.emplace_back();
        source.name = row.String(0);
        source.watermark = row.String(1);
        source.ended_at = MaybeTime(row.MaybeInt(2));
        source.completed_at = MaybeTime(row.MaybeInt(3));
        source.trouble = row.String(4);
        source.trouble_at = MaybeTime(row.MaybeInt(5));
        source.worker = row.String(6);
        source.sweeping = row.Int(7) > 0;
        source.open = row.Int(8);
        source.failed = row.Int(9);
        source.waiting = row.Int(10);
        source.unread = row.Int(11);
      });
  if (!status) return status.error();
  for (SourceState& source : sources) {
    if (!source.worker.empty() && !MayLive(source.worker)) source.worker.clear();
    Result<std::optional<UtcTime>> due = NextDue(source.name);
    if (!due) return due.error();
    source.next_due = *due;
  }
  return sources;
}

Result<std::vector<HostState>> StoreFrontier::StoppedHosts() {
  std::vector<HostState> hosts;
  Status status = store_.impl().database.ForEach(
      "SELECT host, next_allowed, delay, failures, open_until, stopped FROM host WHERE stopped <> '' "
      "ORDER BY host",
      [&](const Statement& row) { hosts.push_back(HostOf(row)); });
  if (!status) return status.error();
  return hosts;
}

}  // namespace trialmine

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fetch/archive.h"
#include "fetch/frontier.h"
#include "store/store.h"

namespace trialmine {

/// What the store knows of a source, for the operator.
struct SourceState {
  std::string name;
  std::string watermark;
  std::optional<UtcTime> ended_at;      ///< Of the last sweep, complete or not.
  std::optional<UtcTime> completed_at;  ///< Of the last complete sweep.
  std::string trouble;                  ///< Why the last sweep was not complete; empty where it was.
  std::optional<UtcTime> trouble_at;
  bool sweeping = false;                      ///< A sweep is begun and not finished.
  int64_t open = 0, failed = 0, waiting = 0;  ///< Tasks; waiting are those that recur.
  int64_t unread = 0;                         ///< Deliveries fetched and not read.
  std::optional<UtcTime> next_due;
  std::string worker;  ///< Who crawls it now; empty where nobody.
};

/// The frontier in the store's file, on the store's connection: what is written in one batch with
/// Store::AddResponse or AddDelivery is written together with it or not at all. Lives no longer than the
/// store. Not thread-safe, as the store.
class StoreFrontier : public Frontier {
 public:
  explicit StoreFrontier(Store& store) : store_(store) {}

  /// Has this connection commit without waiting for the disk. A process that is killed loses nothing all the
  /// same; a power cut may take back the last transactions, whole, and what they did is asked again.
  Status SyncSeldom();

  Status Begin() override;
  Status Commit() override;

  Result<std::optional<Sweep>> OpenSweep(const std::string& source) override;
  Result<Sweep> BeginSweep(const Sweep& sweep, const std::vector<Task>& tasks, UtcTime now) override;
  Status ReopenFailed(int64_t sweep) override;
  Status EndSweep(int64_t sweep, bool complete, const std::string& watermark, const std::string& detail,
                  UtcTime now) override;
  Result<std::string> Watermark(const std::string& source) override;
  Result<std::optional<UtcTime>> LastSweep(const std::string& source) override;

  Result<std::optional<Lease>> Take(const std::string& source, const std::string& worker, UtcTime now,
                                    std::chrono::seconds lease) override;
  Status Heartbeat(const std::string& worker, UtcTime now, std::chrono::seconds lease) override;
  Status Finish(const Lease& lease, const TaskResult& result, UtcTime now) override;
  Result<std::optional<UtcTime>> NextDue(const std::string& source) override;

  Result<UtcTime> ReserveTurn(const std::string& host, std::chrono::milliseconds delay, UtcTime now) override;
  Result<HostState> Host(const std::string& host) override;
  Status SetHost(const HostState& state) override;
  Result<std::optional<RobotsCopy>> Robots(const std::string& origin) override;
  Status SetRobots(const std::string& origin, const RobotsCopy& copy) override;

  Status LockSource(const std::string& source, const std::string& worker, UtcTime now,
                    std::chrono::seconds lease) override;
  Status UnlockSource(const std::string& source, const std::string& worker) override;
  Status NoteTrouble(const std::string& source, const std::string& detail, UtcTime now) override;

  /// Forgets the answers that would stand behind the end of an archive's newest file (`end.offset`): they
  /// were committed, and a power cut took their bytes. The open sweeps they came in end incomplete, so that
  /// the next ones ask again. Returns how many they were. REQUIRES: nobody writes to that file.
  Result<int64_t> ForgetLost(const ArchiveEntry& end, UtcTime now);

  /// Makes every recurring task of the source due.
  Status MakeAllDue(const std::string& source);
  /// Every source that was ever crawled, by name.
  Result<std::vector<SourceState>> Sources();
  /// Hosts that wait for a person.
  Result<std::vector<HostState>> StoppedHosts();

 private:
  Status EndTask(const Lease& lease, const TaskResult& result, UtcTime now);

  Store& store_;
};

}  // namespace trialmine

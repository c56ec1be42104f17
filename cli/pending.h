#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "extract/extract.h"
#include "fetch/result.h"
#include "mine_summary.h"
#include "pipeline.h"
#include "store/delivery.h"
#include "store/store.h"

namespace trialmine {

/// Reads what was fetched and not read: threads take deliveries out of the archive and through parse, extract
/// and normalize; the caller's thread puts the records into the store, in the order of fetching, and marks
/// each delivery as read in the transaction that holds its last record. So a kill costs no more than reading
/// again.
class PendingReader {
 public:
  /// `wanted` says of which sources deliveries are read.
  PendingReader(Store& store, std::string archive, const RuleSet& rules, int64_t run, int jobs,
                std::function<bool(const std::string& source)> wanted);
  ~PendingReader();
  PendingReader(const PendingReader&) = delete;
  PendingReader& operator=(const PendingReader&) = delete;

  /// Hands out deliveries and takes some records in, within the caller's transaction. Whether any delivery is
  /// still in work.
  Result<bool> Work();
  /// Reads all there is, in transactions of its own; ends early where `stop` says so.
  Status Drain(const std::function<bool()>& stop);

  const MineSummary& summary() const { return summary_; }

 private:
  /// A delivery in work. Its records are handed over while more of them are read.
  struct Job {
    UnreadDelivery delivery;
    std::deque<ReadInput> records;
    bool taken = false;     ///< By a thread.
    bool finished = false;  ///< No record follows.
  };

  Status HandOut();
  Status TakeIn(const UnreadDelivery& delivery, const ReadInput& record);
  void ReadJobs();
  void ReadOne(Job& job);
  bool Hand(Job& job, ReadInput record);

  Store& store_;
  const std::string archive_;
  const RuleSet& rules_;
  const int64_t run_;
  const std::function<bool(const std::string&)> wanted_;
  StageClock clock_;
  MineSummary summary_;
  int64_t last_handed_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Job>> jobs_;  ///< In the order of fetching.
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace trialmine

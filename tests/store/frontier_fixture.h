#pragma once

#include <gtest/gtest.h>

#include "sample.h"
#include "store/frontier.h"
#include "store_impl.h"

namespace trialmine {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline constexpr UtcTime kNow{std::chrono::seconds(1'800'000'000)};
inline constexpr seconds kLease(60);

inline Task Page(const std::string& key) {
  Task task;
  task.kind = "page";
  task.key = key;
  task.request.url = "https://example.org/" + key;
  return task;
}

inline Task Recurring(const std::string& key) {
  Task task = Page(key);
  task.recurring = true;
  return task;
}

inline TaskResult Done() { return {}; }

inline TaskResult Asked(std::string etag, std::string sha256, seconds interval) {
  TaskResult result;
  result.validators.etag = std::move(etag);
  result.sha256 = std::move(sha256);
  result.interval = interval;
  return result;
}

class FrontierTest : public testing::Test {
 protected:
  FrontierTest() : store_(*Store::Open(folder_ / "s.db")), frontier_(store_) {
    (void)store_.impl().database.Execute("PRAGMA synchronous = OFF");  // What is killed are processes.
  }

  Sweep Begin(const std::vector<Task>& tasks, UtcTime now = kNow, const std::string& source = "ctgov") {
    Sweep sweep;
    sweep.source = source;
    sweep.query = "condition=stroke";
    sweep.from = "2026-01-01";
    sweep.to = "2026-02-01";
    Result<Sweep> begun = frontier_.BeginSweep(sweep, tasks, now);
    EXPECT_TRUE(begun.ok()) << begun.error().detail;
    return *begun;
  }

  /// The key of the task taken; empty where there was none.
  std::string Take(UtcTime now = kNow, const std::string& worker = "w") {
    Result<std::optional<Lease>> lease = frontier_.Take("ctgov", worker, now, kLease);
    EXPECT_TRUE(lease.ok()) << lease.error().detail;
    last_ = lease->value_or(Lease{});
    return last_.task.key;
  }

  void Finish(const TaskResult& result, UtcTime now = kNow) {
    ASSERT_TRUE(frontier_.Finish(last_, result, now).ok());
  }

  Sweep Open() {
    Result<std::optional<Sweep>> sweep = frontier_.OpenSweep("ctgov");
    return sweep->value_or(Sweep{});
  }

  sample::TemporaryFolder folder_;
  Store store_;
  StoreFrontier frontier_;
  Lease last_;
};

}  // namespace trialmine

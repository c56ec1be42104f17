#include "store/frontier.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <set>

#include "sample.h"
#include "store/delivery.h"
#include "store/worker.h"
#include "store_impl.h"

namespace trialmine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr UtcTime kNow{std::chrono::seconds(1'800'000'000)};
constexpr seconds kLease(60);

Task Page(const std::string& key) {
  Task task;
  task.kind = "page";
  task.key = key;
  task.request.url = "https://example.org/" + key;
  return task;
}

Task Recurring(const std::string& key) {
  Task task = Page(key);
  task.recurring = true;
  return task;
}

TaskResult Done() { return {}; }

TaskResult Asked(std::string etag, std::string sha256, seconds interval) {
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

TEST_F(FrontierTest, ASweepSurvivesClosingTheStore) {
  const Sweep begun = Begin({Page("a"), Page("b")});
  ASSERT_EQ(Take(), "a");
  TaskResult result;
  result.announced = 7;
  result.delivered = 3;
  result.data_timestamp = "2026-02-01T09:00:06";
  result.next = {Page("c")};
  Finish(result);

  Store other = *Store::Open(folder_ / "s.db");
  StoreFrontier frontier(other);
  const Sweep sweep = **frontier.OpenSweep("ctgov");
  EXPECT_EQ(sweep.id, begun.id);
  EXPECT_EQ(sweep.query, "condition=stroke");
  EXPECT_EQ(sweep.from, "2026-01-01");
  EXPECT_EQ(sweep.to, "2026-02-01");
  EXPECT_EQ(sweep.data_timestamp, "2026-02-01T09:00:06");
  EXPECT_EQ(sweep.announced, 7);
  EXPECT_EQ(sweep.delivered, 3);
  EXPECT_EQ(sweep.open, 2);
  EXPECT_EQ(sweep.done, 1);
}

TEST_F(FrontierTest, ATaskComesBackWhole) {
  Task task = Page("a");
  task.request.method = "POST";
  task.request.body = "{\"page\":\"1\n\"}";
  task.request.content_type = "application/json";
  task.request.headers = {{"Accept", "text/xml"}, {"X-Two", "2"}};
  task.request.accept = {"xml", "gzip"};
  task.request.keep_encoded = true;
  task.request.max_bytes = 12345;
  task.state = "{\"tries\":2}";
  task.priority = -3;
  Begin({task});
  ASSERT_EQ(Take(), "a");
  const Request& request = last_.task.request;
  EXPECT_EQ(request.url, task.request.url);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.body, task.request.body);
  EXPECT_EQ(request.content_type, "application/json");
  EXPECT_EQ(request.headers, task.request.headers);
  EXPECT_EQ(request.accept, task.request.accept);
  EXPECT_TRUE(request.keep_encoded);
  EXPECT_EQ(request.max_bytes, 12345u);
  EXPECT_EQ(last_.task.kind, "page");
  EXPECT_EQ(last_.task.state, task.state);
  EXPECT_EQ(last_.task.priority, -3);
  EXPECT_EQ(last_.task.source, "ctgov");
  EXPECT_EQ(last_.worker, "w");
}

TEST_F(FrontierTest, TasksComeByPriorityThenByTimeThenInOrderOfComing) {
  Task urgent = Page("urgent"), late = Page("late"), later = Page("later");
  urgent.priority = 5;
  late.not_before = kNow + seconds(10);
  later.not_before = kNow + seconds(20);
  Begin({later, late, Page("first"), Page("second"), urgent});
  EXPECT_EQ(Take(), "urgent");
  EXPECT_EQ(Take(), "first");
  EXPECT_EQ(Take(), "second");
  EXPECT_EQ(Take(), "") << "the rest is not due";
  EXPECT_EQ(*frontier_.NextDue("ctgov"), std::optional(kNow + seconds(10)));
  EXPECT_EQ(Take(kNow + seconds(30)), "late");
  EXPECT_EQ(Take(kNow + seconds(30)), "later");
}

TEST_F(FrontierTest, TheSameKeyInOneSweepIsOneTask) {
  Begin({Page("a"), Page("a")});
  ASSERT_EQ(Take(), "a");
  TaskResult result;
  result.next = {Page("a"), Page("b"), Page("b")};
  Finish(result);
  EXPECT_EQ(Take(), "b");
  Finish(result);
  EXPECT_EQ(Take(), "") << "a task that was done is not asked again in its sweep";
}

TEST_F(FrontierTest, TheSameKeyInTwoSourcesIsTwoTasks) {
  Begin({Page("a")});
  Begin({Page("a")}, kNow, "ctis");
  EXPECT_EQ(Take(), "a");
  EXPECT_TRUE(frontier_.Take("ctis", "w", kNow, kLease)->has_value());
}

TEST_F(FrontierTest, ALeasedTaskIsNobodyElsesUntilTheLeaseEnds) {
  Begin({Page("a")});
  ASSERT_EQ(Take(kNow, "one"), "a");
  EXPECT_EQ(Take(kNow + seconds(59), "two"), "");
  EXPECT_EQ(Take(kNow + seconds(60), "two"), "a") << "its worker is taken for dead";
}

TEST_F(FrontierTest, AHeartbeatKeepsALease) {
  Begin({Page("a")});
  ASSERT_EQ(Take(kNow, "one"), "a");
  ASSERT_TRUE(frontier_.Heartbeat("one", kNow + seconds(50), kLease).ok());
  EXPECT_EQ(Take(kNow + seconds(100), "two"), "");
  EXPECT_EQ(Take(kNow + seconds(111), "two"), "a");
}

TEST_F(FrontierTest, AWorkerThatLostItsLeaseChangesNothing) {
  Begin({Page("a")});
  ASSERT_EQ(Take(kNow, "one"), "a");
  const Lease lost = last_;
  ASSERT_EQ(Take(kNow + seconds(60), "two"), "a");
  TaskResult result;
  result.delivered = 5;
  result.next = {Page("b")};
  ASSERT_TRUE(frontier_.Finish(lost, result, kNow + seconds(61)).ok());
  EXPECT_EQ(Open().delivered, 0);
  EXPECT_EQ(Open().open, 1);
  Finish(result, kNow + seconds(62));
  EXPECT_EQ(Open().delivered, 5);
  EXPECT_EQ(Open().open, 1) << "b";
}

TEST_F(FrontierTest, ATaskThatIsPutOffComesBackWithItsAttempts) {
  Begin({Page("a")});
  ASSERT_EQ(Take(), "a");
  TaskResult later;
  later.outcome = Outcome::kServerError;
  later.retry_at = kNow + seconds(5);
  later.delivered = 3;
  later.next = {Page("b")};
  Finish(later);
  EXPECT_EQ(Take(kNow + seconds(4)), "") << "neither a, which is not due, nor b, as a has not finished";
  EXPECT_EQ(Open().delivered, 0);
  ASSERT_EQ(Take(kNow + seconds(5)), "a");
  EXPECT_EQ(last_.attempts, 1);
  later.counts_as_attempt = false;
  later.retry_at = kNow;
  Finish(later);
  ASSERT_EQ(Take(), "a");
  EXPECT_EQ(last_.attempts, 1);
}

TEST_F(FrontierTest, TheWatermarkMovesWithACompleteSweepOnly) {
  Sweep sweep = Begin({Page("a")});
  ASSERT_EQ(Take(), "a");
  Finish(Done());
  ASSERT_TRUE(frontier_.EndSweep(sweep.id, true, "2026-02-01", "", kNow).ok());
  EXPECT_EQ(*frontier_.Watermark("ctgov"), "2026-02-01");
  EXPECT_EQ(*frontier_.LastSweep("ctgov"), std::optional(kNow));

  sweep = Begin({Page("a")});
  EXPECT_EQ(Take(), "a") << "a new sweep asks anew";
  TaskResult failed;
  failed.outcome = Outcome::kBadRequest;
  Finish(failed);
  EXPECT_EQ(Open().failed, 1);
  ASSERT_TRUE(frontier_.EndSweep(sweep.id, false, "2026-03-01", "1 task failed", kNow + seconds(9)).ok());
  EXPECT_EQ(*frontier_.Watermark("ctgov"), "2026-02-01");
  EXPECT_FALSE(frontier_.OpenSweep("ctgov")->has_value());
  const SourceState state = frontier_.Sources()->at(0);
  EXPECT_EQ(state.trouble, "1 task failed");
  EXPECT_EQ(state.completed_at, std::optional(kNow));
  EXPECT_EQ(state.ended_at, std::optional(kNow + seconds(9)));
}

TEST_F(FrontierTest, FailedTasksOfAnUnfinishedSweepCanBeAskedAgain) {
  const Sweep sweep = Begin({Page("a"), Page("b")});
  ASSERT_EQ(Take(), "a");
  TaskResult failed;
  failed.outcome = Outcome::kServerError;
  Finish(failed);
  ASSERT_EQ(Take(), "b");
  Finish(Done());
  EXPECT_EQ(Take(), "");
  ASSERT_TRUE(frontier_.ReopenFailed(sweep.id).ok());
  EXPECT_EQ(Take(), "a");
  EXPECT_EQ(last_.attempts, 0);
}

TEST_F(FrontierTest, ARestartDropsWhatTheSweepHadLeftToAsk) {
  Begin({Page("a"), Page("b"), Page("c")});
  ASSERT_EQ(Take(), "a");
  TaskResult moved;
  moved.restart_sweep = true;
  moved.next = {Page("d")};
  Finish(moved);
  EXPECT_EQ(Take(), "");
}

TEST_F(FrontierTest, ARecurringTaskComesBackWhenDueWithWhatItSaidLast) {
  Sweep sweep = Begin({Recurring("a"), Page("b")});
  ASSERT_EQ(Take(), "a");
  Finish(Asked("\"v1\"", "digest", seconds(1000)));
  ASSERT_EQ(Take(), "b");
  Finish(Done());
  EXPECT_EQ(Open().open, 0) << "a recurring task that was asked does not keep its sweep open";
  ASSERT_TRUE(frontier_.EndSweep(sweep.id, true, "", "", kNow).ok());
  EXPECT_EQ(*frontier_.NextDue("ctgov"), std::optional(kNow + seconds(1000)));

  sweep = Begin({Recurring("a")}, kNow + seconds(999));
  EXPECT_EQ(Take(kNow + seconds(1001)), "") << "it was not due when the sweep began";
  ASSERT_TRUE(frontier_.EndSweep(sweep.id, true, "", "", kNow).ok());
  Begin({}, kNow + seconds(1000));
  ASSERT_EQ(Take(kNow + seconds(1000)), "a");
  EXPECT_EQ(last_.validators.etag, "\"v1\"");
  EXPECT_EQ(last_.sha256, "digest");
  EXPECT_EQ(last_.interval, seconds(1000));
}

TEST_F(FrontierTest, WhatAPageSaidLastOutlivesAFailure) {
  Sweep sweep = Begin({Recurring("a")});
  ASSERT_EQ(Take(), "a");
  Finish(Asked("\"v1\"", "digest", seconds(10)));
  ASSERT_TRUE(frontier_.EndSweep(sweep.id, true, "", "", kNow).ok());
  sweep = Begin({}, kNow + seconds(10));
  ASSERT_EQ(Take(kNow + seconds(10)), "a");
  TaskResult gone;
  gone.outcome = Outcome::kNotFound;
  gone.interval = seconds(10);
  Finish(gone, kNow + seconds(10));
  EXPECT_EQ(Open().failed, 0) << "that a page is gone is an answer";
  ASSERT_TRUE(frontier_.EndSweep(sweep.id, true, "", "", kNow).ok());
  ASSERT_TRUE(frontier_.MakeAllDue("ctgov").ok());
  Begin({}, kNow + seconds(11));
  ASSERT_EQ(Take(kNow + seconds(11)), "a");
  EXPECT_EQ(last_.validators.etag, "\"v1\"");
  EXPECT_EQ(last_.sha256, "digest");
}

TEST_F(FrontierTest, TurnsOfAHostAreADelayApartWhoeverTakesThem) {
  Store other = *Store::Open(folder_ / "s.db");
  StoreFrontier second(other);
  EXPECT_EQ(*frontier_.ReserveTurn("h", milliseconds(300), kNow), kNow);
  EXPECT_EQ(*second.ReserveTurn("h", milliseconds(300), kNow), kNow + milliseconds(300));
  EXPECT_EQ(*frontier_.ReserveTurn("h", milliseconds(300), kNow + milliseconds(10)),
            kNow + milliseconds(600));
  EXPECT_EQ(*second.ReserveTurn("h", milliseconds(300), kNow + seconds(9)), kNow + seconds(9));
  EXPECT_EQ(*second.ReserveTurn("other", milliseconds(300), kNow), kNow);
}

TEST_F(FrontierTest, AHostsStateIsKeptAndItsNextTurnNeverMovesBack) {
  HostState state = *frontier_.Host("h");
  EXPECT_EQ(state.host, "h");
  state.next_allowed = kNow + seconds(60);
  state.delay = milliseconds(1500);
  state.failures = 3;
  state.open_until = kNow + seconds(5);
  state.stopped = "a challenge page";
  ASSERT_TRUE(frontier_.SetHost(state).ok());
  state.next_allowed = kNow;
  ASSERT_TRUE(frontier_.SetHost(state).ok());
  const HostState kept = *frontier_.Host("h");
  EXPECT_EQ(kept.next_allowed, kNow + seconds(60));
  EXPECT_EQ(kept.delay, milliseconds(1500));
  EXPECT_EQ(kept.failures, 3);
  EXPECT_EQ(kept.open_until, kNow + seconds(5));
  EXPECT_EQ(kept.stopped, "a challenge page");
  EXPECT_EQ(frontier_.StoppedHosts()->size(), 1u);
  EXPECT_EQ(*frontier_.ReserveTurn("h", milliseconds(0), kNow), kNow + seconds(60));
}

TEST_F(FrontierTest, ARobotsFileIsKeptByteForByte) {
  EXPECT_FALSE(frontier_.Robots("https://example.org:443")->has_value());
  RobotsCopy copy;
  copy.access = "by_rules";
  copy.text = std::string("User-agent: *\0\xff\n", 16);
  copy.fetched_at = kNow;
  copy.use_until = kNow + seconds(86400);
  ASSERT_TRUE(frontier_.SetRobots("https://example.org:443", copy).ok());
  const RobotsCopy kept = **frontier_.Robots("https://example.org:443");
  EXPECT_EQ(kept.access, "by_rules");
  EXPECT_EQ(kept.text, copy.text);
  EXPECT_EQ(kept.fetched_at, kNow);
  EXPECT_EQ(kept.use_until, copy.use_until);
}

TEST_F(FrontierTest, ASourceIsOneWorkersAndTheRefusalNamesTheHolder) {
  const std::string elsewhere = "farm:4711:1:2";
  ASSERT_TRUE(frontier_.LockSource("ctgov", elsewhere, kNow, kLease).ok());
  const Status refused = frontier_.LockSource("ctgov", "w", kNow + seconds(59), kLease);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "locked");
  EXPECT_NE(refused.error().detail.find("process 4711 on farm"), std::string::npos) << refused.error().detail;
  EXPECT_TRUE(frontier_.LockSource("ctis", "w", kNow, kLease).ok()) << "another source is free";
  ASSERT_TRUE(frontier_.UnlockSource("ctgov", "w").ok());
  EXPECT_FALSE(frontier_.LockSource("ctgov", "w", kNow, kLease).ok()) << "only the holder unlocks";
  ASSERT_TRUE(frontier_.UnlockSource("ctgov", elsewhere).ok());
  EXPECT_TRUE(frontier_.LockSource("ctgov", "w", kNow, kLease).ok());
}

TEST_F(FrontierTest, TheLockOfADeadProcessIsFreeAtOnceAndSoAreItsTasks) {
  Begin({Page("a")});
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    Store store = *Store::Open(folder_ / "s.db");
    StoreFrontier frontier(store);
    const bool ok = frontier.LockSource("ctgov", ThisWorker(), kNow, kLease).ok() &&
                    frontier.Take("ctgov", ThisWorker(), kNow, kLease)->has_value();
    (void)!::write(ends[1], ok ? "y" : "n", 1);
    ::pause();
    ::_exit(0);
  }
  char said = 0;
  ASSERT_EQ(::read(ends[0], &said, 1), 1);
  ASSERT_EQ(said, 'y');
  EXPECT_FALSE(frontier_.LockSource("ctgov", ThisWorker(), kNow, kLease).ok()) << "it lives";
  EXPECT_EQ(Take(), "");
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(frontier_.LockSource("ctgov", ThisWorker(), kNow, kLease).ok());
  EXPECT_EQ(Take(), "a");
}

TEST_F(FrontierTest, ABatchIsWholeOrNotAtAll) {
  Begin({Page("a"), Page("b")});
  ASSERT_TRUE(frontier_.Begin().ok());
  ASSERT_TRUE(frontier_.Begin().ok()) << "a batch within the batch is the batch";
  ASSERT_EQ(Take(), "a");
  Finish(Done());
  Store other = *Store::Open(folder_ / "s.db");
  StoreFrontier reader(other);
  EXPECT_EQ((*reader.OpenSweep("ctgov"))->done, 0);
  ASSERT_TRUE(frontier_.Commit().ok());
  EXPECT_EQ((*reader.OpenSweep("ctgov"))->done, 1);
}

TEST_F(FrontierTest, ADeliveryIsUnreadUntilARunHasReadIt) {
  Response response;
  response.body = Body::FromString("bytes");
  const std::string digest = response.body.sha256();
  EXPECT_FALSE(AddDelivery(store_, "ctgov", "x", digest, {}, "").ok()) << "its response must be there";
  ASSERT_TRUE(store_.AddResponse(response, {"a.warc.gz", 10, 20}).ok());
  ASSERT_TRUE(AddDelivery(store_, "ctgov", "ctgov:NCT1", digest, {{"license", "CC BY"}}, "2026").ok());
  const std::vector<UnreadDelivery> unread = *UnreadDeliveries(store_, 0, 10);
  ASSERT_EQ(unread.size(), 1u);
  EXPECT_EQ(unread[0].name, "ctgov:NCT1");
  EXPECT_EQ(unread[0].entry.file, "a.warc.gz");
  EXPECT_EQ(unread[0].entry.offset, 10u);
  EXPECT_TRUE(UnreadDeliveries(store_, unread[0].id, 10)->empty());
  const int64_t run = *store_.StartRun({"0.1", "r", "2026-01-01T00:00:00Z"});
  ASSERT_TRUE(MarkRead(store_, unread[0].id, run).ok());
  EXPECT_EQ(*CountUnread(store_), 0);
  ASSERT_TRUE(AddDelivery(store_, "ctgov", "ctgov:NCT1", digest, {{"license", "CC BY"}}, "2026").ok());
  EXPECT_EQ(*CountUnread(store_), 0) << "the same bytes with the same facts";
  ASSERT_TRUE(AddDelivery(store_, "ctgov", "ctgov:NCT1", digest, {{"retracted", "true"}}, "2026").ok());
  ASSERT_EQ(*CountUnread(store_), 1) << "what the source says of the record has changed";
  EXPECT_TRUE(UnreadDeliveries(store_, 0, 10)->at(0).retracted);
}

/// Takes tasks of `source` and finishes them until none is left, noting each on the pipe before it finishes.
[[noreturn]] void Work(const std::string& path, int number, int pipe) {
  Store store = *Store::Open(path);
  StoreFrontier frontier(store);
  const std::string worker = "worker" + std::to_string(number);
  for (;;) {
    Result<std::optional<Lease>> lease = frontier.Take("ctgov", worker, kNow, kLease);
    if (!lease.ok()) ::_exit(1);
    if (!lease->has_value()) ::_exit(0);
    const auto key = static_cast<int32_t>(std::stoi((*lease)->task.key));
    (void)!::write(pipe, &key, sizeof key);
    TaskResult result;
    result.delivered = 1;
    if (!frontier.Finish(**lease, result, kNow).ok()) ::_exit(2);
  }
}

TEST_F(FrontierTest, TwoProcessesShareTheTasksAndTakeNoneTwice) {
  constexpr int kTasks = 300;
  std::vector<Task> tasks;
  for (int i = 0; i < kTasks; ++i) tasks.push_back(Page(std::to_string(i)));
  Begin(tasks);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  std::vector<pid_t> children;
  for (int n = 0; n < 2; ++n) {
    children.push_back(::fork());
    if (children.back() == 0) Work(folder_ / "s.db", n, ends[1]);
  }
  ::close(ends[1]);
  std::multiset<int32_t> taken;
  for (int32_t key; ::read(ends[0], &key, sizeof key) == sizeof key;) taken.insert(key);
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 0);
  }
  EXPECT_EQ(taken.size(), static_cast<size_t>(kTasks));
  EXPECT_EQ(std::set<int32_t>(taken.begin(), taken.end()).size(), static_cast<size_t>(kTasks));
  EXPECT_EQ(Open().delivered, kTasks);
}

TEST_F(FrontierTest, AKilledWorkerCostsTheTaskInHandOnly) {
  std::vector<Task> tasks;
  for (int i = 0; i < 400; ++i) tasks.push_back(Page(std::to_string(i)));
  Begin(tasks);
  std::mt19937 random(3);
  int kills = 0;
  std::multiset<int32_t> taken;
  for (int round = 0; Open().open > 0 && round < 1000; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) Work(folder_ / "s.db", round, ends[1]);
    ::close(ends[1]);
    ::usleep(2000 + random() % 20'000);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    kills += WIFSIGNALED(status) ? 1 : 0;
    for (int32_t key; ::read(ends[0], &key, sizeof key) == sizeof key;) taken.insert(key);
    ::close(ends[0]);
    ASSERT_TRUE(
        frontier_.LockSource("ctgov", "after" + std::to_string(round), kNow + seconds(61 + round), seconds(0))
            .ok());
  }
  EXPECT_EQ(Open().delivered, 400);
  EXPECT_EQ(std::set<int32_t>(taken.begin(), taken.end()).size(), 400u);
  EXPECT_LE(taken.size(), 400u + static_cast<size_t>(kills));
}

}  // namespace
}  // namespace trialmine

// Several workers on one frontier, and those that die.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <set>

#include "frontier_fixture.h"
#include "store/worker.h"

namespace trialmine {
namespace {

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

#include "in_order.h"

#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace trialmine {
namespace {

/// Gives 0, 1, 2 … as far as `count`.
auto Counting(int count) {
  return [count, next = 0]() mutable -> std::optional<int> {
    return next < count ? std::optional(next++) : std::nullopt;
  };
}

class InOrderTest : public testing::TestWithParam<int> {};

TEST_P(InOrderTest, ResultsComeInTheOrderOfTheTasksHoweverLongEachTakes) {
  std::vector<int> taken;
  InOrder(
      GetParam(), Counting(60),
      [](int task) {
        std::this_thread::sleep_for(std::chrono::microseconds(task % 7 * 300));
        return task * 10;
      },
      [&](int done) {
        taken.push_back(done);
        return true;
      });
  ASSERT_EQ(taken.size(), 60u);
  for (int i = 0; i < 60; ++i) EXPECT_EQ(taken[static_cast<size_t>(i)], i * 10);
}

TEST_P(InOrderTest, NothingIsTakenAfterARefusal) {
  int taken = 0;
  InOrder(
      GetParam(), Counting(1000), [](int task) { return task; }, [&](int) { return ++taken < 5; });
  EXPECT_EQ(taken, 5);
}

TEST_P(InOrderTest, NoMoreThanFourTasksAThreadAreUnderWay) {
  std::atomic<int> under_way = 0, most = 0;
  auto next = Counting(200);
  InOrder(
      GetParam(),
      [&] {
        std::optional<int> task = next();
        if (task) most = std::max(most.load(), ++under_way);
        return task;
      },
      [](int task) { return task; },
      [&](int) {
        --under_way;
        return true;
      });
  EXPECT_LE(most, GetParam() * 4);
}

TEST_P(InOrderTest, NoTaskIsNoWork) {
  InOrder(
      GetParam(), Counting(0), [](int task) { return task; },
      [](int) {
        ADD_FAILURE() << "took what no one gave";
        return true;
      });
}

INSTANTIATE_TEST_SUITE_P(Jobs, InOrderTest, testing::Values(1, 2, 5));

TEST(InOrder, OneJobRunsOnTheCallingThread) {
  const std::thread::id caller = std::this_thread::get_id();
  InOrder(
      1, Counting(3),
      [&](int task) {
        EXPECT_EQ(std::this_thread::get_id(), caller);
        return task;
      },
      [&](int) { return std::this_thread::get_id() == caller; });
}

TEST(InOrder, SeveralJobsShareTheWork) {
  std::mutex mutex;
  std::set<std::thread::id> workers;
  InOrder(
      2, Counting(40),
      [&](int task) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        const std::lock_guard lock(mutex);
        workers.insert(std::this_thread::get_id());
        return task;
      },
      [](int) { return true; });
  EXPECT_EQ(workers.size(), 2u);
}

}  // namespace
}  // namespace trialmine

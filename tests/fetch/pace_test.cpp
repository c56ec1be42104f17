#include "pace.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "fetch/crawler.h"

namespace trialmine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(AdaptedDelay, IsSlowerForASlowHostAndNeverFasterThanThePolitePace) {
  const struct {
    const char* what;
    int delay, polite, latency, parallel;
    bool good;
    int expected;
  } cases[] = {
      {"a fast host keeps the polite pace", 1000, 1000, 20, 1, true, 1000},
      {"a host that was never asked starts politely", 0, 1000, 20, 1, true, 1000},
      {"a slow host is given half of the time to rest", 1000, 1000, 3000, 1, true, 3500},
      {"requests in parallel share the rest", 1000, 1000, 3000, 3, true, 1500},
      {"a good answer brings a delay back", 8000, 1000, 100, 1, true, 4500},
      {"an error does not", 8000, 1000, 100, 1, false, 8000},
      {"an error that was slow raises it all the same", 1000, 1000, 3000, 1, false, 3500},
      {"no delay beyond a minute", 60000, 1000, 600000, 1, true, 60000},
      {"a polite pace above a minute stands", 90000, 90000, 600000, 1, true, 90000},
      {"no pace, no adapting", 0, 0, 5000, 1, true, 0},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(AdaptedDelay(milliseconds(c.delay), milliseconds(c.polite), milliseconds(c.latency), c.parallel,
                           c.good)
                  .count(),
              c.expected)
        << c.what;
  }
}

TEST(Backoff, IsAnythingUpToADoublingLimitButNeverSoonerThanPolite) {
  std::mt19937_64 random(7);
  for (int failures = 1; failures < 40; ++failures) {
    int64_t least = INT64_MAX, most = 0;
    for (int i = 0; i < 200; ++i) {
      const int64_t wait = Backoff(milliseconds(1000), milliseconds(300), failures, random).count();
      least = std::min(least, wait);
      most = std::max(most, wait);
    }
    const int64_t limit = failures < 10 ? std::min<int64_t>(1000LL << failures, 600'000) : 600'000;
    EXPECT_GE(least, 300);
    EXPECT_LT(least, limit / 2) << "the jitter is full: early waits occur";
    EXPECT_LE(most, limit);
    EXPECT_GT(most, limit * 3 / 4);
  }
}

TEST(Backoff, IsTheSameForTheSameSeed) {
  std::mt19937_64 one(42), other(42);
  for (int i = 1; i < 10; ++i)
    EXPECT_EQ(Backoff(seconds(1), seconds(0), i, one), Backoff(seconds(1), seconds(0), i, other));
}

TEST(NextInterval, ShrinksOnChangeAndGrowsOnNoneWithinBounds) {
  const RecrawlBounds bounds{seconds(1000), seconds(500), seconds(2000)};
  EXPECT_EQ(NextInterval(seconds(0), true, bounds), seconds(1000));
  EXPECT_EQ(NextInterval(seconds(1000), true, bounds), seconds(800));
  EXPECT_EQ(NextInterval(seconds(1000), false, bounds), seconds(1200));
  EXPECT_EQ(NextInterval(seconds(600), true, bounds), seconds(500));
  EXPECT_EQ(NextInterval(seconds(1900), false, bounds), seconds(2000));
  EXPECT_EQ(NextInterval(seconds(10), false, {seconds(0), seconds(0), seconds(0)}), seconds(0));
}

TEST(OpeningHours, OpenAtTheNextHourThatIsWithin) {
  const auto at = [](const char* day, int hour, int minute) {
    int year = 0, month = 0, number = 0;
    std::sscanf(day, "%d-%d-%d", &year, &month, &number);
    return UtcTime(std::chrono::sys_days(std::chrono::year(year) / month / number)) +
           std::chrono::hours(hour) + std::chrono::minutes(minute);
  };
  const struct {
    const char* what;
    OpeningHours hours;
    UtcTime now, next;
  } cases[] = {
      {"all day", {}, at("2026-11-22", 3, 17), at("2026-11-22", 3, 17)},
      {"within", {2, 9, false}, at("2026-11-22", 8, 59), at("2026-11-22", 8, 59)},
      {"too late for today", {2, 9, false}, at("2026-11-22", 9, 0), at("2026-11-23", 2, 0)},
      {"over midnight, before it", {21, 5, false}, at("2026-11-22", 23, 1), at("2026-11-22", 23, 1)},
      {"over midnight, after it", {21, 5, false}, at("2026-11-22", 4, 59), at("2026-11-22", 4, 59)},
      {"over midnight, in between", {21, 5, false}, at("2026-11-22", 12, 0), at("2026-11-22", 21, 0)},
      {"a Sunday", {0, 0, true}, at("2026-11-22", 12, 0), at("2026-11-23", 0, 0)},
      {"a Saturday, and hours", {15, 0, true}, at("2026-11-21", 16, 0), at("2026-11-23", 15, 0)},
  };
  for (const auto& c : cases) EXPECT_EQ(Iso8601(c.hours.Next(c.now)), Iso8601(c.next)) << c.what;
}

TEST(RetryBudget, IsSpentByRetriesAndFilledBySuccess) {
  RetryBudget budget;
  int free = 0;
  while (budget.Withdraw()) ++free;
  EXPECT_EQ(free, 20);
  budget.Deposit();
  EXPECT_FALSE(budget.Withdraw());
  budget.Deposit();
  EXPECT_TRUE(budget.Withdraw());
}

TEST(CircuitBreak, OpensAfterEightFailuresForLongerAndLonger) {
  EXPECT_EQ(CircuitBreak(7, seconds(1)).count(), 0);
  EXPECT_EQ(CircuitBreak(8, seconds(1)), seconds(64));
  EXPECT_EQ(CircuitBreak(9, seconds(1)), seconds(128));
  EXPECT_EQ(CircuitBreak(1000, seconds(1)), std::chrono::hours(1));
}

}  // namespace
}  // namespace trialmine

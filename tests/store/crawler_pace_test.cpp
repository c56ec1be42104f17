// How fast a host is asked, and how patiently.

#include "crawler_fixture.h"

namespace trialmine {
namespace {

TEST_F(CrawlerTest, RequestsToAHostAreNeverCloserThanThePoliteDelay) {
  Pages(10);
  target_.pace.parallel = 3;
  transport_.latency = milliseconds(700);
  Run();
  ASSERT_EQ(transport_.asked.size(), 10u);
  for (size_t i = 1; i < transport_.asked.size(); ++i)
    EXPECT_GE(transport_.asked[i].at - transport_.asked[i - 1].at, milliseconds(1000));
  EXPECT_LE(now_ - kStart, milliseconds(11'000)) << "and no slower than need be";
}

TEST_F(CrawlerTest, NoMoreRequestsAreUnderWayThanAllowed) {
  Pages(20);
  target_.pace.delay = milliseconds(0);
  target_.pace.parallel = 4;
  Run();
  EXPECT_EQ(transport_.most_under_way, 4u);
}

TEST_F(CrawlerTest, ASlowHostIsAskedMoreSlowly) {
  Pages(20);
  transport_.latency = milliseconds(3000);
  Run();
  const auto& asked = transport_.asked;
  EXPECT_GE(asked[19].at - asked[18].at, milliseconds(5500)) << "twice its latency";
}

TEST_F(CrawlerTest, OnlyAHostOfOnesOwnIsAskedFasterThanTheSourceAllows) {
  Pages(3);
  target_.pace.delay = milliseconds(10);
  target_.pace.parallel = 9;
  target_.floor.delay = milliseconds(2000);
  target_.floor.hosts = {{"slow.example", milliseconds(5000)}};
  source_.tasks[2].request.url = "https://slow.example/3";
  source_.tasks.push_back(source_.tasks[2]);
  source_.tasks[3].key = source_.tasks[3].request.url += "4";
  options_.is_own = nullptr;
  Run();
  const auto& asked = transport_.asked;
  ASSERT_EQ(asked.size(), 4u);
  EXPECT_EQ(asked[2].at - asked[0].at, milliseconds(2000)) << asked[2].url;
  EXPECT_EQ(asked[3].at - asked[1].at, milliseconds(5000)) << asked[3].url;
}

TEST_F(CrawlerTest, ThePaceIsKeptAcrossRuns) {
  Pages(1);
  Run();
  target_.now = true;
  Run();
  ASSERT_EQ(transport_.asked.size(), 2u);
  EXPECT_GE(transport_.asked[1].at - transport_.asked[0].at, milliseconds(1000));
}

TEST_F(CrawlerTest, RetryAfterIsObeyed) {
  Pages(3);
  int requests = 0;
  transport_.answer = [&](const Request& request) {
    if (++requests != 2) return Ok(request.url);
    Exchange exchange = Bad(Outcome::kRateLimited, 429);
    exchange.retry_after = seconds(120);
    return exchange;
  };
  const SourceReport report = Run();
  EXPECT_EQ(report.end, End::kComplete);
  ASSERT_EQ(transport_.asked.size(), 4u);
  EXPECT_GE(transport_.asked[2].at - transport_.asked[1].at, seconds(120));
  EXPECT_EQ(report.delivered, 3);
}

TEST_F(CrawlerTest, AHostThatAsksForLongPatienceIsLeftForTheNextRun) {
  Pages(2);
  transport_.answer = [&](const Request&) {
    Exchange exchange = Bad(Outcome::kRateLimited, 429);
    exchange.retry_after = seconds(3600);
    return exchange;
  };
  const SourceReport report = Run();
  EXPECT_EQ(report.end, End::kUnfinished);
  EXPECT_EQ(report.left, 2);
  EXPECT_EQ(transport_.asked.size(), 1u);
  EXPECT_LT(now_ - kStart, seconds(10));
  EXPECT_EQ(Watermark(), "");
}

TEST_F(CrawlerTest, WhatFailsForTheTimeBeingIsAskedAgain) {
  Pages(3);
  int requests = 0;
  transport_.answer = [&](const Request& request) {
    return ++requests % 2 == 1 ? Bad(Outcome::kServerError, 503) : Ok(request.url);
  };
  const SourceReport report = Run();
  EXPECT_EQ(report.end, End::kComplete);
  EXPECT_EQ(report.retries, 3);
  EXPECT_EQ(report.delivered, 3);
}

TEST_F(CrawlerTest, AHostThatOnlyFailsIsLeftAlone) {
  Pages(30);
  target_.pace.delay = milliseconds(10);
  target_.backoff = milliseconds(100);
  options_.patience = seconds(3);
  transport_.answer = [](const Request&) { return Bad(Outcome::kNetwork); };
  const SourceReport report = Run();
  EXPECT_EQ(report.end, End::kUnfinished);
  EXPECT_EQ(transport_.asked.size(), 8u) << "the circuit breaks";
  EXPECT_GT(frontier_.Host("example.org:443")->open_until, now_);
}

}  // namespace
}  // namespace trialmine

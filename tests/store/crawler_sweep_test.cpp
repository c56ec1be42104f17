// When a sweep is complete, and what becomes of one that is not.

#include "crawler_fixture.h"

namespace trialmine {
namespace {

TEST_F(CrawlerTest, ACompleteSweepMovesTheWatermark) {
  Pages(5);
  const SourceReport report = Run();
  EXPECT_EQ(report.end, End::kComplete) << report.detail;
  EXPECT_EQ(report.announced, 5);
  EXPECT_EQ(report.delivered, 5);
  EXPECT_EQ(report.requests, 5);
  EXPECT_EQ(sink_.delivered, (std::vector<std::string>{"1", "2", "3", "4", "5"}));
  EXPECT_EQ(Watermark(), "today");
}

TEST_F(CrawlerTest, WhatKeepsFailingLeavesTheSweepUnfinishedAndIsAskedByTheNextRun) {
  Pages(3);
  bool broken = true;
  transport_.answer = [&](const Request& request) {
    return broken && request.url.ends_with("2") ? Bad(Outcome::kServerError, 500) : Ok(request.url);
  };
  SourceReport report = Run();
  EXPECT_EQ(report.end, End::kUnfinished);
  EXPECT_EQ(report.failed, 1);
  EXPECT_EQ(sink_.failed, std::vector<std::string>{"2 server_error"});
  EXPECT_EQ(transport_.asked.size(), 7u) << "five attempts at 2";
  EXPECT_EQ(Watermark(), "");
  broken = false;
  transport_.asked.clear();
  report = Run();
  EXPECT_EQ(report.end, End::kComplete);
  EXPECT_EQ(transport_.Urls(), std::vector<std::string>{"2"}) << "what was had is not asked for again";
  EXPECT_EQ(report.delivered, 3);
  EXPECT_EQ(Watermark(), "today");
}

TEST_F(CrawlerTest, ASweepThatFailsTwiceEndsWithAGapAndTheWatermarkStands) {
  Pages(2);
  transport_.answer = [&](const Request& request) {
    return request.url.ends_with("2") ? Bad(Outcome::kBadRequest, 400) : Ok(request.url);
  };
  EXPECT_EQ(Run().end, End::kUnfinished);
  EXPECT_EQ(Run().end, End::kIncomplete);
  EXPECT_EQ(Watermark(), "");
  EXPECT_FALSE(frontier_.OpenSweep("fake")->has_value());
}

TEST_F(CrawlerTest, AFirstFailureAmongWhatIsAskedAgainDoesNotEndTheSweep) {
  Pages(1);
  source_.read = [](const Sweep&, const Task& task, const Exchange& exchange) {
    Reading reading;
    reading.outcome = exchange.outcome;
    if (exchange.outcome != Outcome::kOk || task.key != "1") return reading;
    reading.next.push_back(task);
    reading.next.back().key = "2";
    reading.next.back().request.url = "https://example.org/2";
    return reading;
  };
  std::map<std::string, int> asked;
  transport_.answer = [&](const Request& request) {
    return ++asked[request.url] == 1 ? Bad(Outcome::kBadRequest, 400) : Ok(request.url);
  };
  EXPECT_EQ(Run().end, End::kUnfinished) << "the first page failed";
  EXPECT_EQ(Run().end, End::kUnfinished) << "the first page came, and the second failed";
  EXPECT_EQ(Run().end, End::kComplete);
  EXPECT_EQ(transport_.Urls(), (std::vector<std::string>{"1", "1", "2", "2"}));
}

TEST_F(CrawlerTest, FewerRecordsThanAnnouncedIsAGap) {
  Pages(2);
  source_.read = [](const Sweep&, const Task&, const Exchange&) {
    Reading reading;
    reading.announced = 10;
    reading.delivered = 9;
    return reading;
  };
  const SourceReport report = Run();
  EXPECT_EQ(report.end, End::kIncomplete);
  EXPECT_EQ(report.detail, "announced 20 records, delivered 18");
  EXPECT_EQ(Watermark(), "");
}

TEST_F(CrawlerTest, AnAnswerThatMeansAnErrorIsOne) {
  Pages(1);
  int requests = 0;
  source_.read = [&](const Sweep&, const Task& task, const Exchange& exchange) {
    Reading reading;
    if (++requests == 1) {
      reading.outcome = Outcome::kRateLimited;
      reading.detail = "200, but it says rate limit";
      reading.deliveries.push_back({"not this", exchange.response, {}});
      return reading;
    }
    reading.deliveries.push_back({task.key, exchange.response, {}});
    return reading;
  };
  EXPECT_EQ(Run().end, End::kComplete);
  EXPECT_EQ(sink_.delivered, std::vector<std::string>{"1"});
  EXPECT_GE(transport_.asked[1].at - transport_.asked[0].at, milliseconds(1000));
}

TEST_F(CrawlerTest, ASourceWhoseDataMovesIsSweptAgainFromTheBeginning) {
  Pages(2);
  int reads = 0;
  source_.read = [&](const Sweep& sweep, const Task&, const Exchange&) {
    Reading reading;
    reading.announced = reading.delivered = 1;
    reading.data_timestamp = ++reads < 2 ? "monday" : "tuesday";
    reading.restart_sweep = !sweep.data_timestamp.empty() && sweep.data_timestamp != reading.data_timestamp;
    return reading;
  };
  const SourceReport report = Run();
  EXPECT_EQ(report.end, End::kComplete);
  EXPECT_EQ(transport_.Urls(), (std::vector<std::string>{"1", "2", "1", "2"}));
  EXPECT_EQ(Watermark(), "today");
}

TEST_F(CrawlerTest, ASourceThatNeverHoldsStillIsGivenUp) {
  Pages(2);
  source_.read = [&](const Sweep&, const Task&, const Exchange&) {
    Reading reading;
    reading.restart_sweep = true;
    return reading;
  };
  EXPECT_EQ(Run().end, End::kIncomplete);
  EXPECT_EQ(transport_.asked.size(), 4u);
  EXPECT_EQ(Watermark(), "");
}

TEST_F(CrawlerTest, OtherSettingsAreAnotherSweep) {
  Pages(3);
  options_.stop = [this] { return transport_.asked.size() >= 1; };
  Run();
  options_.stop = nullptr;
  target_.settings.values["query"] = {"stroke"};
  const SourceReport report = Run();
  EXPECT_EQ(report.end, End::kComplete);
  EXPECT_EQ(transport_.Urls(), (std::vector<std::string>{"1", "1", "2", "3"}));
}

TEST_F(CrawlerTest, ABrokenUrlFailsAloneAndByName) {
  Pages(2);
  source_.tasks[0].request.url = "ftp://example.org/x";
  EXPECT_EQ(Run().failed, 1);
  EXPECT_EQ(sink_.failed, std::vector<std::string>{"1 address_refused"});
  EXPECT_EQ(sink_.delivered, std::vector<std::string>{"2"});
}

TEST_F(CrawlerTest, AskedToStopItFinishesWhatIsInHandAndTheNextRunGoesOn) {
  Pages(10);
  options_.stop = [this] { return transport_.asked.size() >= 3; };
  SourceReport report = Run();
  EXPECT_EQ(report.end, End::kUnfinished);
  EXPECT_EQ(report.delivered, 3);
  EXPECT_EQ(report.left, 7);
  options_.stop = nullptr;
  report = Run();
  EXPECT_EQ(report.end, End::kComplete);
  EXPECT_EQ(transport_.asked.size(), 10u) << "nothing was asked twice";
  EXPECT_EQ(report.delivered, 10);
}

TEST_F(CrawlerTest, TwoCrawlsOfOneSourceAreOneTooMany) {
  Pages(1);
  ASSERT_TRUE(frontier_.LockSource("fake", "elsewhere:12:3:4", now_, seconds(60)).ok());
  const Result<CrawlReport> report = Crawl({target_}, options_, frontier_, transport_, sink_);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, "locked");
  EXPECT_TRUE(transport_.asked.empty());
}

TEST_F(CrawlerTest, AFullDiskEndsTheCrawlAndLosesNoTask) {
  Pages(2);
  sink_.broken = true;
  const Result<CrawlReport> report = Crawl({target_}, options_, frontier_, transport_, sink_);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, "disk_full");
  sink_.broken = false;
  now_ += seconds(61);
  EXPECT_EQ(Run().end, End::kComplete);
  EXPECT_EQ(sink_.delivered, (std::vector<std::string>{"1", "2"}));
}

}  // namespace
}  // namespace trialmine

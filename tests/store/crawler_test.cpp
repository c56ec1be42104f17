// The crawl over the store's frontier: canned answers, a clock of its own, no network.

#include "fetch/crawler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "sample.h"
#include "store/frontier.h"
#include "store_impl.h"

namespace trialmine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using End = SourceReport::End;

constexpr UtcTime kStart{seconds(1'800'000'000)};

/// One source: the tasks it begins with, and what answers mean, are the test's.
class FakeSource : public Source {
 public:
  FakeSource() {
    info_.name = "fake";
    info_.by_hand = "Export the file at https://example.org/export";
  }
  const SourceInfo& info() const override { return info_; }
  Status Check(const SourceSettings&) const override { return {}; }
  Result<Start> Begin(const SourceSettings& settings, const std::string& watermark, UtcTime) const override {
    Start start;
    start.sweep.query = settings.Get("query", "all");
    start.sweep.from = watermark;
    start.sweep.to = "today";
    start.tasks = tasks;
    return start;
  }
  Reading Read(const Sweep& sweep, const Task& task, const Exchange& exchange,
               const SourceSettings&) const override {
    if (read) return read(sweep, task, exchange);
    Reading reading;
    reading.outcome = exchange.outcome;
    reading.detail = exchange.detail;
    if (exchange.outcome == Outcome::kOk) {
      reading.deliveries.push_back({task.key, exchange.response, {}});
      reading.announced = reading.delivered = 1;
    }
    return reading;
  }
  std::string Watermark(const Sweep& sweep) const override { return sweep.to; }

  std::vector<Task> tasks;
  std::function<Reading(const Sweep&, const Task&, const Exchange&)> read;

 private:
  SourceInfo info_;
};

struct Asked {
  std::string url;
  UtcTime at;
  Validators validators;
};

class FakeTransport : public Transport {
 public:
  explicit FakeTransport(UtcTime& now) : now_(now) {}

  void Submit(uint64_t id, Request request, bool) override {
    asked.push_back({request.url, now_, request.validators});
    Exchange exchange = answer(request);
    exchange.request = request;
    under_way_.push_back({now_ + latency, {id, std::move(exchange)}});
    most_under_way = std::max(most_under_way, under_way_.size());
  }
  std::optional<HttpClient::Done> Wait(milliseconds timeout) override {
    const auto next = std::min_element(under_way_.begin(), under_way_.end(),
                                       [](const auto& a, const auto& b) { return a.first < b.first; });
    if (next == under_way_.end() || next->first > now_ + timeout) {
      now_ += timeout;
      return std::nullopt;
    }
    now_ = std::max(now_, next->first);
    HttpClient::Done done = std::move(next->second);
    done.exchange.latency = latency;
    under_way_.erase(next);
    return done;
  }

  std::vector<std::string> Urls() const {
    std::vector<std::string> urls;
    for (const Asked& one : asked) urls.push_back(one.url.substr(one.url.rfind('/') + 1));
    return urls;
  }

  std::function<Exchange(const Request&)> answer;
  std::vector<Asked> asked;
  milliseconds latency{10};
  size_t most_under_way = 0;

 private:
  UtcTime& now_;
  std::deque<std::pair<UtcTime, HttpClient::Done>> under_way_;
};

class FakeSink : public CrawlSink {
 public:
  Status Keep(const CrawlTarget&, const Lease* lease, const Exchange&, const Reading& reading,
              bool unchanged) override {
    if (broken) return Error{"disk_full", "no room"};
    for (const Delivery& delivery : reading.deliveries) delivered.push_back(delivery.name);
    kept += lease != nullptr ? 1 : 0;
    same += unchanged ? 1 : 0;
    return {};
  }
  Status Failed(const CrawlTarget&, const Task& task, Outcome outcome, const std::string&) override {
    failed.push_back(task.key + " " + std::string(Name(outcome)));
    return {};
  }
  Result<bool> Work() override { return false; }
  Status BeforeCommit() override { return {}; }
  void Say(std::string_view level, const std::string&, const std::string& message) override {
    if (level == "warning") warnings.push_back(message);
  }
  void Progress(const CrawlReport&) override {}

  bool broken = false;
  int kept = 0, same = 0;
  std::vector<std::string> delivered, failed, warnings;
};

Exchange Ok(const std::string& body, const std::string& etag = "") {
  Exchange exchange;
  exchange.outcome = Outcome::kOk;
  exchange.status = 200;
  exchange.response.body = Body::FromString(body);
  exchange.validators.etag = etag;
  return exchange;
}

Exchange Bad(Outcome outcome, int status = 0) {
  Exchange exchange;
  exchange.outcome = outcome;
  exchange.status = status;
  exchange.detail = "it went wrong";
  return exchange;
}

class CrawlerTest : public testing::Test {
 protected:
  CrawlerTest() : store_(*Store::Open(folder_ / "s.db")), frontier_(store_), transport_(now_) {
    (void)store_.impl().database.Execute("PRAGMA synchronous = OFF");  // The disk is another test's.
    target_.name = "fake";
    target_.source = &source_;
    target_.pace.robots = false;
    target_.pace.delay = milliseconds(1000);
    options_.worker = "w";
    options_.user_agent = "trialmine/0.1 (+mailto:someone)";
    options_.is_own = [](const std::string&) { return true; };
    options_.now = [this] { return now_; };
    transport_.answer = [](const Request& request) { return Ok(request.url); };
  }

  void Pages(int count, bool recurring = false) {
    for (int i = 1; i <= count; ++i) {
      Task task;
      task.kind = "page";
      task.key = std::to_string(i);
      task.request.url = "https://example.org/" + task.key;
      task.recurring = recurring;
      source_.tasks.push_back(task);
    }
  }

  SourceReport Run() {
    options_.worker += "+";  // Every run is a process of its own.
    Result<CrawlReport> report = Crawl({target_}, options_, frontier_, transport_, sink_);
    EXPECT_TRUE(report.ok()) << report.error().detail;
    return report.ok() ? report->sources["fake"] : SourceReport{};
  }

  std::string Watermark() { return *frontier_.Watermark("fake"); }

  UtcTime now_ = kStart;
  sample::TemporaryFolder folder_;
  Store store_;
  StoreFrontier frontier_;
  FakeSource source_;
  FakeTransport transport_;
  FakeSink sink_;
  CrawlTarget target_;
  CrawlOptions options_;
};

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

TEST_F(CrawlerTest, AChallengeStopsTheHostAndNamesTheDocumentedWay) {
  Pages(5);
  transport_.answer = [&](const Request&) { return Bad(Outcome::kBlocked, 405); };
  SourceReport report = Run();
  EXPECT_EQ(report.end, End::kNeedsPerson);
  EXPECT_EQ(transport_.asked.size(), 1u);
  ASSERT_EQ(sink_.warnings.size(), 1u);
  EXPECT_NE(sink_.warnings[0].find("Export the file at https://example.org/export"), std::string::npos);
  EXPECT_NE(sink_.warnings[0].find("sources --resume example.org"), std::string::npos) << sink_.warnings[0];
  report = Run();
  EXPECT_EQ(report.end, End::kNeedsPerson);
  EXPECT_EQ(transport_.asked.size(), 1u) << "nothing is asked until somebody acts";
  HostState host = *frontier_.Host("example.org:443");
  host.stopped.clear();
  ASSERT_TRUE(frontier_.SetHost(host).ok());
  transport_.answer = [](const Request& request) { return Ok(request.url); };
  EXPECT_EQ(Run().end, End::kComplete);
}

TEST_F(CrawlerTest, AnotherSourceGoesOnWhenOneIsStopped) {
  Pages(3);
  FakeSource other;
  other.tasks = source_.tasks;
  for (Task& task : other.tasks) task.request.url = "https://other.example/" + task.key;
  CrawlTarget second = target_;
  second.name = "other";
  second.source = &other;
  transport_.answer = [&](const Request& request) {
    return request.url.starts_with("https://other") ? Ok(request.url) : Bad(Outcome::kBlocked, 405);
  };
  Result<CrawlReport> report = Crawl({target_, second}, options_, frontier_, transport_, sink_);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->sources["fake"].end, End::kNeedsPerson);
  EXPECT_EQ(report->sources["other"].end, End::kComplete);
}

TEST_F(CrawlerTest, ARefusedKeyStopsTheSourceForThisRun) {
  Pages(5);
  transport_.answer = [&](const Request&) { return Bad(Outcome::kAuthNeeded, 401); };
  EXPECT_EQ(Run().end, End::kNeedsPerson);
  EXPECT_EQ(transport_.asked.size(), 1u);
  transport_.answer = [](const Request& request) { return Ok(request.url); };
  EXPECT_EQ(Run().end, End::kComplete);
}

TEST_F(CrawlerTest, RobotsAreAskedFirstAndObeyed) {
  Pages(3);
  target_.pace.robots = true;
  transport_.answer = [&](const Request& request) {
    if (!request.url.ends_with("/robots.txt")) return Ok(request.url);
    return Ok("User-agent: trialmine\nDisallow: /2\nCrawl-delay: 7\n");
  };
  const SourceReport report = Run();
  EXPECT_EQ(transport_.Urls(), (std::vector<std::string>{"robots.txt", "1", "3"}));
  EXPECT_GE(transport_.asked[2].at - transport_.asked[1].at, seconds(7));
  EXPECT_EQ(sink_.failed, std::vector<std::string>{"2 denied_by_robots"});
  EXPECT_EQ(report.end, End::kUnfinished) << "a task that was announced may not be dropped in silence";
}

TEST_F(CrawlerTest, RobotsAreAskedOnceADay) {
  Pages(1, true);
  target_.pace.robots = true;
  target_.recrawl_min = target_.recrawl_max = seconds(0);
  target_.every = seconds(0);
  transport_.answer = [&](const Request& request) {
    return request.url.ends_with("/robots.txt") ? Bad(Outcome::kNotFound, 404) : Ok(request.url);
  };
  Run();
  Run();
  EXPECT_EQ(transport_.Urls(), (std::vector<std::string>{"robots.txt", "1", "1"}));
  now_ += std::chrono::hours(25);
  transport_.asked.clear();
  Run();
  EXPECT_EQ(transport_.Urls(), (std::vector<std::string>{"robots.txt", "1"}));
}

TEST_F(CrawlerTest, WhereRobotsCannotBeHadNothingIsAsked) {
  Pages(2);
  target_.pace.robots = true;
  transport_.answer = [&](const Request&) { return Bad(Outcome::kServerError, 503); };
  EXPECT_EQ(Run().end, End::kUnfinished);
  EXPECT_EQ(transport_.Urls(), std::vector<std::string>{"robots.txt"});
}

TEST_F(CrawlerTest, ARerunWithNothingNewSendsOnlyConditionalRequestsAndDeliversNothing) {
  Pages(4, true);
  target_.every = seconds(0);
  target_.recrawl_min = target_.recrawl_max = seconds(0);
  transport_.answer = [](const Request& request) {
    if (!request.validators.etag.empty()) return Bad(Outcome::kNotModified, 304);
    return Ok(request.url, "\"" + request.url + "\"");
  };
  EXPECT_EQ(Run().deliveries, 4);
  transport_.asked.clear();
  for (int again = 0; again < 2; ++again) {
    const SourceReport report = Run();
    EXPECT_EQ(report.end, End::kComplete);
    EXPECT_EQ(report.deliveries, 0);
    EXPECT_EQ(report.unchanged, 4);
  }
  ASSERT_EQ(transport_.asked.size(), 8u);
  for (const Asked& asked : transport_.asked) EXPECT_EQ(asked.validators.etag, "\"" + asked.url + "\"");
}

TEST_F(CrawlerTest, ABodyThatIsTheSameAsLastTimeIsNotDeliveredAgain) {
  Pages(1, true);
  target_.every = target_.recrawl_min = target_.recrawl_max = seconds(0);
  EXPECT_EQ(Run().deliveries, 1);
  const SourceReport report = Run();
  EXPECT_EQ(report.deliveries, 0);
  EXPECT_EQ(report.unchanged, 1);
  EXPECT_EQ(sink_.same, 1);
}

TEST_F(CrawlerTest, APageThatDoesNotChangeIsAskedLessAndLessOften) {
  Pages(1, true);
  target_.every = seconds(1000);
  target_.recrawl_min = seconds(900);
  target_.recrawl_max = seconds(1300);
  Run();
  EXPECT_EQ(*frontier_.NextDue("fake"), std::optional(transport_.asked[0].at + milliseconds(1'000'010)));
  now_ += seconds(1001);
  Run();
  EXPECT_EQ(*frontier_.NextDue("fake"), std::optional(transport_.asked[1].at + milliseconds(1'200'010)));
  now_ += seconds(1201);
  transport_.answer = [](const Request&) { return Ok("something new"); };
  Run();
  EXPECT_EQ(*frontier_.NextDue("fake"), std::optional(transport_.asked[2].at + milliseconds(960'010)));
}

TEST_F(CrawlerTest, ASourceThatIsNotDueIsNotAsked) {
  Pages(2);
  Run();
  const SourceReport report = Run();
  EXPECT_EQ(report.end, End::kNotDue);
  EXPECT_TRUE(report.next.has_value());
  EXPECT_EQ(transport_.asked.size(), 2u);
  now_ += seconds(86400);
  EXPECT_EQ(Run().end, End::kComplete);
  EXPECT_EQ(transport_.asked.size(), 4u);
}

TEST_F(CrawlerTest, ASourceIsSweptInItsHoursOnly) {
  Pages(1);
  now_ = UtcTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)) + std::chrono::hours(12);
  target_.hours = {20, 22, false};
  SourceReport report = Run();
  EXPECT_EQ(report.end, End::kNotDue);
  EXPECT_EQ(Iso8601(report.next.value_or(UtcTime{})), "2026-11-22T20:00:00Z");
  now_ += std::chrono::hours(9);
  EXPECT_EQ(Run().end, End::kComplete);
}

TEST_F(CrawlerTest, WatchingSweepsWheneverDueUntilAskedToStop) {
  Pages(1);
  options_.watch = true;
  options_.stop = [this] { return now_ > kStart + std::chrono::hours(49); };
  Run();
  ASSERT_EQ(transport_.asked.size(), 3u);
  EXPECT_GE(transport_.asked[1].at - transport_.asked[0].at, std::chrono::hours(24));
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

TEST_F(CrawlerTest, ABrokenUrlFailsAloneAndByName) {
  Pages(2);
  source_.tasks[0].request.url = "ftp://example.org/x";
  EXPECT_EQ(Run().failed, 1);
  EXPECT_EQ(sink_.failed, std::vector<std::string>{"1 address_refused"});
  EXPECT_EQ(sink_.delivered, std::vector<std::string>{"2"});
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

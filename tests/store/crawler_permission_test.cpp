// Who does not want to be asked is not: robots.txt, challenges, refused keys, and the same behind redirects.

#include "crawler_fixture.h"

namespace trialmine {
namespace {

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
  const SourceReport report = Run();
  EXPECT_EQ(report.end, End::kUnfinished);
  EXPECT_NE(report.detail.find("(https://example.org:443: robots.txt could not be had: it went wrong)"),
            std::string::npos)
      << report.detail;
  EXPECT_EQ(transport_.Urls(), std::vector<std::string>{"robots.txt"});
}

/// Pages lead on to another host, whose robots.txt is `robots`.
class RedirectTest : public CrawlerTest {
 protected:
  RedirectTest() {
    target_.pace.robots = true;
    transport_.answer = [this](const Request& request) {
      if (request.url == "https://other.example/robots.txt") return Ok(robots);
      if (request.url.ends_with("/robots.txt") || !request.onward.empty()) return Ok(request.url);
      Exchange exchange;
      exchange.outcome = Outcome::kOk;
      exchange.status = 302;
      exchange.redirect_to = "https://other.example/" + request.url.substr(request.url.rfind('/') + 1);
      return exchange;
    };
  }

  std::vector<UtcTime> AskedAt(std::string_view url) const {
    std::vector<UtcTime> times;
    for (const Asked& asked : transport_.asked)
      if (asked.url.starts_with(url)) times.push_back(asked.at);
    return times;
  }

  std::string robots = "User-agent: *\nDisallow: /1\n";
};

TEST_F(RedirectTest, RobotsOfWhereARedirectLeadsAreObeyed) {
  Pages(2, true);
  EXPECT_EQ(Run().end, End::kComplete);
  EXPECT_EQ(transport_.Urls(), (std::vector<std::string>{"robots.txt", "1", "robots.txt", "2", "2"}));
  EXPECT_EQ(sink_.delivered, std::vector<std::string>{"2"});
  EXPECT_EQ(sink_.failed, std::vector<std::string>{"1 denied_by_robots"});
}

TEST_F(RedirectTest, WhereARedirectLeadsIsAskedAtItsOwnPace) {
  robots = "";
  Pages(3, true);
  options_.is_own = nullptr;
  target_.floor.hosts = {{"other.example", milliseconds(5000)}};
  EXPECT_EQ(Run().end, End::kComplete);
  const std::vector<UtcTime> times = AskedAt("https://other.example/");
  ASSERT_EQ(times.size(), 4u);
  for (size_t i = 1; i < times.size(); ++i) EXPECT_GE(times[i] - times[i - 1], milliseconds(5000));
}

TEST_F(RedirectTest, APageAtAForbiddenAddressFailsAsSuchWithoutWaitingForItsRobots) {
  Pages(2, true);
  transport_.answer = [](const Request& request) {
    Exchange exchange = Ok(request.url);
    if (request.url == "https://inside.example/robots.txt") return Bad(Outcome::kAddressRefused);
    if (request.url.ends_with("/1")) exchange.redirect_to = "https://inside.example/";
    return exchange;
  };
  EXPECT_EQ(Run().end, End::kUnfinished);
  EXPECT_EQ(sink_.failed, std::vector<std::string>{"1 address_refused"});
  EXPECT_EQ(sink_.delivered, std::vector<std::string>{"2"});
  EXPECT_LT(now_ - kStart, seconds(60));
}

TEST_F(RedirectTest, ARedirectWithinAHostIsARequestLikeAnother) {
  Pages(1, true);
  transport_.answer = [](const Request& request) {
    Exchange exchange = Ok(request.url);
    if (request.onward.empty() && request.url.ends_with("/1"))
      exchange.redirect_to = "https://example.org/new";
    return exchange;
  };
  EXPECT_EQ(Run().end, End::kComplete);
  EXPECT_EQ(transport_.Urls(), (std::vector<std::string>{"robots.txt", "1", "new"}));
  EXPECT_GE(transport_.asked[2].at - transport_.asked[1].at, milliseconds(1000));
}

TEST_F(RedirectTest, AHostThatWasStoppedOrBrokenIsNotAskedByWayOfAnother) {
  robots = "";
  Pages(1, true);
  HostState state;
  state.host = "other.example:443";
  state.failures = 9;
  state.open_until = now_ + seconds(60);
  ASSERT_TRUE(frontier_.SetHost(state).ok());
  EXPECT_EQ(Run().end, End::kComplete);
  EXPECT_GE(AskedAt("https://other.example/").front() - kStart, seconds(60));
  state = {};
  state.host = "other.example:443";
  state.stopped = "it showed a puzzle";
  ASSERT_TRUE(frontier_.SetHost(state).ok());
  target_.now = true;
  target_.recrawl_max = seconds(0);
  now_ += std::chrono::hours(1000);
  transport_.asked.clear();
  EXPECT_EQ(Run().end, End::kNeedsPerson);
  EXPECT_TRUE(AskedAt("https://other.example/").empty());
  ASSERT_FALSE(sink_.warnings.empty());
  EXPECT_NE(sink_.warnings.back().find("other.example turns programs away"), std::string::npos);
}

}  // namespace
}  // namespace trialmine

// When a source and its pages are asked again.

#include "crawler_fixture.h"

namespace trialmine {
namespace {

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

}  // namespace
}  // namespace trialmine

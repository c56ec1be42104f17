// Tasks and sweeps: what is left to ask, in which order, and what came of it.

#include "store/frontier.h"

#include "frontier_fixture.h"
#include "store/delivery.h"

namespace trialmine {
namespace {

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

TEST_F(FrontierTest, AnswersThatAPowerCutTookAreAskedForAgain) {
  const auto answer = [&](const std::string& bytes, uint64_t offset) {
    Response response;
    response.body = Body::FromString(bytes);
    EXPECT_TRUE(store_.AddResponse(response, {"1.warc.gz", offset, 100}).ok());
    EXPECT_TRUE(AddDelivery(store_, "ctgov", bytes, response.body.sha256(), {}, "2026").ok());
    return response.body.sha256();
  };
  Begin({Recurring("a"), Recurring("b")});
  for (const auto& [bytes, offset] : {std::pair{"A", 0}, {"B", 100}}) {
    Lease lease = **frontier_.Take("ctgov", "w", kNow, kLease);
    ASSERT_TRUE(frontier_.Finish(lease, Asked("etag", answer(bytes, offset), seconds(1000)), kNow).ok());
  }
  EXPECT_EQ(*frontier_.ForgetLost({"1.warc.gz", 200, 0}, kNow), 0) << "all is there";
  EXPECT_EQ(*frontier_.ForgetLost({"2.warc.gz", 0, 0}, kNow), 0) << "of another file";
  EXPECT_TRUE(frontier_.OpenSweep("ctgov")->has_value());
  EXPECT_EQ(*frontier_.ForgetLost({"1.warc.gz", 150, 0}, kNow), 1);
  EXPECT_FALSE(frontier_.OpenSweep("ctgov")->has_value()) << "it has a gap";
  EXPECT_EQ(*frontier_.Watermark("ctgov"), "");
  EXPECT_EQ(*CountUnread(store_), 1);
  Begin({});
  const Lease again = **frontier_.Take("ctgov", "w", kNow, kLease);
  EXPECT_EQ(again.task.key, "b");
  EXPECT_EQ(again.validators.etag, "") << "it must not be told that nothing has changed";
  EXPECT_FALSE(frontier_.Take("ctgov", "w", kNow, kLease)->has_value()) << "a is there";
}

}  // namespace
}  // namespace trialmine

#include "api_fixture.h"

// Several people at one store.

namespace trialmine::review_test {
namespace {

using People = ApiTest;

TEST_F(People, OneAtATime) {
  const std::string place = R"({"document":"pmid:1","finding":"dose-pmid:1"})";
  EXPECT_EQ(ann_->Post("/api/lease", place).status, 200);
  EXPECT_EQ(ann_->Post("/api/lease", place).status, 200) << "one's own is renewed";
  const Answer held = bob_->Post("/api/lease", place);
  EXPECT_EQ(held.status, 409);
  EXPECT_EQ(Json(held).Text("/error/by"), "Ann");
  EXPECT_EQ(
      Json(bob_->Post("/api/decisions", Decide("1", "pmid:1", "dose-pmid:1", "accept"))).Text("/error/code"),
      "leased");
  EXPECT_EQ(Json(bob_->Get("/api/finding/pmid:1/dose-pmid:1")).Text("/lease/by"), "Ann");
  EXPECT_EQ(bob_->Post("/api/release", place).status, 200);
  EXPECT_EQ(bob_->Post("/api/lease", place).status, 409) << "nobody gives back what another holds";
  EXPECT_EQ(ann_->Post("/api/release", place).status, 200);
  EXPECT_EQ(bob_->Post("/api/lease", place).status, 200);
  EXPECT_EQ(ann_->Post("/api/lease", R"({"document":"pmid:1","finding":"none"})").status, 404);
}

TEST_F(People, TwoDecideBlindAndAgree) {
  const Json first(ann_->Post("/api/decisions", Decide("1", "pmid:1", "ae-pmid:1", "accept")));
  EXPECT_EQ(first.Text("/finding/state"), "waiting");
  EXPECT_EQ(first.Number("/counts/waiting"), 1);
  const Json seen(bob_->Get("/api/finding/pmid:1/ae-pmid:1"));
  EXPECT_EQ(seen.Text("/state"), "pending");
  EXPECT_EQ(seen.Raw("/decision"), "null");
  EXPECT_EQ(seen.Size("/history"), 0U);
  EXPECT_EQ(Json(bob_->Get("/api/document/pmid:1")).Text("/findings/4/state"), "pending");
  EXPECT_EQ(Count(*bob_, "pending"), 7);
  EXPECT_EQ(Json(bob_->Get("/api/queue?state=pending&field=result")).Number("/total"), 2);
  EXPECT_EQ(Json(ann_->Get("/api/queue?state=pending&field=result")).Number("/total"), 1);
  EXPECT_EQ(Json(ann_->Get("/api/queue?state=waiting")).Number("/total"), 1);
  Result<Store> store = Store::OpenReadOnly(path_);
  const int64_t document = RenditionsOf(*store, "pmid:1")->front().id;
  EXPECT_EQ((*FactOf(*store, document, "ae-pmid:1"))->state, "pending") << "one word of two settles nothing";
  const std::string same = R"("value":{"statistic":"events","events":3,"total":30,"arm":"MSC",)"
                           R"("outcome":"serious adverse events","concept":"serious_adverse_event"})";
  EXPECT_EQ(Json(bob_->Post("/api/decisions", Decide("1", "pmid:1", "ae-pmid:1", "correct", same)))
                .Text("/finding/state"),
            "corrected");
  EXPECT_EQ((*FactOf(*store, document, "ae-pmid:1"))->state, "corrected");
  const Answer third = As(kEve)->Post("/api/decisions", Decide("1", "pmid:1", "ae-pmid:1", "accept"));
  EXPECT_EQ(Json(third).Text("/error/code"), "closed");
  EXPECT_EQ(cho_->Post("/api/decisions", Decide("1", "pmid:1", "ae-pmid:1", "accept")).status, 403);
}

TEST_F(People, TwoWhoDifferAreAdjudicated) {
  const auto differ = [&](const std::string& fact, const std::string& key) {
    (void)ann_->Post("/api/decisions", Decide(key, "pmid:1", fact, "accept"));
    return Json(
        bob_->Post("/api/decisions", Decide(key, "pmid:1", fact, "reject", R"("reason":"wrong_arm")")));
  };
  EXPECT_EQ(differ("ae-pmid:1", "1").Text("/finding/state"), "conflict");
  EXPECT_EQ(differ("ae0-pmid:1", "2").Number("/counts/conflict"), 2);
  EXPECT_EQ(ann_->Get("/api/conflicts").status, 403);
  EXPECT_EQ(ann_->Post("/api/adjudications", "{}").status, 403);
  const Json conflicts(cho_->Get("/api/conflicts"));
  ASSERT_EQ(conflicts.Size("/items"), 2U);
  EXPECT_EQ(conflicts.Text("/items/0/a/reviewer"), "Ann");
  EXPECT_EQ(conflicts.Text("/items/0/a/action"), "accept");
  EXPECT_EQ(conflicts.Text("/items/0/b/reason"), "wrong_arm");
  EXPECT_EQ(Json(cho_->Get("/api/queue?state=open")).Text("/items/0/state"), "conflict")
      << "conflicts come first";

  const auto ask = [&](const std::string& key, const std::string& fact, const std::string& more) {
    return cho_->Post("/api/adjudications", R"({"key":")" + key + R"(","document":"pmid:1","finding":")" +
                                                fact + "\"," + more + "}");
  };
  EXPECT_EQ(Json(ask("1", "ae-pmid:1", R"("choice":"c")")).Text("/error/field"), "choice");
  EXPECT_EQ(Json(ask("1", "ae-pmid:1", R"("choice":"neither")")).Text("/error/field"), "value");
  const Json chosen(ask("1", "ae-pmid:1", R"("choice":"b")"));
  EXPECT_EQ(chosen.Text("/finding/state"), "rejected");
  EXPECT_EQ(chosen.Text("/decision/round"), "adjudication");
  EXPECT_EQ(Json(ask("1", "ae-pmid:1", R"("choice":"b")")).Text("/decision/id"), chosen.Text("/decision/id"));
  const Json neither(
      ask("2", "ae0-pmid:1", R"("choice":"neither","value":{"statistic":"events","events":1,"total":30})"));
  EXPECT_EQ(neither.Text("/finding/state"), "corrected");
  EXPECT_EQ(Json(ask("3", "ae0-pmid:1", R"("choice":"a")")).Text("/error/code"), "closed");
  EXPECT_EQ(Json(cho_->Post("/api/undo", R"({"key":"u"})")).Text("/finding/state"), "conflict");
}

TEST_F(People, AgreementIsCountedOnWhatBothDecidedBlind) {
  (void)ann_->Post("/api/decisions", Decide("1", "pmid:1", "ae-pmid:1", "accept"));
  (void)bob_->Post("/api/decisions", Decide("1", "pmid:1", "ae-pmid:1", "accept"));
  (void)ann_->Post("/api/decisions", Decide("2", "pmid:1", "ae0-pmid:1", "accept"));
  (void)bob_->Post("/api/decisions",
                   Decide("2", "pmid:1", "ae0-pmid:1", "reject", R"("reason":"numerical")"));
  (void)ann_->Post("/api/decisions", Decide("3", "pmid:1", "dose-pmid:1", "accept"));
  const Json agreement(ann_->Get("/api/agreement"));
  EXPECT_EQ(agreement.Raw("/fields"),
            R"([{"field":"result","n":2,"agree":1,"raw":0.5,"kappa":0.0,"table":[[1,1],[0,0]]}])");
  EXPECT_EQ(agreement.Text("/pairs/0/a"), "Ann");
  EXPECT_EQ(agreement.Text("/pairs/0/b"), "Bob");
}

}  // namespace
}  // namespace trialmine::review_test

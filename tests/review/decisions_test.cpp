#include "api_fixture.h"

// What a person decides, takes back and adds.

namespace trialmine::review_test {
namespace {

using Deciding = ApiTest;

TEST_F(Deciding, ADecisionIsKeptOnceAndAcknowledged) {
  const std::string body = Decide("k1", "pmid:1", "dose-pmid:1", "accept");
  const Json first(ann_->Post("/api/decisions", body));
  EXPECT_EQ(first.Text("/finding/state"), "accepted");
  EXPECT_EQ(first.Text("/decision/reviewer"), "Ann");
  EXPECT_EQ(first.Number("/counts/accepted"), 1);
  EXPECT_EQ(first.Number("/counts/pending"), 6);
  const Json again(ann_->Post("/api/decisions", body));
  EXPECT_EQ(again.Text("/decision/id"), first.Text("/decision/id"));
  EXPECT_EQ(again.Number("/counts/accepted"), 1);
  Result<Store> store = Store::OpenReadOnly(path_);
  EXPECT_EQ(Decisions(*store)->size(), 1U);
}

struct Refused {
  const char* body;
  int status;
  const char* detail;
};

TEST_F(Deciding, ADecisionThatCannotBeNamesItsMember) {
  constexpr Refused kCases[] = {
      {R"({"document":"pmid:1","finding":"dose-pmid:1","action":"accept"})", 400, "`key` is needed"},
      {R"({"key":"a b","document":"pmid:1","finding":"dose-pmid:1","action":"accept"})", 400,
       "`key` must be up to 128 visible ASCII characters without #"},
      {R"({"key":"k","finding":"dose-pmid:1","action":"accept"})", 400, "`document` is needed"},
      {R"({"key":"k","document":"pmid:1","action":"accept"})", 400, "`finding` is needed"},
      {R"({"key":"k","document":"pmid:1","finding":"dose-pmid:1","action":"agree"})", 400,
       "`action` must be one of accept, correct, reject, skip, note, add"},
      {R"({"key":"k","document":"pmid:1","finding":"dose-pmid:1","action":7})", 400,
       "`action` has the wrong type"},
      {R"({"key":"k","document":"pmid:1","finding":"dose-pmid:1","action":"reject"})", 400,
       "`reason` is needed"},
      {R"({"key":"k","document":"pmid:1","finding":"dose-pmid:1","action":"reject","reason":"ugly"})", 400,
       "`reason` must be one of numerical, ambiguous, zero_assumed, wrong_arm, misidentified"},
      {R"({"key":"k","document":"pmid:1","finding":"dose-pmid:1","action":"accept","reason":"numerical"})",
       400, "`reason` goes with reject and correct only"},
      {R"({"key":"k","document":"pmid:1","finding":"dose-pmid:1","action":"correct"})", 400,
       "`value` is needed"},
      {R"({"key":"k","document":"pmid:1","finding":"dose-pmid:1","action":"accept","value":{}})", 400,
       "`value` goes with correct and add only"},
      {R"({"key":"k","document":"pmid:1","finding":"dose-pmid:1","action":"correct","value":{"low":1,"high":1}})",
       400, "`value.unit` is needed"},
      {R"({"key":"k","document":"pmid:1","finding":"dose-pmid:1","action":"note"})", 400, "`note` is needed"},
      {R"({"key":"k","document":"pmid:1","finding":"none","action":"accept"})", 404,
       "the document has no such finding"},
      {R"({"key":"k","document":"pmid:7","finding":"dose-pmid:1","action":"accept"})", 404,
       "the store has no such document"},
      {R"({"key":"k","document":"pmid:1","action":"add","value":{"count":3},"anchor":{"block":0,"sentence":0,"start":0,"end":2}})",
       400, "`field` is needed"},
      {R"({"key":"k","document":"pmid:1","action":"add","field":"sample_size","value":{"count":3}})", 400,
       "`anchor` is no place in the document"},
      {R"({"key":"k","document":"pmid:1","action":"add","field":"sample_size","value":{"count":3},"anchor":{"block":0,"sentence":0,"start":0,"end":2},"quote":"Zz"})",
       400, "`quote` is not what stands at `anchor`"},
  };
  for (const Refused& c : kCases) {
    const Answer answer = ann_->Post("/api/decisions", c.body);
    EXPECT_EQ(answer.status, c.status) << c.body;
    EXPECT_EQ(Json(answer).Text("/error/detail"), c.detail) << c.body;
  }
  Result<Store> store = Store::OpenReadOnly(path_);
  EXPECT_TRUE(Decisions(*store)->empty());
}

TEST_F(Deciding, ZeroAndNotReportedAreTwoAnswers) {
  const Json zero(
      ann_->Post("/api/decisions", Decide("1", "pmid:1", "size-pmid:1", "correct",
                                          R"("reason":"numerical","value":{"count":0,"kind":"analysed"})")));
  EXPECT_EQ(zero.Raw("/finding/effective_value"), R"({"count":0,"kind":"analysed"})");
  const Json none(
      ann_->Post("/api/decisions", Decide("2", "pmid:1", "size-pmid:1", "correct",
                                          R"("reason":"zero_assumed","value":{"not_reported":true})")));
  EXPECT_EQ(none.Raw("/finding/effective_value"), R"({"not_reported":true})");
}

TEST_F(Deciding, WhatIsMissingIsAddedByItsWords) {
  const std::string body =
      R"({"key":"k","document":"pmid:1","action":"add","field":"sample_size","value":{"count":60,"kind":"randomized"},)"
      R"("anchor":{"block":0,"sentence":0,"start":15,"end":26},"quote":"60 patients"})";
  const Json added(ann_->Post("/api/decisions", body));
  EXPECT_EQ(added.Text("/finding/state"), "added");
  EXPECT_EQ(added.Raw("/finding/anchor"), R"([{"block":0,"sentence":0,"start":15,"end":26}])");
  EXPECT_EQ(added.Number("/counts/added"), 1);
  const std::string id = added.Text("/finding/id");
  EXPECT_EQ(Json(ann_->Get("/api/document/pmid:1")).Size("/findings"), 7U);
  EXPECT_EQ(Json(ann_->Get("/api/queue?state=added")).Text("/items/0/id"), id);
  Result<Store> store = Store::OpenReadOnly(path_);
  const StoredFact fact = **FactOf(*store, RenditionsOf(*store, "pmid:1")->front().id, id);
  EXPECT_EQ(fact.quote, "60 patients");
  EXPECT_EQ(fact.EffectiveValue(), R"({"count":60,"kind":"randomized"})");
  EXPECT_EQ(Json(ann_->Post("/api/undo", R"({"key":"u"})")).Raw("/finding"), "null");
  EXPECT_EQ(Json(ann_->Get("/api/document/pmid:1")).Size("/findings"), 6U);
  EXPECT_EQ(Count(*ann_, "added"), 0);
}

TEST_F(Deciding, UndoAndRedoGoBackAndForthAcrossDocumentsAndReloads) {
  (void)ann_->Post("/api/decisions", Decide("1", "pmid:1", "dose-pmid:1", "accept"));
  (void)ann_->Post("/api/decisions",
                   Decide("2", "pmid:1", "dose-pmid:1", "reject", R"("reason":"numerical")"));
  (void)ann_->Post("/api/decisions", Decide("3", "doi:10.1/a b", "size-doi:10.1/a b", "skip"));
  (void)bob_->Post("/api/decisions", Decide("1", "pmid:1", "size-pmid:1", "accept"));
  EXPECT_EQ(Count(*ann_, "skipped"), 1);
  Json undone(ann_->Post("/api/undo", R"({"key":"u1"})"));
  EXPECT_EQ(undone.Text("/undone/action"), "skip");
  EXPECT_EQ(undone.Text("/undone/document"), "doi:10.1/a b");
  EXPECT_EQ(undone.Number("/counts/skipped"), 0);
  EXPECT_EQ(Json(ann_->Post("/api/undo", R"({"key":"u1"})")).Text("/undone/action"), "skip")
      << "the same key again";
  ann_ = As(kAnn);  // A reload.
  EXPECT_EQ(Json(ann_->Post("/api/undo", R"({"key":"u2"})")).Text("/finding/state"), "accepted");
  EXPECT_EQ(Json(ann_->Post("/api/undo", R"({"key":"u3"})")).Text("/finding/state"), "pending");
  const Answer nothing = ann_->Post("/api/undo", R"({"key":"u4"})");
  EXPECT_EQ(nothing.status, 409);
  EXPECT_EQ(Json(nothing).Text("/error/code"), "nothing_to_undo");
  EXPECT_EQ(State(*ann_, "size-pmid:1"), "accepted") << "what Bob decided is not Ann's to take back";
  EXPECT_EQ(Json(ann_->Post("/api/redo", R"({"key":"r1"})")).Text("/finding/state"), "accepted");
  EXPECT_EQ(Json(ann_->Post("/api/redo", R"({"key":"r2"})")).Text("/finding/state"), "rejected");
  (void)ann_->Post("/api/decisions", Decide("4", "pmid:1", "arm-pmid:1", "accept"));
  EXPECT_EQ(ann_->Post("/api/redo", R"({"key":"r3"})").status, 409)
      << "a new decision ends what could be redone";
  EXPECT_EQ(Json(ann_->Get("/api/finding/pmid:1/dose-pmid:1")).Size("/history"), 6U)
      << "nothing is ever forgotten";
}

TEST_F(Deciding, UndoGoesFiftyDeep) {
  for (int i = 0; i < 60; ++i)
    (void)ann_->Post("/api/decisions", Decide("k" + std::to_string(i), "pmid:1", "dose-pmid:1", "accept"));
  for (int i = 0; i < 60; ++i)
    ASSERT_EQ(ann_->Post("/api/undo", R"({"key":"u)" + std::to_string(i) + "\"}").status, 200) << i;
  EXPECT_EQ(State(*ann_, "dose-pmid:1"), "pending");
}

TEST_F(Deciding, SeveralAtOnceAreOneStep) {
  const std::string body =
      R"({"key":"b","action":"accept","ids":[{"document":"pmid:1","finding":"dose-pmid:1"},)"
      R"({"document":"pmid:1","finding":"size-pmid:1"}]})";
  EXPECT_EQ(Json(ann_->Post("/api/bulk", body)).Number("/counts/accepted"), 2);
  EXPECT_EQ(Json(ann_->Post("/api/bulk", body)).Number("/counts/accepted"), 2);
  EXPECT_EQ(Json(ann_->Get("/api/finding/pmid:1/dose-pmid:1")).Text("/history/0/note"), "bulk");
  EXPECT_EQ(Json(ann_->Post("/api/undo", R"({"key":"u"})")).Number("/counts/accepted"), 0);
  EXPECT_EQ(Json(ann_->Post("/api/redo", R"({"key":"r"})")).Number("/counts/accepted"), 2);
  const std::string bad =
      R"({"key":"c","action":"accept","ids":[{"document":"pmid:1","finding":"arm-pmid:1"},)"
      R"({"document":"pmid:1","finding":"none"}]})";
  EXPECT_EQ(ann_->Post("/api/bulk", bad).status, 404);
  EXPECT_EQ(State(*ann_, "arm-pmid:1"), "pending") << "all or none";
}

TEST_F(Deciding, DecisionsOfEveryKindMoveToAnotherStore) {
  (void)ann_->Post("/api/decisions", Decide("1", "pmid:1", "ae-pmid:1", "accept"));
  (void)bob_->Post("/api/decisions", Decide("1", "pmid:1", "ae-pmid:1", "reject", R"("reason":"numerical")"));
  (void)cho_->Post("/api/adjudications",
                   R"({"key":"1","document":"pmid:1","finding":"ae-pmid:1","choice":"a"})");
  (void)ann_->Post("/api/decisions", Decide("2", "pmid:1", "dose-pmid:1", "accept"));
  (void)ann_->Post("/api/undo", R"({"key":"u"})");
  (void)ann_->Post("/api/redo", R"({"key":"r"})");
  (void)ann_->Post("/api/arms/merge", R"({"key":"m","document":"pmid:1","into":"MSC","labels":["cells"]})");
  (void)ann_->Post(
      "/api/decisions",
      R"({"key":"a","document":"pmid:1","action":"add","field":"sample_size","value":{"count":60},)"
      R"("anchor":{"block":0,"sentence":0,"start":15,"end":26}})");
  Result<Store> from = Store::OpenReadOnly(path_);
  const std::string other_path = folder_ / "other.db";
  Result<Store> to = Store::Open(other_path);
  ASSERT_TRUE(to->Put(Full("pmid:1"), *to->StartRun({"0.1", "r1", "2026-01-01T00:00:00Z"})).ok());
  const std::vector<Decision> decisions = *Decisions(*from);
  std::string lines, back;
  for (int round = 0; round < 2; ++round) {
    for (const Decision& decision : decisions) {
      const std::string line = ToJsonLine(decision);
      if (round == 0) lines += line + "\n";
      Result<Decision> read = DecisionFromJson(line);
      ASSERT_TRUE(read.ok()) << line;
      ASSERT_TRUE(to->Decide(*read).ok());
    }
  }
  const std::vector<Decision> brought = *Decisions(*to);
  for (const Decision& decision : brought) back += ToJsonLine(decision) + "\n";
  EXPECT_EQ(back, lines) << "what comes out again, twice brought in, is what went in";
  const int64_t here = RenditionsOf(*from, "pmid:1")->front().id,
                there = RenditionsOf(*to, "pmid:1")->front().id;
  const auto facts = *FactsOf(*from, here), moved = *FactsOf(*to, there);
  ASSERT_EQ(facts.size(), moved.size());
  for (size_t i = 0; i < facts.size(); ++i) {
    EXPECT_EQ(facts[i].id, moved[i].id);
    EXPECT_EQ(facts[i].state, moved[i].state) << facts[i].id;
  }
}

}  // namespace
}  // namespace trialmine::review_test

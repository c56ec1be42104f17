#include <set>

#include "support.h"

namespace trialmine::review_test {
namespace {

using sample::AddFact;
using sample::Report;

/// One report with a sample size, a dose, an arm and two results, in English and Chinese.
Record Full(const std::string& id) {
  Record record = Report(id, {sample::Own("NCT01234567", "ClinicalTrials.gov")});
  Dose dose;
  dose.low = dose.high = 1e6;
  dose.unit = "{cells}/kg";
  dose.arm = "MSC";
  AddFact(record, "dose-" + id, Field::kDose, dose, "1 × 10⁶ cells/kg");
  AddFact(record, "arm-" + id, Field::kArm, Arm{"MSC", "experimental", 30}, "MSC 组 30 例");
  AddFact(record, "arm2-" + id, Field::kArm, Arm{"cells", "experimental", 30}, "the cells arm");
  AddFact(record, "ae-" + id, Field::kResult, Events("MSC", 3, 30), "3 of 30 had serious events");
  AddFact(record, "ae0-" + id, Field::kResult, Events("placebo", 0, 30), "安慰剂组 0 例");
  record.trial->arms.push_back({Arm{"MSC", "experimental", 30}, {}, {"arm-" + id}});
  record.trial->arms.push_back({Arm{"cells", "experimental", 30}, {}, {"arm2-" + id}});
  return record;
}

class Api : public ServerTest {
 protected:
  void SetUp() override {
    Mine({Full("pmid:1"), Report("doi:10.1/a b", {sample::Own("NCT01234567", "ClinicalTrials.gov")})});
    Start();
    ann_ = As(kAnn);
    bob_ = As(kBob);
    cho_ = As(kCho);
  }

  std::string State(Client& client, const std::string& fact, const std::string& document = "pmid:1") {
    return Json(client.Get("/api/finding/" + document + "/" + fact)).Text("/state");
  }
  int64_t Count(Client& client, const std::string& state) {
    return Json(client.Get("/api/session")).Number("/counts/" + state);
  }

  std::unique_ptr<Client> ann_, bob_, cho_;
};

TEST_F(Api, TheSessionSaysWhoAndHowMuch) {
  const Json session(ann_->Get("/api/session"));
  EXPECT_EQ(session.Raw("/reviewer"), R"({"name":"Ann","role":"reviewer"})");
  EXPECT_EQ(session.Size("/reviewers"), 4U);
  EXPECT_EQ(session.Number("/counts/pending"), 7);
  EXPECT_EQ(session.Raw("/blind"), "true");
  EXPECT_EQ(session.Raw("/double_fields"), R"(["result"])");
  EXPECT_EQ(session.Raw("/can_undo"), "false");
  EXPECT_EQ(session.Text("/program"), "0.1");
}

TEST_F(Api, ADocumentComesInSentencesWithItsFindings) {
  const Json document(ann_->Get("/api/document/pmid:1"));
  EXPECT_EQ(document.Text("/title"), "Report pmid:1");
  EXPECT_EQ(document.Size("/findings"), 6U);
  EXPECT_EQ(document.Text("/findings/1/quote"), "1 × 10⁶ cells/kg");
  EXPECT_EQ(document.Raw("/findings/1/anchor"), R"([{"block":1,"sentence":0,"start":15,"end":31}])");
  EXPECT_EQ(document.Text("/blocks/1/sentences/0/text"), "In this trial, 1 × 10⁶ cells/kg 。");
  EXPECT_EQ(document.Text("/findings/1/state"), "pending");
  EXPECT_EQ(document.Raw("/findings/1/decision"), "null");
  EXPECT_EQ(document.Text("/arms/0/label"), "MSC");
  EXPECT_EQ(ann_->Get("/api/document/doi:10.1%2Fa%20b").status, 200);
  EXPECT_EQ(ann_->Get("/api/document/pmid:2").status, 404);
  EXPECT_EQ(ann_->Get("/api/document/pmid:1?source=html").status, 404);
}

TEST_F(Api, AFindingOpensToItsHistory) {
  (void)ann_->Post("/api/decisions", Decide("1", "pmid:1", "dose-pmid:1", "accept"));
  (void)bob_->Post("/api/decisions",
                   Decide("1", "pmid:1", "dose-pmid:1", "note", R"("note":"are you sure?")"));
  const Json finding(ann_->Get("/api/finding/pmid:1/dose-pmid:1"));
  EXPECT_EQ(finding.Text("/state"), "accepted");
  EXPECT_EQ(finding.Size("/history"), 2U);
  EXPECT_EQ(finding.Text("/history/0/reviewer"), "Ann");
  EXPECT_EQ(finding.Text("/history/1/note"), "are you sure?");
  EXPECT_EQ(finding.Number("/history_count"), 2);
  EXPECT_EQ(ann_->Get("/api/finding/pmid:1/none").status, 404);
  EXPECT_EQ(ann_->Get("/api/finding/pmid:9/dose-pmid:1").status, 404);
}

TEST_F(Api, ADecisionIsKeptOnceAndAcknowledged) {
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

TEST_F(Api, ADecisionThatCannotBeNamesItsMember) {
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

TEST_F(Api, ZeroAndNotReportedAreTwoAnswers) {
  const Json zero(
      ann_->Post("/api/decisions", Decide("1", "pmid:1", "size-pmid:1", "correct",
                                          R"("reason":"numerical","value":{"count":0,"kind":"analysed"})")));
  EXPECT_EQ(zero.Raw("/finding/effective_value"), R"({"count":0,"kind":"analysed"})");
  const Json none(
      ann_->Post("/api/decisions", Decide("2", "pmid:1", "size-pmid:1", "correct",
                                          R"("reason":"zero_assumed","value":{"not_reported":true})")));
  EXPECT_EQ(none.Raw("/finding/effective_value"), R"({"not_reported":true})");
}

TEST_F(Api, WhatIsMissingIsAddedByItsWords) {
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

TEST_F(Api, UndoAndRedoGoBackAndForthAcrossDocumentsAndReloads) {
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

TEST_F(Api, UndoGoesFiftyDeep) {
  for (int i = 0; i < 60; ++i)
    (void)ann_->Post("/api/decisions", Decide("k" + std::to_string(i), "pmid:1", "dose-pmid:1", "accept"));
  for (int i = 0; i < 60; ++i)
    ASSERT_EQ(ann_->Post("/api/undo", R"({"key":"u)" + std::to_string(i) + "\"}").status, 200) << i;
  EXPECT_EQ(State(*ann_, "dose-pmid:1"), "pending");
}

TEST_F(Api, SeveralAtOnceAreOneStep) {
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

TEST_F(Api, OneAtATime) {
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

TEST_F(Api, TwoDecideBlindAndAgree) {
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

TEST_F(Api, TwoWhoDifferAreAdjudicated) {
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

TEST_F(Api, AgreementIsCountedOnWhatBothDecidedBlind) {
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

TEST_F(Api, ArmsAreMergedAndSplit) {
  const std::string merge = R"({"key":"m","document":"pmid:1","into":"MSC","labels":["cells"]})";
  EXPECT_EQ(Json(ann_->Post("/api/arms/merge", merge)).Text("/decision/action"), "merge_arms");
  EXPECT_EQ(Json(ann_->Get("/api/document/pmid:1")).Text("/arms/1/merged_into"), "MSC");
  const Json trial(ann_->Get("/api/trial/NCT01234567"));
  EXPECT_EQ(trial.Raw("/arms/0/merged_from"), R"(["cells"])");
  EXPECT_EQ(Json(ann_->Post("/api/arms/merge",
                            R"({"key":"n","document":"pmid:1","into":"MSC","labels":["other"]})"))
                .Text("/error/field"),
            "labels");
  EXPECT_EQ(ann_->Post("/api/arms/split", R"({"key":"s","document":"pmid:1","label":"cells"})").status, 200);
  EXPECT_EQ(Json(ann_->Get("/api/document/pmid:1")).Raw("/arms/1/merged_into"), "null");
  (void)ann_->Post("/api/undo", R"({"key":"u"})");
  EXPECT_EQ(Json(ann_->Get("/api/document/pmid:1")).Text("/arms/1/merged_into"), "MSC");
  (void)ann_->Post("/api/undo", R"({"key":"u2"})");
  EXPECT_EQ(Json(ann_->Get("/api/document/pmid:1")).Raw("/arms/1/merged_into"), "null");
}

TEST_F(Api, TheTrialShowsItsDocumentsSideBySide) {
  const Json trial(ann_->Get("/api/trial/NCT01234567"));
  EXPECT_EQ(trial.Size("/documents"), 2U);
  EXPECT_EQ(trial.Text("/ids/0/registry"), "ClinicalTrials.gov");
  EXPECT_EQ(trial.Text("/fields/0/field"), "sample_size");
  EXPECT_EQ(trial.Text("/fields/0/cells/pmid:1/0/text"), "60");
  EXPECT_EQ(trial.Raw("/fields/0/disagreement"), "false");
  EXPECT_EQ(ann_->Get("/api/trial/NCT09999999").status, 404);
  const std::string seventy =
      R"("reason":"numerical","value":{"count":70,"kind":"randomized","unit":"participants"})";
  (void)ann_->Post("/api/decisions", Decide("1", "pmid:1", "size-pmid:1", "correct", seventy));
  EXPECT_EQ(Json(ann_->Get("/api/trial/NCT01234567")).Raw("/fields/0/disagreement"), "true");
  EXPECT_EQ(Json(ann_->Get("/api/trials?q=nct")).Text("/items/0/key"), "NCT01234567");
  EXPECT_EQ(Json(ann_->Get("/api/documents?q=report")).Size("/items"), 2U);
  EXPECT_EQ(Json(ann_->Get("/api/documents?limit=1")).Size("/items"), 1U);
  EXPECT_EQ(Json(ann_->Get("/api/documents")).Number("/items/0/open"), 5);
}

TEST_F(Api, TheQueuePutsFirstWhatMatters) {
  const Json queue(ann_->Get("/api/queue?state=open"));
  EXPECT_EQ(queue.Number("/total"), 7);
  EXPECT_EQ(queue.Text("/items/0/field"), "result");
  EXPECT_EQ(queue.Text("/items/1/field"), "result");
  EXPECT_EQ(queue.Text("/items/2/field"), "sample_size");
  (void)ann_->Post("/api/decisions", Decide("1", "pmid:1", "ae-pmid:1", "skip"));
  EXPECT_EQ(Json(ann_->Get("/api/queue?state=open")).Text("/items/6/id"), "ae-pmid:1")
      << "skipped ones come back last";
}

TEST_F(Api, PagesOfTheQueueTogetherAreTheQueue) {
  for (const std::string filter : {"", "&state=open", "&sort=text", "&field=result,arm", "&q=trial"}) {
    std::set<std::string> seen;
    size_t lines = 0;
    std::string next;
    int64_t total = 0;
    do {
      const Json page(ann_->Get("/api/queue?limit=2" + filter + (next.empty() ? "" : "&after=" + next)));
      for (size_t i = 0; i < page.Size("/items"); ++i, ++lines)
        seen.insert(page.Text("/items/" + std::to_string(i) + "/id"));
      next = page.Raw("/next") == "null" ? "" : page.Text("/next");
      for (size_t at = 0; (at = next.find(' ', at)) != std::string::npos;) next.replace(at, 1, "%20");
      for (size_t at = 0; (at = next.find('/', at)) != std::string::npos;) next.replace(at, 1, "%2F");
      total = page.Number("/total");
    } while (!next.empty() && lines < 50);
    EXPECT_EQ(static_cast<int64_t>(lines), total) << filter;
    EXPECT_EQ(seen.size(), lines) << filter;
  }
}

struct FilterCase {
  const char* query;
  int64_t total;
};

TEST_F(Api, FiltersAndCountsAgree) {
  (void)ann_->Post("/api/decisions", Decide("1", "pmid:1", "dose-pmid:1", "accept"));
  constexpr FilterCase kCases[] = {
      {"", 7},
      {"field=result", 2},
      {"field=result,dose", 3},
      {"state=accepted", 1},
      {"state=pending", 6},
      {"state=pending,accepted", 7},
      {"state=stale", 0},
      {"document=pmid:1", 6},
      {"document=pmid:1&state=open", 5},
      {"trial=NCT01234567", 7},
      {"lang=en", 7},
      {"lang=zh-Hans", 0},
      {"rule=test.rule", 7},
      {"rule=none", 0},
      {"min_confidence=0.4&max_confidence=0.6", 7},
      {"min_confidence=0.6", 0},
      {"q=patients", 2},
      {"q=%E5%AE%89%E6%85%B0%E5%89%82", 1},
      {"q=placebo", 1},
      {"q=100%25", 0},
      {"q=doi:10", 1},
  };
  for (const FilterCase& c : kCases) {
    const Json page(ann_->Get(std::string("/api/queue?") + c.query));
    EXPECT_EQ(page.Number("/total"), c.total) << c.query;
    EXPECT_EQ(static_cast<int64_t>(page.Size("/items")), c.total) << c.query;
  }
  for (const char* query :
       {"state=nice", "after=x", "after=1.2", "limit=0", "limit=1000", "min_confidence=much"})
    EXPECT_EQ(ann_->Get(std::string("/api/queue?") + query).status, 400) << query;
}

TEST_F(Api, RulesExplainThemselves) {
  const Answer answer = ann_->Get("/api/rules/sample_size.en.randomized");
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(Json(answer).Text("/field"), "sample_size");
  EXPECT_GT(Json(answer).Size("/examples"), 0U);
  EXPECT_EQ(ann_->Get("/api/rules/none").status, 404);
}

TEST_F(Api, AnOriginalThatIsNotThereIsSaid) {
  EXPECT_EQ(ann_->Get("/api/original/pmid:1").status, 404);
  EXPECT_EQ(ann_->Get("/api/original/pmid:9").status, 404);
}

TEST_F(Api, AWriterElsewhereDoesNotKeepReadersWaiting) {
  Result<Store> miner = Store::Open(path_);
  ASSERT_TRUE(miner->Begin().ok());
  ASSERT_TRUE(miner->Put(Full("pmid:5"), *miner->StartRun({"0.1", "r1", "2026-01-02T00:00:00Z"})).ok());
  EXPECT_EQ(ann_->Get("/api/document/pmid:1").status, 200);
  EXPECT_EQ(Json(ann_->Get("/api/queue")).Number("/total"), 7);
  ASSERT_TRUE(miner->Commit().ok());
  EXPECT_EQ(Json(ann_->Get("/api/queue")).Number("/total"), 13) << "what the miner brought is there at once";
}

TEST_F(Api, DecisionsOfEveryKindMoveToAnotherStore) {
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

#include "api_fixture.h"

// What a person reads.

namespace trialmine::review_test {
namespace {

using Api = ApiTest;

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

}  // namespace
}  // namespace trialmine::review_test

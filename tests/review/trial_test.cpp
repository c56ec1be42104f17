#include "api_fixture.h"

// Arms that people merge, and a trial across its documents.

namespace trialmine::review_test {
namespace {

using TrialView = ApiTest;

TEST_F(TrialView, ArmsAreMergedAndSplit) {
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

TEST_F(TrialView, TheTrialShowsItsDocumentsSideBySide) {
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

}  // namespace
}  // namespace trialmine::review_test

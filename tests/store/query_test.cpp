#include "store/query.h"

#include <gtest/gtest.h>

#include "block_codec.h"
#include "sample.h"
#include "store_impl.h"

namespace trialmine {
namespace {

using sample::Own;
using sample::Report;

class QueryTest : public testing::Test {
 protected:
  QueryTest()
      : store_(*Store::Open(folder_ / "s.db")),
        run_(*store_.StartRun({"0.1", "r1", "2026-01-01T00:00:00Z"})) {}

  void Put(const Record& record) { ASSERT_TRUE(store_.Put(record, run_).ok()); }
  void Decide(const std::string& fact, const std::string& action, const std::string& value,
              const std::string& at) {
    Result<std::optional<Decision>> draft = DraftDecision(store_, fact);
    ASSERT_TRUE(draft.ok() && *draft);
    Decision decision = **draft;
    decision.action = action;
    if (!value.empty()) decision.value = value;
    decision.reviewer = "tester";
    decision.at = at;
    ASSERT_TRUE(store_.Decide(decision).ok());
  }
  std::string StateOf(const std::string& fact) {
    auto found = FindFact(store_, fact);
    if (!found.ok()) return found.error().detail;
    return *found ? (*found)->second.state : "gone";
  }

  sample::TemporaryFolder folder_;
  Store store_;
  int64_t run_;
};

TEST_F(QueryTest, ADocumentReadsBackAsItWasParsed) {
  Record record = Report("pmid:1");
  Document& document = record.document;
  document.aliases = {"doi:10.1/x"};
  document.authors = {{"Fa\"mily", "Given"}, {"李", ""}};
  document.data_bank_ids = {"NCT00000001"};
  document.publication_types = {"Randomized Controlled Trial"};
  document.retracted = true;
  document.published = "2020-11";
  document.journal = "J";
  document.version = "2";
  document.blocks[0].cell = {3, 4, 1, 2, true};
  document.blocks[0].table = 2;
  document.blocks[0].field = "arm.label";
  Put(record);
  Result<std::vector<int64_t>> ids = FindDocuments(store_, "doi:10.1/x");
  ASSERT_EQ(ids->size(), 1U);
  Result<StoredDocument> stored = LoadDocument(store_, ids->front(), true);
  ASSERT_TRUE(stored.ok()) << stored.error().detail;
  const Document& read = stored->document;
  EXPECT_EQ(read.text, document.text);
  EXPECT_EQ(read.aliases, document.aliases);
  ASSERT_EQ(read.authors.size(), 2U);
  EXPECT_EQ(read.authors[0].family, "Fa\"mily");
  EXPECT_EQ(read.publication_types, document.publication_types);
  EXPECT_EQ(read.data_bank_ids, document.data_bank_ids);
  EXPECT_TRUE(read.retracted);
  EXPECT_FALSE(read.registry_record);
  EXPECT_EQ(read.published, "2020-11");
  ASSERT_EQ(read.blocks.size(), document.blocks.size());
  EXPECT_EQ(read.blocks[0].span, document.blocks[0].span);
  EXPECT_EQ(read.blocks[0].cell.column_span, 2);
  EXPECT_EQ(read.blocks[0].field, "arm.label");
}

TEST_F(QueryTest, EveryIdOfATrialLeadsToItsDocuments) {
  Put(Report("pmid:1", {Own("NCT00000001", "ClinicalTrials.gov"), Own("ChiCTR1", "ChiCTR")}));
  Put(Report("pmid:2", {Own("ChiCTR1", "ChiCTR")}));
  for (const char* id : {"NCT00000001", "ChiCTR1"}) EXPECT_EQ(FindDocuments(store_, id)->size(), 2U) << id;
  EXPECT_EQ(FindDocuments(store_, "pmid:2")->size(), 1U);
  EXPECT_TRUE(FindDocuments(store_, "pmid:3")->empty());
  Result<std::vector<StoredTrial>> trials = Trials(store_);
  ASSERT_EQ(trials->size(), 1U);
  EXPECT_EQ(trials->front().key, "NCT00000001");
  EXPECT_EQ(trials->front().registrations.size(), 2U);
  EXPECT_EQ(trials->front().documents.size(), 2U);
}

TEST_F(QueryTest, TheStateOfAFactFollowsTheLastDecisionThatSettlesIt) {
  Put(Report("pmid:1"));
  const std::string fact = "size-pmid:1";
  EXPECT_EQ(StateOf(fact), "pending");
  Decide(fact, "skip", "", "2026-01-01T00:00:01Z");
  EXPECT_EQ(StateOf(fact), "pending");
  Decide(fact, "accept", "", "2026-01-01T00:00:02Z");
  EXPECT_EQ(StateOf(fact), "accepted");
  Decide(fact, "reject", "", "2026-01-01T00:00:03Z");
  Decide(fact, "note", "", "2026-01-01T00:00:09Z");
  EXPECT_EQ(StateOf(fact), "rejected");
  Decide(fact, "correct", R"({"count":61})", "2026-01-01T00:00:04Z");
  EXPECT_EQ(StateOf(fact), "corrected");
  EXPECT_EQ((*FindFact(store_, fact))->second.EffectiveValue(), R"({"count":61})");
}

TEST_F(QueryTest, ADecisionSurvivesReextraction) {
  Put(Report("pmid:1"));
  Decide("size-pmid:1", "accept", "", "2026-01-01T00:00:02Z");
  run_ = *store_.StartRun({"0.1", "r2", "2026-01-02T00:00:00Z"});
  Put(Report("pmid:1"));
  EXPECT_EQ(StateOf("size-pmid:1"), "accepted") << "the same value again";

  run_ = *store_.StartRun({"0.1", "r3", "2026-01-03T00:00:00Z"});
  Record changed = Report("pmid:1");
  std::get<SampleSize>(changed.facts[0].value).count = 61;
  Put(changed);
  EXPECT_EQ(StateOf("size-pmid:1"), "stale");

  run_ = *store_.StartRun({"0.1", "r4", "2026-01-04T00:00:00Z"});
  Record gone = Report("pmid:1");
  gone.facts.clear();
  Put(gone);
  EXPECT_EQ(StateOf("size-pmid:1"), "gone");
  ASSERT_EQ(VanishedDecisions(store_)->size(), 1U);
  EXPECT_EQ(VanishedDecisions(store_)->front().quote, "60 patients were randomized");
}

TEST_F(QueryTest, ADecisionHoldsTheWordsAroundItsEvidence) {
  Put(Report("pmid:1"));
  const Decision draft = **DraftDecision(store_, "size-pmid:1");
  EXPECT_EQ(draft.quote, "60 patients were randomized");
  EXPECT_EQ(draft.prefix, "试验 pmid:1\nIn this trial, ");
  EXPECT_EQ(draft.suffix, " 。\n");
  EXPECT_FALSE(DraftDecision(store_, "no such fact")->has_value());
}

TEST_F(QueryTest, DecisionsGoOutAndComeInAgainUnchanged) {
  Put(Report("pmid:1"));
  Decide("size-pmid:1", "correct", R"({"count":61.0})", "2026-01-01T00:00:02Z");
  Result<std::vector<Decision>> decisions = Decisions(store_);
  ASSERT_EQ(decisions->size(), 1U);
  const std::string line = ToJsonLine(decisions->front());
  Result<Decision> read = DecisionFromJson(line);
  ASSERT_TRUE(read.ok()) << line << ": " << read.error().detail;
  EXPECT_EQ(ToJsonLine(*read), line);
  EXPECT_EQ(read->value, R"({"count":61.0})") << "byte for byte";
  EXPECT_TRUE(store_.Decide(*read).ok());
  EXPECT_EQ(Decisions(store_)->size(), 1U) << "bringing in the same decision again adds nothing";
}

TEST(DecisionJson, WhatIsNotADecisionIsAnError) {
  for (const char* line :
       {"", "[]", "{}", R"({"fact":"f"})", R"({"fact":1})", "{\"fact\":\"f\"",
        R"({"fact":"f","document":"d","field":"dose","action":"accept","at":"t","value":3})"}) {
    Result<Decision> read = DecisionFromJson(line);
    ASSERT_FALSE(read.ok()) << line;
    EXPECT_EQ(read.error().code, "bad_input");
  }
}

TEST_F(QueryTest, TheSummaryCountsWhatTheStoreHolds) {
  Put(Report("pmid:1"));
  Put(Report("pmid:2"));
  ASSERT_TRUE(store_.AddFailure("x.xml", {"truncated", "d"}, run_).ok());
  Decide("size-pmid:1", "accept", "", "2026-01-01T00:00:02Z");
  Result<StoreSummary> summary = Summarize(store_);
  ASSERT_TRUE(summary.ok()) << summary.error().detail;
  EXPECT_EQ(summary->documents, 2);
  EXPECT_EQ(summary->trials, 2);
  EXPECT_EQ(summary->findings, 2);
  EXPECT_EQ(summary->by_source, (Counts{{"pubmed", 2}}));
  EXPECT_EQ(summary->by_language, (Counts{{"en", 2}}));
  EXPECT_EQ(summary->by_field, (Counts{{"sample_size", 2}}));
  EXPECT_EQ(summary->by_state, (Counts{{"accepted", 1}, {"pending", 1}}));
  EXPECT_EQ(summary->failures, (Counts{{"truncated", 1}}));
  EXPECT_EQ(summary->last_runs.size(), 1U);
}

TEST(BlockCodec, DamagedBlocksAreAnErrorAndNeverAnythingElse) {
  Record record = Report("pmid:1");
  record.document.blocks[0].field = "arm.label";
  const std::string bytes = EncodeBlocks(record.document.blocks);
  EXPECT_FALSE(DecodeBlocks("").ok());
  for (size_t size = 2; size < bytes.size(); ++size)
    EXPECT_FALSE(DecodeBlocks(bytes.substr(0, size)).ok()) << size;
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(0xff);
    (void)DecodeBlocks(damaged);
  }
  EXPECT_TRUE(DecodeBlocks(bytes).ok());
}

/// A report of a trial that says how many were randomised.
Record Sized(const std::string& id, int64_t count) {
  Record record = sample::Report(id, {sample::Own("NCT00000009", "ClinicalTrials.gov")});
  record.trial->sample_size.push_back(
      {SampleSize{count, "randomized", "", "participants", false}, {"size-" + id}});
  return record;
}

TEST(Discrepancies, DocumentsOfATrialThatDisagreeAreRecordedEachWithItsValue) {
  sample::TemporaryFolder folder;
  Store store = *Store::Open(folder / "s.db");
  const int64_t run = *store.StartRun({"0.1", "r1", "2026-01-01T00:00:00Z"});
  ASSERT_TRUE(store.Put(Sized("pmid:1", 60), run).ok());
  EXPECT_TRUE(Discrepancies(store)->empty()) << "one document contradicts nobody";
  ASSERT_TRUE(store.Put(Sized("pmid:2", 58), run).ok());
  ASSERT_TRUE(store.Put(Sized("pmid:3", 60), run).ok());
  const std::vector<StoredDiscrepancy> found = *Discrepancies(store);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].kind, "sample_size");
  EXPECT_EQ(found[0].trial, "NCT00000009");
  EXPECT_EQ(found[0].detail, "randomized");
  ASSERT_EQ(found[0].said.size(), 3u);
  EXPECT_EQ(found[0].said[1].document, "pmid:2");
  EXPECT_EQ(found[0].said[1].value, "58");
  EXPECT_EQ(found[0].said[1].facts, std::vector<std::string>{"size-pmid:2"});
  EXPECT_EQ(DiscrepanciesOf(store, *Documents(store)->begin())->size(), 1u);
  EXPECT_EQ(Summarize(store)->by_discrepancy, (Counts{{"sample_size", 1}}));
}

TEST(Discrepancies, AreGoneWhenADocumentIsCorrectedOrWithdrawn) {
  sample::TemporaryFolder folder;
  Store store = *Store::Open(folder / "s.db");
  const int64_t run = *store.StartRun({"0.1", "r1", "2026-01-01T00:00:00Z"});
  ASSERT_TRUE(store.Put(Sized("pmid:1", 60), run).ok());
  ASSERT_TRUE(store.Put(Sized("pmid:2", 58), run).ok());
  ASSERT_EQ(Discrepancies(store)->size(), 1u);
  Record corrected = Sized("pmid:2", 60);
  corrected.document.title = "A corrected report";
  ASSERT_TRUE(store.Put(corrected, run).ok());
  EXPECT_TRUE(Discrepancies(store)->empty());
  ASSERT_TRUE(store.Put(Sized("pmid:3", 7), run).ok());
  ASSERT_EQ(Discrepancies(store)->size(), 1u);
  Record withdrawn;
  withdrawn.document.id = "pmid:3";
  withdrawn.document.deleted = true;
  ASSERT_TRUE(store.Put(withdrawn, run).ok());
  EXPECT_TRUE(Discrepancies(store)->empty());
  EXPECT_EQ(WithdrawnDocuments(store)->size(), 1u);
}

}  // namespace
}  // namespace trialmine

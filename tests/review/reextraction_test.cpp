#include "support.h"

// What people decided, after the rules have changed: each class of the model, on a real store through the
// real server.

namespace trialmine::review_test {
namespace {

using sample::AddFact;
using sample::Report;

SampleSize Size(int64_t count) { return {count, "randomized", "", "participants", false}; }

/// A report whose findings each stand in a paragraph of their own; values as a rule set read them.
Record Reading(const std::vector<std::pair<std::string, int64_t>>& findings) {
  Record record = Report("pmid:1");
  record.facts.clear();
  record.document.text.clear();
  record.document.blocks.clear();
  for (const char* name : {"alpha", "beta", "gamma", "delta", "epsilon"}) {
    Block block;
    block.span.begin = static_cast<uint32_t>(record.document.text.size());
    record.document.text += std::string("In group ") + name + ", 60 " + name + " patients were randomised.\n";
    block.span.end = static_cast<uint32_t>(record.document.text.size() - 1);
    record.document.blocks.push_back(block);
  }
  for (const auto& [id, count] : findings) {
    // `alpha` or `alpha-2`: the id of another reading of the same words.
    const std::string name = id.substr(0, id.find('-'));
    Fact fact;
    fact.id = id;
    fact.finding.field = Field::kSampleSize;
    const std::string words = "60 " + name + " patients";
    const auto begin = static_cast<uint32_t>(record.document.text.find(words));
    fact.finding.span = {begin, static_cast<uint32_t>(begin + words.size())};
    fact.finding.rule = "test.rule";
    fact.finding.confidence = 0.5F;
    fact.value = Size(count);
    record.facts.push_back(std::move(fact));
  }
  return record;
}

class Reextraction : public ServerTest {
 protected:
  void SetUp() override {
    Mine({Reading({{"alpha", 60}, {"beta", 60}, {"gamma", 60}, {"delta", 60}})});
    Start("");
    ann_ = As(kAnn);
  }

  Json State(const std::string& fact, const std::string& document = "pmid:1") {
    return Json(ann_->Get("/api/finding/" + document + "/" + fact));
  }
  std::string Says(const std::string& fact, const std::string& document = "pmid:1") {
    return State(fact, document).Text("/state");
  }
  void Settle(const std::string& fact, const std::string& action, const std::string& more = {}) {
    ASSERT_EQ(ann_->Post("/api/decisions",
                         Decide(fact + action + std::to_string(++settled_), "pmid:1", fact, action, more))
                  .status,
              200);
  }
  Json Session() { return Json(ann_->Get("/api/session")); }
  /// The state as the exports see it.
  StoredFact Exported(const std::string& fact) {
    Result<Store> store = Store::OpenReadOnly(path_);
    return **FactOf(*store, RenditionsOf(*store, "pmid:1")->front().id, fact);
  }

  std::unique_ptr<Client> ann_;
  int settled_ = 0;
};

constexpr char kSeventy[] = R"("reason":"numerical","value":{"count":70,"kind":"randomized"})";

TEST_F(Reextraction, TheSameValueStands) {
  Settle("alpha", "accept");
  Settle("beta", "correct", kSeventy);
  Mine({Reading({{"alpha", 60}, {"beta", 60}, {"gamma", 60}, {"delta", 60}})}, "r2");
  EXPECT_EQ(Says("alpha"), "accepted");
  EXPECT_EQ(Says("beta"), "corrected");
  const Json report(ann_->Get("/api/report"));
  EXPECT_EQ(report.Number("/kept"), 2);
  EXPECT_EQ(report.Number("/stale"), 0);
  EXPECT_EQ(report.Number("/vanished"), 0);
  EXPECT_EQ(report.Number("/new"), 0);
  EXPECT_EQ(report.Text("/run/rules"), "r2");
}

TEST_F(Reextraction, AChangedValueIsStaleAndComesFirst) {
  Settle("alpha", "accept");
  Mine({Reading({{"alpha", 61}, {"beta", 60}, {"gamma", 60}, {"delta", 60}})}, "r2");
  EXPECT_EQ(Says("alpha"), "stale");
  EXPECT_EQ(State("alpha").Raw("/decision/old_value"),
            R"({"count":60,"kind":"randomized","unit":"participants"})");
  const Json queue(ann_->Get("/api/queue?state=open"));
  EXPECT_EQ(queue.Text("/items/0/id"), "alpha");
  EXPECT_EQ(Session().Number("/counts/stale"), 1);
  EXPECT_EQ(Json(ann_->Get("/api/report")).Text("/lists/stale/0/finding"), "alpha");
  Settle("alpha", "reject", R"("reason":"numerical")");
  EXPECT_EQ(Says("alpha"), "rejected");
  EXPECT_EQ(Session().Number("/counts/stale"), 0);
}

TEST_F(Reextraction, OtherSlotsOfTheSameWordsAreAChangedValueToo) {
  Settle("alpha", "accept");
  Mine({Reading({{"alpha-2", 61}, {"beta", 60}, {"gamma", 60}, {"delta", 60}})}, "r2");
  EXPECT_EQ(Says("alpha-2"), "stale")
      << "the finding has a new id, but stands where the one decided on stood";
  EXPECT_EQ(State("alpha-2").Text("/decision/action"), "accept");
  EXPECT_EQ(Session().Number("/counts/vanished"), 0);
  EXPECT_EQ(Json(ann_->Get("/api/report")).Number("/stale"), 1);
  EXPECT_EQ(Exported("alpha-2").state, "stale");
  Settle("alpha-2", "accept");
  EXPECT_EQ(Says("alpha-2"), "accepted");
  (void)ann_->Post("/api/undo", R"({"key":"u1"})");
  EXPECT_EQ(Says("alpha-2"), "stale") << "the decision on the one before stands again";
  (void)ann_->Post("/api/undo", R"({"key":"u2"})");
  EXPECT_EQ(Says("alpha-2"), "pending") << "and is itself taken back";
  (void)ann_->Post("/api/redo", R"({"key":"r1"})");
  Mine({Reading({{"alpha", 60}, {"beta", 60}, {"gamma", 60}, {"delta", 60}})}, "r1");
  EXPECT_EQ(Says("alpha"), "accepted") << "the old rules again";
}

TEST_F(Reextraction, OtherSlotsWithTheSameValueStand) {
  Settle("alpha", "reject", R"("reason":"ambiguous")");
  Mine({Reading({{"alpha-2", 60}, {"beta", 60}, {"gamma", 60}, {"delta", 60}})}, "r2");
  EXPECT_EQ(Says("alpha-2"), "rejected");
}

TEST_F(Reextraction, WhatIsGoneIsFlaggedAndItsDecisionKept) {
  Settle("alpha", "accept");
  Mine({Reading({{"beta", 60}, {"gamma", 60}, {"delta", 60}})}, "r2");
  EXPECT_EQ(Session().Number("/counts/vanished"), 1);
  EXPECT_EQ(Json(ann_->Get("/api/queue?state=vanished")).Text("/items/0/id"), "alpha");
  const Json finding = State("alpha");
  EXPECT_EQ(finding.Text("/state"), "vanished");
  EXPECT_EQ(finding.Size("/history"), 1U);
  EXPECT_EQ(Json(ann_->Get("/api/document/pmid:1")).Text("/vanished/0/quote"), "60 alpha patients");
  const Json report(ann_->Get("/api/report"));
  EXPECT_EQ(report.Number("/vanished"), 1);
  EXPECT_EQ(report.Text("/lists/vanished/0/finding"), "alpha");
  Mine({Reading({{"alpha", 60}, {"beta", 60}, {"gamma", 60}, {"delta", 60}})}, "r3");
  EXPECT_EQ(Says("alpha"), "accepted") << "found again";
  EXPECT_EQ(Session().Number("/counts/vanished"), 0);
}

TEST_F(Reextraction, WhatIsGoneIsKeptAsOnesOwnOrDropped) {
  Settle("alpha", "accept");
  Settle("beta", "correct", kSeventy);
  Settle("gamma", "reject", R"("reason":"ambiguous")");
  Mine({Reading({{"delta", 60}})}, "r2");
  EXPECT_EQ(Session().Number("/counts/vanished"), 2);
  EXPECT_EQ(Says("gamma"), "rejected") << "nothing is left to look at";
  EXPECT_EQ(Json(ann_->Get("/api/report")).Number("/kept"), 1);
  Settle("alpha", "accept");
  Settle("beta", "reject", R"("reason":"misidentified")");
  EXPECT_EQ(Session().Number("/counts/vanished"), 0);
  EXPECT_EQ(Says("alpha"), "added");
  EXPECT_EQ(State("alpha").Size("/anchor"), 1U) << "its words are still there";
  EXPECT_EQ(Exported("alpha").state, "accepted");
  EXPECT_EQ(Says("beta"), "rejected");
  (void)ann_->Post("/api/undo", R"({"key":"u1"})");
  EXPECT_EQ(Says("beta"), "vanished");
  EXPECT_EQ(Json(ann_->Post("/api/undo", R"({"key":"u2"})")).Text("/finding/state"), "vanished");
  EXPECT_EQ(Json(ann_->Post("/api/redo", R"({"key":"r1"})")).Text("/finding/state"), "added");
  Settle("beta", "correct", R"("value":{"count":71,"kind":"randomized"})");
  EXPECT_EQ(Exported("beta").EffectiveValue(), R"({"count":71,"kind":"randomized"})");
  Mine({Reading({{"alpha", 61}, {"beta", 70}})}, "r3");
  EXPECT_EQ(Says("alpha"), "stale") << "found again, but with another value";
  EXPECT_EQ(Exported("alpha").EffectiveValue(), R"({"count":60,"kind":"randomized","unit":"participants"})");
  EXPECT_EQ(Json(ann_->Get("/api/document/pmid:1")).Size("/findings"), 2U) << "each is there once";
}

TEST_F(Reextraction, WhatIsNewIsPending) {
  Settle("alpha", "accept");
  Mine({Reading({{"alpha", 60}, {"beta", 60}, {"gamma", 60}, {"delta", 60}, {"epsilon", 60}})}, "r2");
  EXPECT_EQ(Says("epsilon"), "pending");
  const Json report(ann_->Get("/api/report"));
  EXPECT_EQ(report.Number("/new"), 1);
  EXPECT_EQ(report.Text("/lists/new/0/finding"), "epsilon");
}

TEST_F(Reextraction, TheRejectedStaysRejected) {
  Settle("alpha", "reject", R"("reason":"misidentified")");
  Mine({Reading({{"alpha", 60}, {"beta", 60}})}, "r2");
  EXPECT_EQ(Says("alpha"), "rejected");
  EXPECT_EQ(Exported("alpha").state, "rejected");
}

TEST_F(Reextraction, APersonsValueIsNeverOverwritten) {
  Settle("alpha", "correct", kSeventy);
  Mine({Reading({{"alpha", 61}, {"beta", 60}, {"gamma", 60}, {"delta", 60}})}, "r2");
  EXPECT_EQ(Says("alpha"), "stale");
  EXPECT_EQ(Exported("alpha").EffectiveValue(), R"({"count":70,"kind":"randomized"})");
}

TEST_F(Reextraction, WhatAPersonAddedStaysWhereItsWordsAre) {
  const std::string add =
      R"({"key":"a","document":"pmid:1","action":"add","field":"sample_size","value":{"count":60},)"
      R"("anchor":{"block":4,"sentence":0,"start":18,"end":37}})";
  const Json added(ann_->Post("/api/decisions", add));
  const std::string id = added.Text("/finding/id");
  EXPECT_EQ(added.Text("/finding/quote"), "60 epsilon patients");
  Record moved = Reading({{"alpha", 60}});
  for (Block& block : moved.document.blocks) block.span = {block.span.begin + 9, block.span.end + 9};
  for (Fact& fact : moved.facts) fact.finding.span = {fact.finding.span.begin + 9, fact.finding.span.end + 9};
  moved.document.text = "前言。" + moved.document.text;
  Mine({moved}, "r2");
  EXPECT_EQ(Says(id), "added");
  EXPECT_EQ(State(id).Raw("/anchor"), R"([{"block":4,"sentence":0,"start":18,"end":37}])");
  EXPECT_EQ(Exported(id).start_char,
            18U + static_cast<uint32_t>(moved.document.text.find("In group epsilon") - 9 + 3));
  Record without = Reading({{"alpha", 60}});
  without.document.text = "Nothing is left of it.";
  without.document.blocks.resize(1);
  without.document.blocks[0].span = {0, 22};
  without.facts.clear();
  without.document.version = "9";
  Mine({without}, "r3");
  EXPECT_EQ(Says(id), "added") << "an orphan is shown, never dropped";
  EXPECT_EQ(State(id).Raw("/anchor"), "[]");
  EXPECT_EQ(Session().Number("/counts/added"), 1);
}

TEST_F(Reextraction, AThousandDecisionsSurvive) {
  constexpr int kDocuments = 100, kFindings = 10;
  // The second time, of each ten two have another value and one is no longer found; and there is a new one.
  const auto reading = [&](bool again) {
    std::vector<Record> records;
    for (int d = 0; d < kDocuments; ++d) {
      Record record = Report("pmid:9" + std::to_string(d));
      record.facts.clear();
      for (int i = 0; i < kFindings + 1; ++i) {
        AddFact(record, "f" + std::to_string(d) + "." + std::to_string(i), Field::kSampleSize,
                Size(100 + i + (again && (i == 7 || i == 8) ? 1000 : 0)),
                std::to_string(100 + i) + " people of part " + std::to_string(i));
        if (i == (again ? kFindings - 1 : kFindings)) record.facts.pop_back();  // The text is the same.
      }
      records.push_back(std::move(record));
    }
    return records;
  };
  Mine(reading(false));
  constexpr const char* kActions[] = {"accept", "reject", "correct"};
  for (int d = 0; d < kDocuments; ++d) {
    for (int i = 0; i < kFindings; ++i) {
      const std::string fact = "f" + std::to_string(d) + "." + std::to_string(i);
      const std::string action = kActions[(d + i) % 3];
      const std::string more = action == "accept"   ? ""
                               : action == "reject" ? R"("reason":"numerical")"
                                                    : kSeventy;
      ASSERT_EQ(
          ann_->Post("/api/decisions", Decide(fact, "pmid:9" + std::to_string(d), fact, action, more)).status,
          200);
    }
  }
  const std::string add =
      R"({"key":"a","document":"pmid:90","action":"add","field":"sample_size","value":{"count":7},)"
      R"("anchor":{"block":0,"sentence":0,"start":0,"end":13}})";
  const std::string added = Json(ann_->Post("/api/decisions", add)).Text("/finding/id");
  Mine(reading(true), "r2");
  const Json session = Session();
  EXPECT_EQ(session.Number("/counts/stale"), 200);
  EXPECT_EQ(session.Number("/counts/vanished"), 67) << "of what is gone, 33 had been rejected";
  EXPECT_EQ(session.Number("/counts/accepted") + session.Number("/counts/rejected") +
                session.Number("/counts/corrected"),
            733);
  EXPECT_EQ(session.Number("/counts/added"), 1);
  EXPECT_EQ(Says(added, "pmid:90"), "added");
  EXPECT_EQ(session.Number("/counts/pending"), 4 + kDocuments) << "of setting up, and what is new";
  const Json report(ann_->Get("/api/report"));
  EXPECT_EQ(report.Number("/kept"), 733);
  EXPECT_EQ(report.Number("/stale"), 200);
  EXPECT_EQ(report.Number("/vanished"), 67);
  EXPECT_EQ(report.Number("/new"), kDocuments);
  const Json first(ann_->Get("/api/queue?state=open"));
  EXPECT_EQ(first.Text("/items/0/state"), "stale");
  EXPECT_EQ(first.Text("/items/49/state"), "stale");
  Result<Store> store = Store::OpenReadOnly(path_);
  EXPECT_EQ(Decisions(*store)->size(), 1001U);
}

// What is kept in step must be what working everything out anew gives.
TEST_F(Reextraction, TheQueueIsWhatTheEventsMakeOfIt) {
  Settle("alpha", "accept");
  Settle("beta", "skip");
  Settle("gamma", "correct", kSeventy);
  (void)ann_->Post("/api/undo", R"({"key":"u"})");
  Settle("delta", "reject", R"("reason":"numerical")");
  Mine({Reading({{"alpha-2", 61}, {"beta", 60}, {"gamma", 60}})}, "r2");
  const auto whole = [&] {
    return Session().Raw("/counts") + Json(ann_->Get("/api/queue?sort=text")).Raw("/items");
  };
  const std::string kept = whole();
  Stop();
  Result<Store> store = Store::Open(path_);
  Result<StoreSummary> summary = Summarize(*store);
  ASSERT_TRUE(summary.ok());
  // A touch of every document makes all of it anew.
  Mine({Reading({{"alpha-2", 61}, {"beta", 60}, {"gamma", 60}})}, "r2-again");
  Start("");
  ann_ = As(kAnn);
  EXPECT_EQ(whole(), kept);
}

}  // namespace
}  // namespace trialmine::review_test

#include <gtest/gtest.h>

#include <random>

#include "../../store/schema.h"
#include "../../store/store_impl.h"
#include "sample.h"
#include "store/review.h"

// The queue's table and its counts, beside what counting line by line gives.

namespace trialmine {

struct EmbeddedFile {
  const char* name;
  const char* text;
};
extern const EmbeddedFile kSchema[];

namespace {

using sample::AddFact;
using sample::Report;

class QueueTable : public testing::Test {
 protected:
  void Load(int documents) {
    const int64_t run = *store_.StartRun({"0.1", "r1", "2026-01-01T00:00:00Z"});
    for (int d = 0; d < documents; ++d) {
      Record record = Report("pmid:" + std::to_string(d));
      AddFact(record, "zh" + std::to_string(d), Field::kSampleSize, SampleSize{31, "", "", "", false},
              "治疗组31例，随访6个月，有效率100%");
      record.document.languages = {d % 2 ? "zh-Hans" : "en"};
      ASSERT_TRUE(store_.Put(record, run).ok());
    }
    ASSERT_TRUE(SyncReview(store_, documents).ok());
  }
  int64_t Number(const std::string& sql) {
    Result<Statement> statement = store_.impl().database.PrepareOnce(sql);
    EXPECT_TRUE(statement.ok() && *statement->Step()) << sql;
    return statement->Int(0);
  }
  int64_t Found(const std::string& words) {
    QueueFilter filter;
    filter.words = words;
    const QueuePage page = *ReadQueue(store_, filter);
    EXPECT_EQ(page.total, static_cast<int64_t>(page.items.size())) << words;
    return page.total;
  }

  sample::TemporaryFolder folder_;
  Store store_ = *Store::Open(folder_ / "s.db");
};

TEST_F(QueueTable, CountsStayWhatTheLinesAreWhateverIsDecided) {
  Load(5);
  std::mt19937 random(5);
  constexpr const char* kActions[] = {"accept", "reject", "skip", "correct", "undo"};
  ASSERT_TRUE(store_.Begin().ok());
  for (int i = 0; i < 200; ++i) {
    const std::string d = std::to_string(random() % 5);
    Decision decision;
    decision.fact = (random() % 2 ? "zh" : "size-pmid:") + d;
    decision.document = "pmid:" + d;
    decision.field = "sample_size";
    decision.action = kActions[random() % 5];
    decision.value = decision.old_value = R"({"count":60,"kind":"randomized","unit":"participants"})";
    decision.round = random() % 4 == 0 && decision.action != std::string("undo") ? "blind" : "";
    decision.reviewer = random() % 2 ? "Ann" : "Bob";
    decision.at = "2026-01-01T00:00:" + std::to_string(10 + i % 50) + "Z";
    decision.key = std::to_string(i);
    if (decision.action == "undo") {
      const std::vector<DecisionEvent> events = *EventsOf(store_, decision.document, decision.fact);
      if (events.empty()) continue;
      decision.undoes = events.back().id;
    }
    ASSERT_TRUE(store_.Decide(decision).ok());
  }
  ASSERT_TRUE(store_.Commit().ok());
  EXPECT_EQ(Number("SELECT count(*) FROM (SELECT field, language, rule, confidence, state, held_by, count(*) "
                   "FROM review_item GROUP BY 1, 2, 3, 4, 5, 6 EXCEPT SELECT * FROM review_count)"),
            0);
  EXPECT_EQ(Number("SELECT sum(value) FROM review_count"), Number("SELECT count(*) FROM review_item"));
  EXPECT_EQ(Number("SELECT count(*) FROM (SELECT state, count(*) FROM review_item GROUP BY state EXCEPT "
                   "SELECT key, value FROM counter WHERE name = 'review')"),
            0);
}

TEST_F(QueueTable, ASearchFindsPartsOfWordsOfEitherLanguage) {
  Load(3);
  EXPECT_EQ(Found("随访"), 3) << "two characters are enough";
  EXPECT_EQ(Found("例"), 3);
  EXPECT_EQ(Found("100%"), 3) << "a percent sign is itself";
  EXPECT_EQ(Found("3_例"), 0);
  EXPECT_EQ(Found("RANDOMIZED"), 3) << "whatever the case, in the value too";
  EXPECT_EQ(Found("report pmid:1"), 2) << "by the title";
  EXPECT_EQ(Found("nowhere"), 0);
}

TEST_F(QueueTable, PagesOfASearchTogetherAreTheSearch) {
  Load(7);
  for (const bool in_text_order : {false, true}) {
    QueueFilter filter;
    filter.words = "随访";
    filter.in_text_order = in_text_order;
    std::vector<std::string> whole, paged;
    const QueuePage all = *ReadQueue(store_, filter);
    for (const ReviewItem& item : all.items) whole.push_back(item.fact);
    ASSERT_EQ(whole.size(), 7U);
    filter.limit = 2;
    for (bool more = true; more; more = !filter.after.empty()) {
      const QueuePage page = *ReadQueue(store_, filter);
      EXPECT_EQ(page.total, 7);
      for (const ReviewItem& item : page.items) paged.push_back(item.fact);
      filter.after = page.next;
    }
    EXPECT_EQ(paged, whole);
  }
}

class QueueMigration : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(From, QueueMigration, testing::Values(3, 4));

TEST_P(QueueMigration, AnOlderStoreKeepsItsDecisionsAndIsWorkedOutAnew) {
  sample::TemporaryFolder folder;
  const std::string path = folder / "s.db";
  {
    Database old = std::move(*Database::Open(path, Database::Mode::kReadWrite));
    for (int version = 0; version < GetParam(); ++version)
      ASSERT_TRUE(old.Execute(kSchema[version].text).ok());
    const std::string marks = "PRAGMA user_version = " + std::to_string(GetParam()) +
                              "; PRAGMA application_id = " + std::to_string(kApplicationId);
    ASSERT_TRUE(old.Execute(marks.c_str()).ok());
    ASSERT_TRUE(
        old.Execute(
               "INSERT INTO run VALUES (1, '0.1', 'r1', '', NULL);"
               "INSERT INTO document VALUES (1, 'pmid:1', 'pubmed', 1, NULL);"
               "INSERT INTO document_version VALUES (1, 1, '', '', '', '', '', 'A title', '', '', 'en', "
               "'{}', 'Sixty', x'');"
               "INSERT INTO reading VALUES (1, 1, 1, 1, NULL, 2, NULL, NULL);"
               "INSERT INTO finding VALUES (1, 0, 'a', 'dose', 0, 5, 0, 5, 0, 'Sixty', '', 'r', 0.5, "
               "'{}', '', ''), (1, 1, 'b', 'dose', 0, 5, 0, 5, 0, 'Sixty', '', 'r', 0.5, '{}', '', '');"
               "INSERT INTO decision (digest, fact, document, field, action, reason, value, old_value, "
               "quote, prefix, suffix, note, reviewer, at) VALUES ('d', 'a', 'pmid:1', 'dose', 'accept', "
               "'', '{}', '{}', '', '', '', '', 'Ann', '2026');"
               "INSERT INTO standing VALUES ('pmid:1', 'a', 1, NULL)")
            .ok());
  }
  Result<Store> store = Store::Open(path);
  ASSERT_TRUE(store.ok()) << store.error().detail;
  EXPECT_EQ(Decisions(*store)->size(), 1U);
  ASSERT_TRUE(*IsReviewBehind(*store));
  ASSERT_TRUE(SyncReview(*store, 10).ok());
  QueueFilter filter;
  EXPECT_EQ(ReadQueue(*store, filter)->total, 2);
  EXPECT_EQ(ReadQueue(*store, filter)->done, 1);
  filter.words = "a TITLE";
  EXPECT_EQ(ReadQueue(*store, filter)->total, 2);
}

}  // namespace
}  // namespace trialmine

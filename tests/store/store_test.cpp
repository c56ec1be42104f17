#include "store/store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "sample.h"
#include "store_impl.h"

namespace trialmine {
namespace {

using sample::Own;
using sample::Report;

class StoreTest : public testing::Test {
 protected:
  StoreTest() : store_(Open()), run_(StartRun("rules-1")) {}

  Store Open() {
    Result<Store> store = Store::Open(folder_ / "s.db");
    EXPECT_TRUE(store.ok()) << store.error().detail;
    return std::move(store).value();
  }
  int64_t StartRun(const std::string& rules) {
    return *store_.StartRun({"0.1", rules, "2026-01-01T00:00:00Z"});
  }
  Change Put(const Record& record) {
    Result<Change> change = store_.Put(record, run_);
    EXPECT_TRUE(change.ok()) << change.error().detail;
    return *change;
  }
  Database& database() { return store_.impl().database; }
  int64_t Number(const char* sql) {
    Result<Row> row = database().First(sql);
    EXPECT_TRUE(row.ok()) << row.error().detail;
    return (*row)->Int(0);
  }
  std::string Text(const char* sql) {
    Result<Row> row = database().First(sql);
    EXPECT_TRUE(row.ok()) << row.error().detail;
    return row.ok() && *row ? (*row)->String(0) : "(no row)";
  }
  /// Every trial as `key: registrations | documents`.
  std::set<std::string> Trials() {
    std::set<std::string> trials;
    Status status = database().ForEach(
        "SELECT t.key || ': ' || (SELECT group_concat(registration, ' ') FROM (SELECT registration FROM "
        "trial_registration WHERE trial = t.id ORDER BY 1)) || ' | ' || (SELECT group_concat(key, ' ') FROM "
        "(SELECT "
        "d.key FROM trial_document l JOIN document d ON d.id = l.document WHERE l.trial = t.id ORDER BY 1)) "
        "FROM trial t",
        [&](const Statement& row) { trials.insert(row.String(0)); });
    EXPECT_TRUE(status.ok()) << status.error().detail;
    return trials;
  }
  /// Everything the store holds, as text.
  std::string Dump() {
    std::string dump;
    for (const char* sql :
         {"SELECT id || key || source || coalesce(deleted_by_run, '') FROM document ORDER BY id",
          "SELECT id || digest FROM document_version ORDER BY id",
          "SELECT id || version || run || coalesce(superseded_by_run, '') FROM reading ORDER BY id",
          "SELECT reading || fact || value FROM finding ORDER BY reading, position",
          "SELECT id || key FROM trial ORDER BY id",
          "SELECT name || key || value FROM counter ORDER BY name, key",
          "SELECT id || file || code FROM failure"}) {
      EXPECT_TRUE(database().ForEach(sql, [&](const Statement& row) { dump += row.String(0) + '\n'; }).ok());
    }
    return dump;
  }

  sample::TemporaryFolder folder_;
  Store store_;
  int64_t run_;
};

TEST_F(StoreTest, LoadingTheSameInputAgainChangesNothing) {
  EXPECT_EQ(Put(Report("pmid:1")), Change::kNew);
  const std::string before = Dump();
  run_ = StartRun("rules-1");
  EXPECT_EQ(Put(Report("pmid:1")), Change::kUnchanged);
  Record elsewhere = Report("pmid:1");
  elsewhere.document.file = "another.xml";
  elsewhere.document.sha256 = std::string(64, 'b');
  EXPECT_EQ(Put(elsewhere), Change::kUnchanged);
  EXPECT_EQ(Dump(), before);
}

TEST_F(StoreTest, ANewVersionOfADocumentSupersedesItsFindings) {
  Put(Report("pmid:1"));
  Record corrected = Report("pmid:1");
  corrected.document.text += "Erratum.";
  run_ = StartRun("rules-1");
  EXPECT_EQ(Put(corrected), Change::kUpdated);
  EXPECT_EQ(Number("SELECT count(*) FROM finding"), 2);
  EXPECT_EQ(Number("SELECT count(*) FROM current_finding"), 1);
  EXPECT_EQ(Number("SELECT superseded_by_run FROM reading WHERE id = 1"), run_);
  EXPECT_EQ(Number("SELECT run FROM current_finding"), run_);
  EXPECT_EQ(Number("SELECT value FROM counter WHERE name = 'findings' AND key = 'sample_size'"), 1);
}

TEST_F(StoreTest, NewRulesSupersedeFindingsOfTheSameVersion) {
  Put(Report("pmid:1"));
  run_ = StartRun("rules-2");
  EXPECT_EQ(Put(Report("pmid:1")), Change::kUpdated);
  EXPECT_EQ(Number("SELECT count(*) FROM document_version"), 1);
  EXPECT_EQ(Number("SELECT count(*) FROM finding"), 2);
  EXPECT_EQ(Text("SELECT u.rules_version FROM current_finding f JOIN run u ON u.id = f.run"), "rules-2");
  EXPECT_EQ(Put(Report("pmid:1")), Change::kUnchanged);
}

TEST_F(StoreTest, AFolderWithTwoVersionsOfADocumentLoadedTwiceChangesNothing) {
  Record first = Report("pmid:1"), second = Report("pmid:1");
  second.document.text += "More.";
  Put(first);
  Put(second);
  const std::string before = Dump();
  EXPECT_EQ(Put(first), Change::kUnchanged);
  EXPECT_EQ(Put(second), Change::kUnchanged);
  EXPECT_EQ(Dump(), before);
}

TEST_F(StoreTest, AnOlderVersionDoesNotReplaceANewerOne) {
  Record newer = Report("pmid:1"), older = Report("pmid:1");
  newer.document.version = "10";
  older.document.version = "9";
  older.document.text += "Old.";
  Put(newer);
  EXPECT_EQ(Put(older), Change::kUnchanged);
}

TEST_F(StoreTest, TwoSourcesOfOneArticleStandSideBySide) {
  Record full_text = Report("pmid:1");
  full_text.document.source = "jats";
  EXPECT_EQ(Put(Report("pmid:1")), Change::kNew);
  EXPECT_EQ(Put(full_text), Change::kNew);
  EXPECT_EQ(Put(Report("pmid:1")), Change::kUnchanged);
}

TEST_F(StoreTest, AWithdrawnDocumentIsMarkedAndItsHistoryKept) {
  Put(Report("pmid:1", {Own("NCT00000001", "ClinicalTrials.gov")}));
  Record withdrawal;
  withdrawal.document.id = "pmid:1";
  withdrawal.document.deleted = true;
  EXPECT_EQ(Put(withdrawal), Change::kDeleted);
  EXPECT_EQ(Put(withdrawal), Change::kUnchanged);
  EXPECT_EQ(Number("SELECT deleted_by_run FROM document"), run_);
  EXPECT_EQ(Number("SELECT count(*) FROM current_finding"), 0);
  EXPECT_EQ(Number("SELECT count(*) FROM finding"), 1);
  EXPECT_EQ(Number("SELECT sum(value) FROM counter"), 0);
  EXPECT_TRUE(Trials().empty());
  EXPECT_EQ(Put(Report("pmid:1")), Change::kUnchanged) << "the withdrawn content does not come back";
  Record anew = Report("pmid:1");
  anew.document.text += "Republished.";
  EXPECT_EQ(Put(anew), Change::kUpdated);
  EXPECT_EQ(Number("SELECT count(*) FROM document WHERE deleted_by_run IS NULL"), 1);
}

TEST_F(StoreTest, SpansAreKeptInBytesAndInCodePoints) {
  Put(Report("pmid:1"));
  EXPECT_EQ(Number("SELECT end_byte - start_byte = length(CAST(quote AS BLOB)) FROM finding"), 1);
  EXPECT_EQ(
      Number("SELECT substr(v.text, start_char + 1, end_char - start_char) = quote FROM current_finding f "
             "JOIN document_version v ON v.id = f.version"),
      1);
  EXPECT_EQ(Number("SELECT start_byte - start_char FROM finding"), 4)
      << "two characters of three bytes stand before";
}

TEST_F(StoreTest, DocumentsThatShareAnOwnIdAreOneTrial) {
  Put(Report("pmid:1", {Own("NCT00000001", "ClinicalTrials.gov")}));
  Put(Report("pmid:2", {Own("NCT00000001", "ClinicalTrials.gov")}));
  Put(Report("pmid:3"));
  EXPECT_EQ(Trials(),
            (std::set<std::string>{"NCT00000001: NCT00000001 | pmid:1 pmid:2", "pmid:3: pmid:3 | pmid:3"}));
}

TEST_F(StoreTest, ADocumentThatNamesTwoRegistriesJoinsTheirTrials) {
  Put(Report("pmid:1", {Own("ChiCTR1", "ChiCTR")}));
  Put(Report("pmid:2", {Own("NCT00000001", "ClinicalTrials.gov")}));
  Put(Report("pmid:3", {Own("NCT00000001", "ClinicalTrials.gov"), Own("ChiCTR1", "ChiCTR")}));
  EXPECT_EQ(Trials(), (std::set<std::string>{"NCT00000001: ChiCTR1 NCT00000001 | pmid:1 pmid:2 pmid:3"}));
}

TEST_F(StoreTest, TrialsDoNotDependOnTheOrderInWhichDocumentsCome) {
  std::vector<Record> records = {
      Report("pmid:1", {Own("ChiCTR1", "ChiCTR")}),
      Report("pmid:2", {Own("NCT1", "ClinicalTrials.gov"), Own("ChiCTR1", "ChiCTR")}),
      Report("pmid:3", {Own("NCT2", "ClinicalTrials.gov"), Own("ChiCTR1", "ChiCTR")}),
      Report("pmid:4", {Own("NCT2", "ClinicalTrials.gov"), Own("NCT3", "ClinicalTrials.gov")})};
  std::vector<int> order = {0, 1, 2, 3};
  std::set<std::set<std::string>> outcomes;
  int round = 0;
  do {
    Result<Store> store = Store::Open(folder_ / (std::to_string(round++) + ".db"));
    store_ = std::move(store).value();
    run_ = StartRun("rules-1");
    for (int i : order) Put(records[static_cast<size_t>(i)]);
    outcomes.insert(Trials());
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(*outcomes.begin(), (std::set<std::string>{"NCT1: ChiCTR1 NCT1 | pmid:1 pmid:2 pmid:3",
                                                      "NCT2: NCT2 | pmid:3 pmid:4", "NCT3: NCT3 | pmid:4"}));
}

TEST_F(StoreTest, TwoIdsOfOneRegistryAreKeptApartAndTheFactIsRecorded) {
  Put(Report("pmid:1", {Own("NCT1", "ClinicalTrials.gov")}));
  Put(Report("pmid:2", {Own("NCT1", "ClinicalTrials.gov"), Own("NCT2", "ClinicalTrials.gov")}));
  EXPECT_EQ(Trials(), (std::set<std::string>{"NCT1: NCT1 | pmid:1 pmid:2", "NCT2: NCT2 | pmid:2"}));
  EXPECT_EQ(Text("SELECT kind || ' ' || document FROM discrepancy"), "several_ids pmid:2");
}

TEST_F(StoreTest, ATrialComesApartWhenTheDocumentThatJoinedItIsReadOtherwise) {
  Put(Report("pmid:1", {Own("ChiCTR1", "ChiCTR")}));
  Put(Report("pmid:2", {Own("NCT1", "ClinicalTrials.gov"), Own("ChiCTR1", "ChiCTR")}));
  run_ = StartRun("rules-2");
  Put(Report("pmid:2", {Own("NCT1", "ClinicalTrials.gov")}));
  EXPECT_EQ(Trials(), (std::set<std::string>{"ChiCTR1: ChiCTR1 | pmid:1", "NCT1: NCT1 | pmid:2"}));
}

TEST_F(StoreTest, TheSameFailureOfTheSameFileIsKeptOnce) {
  const Error error{"truncated", "the file ends inside a record"};
  EXPECT_TRUE(store_.AddFailure("a.xml", error, run_).ok());
  EXPECT_TRUE(store_.AddFailure("a.xml", error, run_).ok());
  EXPECT_TRUE(store_.AddFailure("b.xml", error, run_).ok());
  EXPECT_EQ(Number("SELECT count(*) FROM failure"), 2);
  EXPECT_EQ(Number("SELECT value FROM counter WHERE name = 'failures'"), 2);
}

TEST_F(StoreTest, AResponseIsFoundByItsDigest) {
  Response response;
  response.file = "a.xml";
  response.body = Body(nullptr, 12, std::string(64, 'c'));
  EXPECT_TRUE(store_.AddResponse(response, {"0001.warc.gz", 17, 99}).ok());
  EXPECT_TRUE(store_.AddResponse(response, {"0002.warc.gz", 0, 99}).ok()) << "the first place stands";
  const auto entry = *store_.FindResponse(std::string(64, 'c'));
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(entry->file, "0001.warc.gz");
  EXPECT_EQ(entry->offset, 17U);
  EXPECT_FALSE(store_.FindResponse("no such digest")->has_value());
}

TEST_F(StoreTest, ABatchIsOneTransaction) {
  ASSERT_TRUE(store_.Begin().ok());
  Put(Report("pmid:1"));
  EXPECT_EQ(Number("SELECT count(*) FROM counter"), 0) << "counters are written at the end";
  ASSERT_TRUE(store_.Commit().ok());
  EXPECT_EQ(Number("SELECT count(*) FROM counter"), 3);
}

TEST_F(StoreTest, AFullDiskGivesAnErrorAndNoHalfWrittenDocument) {
  Put(Report("pmid:1"));
  const std::string before = Dump();
  Record large = Report("pmid:2");
  large.document.text += std::string(1 << 20, 'x');
  ASSERT_TRUE(database().Execute("PRAGMA max_page_count = 60").ok());
  Result<Change> change = store_.Put(large, run_);
  ASSERT_FALSE(change.ok());
  EXPECT_EQ(change.error().code, "disk_full");
  EXPECT_EQ(Dump(), before);
  ASSERT_TRUE(database().Execute("PRAGMA max_page_count = 100000").ok());
  EXPECT_EQ(Put(large), Change::kNew);
}

TEST_F(StoreTest, ALockedStoreSaysSo) {
  Store other = Open();
  other.SetPatience(1);
  ASSERT_TRUE(store_.Begin().ok());
  Result<Change> change = other.Put(Report("pmid:1"), run_);
  ASSERT_FALSE(change.ok());
  EXPECT_EQ(change.error().code, "locked");
}

// A run of the miner asks again the moment it has let go; whoever waits comes first all the same.
TEST_F(StoreTest, NobodyIsPassedInTheQueueOfWriters) {
  std::filesystem::create_directory(ArchiveFolder(folder_ / "s.db"));
  Store waiting = Open();
  std::atomic<bool> wrote = false;
  ASSERT_TRUE(store_.Begin().ok());
  std::thread curator([&] { wrote = waiting.AddFailure("f", {"empty", "nothing"}, run_).ok(); });
  int batches = 0;
  for (; batches < 200 && !wrote; ++batches) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ASSERT_TRUE(store_.Commit().ok());
    ASSERT_TRUE(store_.Begin().ok());
  }
  ASSERT_TRUE(store_.Commit().ok());
  curator.join();
  EXPECT_TRUE(wrote);
  EXPECT_LT(batches, 5) << "it waited while others wrote";
}

TEST_F(StoreTest, DecisionsAreNeverChangedOrDeleted) {
  Decision decision;
  decision.fact = "f";
  decision.document = "pmid:1";
  decision.field = "dose";
  decision.action = "accept";
  decision.at = "2026-01-01T00:00:00Z";
  ASSERT_TRUE(store_.Decide(decision).ok());
  EXPECT_FALSE(database().Execute("UPDATE decision SET action = 'reject'").ok());
  EXPECT_FALSE(database().Execute("DELETE FROM decision").ok());
  EXPECT_EQ(Text("SELECT action FROM decision"), "accept");
}

TEST(StoreOpen, RefusesWhatIsNotAStore) {
  sample::TemporaryFolder folder;
  const std::string text = folder / "text", other = folder / "other.db", newer = folder / "newer.db";
  std::ofstream(text)
      << "These are a few words, by far not a database, and long enough to be looked at by anyone who "
         "expects a header of a hundred bytes.";
  ASSERT_TRUE(Database::Open(other, Database::Mode::kReadWrite)->Execute("CREATE TABLE t (x)").ok());
  ASSERT_TRUE(Store::Open(newer).ok());
  ASSERT_TRUE(Database::Open(newer, Database::Mode::kReadWrite)->Execute("PRAGMA user_version = 999").ok());
  for (const std::string& path : {text, other, newer, folder / "no/such/folder/s.db"}) {
    Result<Store> store = Store::Open(path);
    ASSERT_FALSE(store.ok()) << path;
    EXPECT_EQ(store.error().code, "store") << path;
  }
  EXPECT_EQ(Store::OpenReadOnly(folder / "missing.db").error().code, "store");
  EXPECT_FALSE(std::filesystem::exists(folder / "missing.db"));
}

}  // namespace
}  // namespace trialmine

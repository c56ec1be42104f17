#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "sample.h"
#include "store_impl.h"

namespace trialmine {
namespace {

/// Writes records in batches until it is killed; says over the pipe when the first batch is in.
[[noreturn]] void WriteForever(const std::string& path, int round, int pipe) {
  Result<Store> store = Store::Open(path);
  if (!store) ::_exit(1);
  const int64_t run = *store->StartRun({"0.1", "r" + std::to_string(round), "2026-01-01T00:00:00Z"});
  for (int n = 0;; ++n) {
    if (n % 20 == 0 && !store->Begin().ok()) ::_exit(2);
    const std::string id = "pmid:" + std::to_string(round) + "." + std::to_string(n);
    if (!store->Put(sample::Report(id, {sample::Own("NCT" + std::to_string(n % 7), "ClinicalTrials.gov")}),
                    run))
      ::_exit(3);
    if (n % 20 == 19 && !store->Commit().ok()) ::_exit(4);
    if (n == 19) (void)!::write(pipe, "x", 1);
  }
}

TEST(KilledWriter, LeavesAStoreThatOpensWithWholeDocumentsOnly) {
  sample::TemporaryFolder folder;
  const std::string path = folder / "s.db";
  std::mt19937 random(20260101);
  int64_t documents = 0;
  for (int round = 0; round < 12; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) WriteForever(path, round, ends[1]);
    char ready = 0;
    ASSERT_EQ(::read(ends[0], &ready, 1), 1);
    ::usleep(random() % 20'000);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ends[0]);
    ::close(ends[1]);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);

    Result<Store> store = Store::Open(path);
    ASSERT_TRUE(store.ok()) << store.error().detail;
    Database& database = store->impl().database;
    const auto text = [&](const char* sql) { return (*database.First(sql))->String(0); };
    EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
    EXPECT_FALSE(*database.First("PRAGMA foreign_key_check"));
    EXPECT_EQ(text("SELECT count(*) FROM reading r WHERE findings <> (SELECT count(*) FROM finding f "
                   "WHERE f.reading = r.id)"),
              "0");
    EXPECT_EQ(text("SELECT count(*) FROM document d WHERE NOT EXISTS (SELECT 1 FROM trial_document l "
                   "WHERE l.document = d.id)"),
              "0");
    EXPECT_EQ(text("SELECT (SELECT sum(value) FROM counter WHERE name = 'findings') = (SELECT count(*) FROM "
                   "finding)"),
              "1");
    const int64_t now = (*database.First("SELECT count(*) FROM document"))->Int(0);
    EXPECT_GE(now, documents + 20) << "a batch that was committed was lost";
    documents = now;
  }
}

}  // namespace
}  // namespace trialmine

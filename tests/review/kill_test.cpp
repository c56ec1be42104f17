#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <random>

#include "support.h"

// The server is killed at random instants while decisions come in: what it acknowledged is there, once.

namespace trialmine::review_test {
namespace {

constexpr int kFindings = 40;

void Fill(const std::string& path) {
  Result<Store> store = Store::Open(path);
  ASSERT_TRUE(store.ok());
  Record record = sample::Report("pmid:1");
  for (int i = 0; i < kFindings; ++i)
    sample::AddFact(record, "f" + std::to_string(i), Field::kSampleSize,
                    SampleSize{i, "randomized", "", "participants", false},
                    std::to_string(i) + " people of part " + std::to_string(i));
  ASSERT_TRUE(store->Put(record, *store->StartRun({"0.1", "r1", "2026-01-01T00:00:00Z"})).ok());
}

[[noreturn]] void ServeUntilKilled(const std::string& path, int pipe) {
  ReviewOptions options;
  options.store = path;
  options.reviewer = "Ann";
  options.token = kAnn;
  Result<ReviewServer> server = ReviewServer::Open(options, std::move(*RuleSet::BuiltIn()));
  if (!server) ::_exit(1);
  const int port = server->port();
  (void)!::write(pipe, &port, sizeof port);
  server->Serve();
  ::_exit(2);
}

/// Decides until no answer comes. A decision whose answer was lost is sent again by the next round, under its
/// key.
void DecideUntilNoAnswer(Client& client, int& next, std::vector<std::string>& acknowledged) {
  for (;;) {
    const std::string key = "k" + std::to_string(next);
    const std::string fact = "f" + std::to_string(next % kFindings);
    const std::string body =
        R"({"key":")" + key + R"(","document":"pmid:1","finding":")" + fact + R"(","action":"accept"})";
    if (client.Post("/api/decisions", body).status != 200) return;
    acknowledged.push_back(key);
    ++next;
  }
}

void KillRounds(int rounds) {
  sample::TemporaryFolder folder;
  const std::string path = folder / "s.db";
  Fill(path);
  std::mt19937 random(20261122);
  std::vector<std::string> acknowledged;
  int next = 0;
  for (int round = 0; round < rounds; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) ServeUntilKilled(path, ends[1]);
    int port = 0;
    ASSERT_EQ(::read(ends[0], &port, sizeof port), static_cast<ssize_t>(sizeof port));
    std::thread killer([&, wait = 20'000 + random() % 100'000] {
      ::usleep(static_cast<useconds_t>(wait));
      ::kill(child, SIGKILL);
    });
    {
      Client client(port);
      (void)client.Enter(kAnn);
      DecideUntilNoAnswer(client, next, acknowledged);
    }
    killer.join();
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(ends[0]);
    ::close(ends[1]);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the server ended by itself: " << WEXITSTATUS(status);
  }
  Result<Store> store = Store::Open(path);
  ASSERT_TRUE(store.ok()) << store.error().detail;
  std::map<std::string, int> kept;
  const std::vector<Decision> decisions = *Decisions(*store);
  for (const Decision& decision : decisions) ++kept[decision.key];
  for (const std::string& key : acknowledged) EXPECT_EQ(kept[key], 1) << key << " was acknowledged";
  for (const auto& [key, times] : kept) EXPECT_EQ(times, 1) << key;
  EXPECT_LE(kept.size(), acknowledged.size() + 1);
  EXPECT_GT(acknowledged.size(), static_cast<size_t>(rounds)) << "nothing much was tried";
  std::printf("%d kills, %zu decisions acknowledged, none lost, none twice\n", rounds, acknowledged.size());
}

TEST(KilledServer, LosesNoAcknowledgedDecisionAndKeepsNoneTwice) { KillRounds(10); }
TEST(SoakKilledServer, LosesNoAcknowledgedDecisionAndKeepsNoneTwice) { KillRounds(100); }

}  // namespace
}  // namespace trialmine::review_test

#pragma once

#include <gtest/gtest.h>
#include <simdjson.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "../store/sample.h"
#include "client.h"
#include "review/review.h"
#include "store/query.h"
#include "store/review.h"

// A real server on a loopback port over a store made by hand.

namespace trialmine::review_test {

/// An answer's JSON, read by pointer: `Text("/items/0/id")`.
class Json {
 public:
  explicit Json(const std::string& text) : parser_(std::make_unique<simdjson::dom::parser>()) {
    good_ = !parser_->parse(text).get(root_);
    EXPECT_TRUE(good_) << "no JSON: " << text;
  }
  explicit Json(const Answer& answer) : Json(answer.body) {}

  std::string Text(const std::string& pointer) const {
    std::string_view text;
    return good_ && !root_.at_pointer(pointer).get(text) ? std::string(text) : "(none)";
  }
  int64_t Number(const std::string& pointer) const {
    int64_t number = 0;
    return good_ && !root_.at_pointer(pointer).get(number) ? number : -1;
  }
  /// The value as JSON.
  std::string Raw(const std::string& pointer) const {
    simdjson::dom::element element;
    return good_ && !root_.at_pointer(pointer).get(element) ? std::string(simdjson::minify(element))
                                                            : "(none)";
  }
  size_t Size(const std::string& pointer) const {
    simdjson::dom::array array;
    return good_ && !root_.at_pointer(pointer).get(array) ? array.size() : 0;
  }

 private:
  std::unique_ptr<simdjson::dom::parser> parser_;
  simdjson::dom::element root_;
  bool good_ = false;
};

inline constexpr char kAnn[] = "token-of-ann-0001", kBob[] = "token-of-bob-0001",
                      kCho[] = "token-of-cho-0001", kEve[] = "token-of-eve-0001";

/// Ann, Bob and Eve review, Cho adjudicates; two decide on results.
inline constexpr char kTeam[] = R"(double = ["result"]
[[reviewer]]
name = "Ann"
token = "token-of-ann-0001"
[[reviewer]]
name = "Bob"
token = "token-of-bob-0001"
[[reviewer]]
name = "Eve"
token = "token-of-eve-0001"
[[reviewer]]
name = "Cho"
role = "adjudicator"
token = "token-of-cho-0001"
)";

/// A result of three events among thirty, in its own paragraph.
inline ResultValue Events(const std::string& arm, int64_t events, int64_t total) {
  ResultValue value;
  value.outcome = "serious adverse events";
  value.concept_id = "serious_adverse_event";
  value.arm = arm;
  value.statistic = "events";
  value.events = events;
  value.total = total;
  return value;
}

class ServerTest : public testing::Test {
 protected:
  /// Loads records as one run of the miner with these rules.
  void Mine(const std::vector<Record>& records, const std::string& rules = "r1") {
    Result<Store> store = Store::Open(path_);
    ASSERT_TRUE(store.ok()) << store.error().detail;
    const int64_t run = *store->StartRun({"0.1", rules, "2026-01-01T00:00:00Z"});
    ASSERT_TRUE(store->Begin().ok());
    for (const Record& record : records) ASSERT_TRUE(store->Put(record, run).ok());
    ASSERT_TRUE(store->Commit().ok());
    ASSERT_TRUE(store->FinishRun(run).ok());
  }

  void Start(const std::string& reviewers = kTeam) {
    ReviewOptions options;
    options.store = path_;
    options.program = "0.1";
    if (reviewers.empty()) {
      options.reviewer = "Ann";
      options.token = kAnn;
    } else {
      options.reviewers_file = folder_ / "reviewers.toml";
      FILE* file = std::fopen(options.reviewers_file.c_str(), "w");
      std::fputs(reviewers.c_str(), file);
      std::fclose(file);
    }
    Result<RuleSet> rules = RuleSet::BuiltIn();
    ASSERT_TRUE(rules.ok());
    Result<ReviewServer> server = ReviewServer::Open(options, std::move(*rules));
    ASSERT_TRUE(server.ok()) << server.error().detail;
    server_ = std::make_unique<ReviewServer>(std::move(*server));
    thread_ = std::thread([this] { server_->Serve(); });
  }

  void Stop() {
    if (!server_) return;
    // Not before it serves: stopping what has not begun stops nothing.
    (void)Client(server_->port()).Get("/");
    server_->Stop();
    thread_.join();
    server_.reset();
  }

  ~ServerTest() override { Stop(); }

  /// A browser of the bearer of that token.
  std::unique_ptr<Client> As(const char* token) {
    auto client = std::make_unique<Client>(server_->port());
    EXPECT_EQ(client->Enter(token).status, 303);
    return client;
  }

  /// The body of a decision.
  static std::string Decide(const std::string& key, const std::string& document, const std::string& finding,
                            const std::string& action, const std::string& more = {}) {
    return R"({"key":")" + key + R"(","document":")" + document + R"(","finding":")" + finding +
           R"(","action":")" + action + "\"" + (more.empty() ? "" : "," + more) + "}";
  }

  sample::TemporaryFolder folder_;
  std::string path_ = folder_ / "s.db";
  std::unique_ptr<ReviewServer> server_;
  std::thread thread_;
};

}  // namespace trialmine::review_test

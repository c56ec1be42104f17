#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "fetch/crawler.h"
#include "sample.h"
#include "store/frontier.h"
#include "store_impl.h"

// The crawl over the store's frontier: canned answers, a clock of its own, no network.

namespace trialmine {

using std::chrono::milliseconds;
using std::chrono::seconds;
using End = SourceReport::End;

inline constexpr UtcTime kStart{seconds(1'800'000'000)};

/// One source: the tasks it begins with, and what answers mean, are the test's.
class FakeSource : public Source {
 public:
  FakeSource() {
    info_.name = "fake";
    info_.by_hand = "Export the file at https://example.org/export";
  }
  const SourceInfo& info() const override { return info_; }
  Status Check(const SourceSettings&) const override { return {}; }
  Result<Start> Begin(const SourceSettings& settings, const std::string& watermark, UtcTime) const override {
    Start start;
    start.sweep.query = settings.Get("query", "all");
    start.sweep.from = watermark;
    start.sweep.to = "today";
    start.tasks = tasks;
    return start;
  }
  Reading Read(const Sweep& sweep, const Task& task, const Exchange& exchange,
               const SourceSettings&) const override {
    if (read) return read(sweep, task, exchange);
    Reading reading;
    reading.outcome = exchange.outcome;
    reading.detail = exchange.detail;
    if (exchange.outcome == Outcome::kOk) {
      reading.deliveries.push_back({task.key, exchange.response, {}});
      reading.announced = reading.delivered = 1;
    }
    return reading;
  }
  std::string Watermark(const Sweep& sweep) const override { return sweep.to; }

  std::vector<Task> tasks;
  std::function<Reading(const Sweep&, const Task&, const Exchange&)> read;

 private:
  SourceInfo info_;
};

struct Asked {
  std::string url;
  UtcTime at;
  Validators validators;
};

class FakeTransport : public Transport {
 public:
  explicit FakeTransport(UtcTime& now) : now_(now) {}

  void Submit(uint64_t id, Request request, bool) override {
    const std::string url = request.onward.empty() ? request.url : request.onward.back();
    asked.push_back({url, now_, request.validators});
    Exchange exchange = answer(request);
    exchange.request = request;
    if (!exchange.redirect_to.empty())
      exchange.redirects = request.onward.empty() ? std::vector{url} : request.onward;
    under_way_.push_back({now_ + latency, {id, std::move(exchange)}});
    most_under_way = std::max(most_under_way, under_way_.size());
  }
  std::optional<HttpClient::Done> Wait(milliseconds timeout) override {
    const auto next = std::min_element(under_way_.begin(), under_way_.end(),
                                       [](const auto& a, const auto& b) { return a.first < b.first; });
    if (next == under_way_.end() || next->first > now_ + timeout) {
      now_ += timeout;
      return std::nullopt;
    }
    now_ = std::max(now_, next->first);
    HttpClient::Done done = std::move(next->second);
    done.exchange.latency = latency;
    under_way_.erase(next);
    return done;
  }

  std::vector<std::string> Urls() const {
    std::vector<std::string> urls;
    for (const Asked& one : asked) urls.push_back(one.url.substr(one.url.rfind('/') + 1));
    return urls;
  }

  std::function<Exchange(const Request&)> answer;
  std::vector<Asked> asked;
  milliseconds latency{10};
  size_t most_under_way = 0;

 private:
  UtcTime& now_;
  std::deque<std::pair<UtcTime, HttpClient::Done>> under_way_;
};

class FakeSink : public CrawlSink {
 public:
  Status Keep(const CrawlTarget&, const Lease* lease, const Exchange&, const Reading& reading,
              bool unchanged) override {
    if (broken) return Error{"disk_full", "no room"};
    for (const Delivery& delivery : reading.deliveries) delivered.push_back(delivery.name);
    kept += lease != nullptr ? 1 : 0;
    same += unchanged ? 1 : 0;
    return {};
  }
  Status Failed(const CrawlTarget&, const Task& task, Outcome outcome, const std::string&) override {
    failed.push_back(task.key + " " + std::string(Name(outcome)));
    return {};
  }
  Result<bool> Work() override { return false; }
  Status BeforeCommit() override { return {}; }
  void Say(std::string_view level, const std::string&, const std::string& message) override {
    if (level == "warning") warnings.push_back(message);
  }
  void Progress(const CrawlReport&) override {}

  bool broken = false;
  int kept = 0, same = 0;
  std::vector<std::string> delivered, failed, warnings;
};

inline Exchange Ok(const std::string& body, const std::string& etag = "") {
  Exchange exchange;
  exchange.outcome = Outcome::kOk;
  exchange.status = 200;
  exchange.response.body = Body::FromString(body);
  exchange.validators.etag = etag;
  return exchange;
}

inline Exchange Bad(Outcome outcome, int status = 0) {
  Exchange exchange;
  exchange.outcome = outcome;
  exchange.status = status;
  exchange.detail = "it went wrong";
  return exchange;
}

class CrawlerTest : public testing::Test {
 protected:
  CrawlerTest() : store_(*Store::Open(folder_ / "s.db")), frontier_(store_), transport_(now_) {
    (void)store_.impl().database.Execute("PRAGMA synchronous = OFF");  // The disk is another test's.
    target_.name = "fake";
    target_.source = &source_;
    target_.pace.robots = false;
    target_.pace.delay = milliseconds(1000);
    options_.worker = "w";
    options_.user_agent = "trialmine/0.1 (+mailto:someone)";
    options_.is_own = [](const std::string&) { return true; };
    options_.now = [this] { return now_; };
    transport_.answer = [](const Request& request) { return Ok(request.url); };
  }

  void Pages(int count, bool recurring = false) {
    for (int i = 1; i <= count; ++i) {
      Task task;
      task.kind = "page";
      task.key = std::to_string(i);
      task.request.url = "https://example.org/" + task.key;
      task.recurring = recurring;
      source_.tasks.push_back(task);
    }
  }

  SourceReport Run() {
    options_.worker += "+";  // Every run is a process of its own.
    Result<CrawlReport> report = Crawl({target_}, options_, frontier_, transport_, sink_);
    EXPECT_TRUE(report.ok()) << report.error().detail;
    return report.ok() ? report->sources["fake"] : SourceReport{};
  }

  std::string Watermark() { return *frontier_.Watermark("fake"); }

  UtcTime now_ = kStart;
  sample::TemporaryFolder folder_;
  Store store_;
  StoreFrontier frontier_;
  FakeSource source_;
  FakeTransport transport_;
  FakeSink sink_;
  CrawlTarget target_;
  CrawlOptions options_;
};

}  // namespace trialmine

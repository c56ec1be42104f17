#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fetch/crawl_source.h"
#include "fetch/exchange.h"
#include "fetch/frontier.h"
#include "fetch/http_client.h"
#include "fetch/result.h"

// The crawl: takes tasks from the frontier, waits for each host's turn, asks, has the source say what the
// answer means, and keeps what came of it in one transaction.

namespace trialmine {

/// What carries requests out: the HTTP client, or a test's canned answers.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual void Submit(uint64_t id, Request request, bool http1_only) = 0;
  /// Sends what was submitted. Else that is done when Wait() is called next.
  virtual void Send() {}
  /// The next finished exchange; nothing where none finishes within `timeout`.
  virtual std::optional<HttpClient::Done> Wait(std::chrono::milliseconds timeout) = 0;
};

std::unique_ptr<Transport> OverHttp(HttpOptions options);

/// Whether a host is the operator's own: an address in allow_addresses, or a name that `resolve` or
/// `connect_to` leads to one.
bool IsOwnHost(const HttpOptions& http, const std::string& host);

/// The hours of the day, in UTC, in which a sweep may begin: from `from` to before `to`, over midnight where
/// that is less; all day where they are the same.
struct OpeningHours {
  int from = 0, to = 0;
  bool weekdays = false;  ///< Not on Saturdays and Sundays.
  /// `now`, or the next instant at which it is open.
  UtcTime Next(UtcTime now) const;
};

/// A source to crawl, as the operator configured it.
struct CrawlTarget {
  std::string name;  ///< The source's, or what a `[[web]]` section calls itself.
  const Source* source = nullptr;
  SourceSettings settings;
  Pace pace;   ///< As configured.
  Pace floor;  ///< The source's own: only a host of one's own (CrawlOptions::is_own) is asked faster.
  std::chrono::milliseconds backoff{1000};  ///< Doubled with each failure of a task.
  std::chrono::seconds every{86400};        ///< Between two sweeps.
  std::chrono::seconds recrawl_min{6 * 3600}, recrawl_max{30 * 86400};
  OpeningHours hours;
  bool now = false;  ///< Sweep even where it is not due.
};

struct CrawlOptions {
  std::string worker;      ///< Names this process among all on the store.
  std::string user_agent;  ///< Whose first word robots.txt files are asked about.
  bool watch = false;      ///< Go on for ever, sweeping each source whenever it is due.
  std::chrono::seconds lease{60};
  /// Without `watch`: a source that lets itself be asked again only after so long is left for the next run.
  std::chrono::seconds patience{300};
  std::chrono::seconds grace{30};  ///< What is under way when asked to stop has so long to finish.
  uint64_t seed = 0;               ///< Of the jitter.
  std::function<bool(const std::string& host)> is_own;  ///< A private mirror. None where not set.
  std::function<UtcTime()> now;
  std::function<bool()> stop;  ///< Whether to finish what is in hand and end.
};

/// What came of a source in one run.
struct SourceReport {
  enum class End : uint8_t {
    kNotDue,
    kComplete,     ///< Everything announced was delivered; the watermark moved.
    kUnfinished,   ///< Tasks are left, or failed; the next run goes on.
    kIncomplete,   ///< Ended with a gap; the watermark stands, and the next sweep begins there.
    kNeedsPerson,  ///< A challenge, a key that is refused: nothing more is asked until somebody acts.
  };
  End end = End::kNotDue;
  std::string detail;  ///< Why not complete.
  int64_t requests = 0, retries = 0, bytes = 0;
  int64_t deliveries = 0, unchanged = 0, failed = 0;
  int64_t announced = 0, delivered = 0, left = 0;  ///< Of the last sweep.
  std::map<Outcome, int64_t> outcomes;
  std::optional<UtcTime> next;  ///< When it is due again.
};

std::string_view Name(SourceReport::End end);

struct HostReport {
  int64_t requests = 0, bytes = 0, not_modified = 0, rate_limited = 0, failures = 0;
  std::chrono::milliseconds waited{0};  ///< For turns.
  std::chrono::milliseconds delay{0};   ///< As adapted last.
};

struct CrawlReport {
  std::map<std::string, SourceReport> sources;
  std::map<std::string, HostReport> hosts;
};

/// Where what is fetched goes, and what is said of it. Called on the crawl's thread, within the frontier's
/// batch; an error ends the crawl.
class CrawlSink {
 public:
  virtual ~CrawlSink() = default;
  /// An answer (or why there was none) and what it delivered. `unchanged`: not modified, or the body of the
  /// last time. `lease` is null for a robots.txt.
  virtual Status Keep(const CrawlTarget& target, const Lease* lease, const Exchange& exchange,
                      const Reading& reading, bool unchanged) = 0;
  /// A task that will not be asked again in this sweep.
  virtual Status Failed(const CrawlTarget& target, const Task& task, Outcome outcome,
                        const std::string& detail) = 0;
  /// Called once in every turn of the loop, for work of one's own in the batch. Whether more may follow
  /// without a request finishing: then the loop does not sleep for long.
  virtual Result<bool> Work() = 0;
  /// Called before a batch is committed for which what was kept must be on the disk.
  virtual Status BeforeCommit() = 0;
  /// For the log: `level` is debug, info or warning; what warns is for the operator.
  virtual void Say(std::string_view level, const std::string& source, const std::string& message) = 0;
  /// Called now and then with the state of things.
  virtual void Progress(const CrawlReport& report) = 0;
};

/// Crawls the targets until none is due (or, watching, until asked to stop). Frontier, transport and sink are
/// used on the calling thread only. `locked` where another worker crawls one of the sources; the store's
/// errors where the frontier or the sink fails.
Result<CrawlReport> Crawl(const std::vector<CrawlTarget>& targets, const CrawlOptions& options,
                          Frontier& frontier, Transport& transport, CrawlSink& sink);

}  // namespace trialmine

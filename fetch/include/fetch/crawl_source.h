#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/exchange.h"
#include "fetch/frontier.h"
#include "fetch/result.h"

// A source of documents to crawl. Each is one file in fetch/sources/ and one line in fetch/sources/all.cpp.
// A source decides what to ask and what an answer means; it never touches the network, the clock or the
// store, so that a test can hand it any answer. The crawler does the asking, waiting, retrying and keeping.

namespace trialmine {

/// How politely a source is asked where the configuration does not say otherwise.
struct Pace {
  std::chrono::milliseconds delay{1000};                   ///< Between two requests to a host.
  std::map<std::string, std::chrono::milliseconds> hosts;  ///< Delays of hosts that need another.
  int parallel = 1;
  int attempts = 5;  ///< In all, before a task has failed.
  bool http1_only = false;
  bool robots = true;  ///< Obey robots.txt. False where written terms cover the interface.
};

struct SourceInfo {
  std::string name;     ///< `pubmed`.
  std::string title;    ///< `PubMed (E-utilities)`.
  bool enabled = true;  ///< Whether it may be crawled at all.
  std::string why_off;  ///< Where it may not: why, and the documented way to get its records.
  Pace pace;
  std::string by_hand;  ///< The documented way to its records where it answers with a challenge: which file
                        ///< a person may download, from where.
  std::chrono::hours every{24};  ///< Between two sweeps.
  /// Bounds of the interval at which a recurring task is asked again: 0.8 of the last one after a change, 1.2
  /// of it after none.
  std::chrono::hours recrawl_min{6}, recrawl_max{24 * 30};
  std::vector<std::string> settings;  ///< Keys it understands in crawl.toml beyond the common ones.
};

/// A source's section of crawl.toml: its own keys, as strings or lists.
struct SourceSettings {
  std::map<std::string, std::vector<std::string>> values;
  std::string api_key;      ///< A secret: never logged, archived or stored.
  std::string tool, email;  ///< For sources that ask for them.
  /// Names this run of the program. What a source handed out in another run and does not promise to keep (a
  /// page token) is not used again.
  std::string run;
  /// The first value of a key, or `otherwise` where it is not set.
  std::string Get(std::string_view key, std::string_view otherwise = "") const;
  /// Every value of a key.
  const std::vector<std::string>& All(std::string_view key) const;
};

/// A record or page that an answer brought, to go through parse and the rest.
struct Delivery {
  std::string name;  ///< `pubmed:batch:…`, for messages.
  Response response;
  /// What the source says of the record beside its text: `license` (`CC BY`), `retracted` (`true`),
  /// `version`.
  std::map<std::string, std::string> facts;
};

/// What an answer means.
struct AnswerReading {
  /// The source's verdict, which may differ from the exchange's. kOk and kNotModified finish the task; a
  /// transient outcome has it asked again; any other has failed it, and the sweep is then not complete.
  Outcome outcome = Outcome::kOk;
  std::string detail;  ///< One sentence: why not kOk, or what is worth noting of an answer that was.
  std::vector<Task> next;
  std::vector<Delivery> deliveries;
  /// Records, added to the sweep's sums where the task is finished. Negative where something counted before
  /// is asked again from its beginning.
  int64_t announced = 0, delivered = 0;
  bool restart_sweep = false;
  std::string data_timestamp;  ///< Set where the answer told it; kept in the sweep.
};
using Reading = AnswerReading;  // Rules have readings of their own.

/// One source, a pure state machine. All its functions may be called from any thread.
///
/// A sweep is complete when every task was answered (kOk, kNotModified; for a recurring task kGone, kNotFound
/// and kDeniedByRobots too) and as many records were delivered as announced; only then does the watermark
/// move.
///
/// What the crawler sees to, so that no source need: it names the source of sweeps and tasks (a `[[web]]`
/// section gives itself one); sends the validators of recurring tasks, and of no others; drops the deliveries
/// of an answer whose body is that of the last time; and asks again, at the pace it may, what is transient.
class Source {
 public:
  virtual ~Source() = default;
  virtual const SourceInfo& info() const = 0;
  /// Refuses settings it cannot use (`bad_input`).
  virtual Status Check(const SourceSettings& settings) const = 0;
  /// The pace where the settings change it (a key that allows more).
  virtual Pace PaceFor(const SourceSettings& settings) const {
    (void)settings;
    return info().pace;
  }

  struct Start {
    Sweep sweep;              ///< query, from, to filled in.
    std::vector<Task> tasks;  ///< As Reading::next, without Task::source, which the crawler fills in.
  };
  /// A sweep of what is new since the watermark (empty: everything), as of `now`.
  virtual Result<Start> Begin(const SourceSettings& settings, const std::string& watermark,
                              UtcTime now) const = 0;
  /// The request to send for a task, secrets and time-bound parts added.
  virtual Request ToSend(const Task& task, const SourceSettings& settings) const {
    (void)settings;
    return task.request;
  }
  /// Called for every exchange, whatever its outcome. `exchange.request` is what ToSend gave. The body of a
  /// kNotModified is empty.
  virtual Reading Read(const Sweep& sweep, const Task& task, const Exchange& exchange,
                       const SourceSettings& settings) const = 0;
  /// The watermark a complete sweep leaves.
  virtual std::string Watermark(const Sweep& sweep) const = 0;
};

/// Every source there is, in the order of the README's table.
const std::vector<const Source*>& Sources();
/// Nothing where there is none of that name.
const Source* FindSource(std::string_view name);

}  // namespace trialmine

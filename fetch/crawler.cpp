#include "fetch/crawler.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "fetch/robots.h"
#include "fetch/url.h"
#include "host_gate.h"
#include "robots_cache.h"
#include "target_run.h"

namespace trialmine {
namespace {

using std::chrono::milliseconds;
using Permit = HostGate::Permit;

constexpr milliseconds kLongestSleep(200);  ///< So that a signal is soon seen.
constexpr milliseconds kBusySleep(5);       ///< While the sink has work in other hands.
constexpr int kAnswersInABatch = 64;

class HttpTransport : public Transport {
 public:
  explicit HttpTransport(HttpOptions options) : client_(std::move(options)) {}
  void Submit(uint64_t id, Request request, bool http1_only) override {
    client_.Submit(id, std::move(request), http1_only);
  }
  std::optional<HttpClient::Done> Wait(milliseconds timeout) override { return client_.Wait(timeout); }

 private:
  HttpClient client_;
};

/// A request under way.
struct Flight {
  TargetRun* run = nullptr;
  HostGate* gate = nullptr;
  Lease lease;
  std::string robots_of;  ///< The origin whose robots.txt is asked for; empty for a task.
};

class Crawler {
 public:
  Crawler(const std::vector<CrawlTarget>& targets, const CrawlOptions& options, Frontier& frontier,
          Transport& transport, CrawlSink& sink)
      : options_(options),
        frontier_(frontier),
        transport_(transport),
        sink_(sink),
        robots_(frontier, options.user_agent),
        random_(options.seed) {
    for (const CrawlTarget& target : targets)
      runs_.push_back(
          std::make_unique<TargetRun>(target, options_, frontier, sink, report_.sources[target.name]));
  }

  Result<CrawlReport> Run();

 private:
  Status LockAll();
  Status UnlockAll();
  Status Loop();
  Status Turn();
  Status Beat(UtcTime now);
  Status Commit();

  Status Advance(TargetRun& run, UtcTime now);
  Status Idle(TargetRun& run, UtcTime now);
  Status SubmitWaiting(TargetRun& run, UtcTime now);
  Result<Permit> MayAsk(TargetRun& run, const TargetRun::Waiting& waiting, UtcTime now);
  Result<Permit> MayAskByRobots(TargetRun& run, HostGate& gate, const TargetRun::Waiting& waiting,
                                milliseconds& delay, UtcTime now);
  void Submit(TargetRun& run, TargetRun::Waiting waiting);

  Status Take(HttpClient::Done done);
  Status TakeRobots(Flight flight, const Exchange& exchange, UtcTime now);
  Status TakeAnswer(Flight flight, const Exchange& exchange, UtcTime now);
  Status Finish(Flight& flight, const Exchange& exchange, Reading reading, bool unchanged, UtcTime now);
  Status Retry(Flight& flight, const Exchange& exchange, TaskResult result, UtcTime now);
  void HaltFor(TargetRun& run, const Task& task, Outcome outcome, const std::string& detail,
               const std::string& host);

  HostGate& GateOf(const Url& url);
  bool Finished() const;
  UtcTime NextWake(UtcTime now) const;

  const CrawlOptions& options_;
  Frontier& frontier_;
  Transport& transport_;
  CrawlSink& sink_;
  RobotsCache robots_;
  std::mt19937_64 random_;
  CrawlReport report_;
  std::vector<std::unique_ptr<TargetRun>> runs_;
  std::map<std::string, std::unique_ptr<HostGate>> gates_;
  std::map<std::string, bool> robots_asked_;
  std::unordered_map<uint64_t, Flight> flights_;
  uint64_t last_id_ = 0;
  bool stopping_ = false;
  UtcTime stopped_at_{};
  UtcTime beat_at_{};
  UtcTime shown_at_{};
};

// --- The loop ------------------------------------------------------------------------------------------

Result<CrawlReport> Crawler::Run() {
  if (Status locked = LockAll(); !locked) return locked.error();
  Status status = Loop();
  if (status.ok()) status = frontier_.Begin();
  for (const auto& run : runs_) {
    const UtcTime now = options_.now();
    if (!status.ok() || !run->sweeping()) continue;
    status = run->Leave(SourceReport::End::kUnfinished, "stopped before the end; the next run goes on", now);
  }
  if (status.ok()) status = Commit();
  if (status.ok()) status = UnlockAll();
  if (!status.ok()) return status.error();
  return std::move(report_);
}

Status Crawler::LockAll() {
  const UtcTime now = options_.now();
  beat_at_ = now;
  for (size_t i = 0; i < runs_.size(); ++i) {
    Status locked = frontier_.LockSource(runs_[i]->target().name, options_.worker, now, options_.lease);
    if (locked.ok()) continue;
    while (i-- > 0) (void)frontier_.UnlockSource(runs_[i]->target().name, options_.worker);
    return locked;
  }
  return {};
}

Status Crawler::UnlockAll() {
  for (const auto& run : runs_)
    if (Status status = frontier_.UnlockSource(run->target().name, options_.worker); !status) return status;
  return {};
}

Status Crawler::Loop() {
  while (true) {
    if (Status turned = Turn(); !turned) return turned;
    if (Finished()) return {};
  }
}

/// One turn: everything that can be done now, in one transaction, and then sleep until something happens. A
/// request is only sent once the transaction that leased its task is committed.
Status Crawler::Turn() {
  if (Status begun = frontier_.Begin(); !begun) return begun;
  for (int i = 0; i < kAnswersInABatch; ++i) {
    std::optional<HttpClient::Done> done = transport_.Wait(milliseconds(0));
    if (!done) break;
    if (Status taken = Take(std::move(*done)); !taken) return taken;
  }
  const UtcTime now = options_.now();
  if (!stopping_ && options_.stop && options_.stop()) {
    stopping_ = true;
    stopped_at_ = now;
  }
  for (const auto& run : runs_)
    if (Status advanced = Advance(*run, now); !advanced) return advanced;
  Result<bool> busy = sink_.Work();
  if (!busy) return busy.error();
  if (Status beat = Beat(now); !beat) return beat;
  if (Status committed = Commit(); !committed) return committed;
  if (Finished()) return {};
  const UtcTime wake = NextWake(now);
  milliseconds sleep = std::clamp(wake - options_.now(), milliseconds(0), kLongestSleep);
  if (*busy) sleep = std::min(sleep, kBusySleep);
  std::optional<HttpClient::Done> done = transport_.Wait(sleep);
  if (!done) return {};
  if (Status begun = frontier_.Begin(); !begun) return begun;
  return Take(std::move(*done));
}

Status Crawler::Commit() {
  if (Status kept = sink_.BeforeCommit(); !kept) return kept;
  return frontier_.Commit();
}

Status Crawler::Beat(UtcTime now) {
  if (now - shown_at_ >= milliseconds(1000)) {
    shown_at_ = now;
    sink_.Progress(report_);
  }
  if (now - beat_at_ < options_.lease / 3) return {};
  beat_at_ = now;
  return frontier_.Heartbeat(options_.worker, now, options_.lease);
}

bool Crawler::Finished() const {
  if (!flights_.empty()) return stopping_ && options_.now() - stopped_at_ > options_.grace;
  if (stopping_) return true;
  if (options_.watch) return false;
  return std::none_of(runs_.begin(), runs_.end(),
                      [&](const auto& run) { return run->sweeping() || !run->started; });
}

UtcTime Crawler::NextWake(UtcTime now) const {
  UtcTime wake = now + std::chrono::hours(1);
  for (const auto& run : runs_) wake = std::min(wake, std::max(run->wake, now));
  return wake;
}

// --- A source's part of the turn -------------------------------------------------------------------------

Status Crawler::Advance(TargetRun& run, UtcTime now) {
  if (stopping_) return run.sweeping() && run.in_flight == 0 ? run.PutBack(now, now) : Status();
  if (!run.sweeping()) return Idle(run, now);
  if (run.halted) {
    if (run.in_flight > 0) return {};
    const auto [end, why] = *std::exchange(run.halted, std::nullopt);
    return run.Leave(end, why, now);
  }
  if (run.wake > now) return {};
  if (!run.moved())
    if (Status filled = run.Fill(now); !filled) return filled;
  if (run.moved())
    if (Status back = run.PutBack(now, now); !back) return back;
  run.wake = HostGate::kWhenOneEnds;
  if (Status submitted = SubmitWaiting(run, now); !submitted) return submitted;
  if (run.waiting().empty() && run.in_flight == 0 && !run.halted)
    if (Status settled = run.Settle(now); !settled) return settled;
  const bool asleep = run.sweeping() && run.in_flight == 0 && run.wake > now + options_.patience;
  if (asleep && !options_.watch && run.wake != HostGate::kWhenOneEnds) {
    return run.Leave(SourceReport::End::kUnfinished,
                     "may be asked again only at " + Iso8601(run.wake) + "; the next run goes on", now);
  }
  return {};
}

/// A source between sweeps.
Status Crawler::Idle(TargetRun& run, UtcTime now) {
  if (run.started && (!options_.watch || run.wake > now)) return {};
  run.started = true;
  return run.Start(now);
}

Status Crawler::SubmitWaiting(TargetRun& run, UtcTime now) {
  std::deque<TargetRun::Waiting>& waiting = run.waiting();
  for (size_t i = 0; i < waiting.size() && !run.halted;) {
    Result<Permit> permit = MayAsk(run, waiting[i], now);
    if (!permit) return permit.error();
    switch (permit->kind) {
      case Permit::Kind::kGo: {
        TargetRun::Waiting next = std::move(waiting[i]);
        waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(i));
        Submit(run, std::move(next));
        break;
      }
      case Permit::Kind::kNever: {
        Flight denied{&run, nullptr, std::move(waiting[i].lease), {}};
        waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(i));
        Reading reading;
        reading.outcome = Outcome::kDeniedByRobots;
        reading.detail = permit->reason;
        if (Status finished = Finish(denied, {}, std::move(reading), false, now); !finished) return finished;
        break;
      }
      case Permit::Kind::kWait:
        run.wake = std::min(run.wake, permit->until);
        ++i;
        break;
      case Permit::Kind::kStopped:
        HaltFor(run, waiting[i].lease.task, Outcome::kBlocked, permit->reason, waiting[i].url.host);
        break;
    }
  }
  if (run.halted) run.wake = now;
  return {};
}

/// Whether the task may be sent now.
Result<Permit> Crawler::MayAsk(TargetRun& run, const TargetRun::Waiting& waiting, UtcTime now) {
  HostGate& gate = GateOf(waiting.url);
  milliseconds delay(0);
  if (run.target().pace.robots) {
    Result<Permit> permit = MayAskByRobots(run, gate, waiting, delay, now);
    if (!permit.ok() || permit->kind != Permit::Kind::kGo) return permit;
  }
  return gate.Ask(run.target(), delay, options_.now());
}

Result<Permit> Crawler::MayAskByRobots(TargetRun& run, HostGate& gate, const TargetRun::Waiting& waiting,
                                       milliseconds& delay, UtcTime now) {
  const std::string origin = waiting.url.Origin();
  if (robots_asked_[origin]) return Permit{Permit::Kind::kWait, HostGate::kWhenOneEnds, {}};
  Result<const RobotsCache::Known*> known = robots_.Find(origin, now);
  if (!known) return known.error();
  if (*known == nullptr) {
    Result<Permit> permit = gate.Ask(run.target(), milliseconds(0), options_.now());
    if (!permit.ok() || permit->kind != Permit::Kind::kGo) return permit;
    robots_asked_[origin] = true;
    const uint64_t id = ++last_id_;
    flights_[id] = {&run, &gate, {}, origin};
    ++run.in_flight;
    transport_.Submit(id, RobotsRequest(waiting.url.text).value_or(Request{}), run.target().pace.http1_only);
    return Permit{Permit::Kind::kWait, HostGate::kWhenOneEnds, {}};
  }
  if (!(*known)->reachable) return Permit{Permit::Kind::kWait, (*known)->use_until, {}};
  if (!(*known)->rules.Allows(waiting.url.text)) {
    return Permit{Permit::Kind::kNever, {}, "the robots.txt of " + origin + " does not allow it"};
  }
  delay = (*known)->rules.crawl_delay().value_or(milliseconds(0));
  return Permit{};
}

void Crawler::Submit(TargetRun& run, TargetRun::Waiting waiting) {
  const CrawlTarget& target = run.target();
  Request request = target.source->ToSend(waiting.lease.task, target.settings);
  if (waiting.lease.task.recurring && !waiting.lease.sha256.empty())
    request.validators = waiting.lease.validators;
  const uint64_t id = ++last_id_;
  flights_[id] = {&run, &GateOf(waiting.url), std::move(waiting.lease), {}};
  ++run.in_flight;
  ++run.report().requests;
  transport_.Submit(id, std::move(request), target.pace.http1_only);
}

// --- Answers ---------------------------------------------------------------------------------------------

Status Crawler::Take(HttpClient::Done done) {
  const auto found = flights_.find(done.id);
  if (found == flights_.end()) return {};
  Flight flight = std::move(found->second);
  flights_.erase(found);
  const UtcTime now = options_.now();
  --flight.run->in_flight;
  flight.run->wake = now;
  flight.run->report().bytes += static_cast<int64_t>(done.exchange.wire_bytes);
  for (const auto& run : runs_)  // Another source may wait for the same host.
    if (run->wake == HostGate::kWhenOneEnds) run->wake = now;
  return flight.robots_of.empty() ? TakeAnswer(std::move(flight), done.exchange, now)
                                  : TakeRobots(std::move(flight), done.exchange, now);
}

Status Crawler::TakeRobots(Flight flight, const Exchange& exchange, UtcTime now) {
  robots_asked_.erase(flight.robots_of);
  const RobotsRecord record = ReadRobots(exchange, now);
  const CrawlTarget& target = flight.run->target();
  Outcome verdict = exchange.outcome;
  if (verdict == Outcome::kBlocked) verdict = Outcome::kServerError;  // It closes the site, but not for good.
  if (Status ended = flight.gate->Ended(exchange, verdict, target, now, random_); !ended) return ended;
  if (Status put = robots_.Put(flight.robots_of, record); !put) return put;
  if (record.access == RobotsRecord::Access::kNone) {
    sink_.Say("info", target.name,
              "the robots.txt of " + flight.robots_of + " could not be had: " + record.reason +
                  "; nothing is asked there before " + Iso8601(record.use_until));
  }
  return sink_.Keep(target, nullptr, exchange, {}, false);
}

Status Crawler::TakeAnswer(Flight flight, const Exchange& exchange, UtcTime now) {
  const CrawlTarget& target = flight.run->target();
  Reading reading = target.source->Read(flight.run->sweep(), flight.lease.task, exchange, target.settings);
  const bool same = reading.outcome == Outcome::kOk && flight.lease.task.recurring &&
                    exchange.response.body.sha256() == flight.lease.sha256;
  const bool unchanged = same || exchange.outcome == Outcome::kNotModified;
  if (unchanged || !IsAnswer(reading.outcome)) reading.deliveries.clear();
  if (Status ended = flight.gate->Ended(exchange, reading.outcome, target, now, random_); !ended)
    return ended;
  if (Status kept = sink_.Keep(target, &flight.lease, exchange, reading, unchanged); !kept) return kept;
  return Finish(flight, exchange, std::move(reading), unchanged, now);
}

Status Crawler::Finish(Flight& flight, const Exchange& exchange, Reading reading, bool unchanged,
                       UtcTime now) {
  TargetRun& run = *flight.run;
  const CrawlTarget& target = run.target();
  const Outcome outcome = reading.outcome;
  SourceReport& report = run.report();
  ++report.outcomes[outcome];
  report.deliveries += static_cast<int64_t>(reading.deliveries.size());
  report.unchanged += unchanged ? 1 : 0;
  TaskResult result;
  result.outcome = outcome;
  result.detail = reading.detail.empty() && !IsAnswer(outcome) ? exchange.detail : std::move(reading.detail);
  result.data_timestamp = std::move(reading.data_timestamp);
  const bool halts =
      outcome == Outcome::kBlocked ||
      (!flight.lease.task.recurring && (outcome == Outcome::kAuthNeeded || outcome == Outcome::kTls));
  if (halts) {
    const std::string host = flight.gate ? ParseUrl(flight.lease.task.request.url)->host : "";
    HaltFor(run, flight.lease.task, outcome, result.detail, host);
    result.retry_at = now;
    result.counts_as_attempt = false;
    return frontier_.Finish(flight.lease, result, now);
  }
  if (IsTransient(outcome) && !reading.restart_sweep) return Retry(flight, exchange, std::move(result), now);
  result.restart_sweep = reading.restart_sweep;
  if (reading.restart_sweep) run.MarkMoved();
  run.NoteData(result.data_timestamp);
  result.next = std::move(reading.next);
  for (Task& task : result.next) task.source = target.name;
  result.announced = reading.announced;
  result.delivered = reading.delivered;
  const bool not_modified = exchange.outcome == Outcome::kNotModified;
  const bool has_validators = !exchange.validators.etag.empty() || !exchange.validators.last_modified.empty();
  result.validators = not_modified && !has_validators ? flight.lease.validators : exchange.validators;
  result.sha256 = not_modified ? flight.lease.sha256 : exchange.response.body.sha256();
  result.interval = NextInterval(flight.lease.interval, outcome == Outcome::kOk && !unchanged,
                                 {target.every, target.recrawl_min, target.recrawl_max});
  if (!IsAnswer(outcome)) {
    ++report.failed;
    if (Status failed = sink_.Failed(target, flight.lease.task, outcome, result.detail); !failed)
      return failed;
  }
  return frontier_.Finish(flight.lease, result, now);
}

Status Crawler::Retry(Flight& flight, const Exchange& exchange, TaskResult result, UtcTime now) {
  const CrawlTarget& target = flight.run->target();
  const int attempts = flight.lease.attempts + 1;
  if (attempts >= target.pace.attempts) {
    ++flight.run->report().failed;
    result.interval = target.recrawl_min;
    Status failed = sink_.Failed(target, flight.lease.task, result.outcome, result.detail);
    return failed.ok() ? frontier_.Finish(flight.lease, result, now) : failed;
  }
  Result<UtcTime> again = flight.gate->RetryAt(attempts, exchange, target, now, random_);
  if (!again) return again.error();
  ++flight.run->report().retries;
  result.retry_at = *again;
  sink_.Say("debug", target.name,
            flight.lease.task.key + ": " + std::string(Name(result.outcome)) + ", again at " +
                Iso8601(*again) + ": " + result.detail);
  return frontier_.Finish(flight.lease, result, now);
}

/// Stops a source for this run: a person is needed.
void Crawler::HaltFor(TargetRun& run, const Task& task, Outcome outcome, const std::string& detail,
                      const std::string& host) {
  if (run.halted) return;
  std::string why = detail;
  if (outcome == Outcome::kBlocked) {
    const SourceInfo& info = run.target().source->info();
    why = host + " turns programs away (" + detail + "); nothing more is asked there. " +
          (info.by_hand.empty() ? "Download what you need in a browser and give the files to `trialmine mine`"
                                : info.by_hand) +
          "; `trialmine sources --resume " + host + "` asks again";
  } else if (outcome == Outcome::kAuthNeeded) {
    why = "the source refuses access (" + detail + "); check api_key and settings";
  } else {
    why = "no trusted connection to " + host + " (" + detail + ") for " + task.key;
  }
  run.halted = {SourceReport::End::kNeedsPerson, why};
}

HostGate& Crawler::GateOf(const Url& url) {
  std::unique_ptr<HostGate>& gate = gates_[url.host + ":" + std::to_string(url.port)];
  if (!gate) {
    const bool own = options_.is_own && options_.is_own(url.host);
    gate = std::make_unique<HostGate>(url.host, url.port, own, frontier_, report_.hosts[url.host]);
  }
  return *gate;
}

}  // namespace

std::string_view Name(SourceReport::End end) {
  switch (end) {
    case SourceReport::End::kNotDue:
      return "not_due";
    case SourceReport::End::kComplete:
      return "complete";
    case SourceReport::End::kUnfinished:
      return "unfinished";
    case SourceReport::End::kIncomplete:
      return "incomplete";
    case SourceReport::End::kNeedsPerson:
      return "needs_person";
  }
  return "";
}

std::unique_ptr<Transport> OverHttp(HttpOptions options) {
  return std::make_unique<HttpTransport>(std::move(options));
}

Result<CrawlReport> Crawl(const std::vector<CrawlTarget>& targets, const CrawlOptions& options,
                          Frontier& frontier, Transport& transport, CrawlSink& sink) {
  return Crawler(targets, options, frontier, transport, sink).Run();
}

}  // namespace trialmine

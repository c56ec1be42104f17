#include "fetch/crawler.h"

#include <algorithm>
#include <utility>

#include "crawl_loop.h"
#include "fetch/robots.h"

namespace trialmine {
namespace {

using std::chrono::milliseconds;
using Permit = HostGate::Permit;

constexpr milliseconds kLongestSleep(200);  ///< So that a signal is soon seen.
constexpr milliseconds kBusySleep(5);       ///< While the sink has work in other hands.
constexpr int kAnswersInABatch = 64;
constexpr milliseconds kLongestHold(50);
constexpr milliseconds kLongestUnsynced(50);

class HttpTransport : public Transport {
 public:
  explicit HttpTransport(HttpOptions options) : client_(std::move(options)) {}
  void Submit(uint64_t id, Request request, bool http1_only) override {
    client_.Submit(id, std::move(request), http1_only);
  }
  void Send() override { client_.Perform(); }
  std::optional<HttpClient::Done> Wait(milliseconds timeout) override { return client_.Wait(timeout); }

 private:
  HttpClient client_;
};

}  // namespace

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
/// request is only sent once the transaction that leased its task is committed: where they are leased ahead
/// that was an earlier one, and the answers come while this one is written to the disk.
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
  if (std::exchange(may_send_, true)) transport_.Send();
  Result<bool> busy = sink_.Work();
  if (!busy) return busy.error();
  if (Status beat = Beat(now); !beat) return beat;
  const bool hold = MayHoldCommit(now);
  if (!hold)
    if (Status committed = Commit(); !committed) return committed;
  if (Finished()) return {};
  const UtcTime wake = NextWake(now);
  milliseconds sleep = std::clamp(wake - options_.now(), milliseconds(0), kLongestSleep);
  if (*busy || hold) sleep = std::min(sleep, kBusySleep);
  std::optional<HttpClient::Done> done = transport_.Wait(sleep);
  if (!done) return {};
  if (Status begun = frontier_.Begin(); !begun) return begun;
  return Take(std::move(*done));
}

/// What is committed survives a kill. For a power cut, the archive must be on the disk first: where few
/// requests are under way it is, always; where many are, it is every so often and before a sweep ends, and
/// what a power cut took is found at the next start.
Status Crawler::Commit() {
  const UtcTime now = options_.now();
  const bool sync =
      now - synced_at_ >= kLongestUnsynced ||
      std::any_of(runs_.begin(), runs_.end(), [](const auto& run) { return run->needs_disk(); });
  if (sync) {
    synced_at_ = now;
    if (Status kept = sink_.BeforeCommit(); !kept) return kept;
  }
  if (Status committed = frontier_.Commit(); !committed) return committed;
  committed_at_ = options_.now();
  for (const auto& run : runs_) run->NoteCommit(committed_at_);
  return {};
}

/// Whether answers may wait for more of them to be committed at once: where many requests are under way and
/// none waits for its turn, as long as others can be sent meanwhile.
bool Crawler::MayHoldCommit(UtcTime now) const {
  if (stopping_ || flights_.empty() || now - committed_at_ >= kLongestHold) return false;
  return std::all_of(runs_.begin(), runs_.end(), [](const auto& run) {
    return !run->sweeping() || (run->is_unpaced() && run->can_send_uncommitted());
  });
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
  run.why_asleep.clear();
  if (Status submitted = SubmitWaiting(run, now); !submitted) return submitted;
  if (run.waiting().empty() && run.in_flight == 0 && !run.halted)
    if (Status settled = run.Settle(now); !settled) return settled;
  const bool asleep = run.sweeping() && run.in_flight == 0 && run.wake > now + options_.patience;
  if (asleep && !options_.watch && run.wake != HostGate::kWhenOneEnds) {
    const std::string why = run.why_asleep.empty() ? "" : " (" + run.why_asleep + ")";
    return run.Leave(SourceReport::End::kUnfinished,
                     "may be asked again only at " + Iso8601(run.wake) + why + "; the next run goes on", now);
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
    if (run.leases_ahead() && waiting[i].is_new) break;
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
        Flight denied{&run, &GateOf(waiting[i].url), std::move(waiting[i].lease), {}};
        waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(i));
        Reading reading;
        reading.outcome = permit->outcome;
        reading.detail = permit->reason;
        if (Status finished = Finish(denied, {}, std::move(reading), false, now); !finished) return finished;
        break;
      }
      case Permit::Kind::kWait:
        if (permit->until < run.wake) run.why_asleep = permit->reason;
        run.wake = std::min(run.wake, permit->until);
        ++i;
        break;
      case Permit::Kind::kStopped:
        HaltFor(run, GateOf(waiting[i].url), waiting[i].lease.task, Outcome::kBlocked, permit->reason);
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
  if (const auto refused = refused_.find(origin); refused != refused_.end())
    return Permit{Permit::Kind::kNever, {}, refused->second, Outcome::kAddressRefused};
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
  if (!(*known)->reachable)
    return Permit{Permit::Kind::kWait, (*known)->use_until, origin + ": " + (*known)->reason};
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
  request.hand_back_redirects = true;  // Each hop is asked as if it had been the first.
  request.onward = std::move(waiting.onward);
  if (!waiting.method.empty() && waiting.method != request.method) {
    request.method = std::move(waiting.method);
    request.body.clear();
  }
  if (!run.leases_ahead()) may_send_ = false;
  const uint64_t id = ++last_id_;
  flights_[id] = {&run, &GateOf(waiting.url), std::move(waiting.lease), {}};
  ++run.in_flight;
  ++run.report().requests;
  transport_.Submit(id, std::move(request), target.pace.http1_only);
}

HostGate& Crawler::GateOf(const Url& url) {
  std::unique_ptr<HostGate>& gate = gates_[url.host + ":" + std::to_string(url.port)];
  if (!gate) {
    const bool own = options_.is_own && options_.is_own(url.host);
    gate = std::make_unique<HostGate>(url.host, url.port, own, frontier_, report_.hosts[url.host]);
  }
  return *gate;
}

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

#include <utility>

#include "crawl_loop.h"
#include "fetch/robots.h"

namespace trialmine {
namespace {

/// What finishing the task changes, where its answer is final.
TaskResult ResultOf(const CrawlTarget& target, const Lease& lease, const Exchange& exchange, Reading reading,
                    bool unchanged) {
  TaskResult result;
  result.outcome = reading.outcome;
  result.detail = std::move(reading.detail);
  if (result.detail.empty() && !IsAnswer(reading.outcome)) result.detail = exchange.detail;
  result.data_timestamp = std::move(reading.data_timestamp);
  result.restart_sweep = reading.restart_sweep;
  result.next = std::move(reading.next);
  for (Task& task : result.next) task.source = target.name;
  result.announced = reading.announced;
  result.delivered = reading.delivered;
  const bool not_modified = exchange.outcome == Outcome::kNotModified;
  const Validators& said = exchange.validators;
  result.validators =
      not_modified && said.etag.empty() && said.last_modified.empty() ? lease.validators : said;
  result.sha256 = not_modified ? lease.sha256 : exchange.response.body.sha256();
  result.interval = NextInterval(lease.interval, reading.outcome == Outcome::kOk && !unchanged,
                                 {target.every, target.recrawl_min, target.recrawl_max});
  return result;
}

/// Whether the whole source is to be left alone after this.
bool NeedsPerson(Outcome outcome, const Task& task) {
  if (outcome == Outcome::kBlocked) return true;
  return !task.recurring && (outcome == Outcome::kAuthNeeded || outcome == Outcome::kTls);
}

}  // namespace

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
  if (!flight.robots_of.empty()) return TakeRobots(std::move(flight), done.exchange, now);
  if (!done.exchange.redirect_to.empty())
    return TakeRedirect(std::move(flight), std::move(done.exchange), now);
  return TakeAnswer(std::move(flight), done.exchange, now);
}

/// Goes on to where a redirect leads once that host's robots.txt, pace and state allow it, like any other
/// request.
Status Crawler::TakeRedirect(Flight flight, Exchange exchange, UtcTime now) {
  TargetRun& run = *flight.run;
  if (Status ended = flight.gate->Ended(exchange, Outcome::kOk, run.target(), now, random_); !ended)
    return ended;
  std::optional<Url> url = ParseUrl(exchange.redirect_to);
  if (!url) return {};
  std::vector<std::string> onward = std::move(exchange.redirects);
  onward.push_back(std::move(exchange.redirect_to));
  run.waiting().push_front(
      {std::move(flight.lease), std::move(*url), std::move(onward), exchange.request.method, false});
  return {};
}

Status Crawler::TakeRobots(Flight flight, const Exchange& exchange, UtcTime now) {
  robots_asked_.erase(flight.robots_of);
  const RobotsRecord record = ReadRobots(exchange, now);
  const CrawlTarget& target = flight.run->target();
  Outcome verdict = exchange.outcome;
  if (verdict == Outcome::kBlocked) verdict = Outcome::kServerError;  // It closes the site, but not for good.
  if (Status ended = flight.gate->Ended(exchange, verdict, target, now, random_); !ended) return ended;
  if (exchange.outcome == Outcome::kAddressRefused) {
    refused_[flight.robots_of] = exchange.detail;
    return {};
  }
  if (Status put = robots_.Put(flight.robots_of, record); !put) return put;
  if (record.access == RobotsRecord::Access::kNone) {
    sink_.Say("info", target.name,
              flight.robots_of + ": " + record.reason + "; nothing is asked there before " +
                  Iso8601(record.use_until));
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
  const Task& task = flight.lease.task;
  SourceReport& report = run.report();
  ++report.outcomes[reading.outcome];
  report.deliveries += static_cast<int64_t>(reading.deliveries.size());
  report.unchanged += unchanged ? 1 : 0;
  const bool transient = IsTransient(reading.outcome) && !reading.restart_sweep;
  TaskResult result = ResultOf(target, flight.lease, exchange, std::move(reading), unchanged);
  if (NeedsPerson(result.outcome, task)) {
    HaltFor(run, *flight.gate, task, result.outcome, result.detail);
    result.retry_at = now;
    result.counts_as_attempt = false;
    return frontier_.Finish(flight.lease, result, now);
  }
  if (transient) return Retry(flight, exchange, std::move(result), now);
  if (result.restart_sweep) run.MarkMoved();
  run.NoteData(result.data_timestamp);
  if (!IsAnswer(result.outcome)) {
    ++report.failed;
    if (Status failed = sink_.Failed(target, task, result.outcome, result.detail); !failed) return failed;
  }
  return frontier_.Finish(flight.lease, result, now);
}

Status Crawler::Retry(Flight& flight, const Exchange& exchange, TaskResult result, UtcTime now) {
  const CrawlTarget& target = flight.run->target();
  const int attempts = flight.lease.attempts + 1;
  if (attempts >= target.pace.attempts) {
    ++flight.run->report().failed;
    result.next.clear();  // Whatever a torn answer seemed to say.
    result.announced = result.delivered = 0;
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
void Crawler::HaltFor(TargetRun& run, const HostGate& gate, const Task& task, Outcome outcome,
                      const std::string& detail) {
  if (run.halted) return;
  const std::string& host = gate.name();
  std::string why;
  if (outcome == Outcome::kBlocked) {
    const std::string& by_hand = run.target().source->info().by_hand;
    why = host + " turns programs away (" + detail + "); nothing more is asked there. " +
          (by_hand.empty() ? "Download what you need in a browser and give the files to `trialmine mine`"
                           : by_hand) +
          "; `trialmine sources --resume " + host + "` asks again";
  } else if (outcome == Outcome::kAuthNeeded) {
    why = "the source refuses access (" + detail + "); check api_key and settings";
  } else {
    why = "no trusted connection to " + host + " (" + detail + ") for " + task.key;
  }
  run.halted = {SourceReport::End::kNeedsPerson, why};
}

}  // namespace trialmine

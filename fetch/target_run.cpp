#include "target_run.h"

#include <algorithm>

#include "host_gate.h"

namespace trialmine {
namespace {

/// Tasks held beyond those that may be under way, so that one slow host does not stop a site's others.
constexpr size_t kAhead = 4;
constexpr int kMostRestarts = 3;

std::string Tasks(int64_t count) { return std::to_string(count) + (count == 1 ? " task" : " tasks"); }

}  // namespace

Status TargetRun::Start(UtcTime now) {
  if (!target_.now && target_.hours.Next(now) > now) return Sleep(now);
  Result<std::optional<Sweep>> open = frontier_.OpenSweep(target_.name);
  if (!open) return open.error();
  if (*open) return Resume(std::move(**open), now);
  Result<bool> due = IsDue(now);
  if (!due) return due.error();
  return *due ? Begin(now) : Sleep(now);
}

Result<bool> TargetRun::IsDue(UtcTime now) {
  if (target_.now && !swept_) return true;
  Result<std::optional<UtcTime>> last = frontier_.LastSweep(target_.name);
  if (!last) return last.error();
  if (!*last || **last + target_.every <= now) return true;
  Result<std::optional<UtcTime>> task = frontier_.NextDue(target_.name);
  if (!task) return task.error();
  return task->has_value() && **task <= now;
}

/// Sleeps until the next sweep is due.
Status TargetRun::Sleep(UtcTime now) {
  Result<std::optional<UtcTime>> last = frontier_.LastSweep(target_.name);
  if (!last) return last.error();
  Result<std::optional<UtcTime>> task = frontier_.NextDue(target_.name);
  if (!task) return task.error();
  wake = *last ? **last + target_.every : now;
  if (*task) wake = std::min(wake, std::max(**task, now));
  wake = target_.hours.Next(std::max(wake, now));
  report_.next = wake;
  return {};
}

/// Goes on where the last run stopped, unless the operator has since changed what is asked for.
Status TargetRun::Resume(Sweep open, UtcTime now) {
  Result<std::string> watermark = frontier_.Watermark(target_.name);
  if (!watermark) return watermark.error();
  Result<Source::Start> start = target_.source->Begin(target_.settings, *watermark, now);
  if (!start) return start.error();
  sweep_ = std::move(open);
  if (start->sweep.query != sweep_->query) {
    if (Status ended = End(false, "the settings have changed", now); !ended) return ended;
    return Begin(now);
  }
  if (sweep_->open == 0 && sweep_->failed > 0) done_before_retry_ = sweep_->done;
  sink_.Say("info", target_.name,
            "goes on with the sweep of " + sweep_->started_at + ": " + Tasks(sweep_->open + sweep_->failed) +
                " left");
  wake = now;
  return sweep_->failed > 0 ? frontier_.ReopenFailed(sweep_->id) : Status();
}

Status TargetRun::Begin(UtcTime now) {
  Result<std::string> watermark = frontier_.Watermark(target_.name);
  if (!watermark) return watermark.error();
  Result<Source::Start> start = target_.source->Begin(target_.settings, *watermark, now);
  if (!start) return start.error();
  start->sweep.source = target_.name;
  for (Task& task : start->tasks) task.source = target_.name;
  Result<Sweep> begun = frontier_.BeginSweep(start->sweep, start->tasks, now);
  if (!begun) return begun.error();
  sweep_ = std::move(*begun);
  swept_ = true;
  moved_ = false;
  done_before_retry_.reset();
  wake = now;
  sink_.Say("info", target_.name,
            "begins a sweep" + (watermark->empty() ? std::string() : " from " + *watermark) + ": " +
                Tasks(sweep_->open));
  return {};
}

Status TargetRun::FailNow(const Lease& lease, Outcome outcome, const std::string& detail, UtcTime now) {
  TaskResult result;
  result.outcome = outcome;
  result.detail = detail;
  result.interval = target_.recrawl_max;
  ++report_.failed;
  ++report_.outcomes[outcome];
  if (Status failed = sink_.Failed(target_, lease.task, outcome, detail); !failed) return failed;
  return frontier_.Finish(lease, result, now);
}

Status TargetRun::Fill(UtcTime now) {
  const auto parallel = static_cast<size_t>(std::max(target_.pace.parallel, 1));
  const size_t enough = parallel + (leases_ahead() ? kTimesAhead * parallel : kAhead);
  while (waiting_.size() + static_cast<size_t>(in_flight) < enough) {
    Result<std::optional<Lease>> lease = frontier_.Take(target_.name, options_.worker, now, options_.lease);
    if (!lease) return lease.error();
    if (!*lease) return {};
    std::optional<Url> url = ParseUrl((*lease)->task.request.url);
    if (url && url->IsHttp()) {
      waiting_.push_back({std::move(**lease), std::move(*url), {}, {}, true});
      continue;
    }
    const std::string& said = (*lease)->task.request.url;
    if (Status failed = FailNow(**lease, Outcome::kAddressRefused, said + " is not an http(s) URL", now);
        !failed)
      return failed;
  }
  return {};
}

Status TargetRun::PutBack(UtcTime until, UtcTime now) {
  TaskResult back;
  back.counts_as_attempt = false;
  back.retry_at = until;
  for (const Waiting& waiting : waiting_) {
    back.outcome = Outcome::kNetwork;
    if (Status put = frontier_.Finish(waiting.lease, back, now); !put) return put;
  }
  waiting_.clear();
  return {};
}

Status TargetRun::End(bool complete, const std::string& why, UtcTime now) {
  ended_ = true;
  const std::string watermark = complete ? target_.source->Watermark(*sweep_) : "";
  if (Status ended = frontier_.EndSweep(sweep_->id, complete, watermark, why, now); !ended) return ended;
  report_.end = complete ? SourceReport::End::kComplete : SourceReport::End::kIncomplete;
  report_.detail = why;
  report_.announced = sweep_->announced;
  report_.delivered = sweep_->delivered;
  report_.left = 0;
  sink_.Say(complete ? "info" : "warning", target_.name,
            complete ? "the sweep is complete: " + std::to_string(sweep_->delivered) + " records" : why);
  sweep_.reset();
  return Sleep(now);
}

Status TargetRun::Settle(UtcTime now) {
  Result<std::optional<Sweep>> current = frontier_.OpenSweep(target_.name);
  if (!current) return current.error();
  if (*current) sweep_ = std::move(**current);
  if (moved_) {
    const bool again = ++restarts_ <= kMostRestarts;
    const std::string why = "the source's data changed during the sweep";
    if (Status ended = End(false, why, now); !ended) return ended;
    return again ? Begin(now) : Status();
  }
  report_.left = sweep_->open + sweep_->failed;
  if (sweep_->open > 0) {
    Result<std::optional<UtcTime>> due = frontier_.NextDue(target_.name);
    if (!due) return due.error();
    wake = std::max(due->value_or(now), now + std::chrono::milliseconds(1));
    return {};
  }
  if (sweep_->failed > 0) {
    const std::string why = Tasks(sweep_->failed) + " failed";
    // As long as asking again gets something done, it is worth a further run.
    if (done_before_retry_ == sweep_->done) return End(false, why + " again", now);
    return Leave(SourceReport::End::kUnfinished, why + "; the next run asks again", now);
  }
  if (sweep_->delivered != sweep_->announced) {
    return End(false,
               "announced " + std::to_string(sweep_->announced) + " records, delivered " +
                   std::to_string(sweep_->delivered),
               now);
  }
  return End(true, "", now);
}

Status TargetRun::Leave(SourceReport::End end, const std::string& why, UtcTime now) {
  if (Status back = PutBack(now, now); !back) return back;
  if (Result<std::optional<Sweep>> current = frontier_.OpenSweep(target_.name); current.ok() && *current) {
    report_.announced = (*current)->announced;
    report_.delivered = (*current)->delivered;
    report_.left = (*current)->open + (*current)->failed;
  }
  report_.end = end;
  report_.detail = why;
  sweep_.reset();
  wake = now + target_.every;
  report_.next = wake;
  sink_.Say("warning", target_.name, why);
  return frontier_.NoteTrouble(target_.name, why, now);
}

}  // namespace trialmine

#include "crawl_plan.h"

#include <sys/stat.h>

#include <algorithm>
#include <optional>

#include "store/frontier.h"

namespace trialmine {
namespace {

constexpr size_t kShown = 5;

std::string Plural(int64_t count, const std::string& word) {
  return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

/// What the store knows of a source; everything is new where there is no store.
struct Known {
  std::string watermark;
  std::optional<Sweep> open;
  std::optional<UtcTime> last, next_due;
};

Result<Known> Look(StoreFrontier& frontier, const std::string& source) {
  Known known;
  Result<std::string> watermark = frontier.Watermark(source);
  if (!watermark) return watermark.error();
  Result<std::optional<Sweep>> open = frontier.OpenSweep(source);
  if (!open) return open.error();
  Result<std::optional<UtcTime>> last = frontier.LastSweep(source);
  if (!last) return last.error();
  Result<std::optional<UtcTime>> due = frontier.NextDue(source);
  if (!due) return due.error();
  return Known{*watermark, *open, *last, *due};
}

Status AppendPlan(const CrawlTarget& target, const Known& known, UtcTime now, std::string& out) {
  const std::chrono::milliseconds delay = std::max(target.pace.delay, std::chrono::milliseconds(0));
  out += target.name + "  (" + target.source->info().title + ")\n";
  if (known.open) {
    const int64_t left = known.open->open + known.open->failed;
    out += "  goes on with the sweep of " + known.open->started_at + ": " + Plural(left, "request") +
           " known, " + SayDuration(delay * left) + " at one in " + SayDuration(delay) + "\n";
    return {};
  }
  const bool due = target.now || !known.last || *known.last + target.every <= now;
  if (!due && !(known.next_due && *known.next_due <= now)) {
    out += "  is not due before " + Iso8601(*known.last + target.every) + "\n";
    return {};
  }
  Result<Source::Start> start = target.source->Begin(target.settings, known.watermark, now);
  if (!start) return start.error();
  const auto count = static_cast<int64_t>(start->tasks.size());
  out += "  begins a sweep " + (known.watermark.empty() ? "of everything" : "from " + known.watermark) +
         ": " + Plural(count, "request") + " to begin with, " + SayDuration(delay * count) + " at one in " +
         SayDuration(delay) + "; more follow from the answers\n";
  for (size_t i = 0; i < std::min(start->tasks.size(), kShown); ++i)
    out += "    " + start->tasks[i].request.method + " " + start->tasks[i].request.url + "\n";
  if (start->tasks.size() > kShown)
    out += "    and " + std::to_string(start->tasks.size() - kShown) + " more\n";
  return {};
}

}  // namespace

ExitCode PrintPlan(const CrawlConfig& config) {
  const UtcTime now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  struct stat info;
  std::optional<Store> store;
  if (::stat(config.store.c_str(), &info) == 0) {
    Result<Store> opened = Store::OpenReadOnly(config.store);
    if (!opened) return Fail(config.store, opened.error());
    store = std::move(*opened);
  }
  std::string out;
  for (const CrawlTarget& target : config.targets) {
    Known known;
    if (store) {
      StoreFrontier frontier(*store);
      Result<Known> looked = Look(frontier, target.name);
      if (!looked) return Fail(config.store, looked.error());
      known = std::move(*looked);
    }
    if (Status planned = AppendPlan(target, known, now, out); !planned)
      return Fail(target.name, planned.error());
  }
  for (const CrawlConfig::Off& off : config.off) out += off.name + "  is off: " + off.why + "\n";
  Output output;
  Status status = output.Write(out);
  if (status.ok()) status = output.Flush();
  return status.ok() ? kDone : Fail("standard output", status.error());
}

}  // namespace trialmine

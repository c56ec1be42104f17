// `trialmine mine`: reads documents into a store, with every response kept whole in the archive beside it.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>

#include "command.h"
#include "fetch/archive.h"
#include "interrupt.h"
#include "mine_summary.h"
#include "pending.h"
#include "pipeline.h"
#include "progress.h"
#include "rules.h"
#include "store/store.h"
#include "utc_time.h"

namespace trialmine {
namespace {

using Clock = std::chrono::steady_clock;

// A batch is one transaction: large enough that its fixed cost does not count, short enough that a kill costs
// little work.
constexpr int kBatchDocuments = 5000;
constexpr std::chrono::milliseconds kBatchTime(1000);

struct MineOptions {
  std::vector<std::string> paths;
  std::string store;
  std::string rules;
  int jobs = 0;
  bool profile = false;
  bool pending = false;
};

/// Puts readings into the store, the response of each before it.
class StoreSink : public Sink {
 public:
  StoreSink(Store& store, Archive& archive, int64_t run, StageClock& clock, Progress& progress)
      : store_(store), archive_(archive), run_(run), clock_(clock), progress_(progress) {}

  Status Take(ReadInput reading) override {
    if (!in_batch_) {
      if (Status begun = store_.Begin(); !begun.ok()) return begun;
      in_batch_ = true;
      batch_began_ = Clock::now();
    }
    if (reading.response)
      if (Status kept = Keep(*reading.response); !kept.ok()) return kept;
    if (Status put = clock_.Time(Stage::kStore, [&] { return Put(reading); }); !put.ok()) return put;
    if (++batch_size_ >= kBatchDocuments || Clock::now() - batch_began_ >= kBatchTime) return Commit();
    return {};
  }

  /// Makes what was taken durable: first the archive, then the store that points into it.
  Status Commit() {
    if (!in_batch_) return {};
    if (Status synced = clock_.Time(Stage::kArchive, [&] { return archive_.Sync(); }); !synced.ok())
      return synced;
    in_batch_ = false;
    batch_size_ = 0;
    return clock_.Time(Stage::kStore, [&] { return store_.Commit(); });
  }

  const MineSummary& summary() const { return summary_; }

 private:
  /// Archives a response the first time it is met.
  Status Keep(const Response& response) {
    Result<std::optional<ArchiveEntry>> known =
        clock_.Time(Stage::kStore, [&] { return store_.FindResponse(response.body.sha256()); });
    if (!known.ok()) return known.error();
    if (known->has_value()) return {};
    Result<ArchiveEntry> entry = clock_.Time(Stage::kArchive, [&] { return archive_.Append(response); });
    if (!entry.ok()) return entry.error();
    return clock_.Time(Stage::kStore, [&] { return store_.AddResponse(response, *entry); });
  }

  Status Put(const ReadInput& reading) {
    if (!reading.record.ok()) {
      progress_.Clear();
      ReportError(reading.file, reading.record.error());
      summary_.CountFailure(reading.record.error());
      return store_.AddFailure(reading.file, reading.record.error(), run_);
    }
    Result<Change> change = store_.Put(*reading.record, run_);
    if (!change.ok()) return change.error();
    summary_.Count(*reading.record, *change);
    progress_.Show(reading.file, summary_.documents());
    return {};
  }

  Store& store_;
  Archive& archive_;
  int64_t run_;
  StageClock& clock_;
  Progress& progress_;
  MineSummary summary_;
  bool in_batch_ = false;
  int batch_size_ = 0;
  Clock::time_point batch_began_;
};

/// A store error that names no known kind still means that the store could not be used.
ExitCode FailStore(const std::string& store, const Error& error) {
  const ExitCode code = Fail(store, error);
  return code == kSomeInputsFailed ? kUnusable : code;
}

void PrintProfile(const StageClock& clock) {
  double total = 0;
  for (size_t i = 0; i < kStageNames.size(); ++i) total += clock.Seconds(static_cast<Stage>(i));
  for (size_t i = 0; i < kStageNames.size(); ++i) {
    const double seconds = clock.Seconds(static_cast<Stage>(i));
    std::fprintf(stderr, "%-10s %8.3f s CPU %5.1f %%\n", kStageNames[i].data(), seconds,
                 total > 0 ? 100 * seconds / total : 0);
  }
}

/// Reads what a crawl with --fetch-only left in the archive.
ExitCode MinePending(const MineOptions& options, const RuleSet& rules) {
  Result<Store> store = Store::Open(options.store);
  if (!store.ok()) return FailStore(options.store, store.error());
  const Result<int64_t> run = store->StartRun({TRIALMINE_VERSION, rules.version(), UtcNow()});
  if (!run.ok()) return FailStore(options.store, run.error());
  HandleInterrupts();
  const auto began = Clock::now();
  PendingReader reader(*store, ArchiveFolder(options.store), rules, *run, JobsFor(options.jobs),
                       [](const std::string&) { return true; });
  Status status = reader.Drain([] { return Interrupted() != 0; });
  if (status.ok() && !Interrupted()) status = store->FinishRun(*run);
  if (!status.ok()) return FailStore(options.store, status.error());
  Output output;
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  Status printed = output.Write(reader.summary().Text(options.store, seconds));
  if (printed.ok()) printed = output.Flush();
  if (!printed.ok()) return Fail("", printed.error());
  return EndOfRun(reader.summary().failures() > 0);
}

ExitCode RunMine(const MineOptions& options) {
  const Result<RuleSet> rules = LoadRules(options.rules);
  if (!rules.ok()) return ReportBrokenRules(options.rules, rules.error());
  if (options.pending) return MinePending(options, *rules);
  if (options.paths.empty()) return Fail("", {"bad_input", "name a path, or --pending"});
  Result<Store> store = Store::Open(options.store);
  if (!store.ok()) return FailStore(options.store, store.error());
  Result<Archive> archive = Archive::OpenForAppend(options.store + ".archive");
  if (!archive.ok()) return FailStore(options.store + ".archive", archive.error());
  const Result<int64_t> run = store->StartRun({TRIALMINE_VERSION, rules->version(), UtcNow()});
  if (!run.ok()) return FailStore(options.store, run.error());

  HandleInterrupts();
  StageClock clock(options.profile);
  Progress progress(options.paths);
  StoreSink sink(*store, *archive, *run, clock, progress);
  Status status = RunPipeline({options.paths, JobsFor(options.jobs), true}, *rules, sink, clock);
  if (status.ok()) status = sink.Commit();
  if (status.ok() && !Interrupted()) status = store->FinishRun(*run);
  progress.Clear();
  if (!status.ok()) return FailStore(options.store, status.error());

  if (options.profile) PrintProfile(clock);
  Output output;
  Status printed = output.Write(sink.summary().Text(options.store, progress.seconds()));
  if (printed.ok()) printed = output.Flush();
  if (!printed.ok()) return Fail("", printed.error());
  return EndOfRun(sink.summary().failures() > 0);
}

}  // namespace

void AddMine(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<MineOptions>();
  CLI::App* command = app.add_subcommand("mine", "Read documents into a store");
  CLI::Option* paths =
      command->add_option("PATH", options->paths, "Files, folders, archives, or - for standard input");
  command->add_flag("--pending", options->pending, "Read what `crawl --fetch-only` has fetched")
      ->excludes(paths);
  command->add_option("--store", options->store, "The store: a file, made where it is missing")->required();
  command->add_option("--rules", options->rules, "Folder of rules that add to or replace the built-in ones");
  command->add_option("--jobs", options->jobs, "Threads (0: one for each core)")->check(CLI::Range(0, 1024));
  command->add_flag("--profile", options->profile)
      ->group("");  // For bench/: CPU time by stage on standard error.
  command->callback([options, &chosen] { chosen = [options] { return RunMine(*options); }; });
}

}  // namespace trialmine

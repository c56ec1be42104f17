// `trialmine crawl`: asks every source for what is new, and reads it.

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <random>

#include "command.h"
#include "crawl_config.h"
#include "crawl_log.h"
#include "crawl_plan.h"
#include "crawl_report.h"
#include "crawl_sink.h"
#include "interrupt.h"
#include "pending.h"
#include "rules.h"
#include "store/frontier.h"
#include "store/worker.h"
#include "utc_time.h"

namespace trialmine {
namespace {

struct CrawlArguments {
  std::string config;
  std::string store;
  std::vector<std::string> sources;
  bool once = false, watch = false, plan = false, fetch_only = false, now = false, quiet = false;
  std::string json, metrics, log_format = "text", log_level = "warning", rules;
  int jobs = 0;
  uint64_t seed = 0;
};

UtcTime Now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

/// Leaves only the sources that were named; those are asked whether or not they are due.
Status Choose(const CrawlArguments& arguments, CrawlConfig& config) {
  for (const std::string& name : arguments.sources) {
    const auto is_it = [&](const auto& one) { return one.name == name; };
    if (std::any_of(config.targets.begin(), config.targets.end(), is_it)) continue;
    const auto off = std::find_if(config.off.begin(), config.off.end(), is_it);
    if (off != config.off.end()) return Error{"bad_input", name + " is off: " + off->why};
    const Source* source = FindSource(name);
    if (source && !source->info().enabled)
      return Error{"bad_input", name + " is off: " + source->info().why_off};
    return Error{"bad_input", "there is no section for a source " + name};
  }
  if (!arguments.sources.empty()) {
    std::erase_if(config.targets, [&](const CrawlTarget& target) {
      return std::find(arguments.sources.begin(), arguments.sources.end(), target.name) ==
             arguments.sources.end();
    });
  }
  if (config.targets.empty()) return Error{"bad_input", "no source is switched on"};
  const std::string run = std::to_string(Now().time_since_epoch().count()) + "." + std::to_string(::getpid());
  for (CrawlTarget& target : config.targets) {
    target.now = arguments.now || !arguments.sources.empty();
    target.settings.run = run;
  }
  return {};
}

CrawlOptions OptionsOf(const CrawlArguments& arguments, const CrawlConfig& config) {
  CrawlOptions options;
  options.worker = ThisWorker();
  options.user_agent = config.http.user_agent;
  options.watch = arguments.watch;
  options.patience = config.patience;
  options.seed = arguments.seed != 0 ? arguments.seed : std::random_device{}();
  options.now = Now;
  options.stop = [] { return Interrupted() != 0; };
  options.is_own = [http = config.http](const std::string& host) { return IsOwnHost(http, host); };
  return options;
}

bool Failed(const CrawlReport& report) {
  return std::any_of(report.sources.begin(), report.sources.end(), [](const auto& entry) {
    const SourceReport& source = entry.second;
    return source.failed > 0 ||
           (source.end != SourceReport::End::kComplete && source.end != SourceReport::End::kNotDue);
  });
}

/// Whether requests were made and none was answered.
bool NetworkIsDown(const CrawlReport& report) {
  int64_t requests = 0, failures = 0, bytes = 0;
  for (const auto& [name, host] : report.hosts) {
    requests += host.requests;
    failures += host.failures;
    bytes += host.bytes;
  }
  return requests > 0 && requests == failures && bytes == 0;
}

ExitCode FailCrawl(const std::string& subject, const Error& error) {
  const ExitCode code = Fail(subject, error);
  return code == kSomeInputsFailed ? kUnusable : code;
}

/// Everything that a run of the command holds open.
class CrawlCommand {
 public:
  /// `rules` where what is fetched is to be read.
  CrawlCommand(const CrawlArguments& arguments, CrawlConfig config, std::optional<RuleSet> rules)
      : arguments_(arguments),
        config_(std::move(config)),
        rules_(std::move(rules)),
        log_(*CrawlLog::LevelNamed(arguments.log_level), arguments.log_format == "json") {}

  ExitCode Run() {
    Result<Store> store = Store::Open(config_.store);
    if (!store) return FailCrawl(config_.store, store.error());
    const std::string folder = ArchiveFolder(config_.store);
    Result<CrawlArchive> archive = CrawlArchive::Open(folder);
    if (!archive) return FailCrawl(folder, archive.error());
    const std::string rules_version = rules_ ? rules_->version() : "";
    const Result<int64_t> run = store->StartRun({TRIALMINE_VERSION, rules_version, UtcNow()});
    if (!run) return FailCrawl(config_.store, run.error());

    HandleInterrupts();
    StoreFrontier frontier(*store);
    if (Status set = frontier.SyncSeldom(); !set) return FailCrawl(config_.store, set.error());
    if (Status mended = ForgetLost(*archive, frontier); !mended)
      return FailCrawl(config_.store, mended.error());
    std::unique_ptr<PendingReader> reader;
    if (rules_) {
      reader = std::make_unique<PendingReader>(*store, folder, *rules_, *run, JobsFor(arguments_.jobs),
                                               [this](const std::string& source) { return IsOurs(source); });
    }
    if (Status due = MakeDue(frontier); !due) return FailCrawl(config_.store, due.error());
    StoreCrawlSink sink(*store, *archive, reader.get(), *run, log_);
    sink.on_progress = [&](const CrawlReport& report) { Show(report, reader.get(), frontier); };
    const std::unique_ptr<Transport> transport = OverHttp(HttpOptionsForAll());
    outcome_.started_at = UtcNow();
    Result<CrawlReport> report =
        Crawl(config_.targets, OptionsOf(arguments_, config_), frontier, *transport, sink);
    log_.ClearStatus();
    if (!report) return FailCrawl(config_.store, report.error());
    if (reader) {
      const auto stop = [] { return Interrupted() != 0; };
      if (Status read = reader->Drain(stop); !read) return FailCrawl(config_.store, read.error());
    }
    if (!Interrupted())
      if (Status finished = store->FinishRun(*run); !finished)
        return FailCrawl(config_.store, finished.error());
    const Result<int64_t> unread = CountUnread(*store);
    outcome_.unread = unread.ok() ? *unread : 0;
    return Finish(std::move(*report), reader.get(), frontier);
  }

 private:
  bool IsOurs(const std::string& source) const {
    return std::any_of(config_.targets.begin(), config_.targets.end(),
                       [&](const CrawlTarget& target) { return target.name == source; });
  }

  Status ForgetLost(const CrawlArchive& archive, StoreFrontier& frontier) {
    const std::optional<ArchiveEntry> end = archive.End();
    if (!end) return {};
    const auto now =
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    Result<int64_t> lost = frontier.ForgetLost(*end, now);
    if (!lost) return lost.error();
    if (*lost > 0)
      log_.Say(CrawlLog::Level::kWarning, "",
               "a power cut took " + std::to_string(*lost) + " answers; they are asked for again");
    return {};
  }

  Status MakeDue(StoreFrontier& frontier) {
    if (!arguments_.now) return {};
    for (const CrawlTarget& target : config_.targets)
      if (Status due = frontier.MakeAllDue(target.name); !due) return due;
    return {};
  }

  HttpOptions HttpOptionsForAll() const {
    HttpOptions http = config_.http;
    for (const CrawlTarget& target : config_.targets)
      http.max_host_connections = std::max(http.max_host_connections, target.pace.parallel);
    return http;
  }

  double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  }

  void Show(const CrawlReport& report, const PendingReader* reader, StoreFrontier& frontier) {
    if (!arguments_.quiet) log_.ShowStatus(StatusLine(report, Seconds()));
    const bool due = Seconds() - metrics_at_ >= 60;
    if (arguments_.metrics.empty() || !due) return;
    metrics_at_ = Seconds();
    outcome_.report = report;
    (void)WriteMetrics(reader, frontier);
  }

  Status WriteMetrics(const PendingReader* reader, StoreFrontier& frontier) {
    outcome_.read = reader ? &reader->summary() : nullptr;
    outcome_.seconds = Seconds();
    Result<std::vector<SourceState>> states = frontier.Sources();
    if (!states) return states.error();
    return WriteAtomically(arguments_.metrics, Metrics(outcome_, *states));
  }

  ExitCode Finish(CrawlReport report, const PendingReader* reader, StoreFrontier& frontier) {
    outcome_.report = std::move(report);
    outcome_.read = reader ? &reader->summary() : nullptr;
    outcome_.seconds = Seconds();
    outcome_.ended_at = UtcNow();
    Status written;
    if (!arguments_.metrics.empty()) written = WriteMetrics(reader, frontier);
    if (written.ok() && !arguments_.json.empty())
      written = WriteAtomically(arguments_.json, ReportJson(outcome_));
    if (!written.ok()) return FailCrawl("", written.error());
    if (!arguments_.quiet) {
      Output output;
      Status printed = output.Write(ReportText(outcome_));
      if (printed.ok() && reader)
        printed = output.Write(reader->summary().Text(config_.store, outcome_.seconds));
      if (printed.ok()) printed = output.Flush();
      if (!printed.ok()) return Fail("", printed.error());
    }
    if (!Interrupted() && NetworkIsDown(outcome_.report)) {
      ReportError("", {"network", "no request was answered"});
      return kUnusable;
    }
    return EndOfRun(Failed(outcome_.report) || (reader && reader->summary().failures() > 0));
  }

  const CrawlArguments& arguments_;
  CrawlConfig config_;
  std::optional<RuleSet> rules_;
  CrawlLog log_;
  CrawlOutcome outcome_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  double metrics_at_ = 0;
};

ExitCode RunCrawl(const CrawlArguments& arguments) {
  Result<CrawlConfig> config = ReadCrawlConfig(arguments.config);
  if (!config) return Fail(arguments.config, config.error());
  if (!arguments.store.empty()) config->store = arguments.store;
  if (Status chosen = Choose(arguments, *config); !chosen) return Fail(arguments.config, chosen.error());
  if (arguments.plan) return PrintPlan(*config);
  std::optional<RuleSet> rules;
  if (!arguments.fetch_only) {
    Result<RuleSet> loaded = LoadRules(arguments.rules);
    if (!loaded) return ReportBrokenRules(arguments.rules, loaded.error());
    rules = std::move(*loaded);
  }
  return CrawlCommand(arguments, std::move(*config), std::move(rules)).Run();
}

}  // namespace

void AddCrawl(CLI::App& app, Action& chosen) {
  auto arguments = std::make_shared<CrawlArguments>();
  CLI::App* command = app.add_subcommand("crawl", "Ask the sources for what is new, and read it");
  command->add_option("--config", arguments->config, "crawl.toml: which sources, whom they may turn to")
      ->required();
  command->add_option("--store", arguments->store, "The store, in place of the one the configuration names");
  command->add_option("--source", arguments->sources, "Only this source, due or not (may be given again)");
  CLI::Option* once = command->add_flag("--once", arguments->once, "Ask what is due and end (the default)");
  command->add_flag("--watch", arguments->watch, "Go on, asking each source when it is due")->excludes(once);
  command->add_flag("--now", arguments->now, "Take every source and page for due");
  command->add_flag("--plan", arguments->plan, "Only say what would be asked, and how long it would take");
  command->add_flag("--fetch-only", arguments->fetch_only, "Leave reading to `mine --pending`");
  command->add_flag("--quiet", arguments->quiet, "Say nothing unless a person is needed");
  command->add_option("--json", arguments->json, "File for the run report as JSON");
  command->add_option("--metrics", arguments->metrics, "File for Prometheus' text-file collector");
  command->add_option("--log-format", arguments->log_format)->check(CLI::IsMember({"text", "json"}));
  command->add_option("--log-level", arguments->log_level)
      ->check(CLI::IsMember({"debug", "info", "warning"}));
  command->add_option("--jobs", arguments->jobs, "Reading threads (0: one for each core)")
      ->check(CLI::Range(0, 1024));
  command->add_option("--rules", arguments->rules,
                      "Folder of rules that add to or replace the built-in ones");
  command->add_option("--seed", arguments->seed)->group("");  // Of the jitter, for tests.
  command->callback([arguments, &chosen] { chosen = [arguments] { return RunCrawl(*arguments); }; });
}

}  // namespace trialmine

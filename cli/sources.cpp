// `trialmine sources`: what there is to crawl, what is on, and how it stands.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>

#include "command.h"
#include "crawl_config.h"
#include "store/frontier.h"
#include "store/json_text.h"
#include "store/worker.h"

namespace trialmine {
namespace {

struct SourcesArguments {
  std::string config, store, resume;
  bool json = false;
};

/// One source: what is known of it from the program, the configuration and the store.
struct Row {
  std::string name, title;
  bool on = false;
  std::string why_off;
  SourceState state;
};

UtcTime Now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

std::vector<Row> RowsOf(const std::optional<CrawlConfig>& config, const std::vector<SourceState>& states) {
  std::vector<Row> rows;
  const auto row_of = [&](const std::string& name) -> Row& {
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
    if (found != rows.end()) return *found;
    rows.push_back({name, "", false, config ? "no section in the configuration" : "", {}});
    return rows.back();
  };
  for (const Source* source : Sources()) {
    if (source->info().name == "web") continue;  // Its sections are the sources.
    Row& row = row_of(source->info().name);
    row.title = source->info().title;
    if (!source->info().enabled) row.why_off = source->info().why_off;
  }
  if (config) {
    for (const CrawlTarget& target : config->targets) {
      Row& row = row_of(target.name);
      row.title = target.source->info().title;
      row.on = true;
      row.why_off.clear();
    }
    for (const CrawlConfig::Off& off : config->off) row_of(off.name).why_off = off.why;
  }
  for (const SourceState& state : states) row_of(state.name).state = state;
  return rows;
}

std::string Age(std::optional<UtcTime> time) {
  return time ? SayDuration(std::max(Now() - *time, std::chrono::milliseconds(0))) + " ago" : "never";
}

std::string AsText(const std::vector<Row>& rows, const std::vector<HostState>& stopped) {
  std::string out;
  for (const Row& row : rows) {
    const bool off = !row.why_off.empty();
    out += row.name + std::string(row.name.size() < 20 ? 20 - row.name.size() : 1, ' ') +
           (row.on ? "on   "
            : off  ? "off  "
                   : "     ") +
           row.title + "\n";
    if (off) out += "    " + row.why_off + "\n";
    const SourceState& state = row.state;
    if (state.name.empty()) continue;
    out += "    complete " + Age(state.completed_at);
    // Behind the number sign stands for which query it holds.
    if (!state.watermark.empty()) out += ", up to " + state.watermark.substr(0, state.watermark.rfind(" #"));
    if (state.sweeping) out += "; a sweep is under way";
    out += "; " + std::to_string(state.open) + " to ask, " + std::to_string(state.failed) + " failed, " +
           std::to_string(state.waiting) + " kept for later, " + std::to_string(state.unread) + " unread\n";
    if (!state.trouble.empty()) out += "    trouble " + Age(state.trouble_at) + ": " + state.trouble + "\n";
    if (!state.worker.empty()) out += "    " + DescribeWorker(state.worker) + " is crawling it\n";
  }
  for (const HostState& host : stopped)
    out += "stopped: " + host.host + ": " + host.stopped + "; `--resume " + host.host + "` asks it again\n";
  return out;
}

void AppendTime(const char* key, std::optional<UtcTime> time, JsonObject& object) {
  if (time) object.Text(key, Iso8601(*time));
}

std::string AsJson(const std::vector<Row>& rows, const std::vector<HostState>& stopped) {
  std::string out;
  {
    JsonObject object(out);
    object.Number("schema", 1);
    {
      std::string& list = object.Key("sources");
      list += '[';
      for (const Row& row : rows) {
        if (&row != rows.data()) list += ',';
        JsonObject one(list);
        one.Text("name", row.name);
        one.Text("title", row.title);
        one.Raw("on", row.on ? "true" : "false");
        one.TextIfAny("why_off", row.why_off);
        one.TextIfAny("watermark", row.state.watermark);
        AppendTime("completed_at", row.state.completed_at, one);
        AppendTime("ended_at", row.state.ended_at, one);
        AppendTime("next_due", row.state.next_due, one);
        one.TextIfAny("trouble", row.state.trouble);
        one.Raw("sweeping", row.state.sweeping ? "true" : "false");
        one.Number("open", row.state.open);
        one.Number("failed", row.state.failed);
        one.Number("waiting", row.state.waiting);
        one.Number("unread", row.state.unread);
        one.TextIfAny("worker", row.state.worker);
      }
      list += ']';
    }
    JsonObject hosts(object.Key("stopped_hosts"));
    for (const HostState& host : stopped) hosts.Text(host.host, host.stopped);
  }
  return out + "\n";
}

/// Lets a stopped host be asked again. `host` is with or without its port.
ExitCode Resume(const std::string& path, const std::string& host) {
  Result<Store> store = Store::Open(path);
  if (!store) return Fail(path, store.error());
  StoreFrontier frontier(*store);
  Result<std::vector<HostState>> stopped = frontier.StoppedHosts();
  if (!stopped) return Fail(path, stopped.error());
  bool found = false;
  for (HostState& state : *stopped) {
    if (state.host != host && !state.host.starts_with(host + ":")) continue;
    state.stopped.clear();
    if (Status set = frontier.SetHost(state); !set) return Fail(path, set.error());
    found = true;
  }
  return found ? kDone : Fail(host, {"not_found", "it is not stopped"});
}

ExitCode RunSources(const SourcesArguments& arguments) {
  std::optional<CrawlConfig> config;
  if (!arguments.config.empty()) {
    Result<CrawlConfig> read = ReadCrawlConfig(arguments.config);
    if (!read) return Fail(arguments.config, read.error());
    config = std::move(*read);
  }
  const std::string path = !arguments.store.empty() ? arguments.store : config ? config->store : "";
  if (!arguments.resume.empty()) {
    if (path.empty()) return Fail("--resume", {"bad_input", "--store or --config must be given"});
    return Resume(path, arguments.resume);
  }
  std::vector<SourceState> states;
  std::vector<HostState> stopped;
  Result<Store> store = path.empty() ? Error{"not_found", ""} : Store::OpenReadOnly(path);
  if (store) {
    StoreFrontier frontier(*store);
    Result<std::vector<SourceState>> known = frontier.Sources();
    if (!known) return Fail(path, known.error());
    Result<std::vector<HostState>> hosts = frontier.StoppedHosts();
    if (!hosts) return Fail(path, hosts.error());
    states = std::move(*known);
    stopped = std::move(*hosts);
  } else if (!arguments.store.empty()) {
    return Fail(path, store.error());
  }
  const std::vector<Row> rows = RowsOf(config, states);
  Output output;
  Status status = output.Write(arguments.json ? AsJson(rows, stopped) : AsText(rows, stopped));
  if (status.ok()) status = output.Flush();
  return status.ok() ? kDone : Fail("standard output", status.error());
}

}  // namespace

void AddSources(CLI::App& app, Action& chosen) {
  auto arguments = std::make_shared<SourcesArguments>();
  CLI::App* command = app.add_subcommand("sources", "Say what can be crawled, what is on, and how it stands");
  command->add_option("--config", arguments->config, "crawl.toml");
  command->add_option("--store", arguments->store, "The store, in place of the one the configuration names");
  command->add_option("--resume", arguments->resume, "Ask a host again that was stopped for a challenge");
  command->add_flag("--json", arguments->json, "One JSON object");
  command->callback([arguments, &chosen] { chosen = [arguments] { return RunSources(*arguments); }; });
}

}  // namespace trialmine

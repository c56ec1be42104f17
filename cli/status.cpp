// `trialmine status`: what a store holds.

#include <CLI/CLI.hpp>
#include <memory>

#include "command.h"
#include "store/json_text.h"
#include "store/query.h"

namespace trialmine {
namespace {

struct StatusOptions {
  std::string store;
  bool json = false;
};

void AppendCounts(const char* title, const Counts& counts, std::string& out) {
  if (counts.empty()) return;
  out += std::string(title) + "\n";
  for (const auto& [name, count] : counts) {
    const std::string number = std::to_string(count);
    out += "  " + std::string(number.size() < 10 ? 10 - number.size() : 0, ' ') + number + "  " + name + "\n";
  }
}

std::string AsText(const StoreSummary& summary) {
  std::string out;
  AppendCounts("store",
               {{"documents", summary.documents},
                {"documents withdrawn by their source", summary.deleted},
                {"versions of documents", summary.versions},
                {"trials", summary.trials},
                {"findings", summary.findings},
                {"decisions", summary.decisions},
                {"discrepancies", summary.discrepancies}},
               out);
  AppendCounts("documents by source", summary.by_source, out);
  AppendCounts("documents by language", summary.by_language, out);
  AppendCounts("findings by field", summary.by_field, out);
  AppendCounts("findings by review state", summary.by_state, out);
  AppendCounts("discrepancies", summary.by_discrepancy, out);
  AppendCounts("failures", summary.failures, out);
  if (!summary.last_runs.empty()) out += "last runs\n";
  for (const StoredRun& stored : summary.last_runs) {
    out += "  " + stored.run.started_at + "  " + (stored.finished_at.empty() ? "not finished" : "finished") +
           "  program " + stored.run.program_version + "  rules " + stored.run.rules_version.substr(0, 12) +
           "\n";
  }
  return out;
}

void AppendCountsJson(const char* key, const Counts& counts, JsonObject& object) {
  JsonObject inner(object.Key(key));
  for (const auto& [name, count] : counts) inner.Number(name, count);
}

std::string AsJson(const StoreSummary& summary) {
  std::string out;
  {
    JsonObject object(out);
    object.Number("schema", 1);
    object.Number("documents", summary.documents);
    object.Number("deleted", summary.deleted);
    object.Number("versions", summary.versions);
    object.Number("trials", summary.trials);
    object.Number("findings", summary.findings);
    object.Number("decisions", summary.decisions);
    object.Number("discrepancies", summary.discrepancies);
    AppendCountsJson("documents_by_source", summary.by_source, object);
    AppendCountsJson("documents_by_language", summary.by_language, object);
    AppendCountsJson("findings_by_field", summary.by_field, object);
    AppendCountsJson("findings_by_state", summary.by_state, object);
    AppendCountsJson("discrepancies_by_kind", summary.by_discrepancy, object);
    AppendCountsJson("failures", summary.failures, object);
  }
  return out + "\n";
}

ExitCode RunStatus(const StatusOptions& options) {
  Result<Store> store = Store::OpenReadOnly(options.store);
  if (!store) return Fail(options.store, store.error());
  Result<StoreSummary> summary = Summarize(*store);
  if (!summary) return Fail(options.store, summary.error());
  Output output;
  Status status = output.Write(options.json ? AsJson(*summary) : AsText(*summary));
  if (status.ok()) status = output.Flush();
  return status.ok() ? kDone : Fail("standard output", status.error());
}

}  // namespace

void AddStatus(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* command = app.add_subcommand("status", "Say what a store holds");
  command->add_option("--store", options->store, "The store")->required();
  command->add_flag("--json", options->json, "One JSON object");
  command->callback([options, &chosen] { chosen = [options] { return RunStatus(*options); }; });
}

}  // namespace trialmine

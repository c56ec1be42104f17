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

/// How the parts of a summary are called on a terminal and in JSON.
struct NamedCount {
  const char* title;
  const char* key;
  int64_t StoreSummary::*count;
};
constexpr NamedCount kCounts[] = {
    {"documents", "documents", &StoreSummary::documents},
    {"documents withdrawn by their source", "deleted", &StoreSummary::deleted},
    {"versions of documents", "versions", &StoreSummary::versions},
    {"trials", "trials", &StoreSummary::trials},
    {"findings", "findings", &StoreSummary::findings},
    {"decisions", "decisions", &StoreSummary::decisions},
    {"discrepancies", "discrepancies", &StoreSummary::discrepancies},
};

struct NamedCounts {
  const char* title;
  const char* key;
  Counts StoreSummary::*counts;
};
constexpr NamedCounts kCountsByKind[] = {
    {"documents by source", "documents_by_source", &StoreSummary::by_source},
    {"documents by language", "documents_by_language", &StoreSummary::by_language},
    {"findings by field", "findings_by_field", &StoreSummary::by_field},
    {"findings by review state", "findings_by_state", &StoreSummary::by_state},
    {"discrepancies", "discrepancies_by_kind", &StoreSummary::by_discrepancy},
    {"failures", "failures", &StoreSummary::failures},
};

std::string AsText(const StoreSummary& summary) {
  std::string out;
  Counts counts;
  for (const NamedCount& one : kCounts) counts.push_back({one.title, summary.*one.count});
  AppendCounts("store", counts, out);
  for (const NamedCounts& kind : kCountsByKind) AppendCounts(kind.title, summary.*kind.counts, out);
  if (!summary.last_runs.empty()) out += "last runs\n";
  for (const StoredRun& stored : summary.last_runs) {
    out += "  " + stored.run.started_at + "  " + (stored.finished_at.empty() ? "not finished" : "finished") +
           "  program " + stored.run.program_version + "  rules " + stored.run.rules_version.substr(0, 12) +
           "\n";
  }
  return out;
}

std::string AsJson(const StoreSummary& summary) {
  std::string out;
  {
    JsonObject object(out);
    object.Number("schema", 1);
    for (const NamedCount& one : kCounts) object.Number(one.key, summary.*one.count);
    for (const NamedCounts& kind : kCountsByKind) {
      JsonObject inner(object.Key(kind.key));
      for (const auto& [name, count] : summary.*kind.counts) inner.Number(name, count);
    }
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

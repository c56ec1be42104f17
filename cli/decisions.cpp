// `trialmine decisions`: takes decisions from one store to another, one JSON object a line.

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>

#include "command.h"
#include "store/query.h"

namespace trialmine {
namespace {

struct DecisionsOptions {
  std::string store, file = "-";
};

ExitCode ExportDecisions(const DecisionsOptions& options) {
  Result<Store> store = Store::OpenReadOnly(options.store);
  if (!store) return Fail(options.store, store.error());
  Result<std::vector<Decision>> decisions = Decisions(*store);
  if (!decisions) return Fail(options.store, decisions.error());
  if (options.file != "-") {
    std::ofstream out(options.file, std::ios::binary);
    for (const Decision& decision : *decisions) out << ToJsonLine(decision) << '\n';
    out.flush();
    return out ? kDone : Fail(options.file, {"disk_full", "the file cannot be written"});
  }
  Output output;
  Status status;
  for (size_t i = 0; i < decisions->size() && status.ok(); ++i)
    status = output.Write(ToJsonLine((*decisions)[i]) + '\n');
  if (status.ok()) status = output.Flush();
  return status.ok() ? kDone : Fail("standard output", status.error());
}

/// All good lines in one transaction; each bad one is named and left out.
ExitCode ImportLines(Store& store, const DecisionsOptions& options, std::istream& in) {
  ExitCode code = kDone;
  if (Status begun = store.Begin(); !begun) return Fail(options.store, begun.error());
  std::string line;
  for (int64_t number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    Result<Decision> decision = DecisionFromJson(line);
    if (!decision) {
      ReportError(options.file + ":" + std::to_string(number), decision.error());
      code = kSomeInputsFailed;
      continue;
    }
    if (Status status = store.Decide(*decision); !status) return Fail(options.store, status.error());
  }
  if (Status status = store.Commit(); !status) return Fail(options.store, status.error());
  return code;
}

ExitCode ImportDecisions(const DecisionsOptions& options) {
  std::ifstream file;
  if (options.file != "-") {
    file.open(options.file, std::ios::binary);
    if (!file) return Fail(options.file, {"not_found", "the file cannot be opened"});
  }
  Result<Store> store = Store::OpenReadOnly(options.store);  // A mistyped path must not become a new store.
  if (store.ok()) store = Store::Open(options.store);
  if (!store) return Fail(options.store, store.error());
  return ImportLines(*store, options, options.file == "-" ? std::cin : file);
}

void AddOne(CLI::App& app, const char* name, const char* description,
            ExitCode (*run)(const DecisionsOptions&), Action& chosen) {
  auto options = std::make_shared<DecisionsOptions>();
  CLI::App* command = app.add_subcommand(name, description);
  command->add_option("--store", options->store, "The store")->required();
  command->add_option("file", options->file, "NDJSON, one decision a line; - is standard input or output");
  command->callback([options, run, &chosen] { chosen = [options, run] { return run(*options); }; });
}

}  // namespace

void AddDecisions(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("decisions", "Move people's decisions between stores");
  command->require_subcommand(1);
  AddOne(*command, "export", "Write every decision as a line", ExportDecisions, chosen);
  AddOne(*command, "import", "Take in decisions; those known already change nothing", ImportDecisions,
         chosen);
}

}  // namespace trialmine

// `trialmine export`: tables for meta-analysis.

#include "export/export.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "command.h"

namespace trialmine {
namespace {

struct Options {
  std::string store, folder;
  ExportOptions what;
};

ExitCode RunExport(const Options& options) {
  Result<Store> store = Store::OpenReadOnly(options.store);
  if (!store) return Fail(options.store, store.error());
  Result<ExportReport> report = Export(*store, options.folder, options.what);
  if (!report) return Fail(options.store, report.error());
  Output output;
  (void)output.Write(options.folder + ": " + std::to_string(report->studies) + " studies, " +
                     std::to_string(report->reports) + " reports, " + std::to_string(report->arm_rows) +
                     " rows of arms, " + std::to_string(report->contrast_rows) + " effects between arms, " +
                     std::to_string(report->findings) + " findings, " + std::to_string(report->exclusions) +
                     " exclusions\n");
  Status status = output.Flush();
  return status.ok() ? kDone : Fail("standard output", status.error());
}

}  // namespace

void AddExport(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("export", "Write tables for meta-analysis");
  command->add_option("--store", options->store, "The store")->required();
  command->add_option("--to", options->folder, "The folder to write")->required();
  command->add_flag("--reviewed", options->what.reviewed_only, "Only what a person accepted or corrected");
  command->callback([options, &chosen] { chosen = [options] { return RunExport(*options); }; });
}

}  // namespace trialmine

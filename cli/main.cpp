// The program: finds the command that was asked for and runs it.

#include <CLI/CLI.hpp>
#include <csignal>
#include <vector>

#include "command.h"

namespace trialmine {
namespace {

using AddCommand = void (*)(CLI::App&, Action&);

// In the order of --help.
const std::vector<AddCommand> kCommands = {AddMine,   AddCrawl,  AddSources,   AddExtract,
                                           AddShow,   AddStatus, AddReview,    AddArchive,
                                           AddExport, AddDecide, AddDecisions, AddRules};

ExitCode Main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // A reader that goes away is an error of write(), see Output.

  CLI::App app(
      "Reads trial literature into structured trials in which every number points at the words that prove "
      "it.",
      "trialmine");
  app.set_version_flag("--version", "trialmine " TRIALMINE_VERSION);
  app.require_subcommand(1);
  Action chosen;
  for (AddCommand add : kCommands) add(app, chosen);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kBadUsage;
  }
  return chosen();
}

}  // namespace
}  // namespace trialmine

int main(int argc, char** argv) { return trialmine::Main(argc, argv); }

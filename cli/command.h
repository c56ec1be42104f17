#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "fetch/result.h"

namespace CLI {
class App;
}

namespace trialmine {

/// What every command ends with; scripts may test it.
enum ExitCode : int {
  kDone = 0,
  kSomeInputsFailed = 1,  ///< Each named on standard error, all others done.
  kBadUsage = 2,          ///< Bad arguments or a broken rule file.
  kUnusable = 3,          ///< The store, the output or the network could not be used at all.
  kInterrupted = 130,     ///< SIGINT, with the record in hand finished.
  kTerminated = 143,      ///< SIGTERM, likewise.
};

/// What the chosen command will do once all arguments are read.
using Action = std::function<ExitCode()>;

// Each command is one source file with one of these functions: it adds a subcommand and its options to `app`,
// whose callback puts the work to do into `chosen`. Options live in a struct shared with the action:
//
//   void AddStatus(CLI::App& app, Action& chosen) {
//     auto options = std::make_shared<StatusOptions>();
//     CLI::App* command = app.add_subcommand("status", "Say what a store holds");
//     command->add_option("--store", options->store, "…")->required();
//     command->callback([options, &chosen] { chosen = [options] { return Status(*options); }; });
//   }
//
// A new command is such a function, its line here and its line in the table of main.cpp.
void AddArchive(CLI::App& app, Action& chosen);
void AddExtract(CLI::App& app, Action& chosen);
void AddMine(CLI::App& app, Action& chosen);
void AddCrawl(CLI::App& app, Action& chosen);
void AddSources(CLI::App& app, Action& chosen);
void AddRules(CLI::App& app, Action& chosen);
void AddShow(CLI::App& app, Action& chosen);
void AddStatus(CLI::App& app, Action& chosen);
void AddExport(CLI::App& app, Action& chosen);
void AddDecide(CLI::App& app, Action& chosen);
void AddDecisions(CLI::App& app, Action& chosen);
void AddReview(CLI::App& app, Action& chosen);

/// Writes `trialmine: SUBJECT: detail (code)` on standard error, as one line whatever SUBJECT and detail hold
/// (a file name may hold line breaks and terminal escapes). An empty subject is left out. Safe to call from
/// many threads.
void ReportError(std::string_view subject, const Error& error);

/// The exit code a command ends with after an error that stops it: kUnusable for disk_full, locked and store,
/// kBadUsage for bad_input, kDone for a reader that went away (closed), else kSomeInputsFailed.
ExitCode ExitCodeFor(const Error& error);

/// Reports the error and returns its exit code; nothing is said of a reader that went away.
ExitCode Fail(std::string_view subject, const Error& error);

/// How a run over inputs ends: kInterrupted or kTerminated after a signal, else by whether inputs failed.
ExitCode EndOfRun(bool some_inputs_failed);

/// Writes to standard output in large pieces. Not thread-safe.
///
/// Errors: `disk_full` where the bytes could not be written, `closed` where the reader of a pipe went away.
/// An error is final.
class Output {
 public:
  Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  Status Write(std::string_view bytes);
  /// REQUIRED at the end: what was not flushed is lost.
  Status Flush();

 private:
  std::string buffer_;
  Status status_;
};

/// Whether a person looks at standard output, or standard error.
bool OutputIsTerminal();
bool ErrorsAreTerminal();

}  // namespace trialmine

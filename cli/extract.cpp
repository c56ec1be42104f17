// `trialmine extract`: reads documents and writes one JSON object a line.

#include <CLI/CLI.hpp>

#include "command.h"
#include "interrupt.h"
#include "json_text.h"
#include "lines.h"
#include "pipeline.h"
#include "rules.h"

namespace trialmine {
namespace {

struct ExtractOptions {
  std::vector<std::string> paths;
  std::string rules;
  bool with_text = false;
  bool lines = false;
  int jobs = 0;
};

class LineSink : public Sink {
 public:
  LineSink(Output& output, bool with_text) : output_(output), with_text_(with_text) {}

  void Prepare(ReadInput& reading) const override {
    reading.line = reading.record.ok() ? ToJsonLine(*reading.record, with_text_) + '\n'
                                       : ErrorLine("", reading.file, reading.record.error());
  }

  Status Take(ReadInput reading) override {
    if (!reading.record.ok()) {
      failed_ = true;
      ReportError(reading.file, reading.record.error());
    }
    return output_.Write(reading.line);
  }

  bool failed() const { return failed_; }

 private:
  Output& output_;
  bool with_text_;
  bool failed_ = false;
};

ExitCode ExtractPaths(const ExtractOptions& options, const RuleSet& rules) {
  Output output;
  LineSink sink(output, options.with_text);
  StageClock clock;
  Status status = RunPipeline({options.paths, JobsFor(options.jobs), false}, rules, sink, clock);
  if (status.ok()) status = output.Flush();
  if (!status.ok()) return Fail("", status.error());
  return EndOfRun(sink.failed());
}

ExitCode RunExtract(const ExtractOptions& options) {
  if (options.lines == !options.paths.empty())
    return Fail("extract", {"bad_input", options.lines ? "--lines reads standard input and takes no paths"
                                                       : "no path given"});
  const Result<RuleSet> rules = LoadRules(options.rules);
  if (!rules) return ReportBrokenRules(options.rules, rules.error());
  HandleInterrupts();
  return options.lines ? ExtractLines({options.with_text, JobsFor(options.jobs)}, *rules)
                       : ExtractPaths(options, *rules);
}

}  // namespace

void AddExtract(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<ExtractOptions>();
  CLI::App* command =
      app.add_subcommand("extract", "Read documents and write what they say, one JSON object a line");
  command->add_option("PATH", options->paths, "Files, folders, archives, or - for standard input");
  command->add_flag("--text", options->with_text, "Include each document's text");
  command->add_flag("--lines", options->lines,
                    "Read NDJSON from standard input, one document a line, and write one line for each");
  command->add_option("--rules", options->rules, "Folder of rules that add to or replace the built-in ones");
  command->add_option("--jobs", options->jobs, "Threads (0: one for each core)")->check(CLI::Range(0, 1024));
  command->callback([options, &chosen] { chosen = [options] { return RunExtract(*options); }; });
}

}  // namespace trialmine

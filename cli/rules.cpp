// `trialmine rules`: what the rules are, whether they keep their promises, and what they make of a sentence.

#include "rules.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "normalize/examples.h"

namespace trialmine {
namespace {

struct RulesOptions {
  std::string folder;
  std::string text;
};

ExitCode WithRules(const RulesOptions& options, const std::function<ExitCode(const RuleSet&)>& action) {
  const Result<RuleSet> rules = LoadRules(options.folder);
  return rules.ok() ? action(*rules) : ReportBrokenRules(options.folder, rules.error());
}

ExitCode Print(std::string_view text) {
  Output output;
  Status status = output.Write(text);
  if (status.ok()) status = output.Flush();
  return status.ok() ? kDone : Fail("", status.error());
}

ExitCode List(const RuleSet& rules) {
  std::string lines;
  for (const RuleInfo& rule : rules.List())
    lines += rule.id + '\t' + rule.kind + '\t' + rule.field + '\t' + rule.file + '\t' + rule.pattern + '\n';
  return Print(lines);
}

/// Runs every example of every rule: 0 where all hold, 1 with a line for each that does not.
ExitCode Test(const RuleSet& rules) {
  const std::vector<ExampleFailure> failures = CheckExamples(rules);
  std::string lines;
  for (const ExampleFailure& failure : failures)
    lines += failure.example.rule + ": \"" + failure.example.text + "\": " + failure.reason + '\n';
  const size_t examples = rules.Examples().size() + rules.WordingExamples().size();
  lines += std::to_string(rules.List().size()) + " rules, " + std::to_string(examples) + " examples, " +
           std::to_string(failures.size()) + " failed\n";
  const ExitCode printed = Print(lines);
  return printed == kDone && !failures.empty() ? kSomeInputsFailed : printed;
}

ExitCode ExplainText(const RulesOptions& options) {
  return WithRules(options, [&](const RuleSet& rules) { return Print(Explain(options.text, rules)); });
}

}  // namespace

Result<RuleSet> LoadRules(const std::string& folder) {
  return folder.empty() ? RuleSet::BuiltIn() : RuleSet::WithFolder(folder);
}

ExitCode ReportBrokenRules(const std::string& folder, const Error& error) {
  ReportError(folder.empty() ? "built-in rules" : folder, error);
  return kBadUsage;
}

void AddRules(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<RulesOptions>();
  CLI::App* command = app.add_subcommand("rules", "List, test or explain the rules");
  command->require_subcommand(1);
  const auto add = [&](const char* name, const char* description) {
    CLI::App* verb = command->add_subcommand(name, description);
    verb->add_option("--rules", options->folder, "Folder of rules that add to or replace the built-in ones");
    return verb;
  };
  add("list", "One line a rule: id, kind, field, file, pattern")->callback([options, &chosen] {
    chosen = [options] { return WithRules(*options, List); };
  });
  add("test", "Check every rule against its examples")->callback([options, &chosen] {
    chosen = [options] { return WithRules(*options, Test); };
  });
  CLI::App* explain = add("explain", "Show what the rules make of a text, step by step");
  explain->add_option("TEXT", options->text, "The text, read as one paragraph")->required();
  explain->callback([options, &chosen] { chosen = [options] { return ExplainText(*options); }; });
}

}  // namespace trialmine

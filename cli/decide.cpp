// `trialmine decide`: writes down what a person thinks of a finding.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <memory>

#include "command.h"
#include "store/query.h"
#include "store/value_json.h"

namespace trialmine {
namespace {

struct DecideOptions {
  std::string store, fact, action, reason, value, note, reviewer;
};

std::string Now() {
  char text[32];
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

/// What the arguments must hold beyond what CLI11 checks.
Status Check(const DecideOptions& options, const Decision& draft) {
  if (options.action == "correct") {
    if (options.value.empty()) return Error{"bad_input", "`correct` needs --value"};
    Result<Value> value = FromJson(*FieldNamed(draft.field), options.value);
    if (!value) return value.error();
  } else if (!options.value.empty()) {
    return Error{"bad_input", "--value goes with `correct` only"};
  }
  if (options.action == "note" && options.note.empty()) return Error{"bad_input", "`note` needs --note"};
  if (!options.reason.empty() && options.action != "reject" && options.action != "correct")
    return Error{"bad_input", "--reason goes with `reject` and `correct` only"};
  return {};
}

ExitCode Decide(const DecideOptions& options) {
  Result<Store> store = Store::OpenReadOnly(options.store);  // A mistyped path must not become a new store.
  if (store.ok()) store = Store::Open(options.store);
  if (!store) return Fail(options.store, store.error());
  Result<std::optional<Decision>> draft = DraftDecision(*store, options.fact);
  if (!draft) return Fail(options.store, draft.error());
  if (!*draft) return Fail(options.fact, {"not_found", "the store has no such finding"});
  Decision decision = **draft;
  if (Status status = Check(options, decision); !status) return Fail(options.fact, status.error());
  decision.action = options.action;
  decision.reason = options.reason;
  decision.note = options.note;
  decision.reviewer = options.reviewer;
  decision.at = Now();
  if (options.action == "correct") {
    decision.value = options.value;
    // Line breaks can stand between members only; a decision is one line wherever it goes.
    std::replace_if(
        decision.value.begin(), decision.value.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  }
  if (options.action != "correct" && options.action != "accept") decision.value.clear();
  Status status = store->Decide(decision);
  return status.ok() ? kDone : Fail(options.store, status.error());
}

}  // namespace

void AddDecide(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<DecideOptions>();
  if (const char* user = std::getenv("USER")) options->reviewer = user;
  CLI::App* command = app.add_subcommand("decide", "Accept, correct or reject a finding");
  command->add_option("fact", options->fact, "The finding's id, as `show` prints it")->required();
  command->add_option("action", options->action, "accept, reject, correct, note or skip")
      ->required()
      ->check(CLI::IsMember({"accept", "reject", "correct", "note", "skip"}));
  command->add_option("--store", options->store, "The store")->required();
  command->add_option("--reason", options->reason, "Why it is wrong")
      ->check(CLI::IsMember({"numerical", "ambiguous", "zero_assumed", "wrong_arm", "misidentified"}));
  command->add_option("--value", options->value, "The right value, as a JSON object");
  command->add_option("--note", options->note, "A remark");
  command->add_option("--reviewer", options->reviewer, "Who decides; the user's name unless given");
  command->callback([options, &chosen] { chosen = [options] { return Decide(*options); }; });
}

}  // namespace trialmine

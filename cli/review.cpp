// `trialmine review`: serves the curators' page from the program itself.

#include "review/review.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <thread>

#include "command.h"
#include "rules.h"

namespace trialmine {
namespace {

struct ReviewCommand {
  ReviewOptions options;
  std::string rules;
};

constexpr int kPort = 8421;

/// One line for each reviewer: on standard output, where a script can read it.
Status PrintDoors(const ReviewServer& server) {
  Output output;
  Status status;
  for (const ReviewServer::Door& door : server.Doors())
    if (status.ok()) status = output.Write(door.reviewer + " (" + door.role + "): " + door.url + "\n");
  return status.ok() ? output.Flush() : status;
}

ExitCode Review(const ReviewCommand& command) {
  // Blocked before any thread begins, so that only the wait below takes them.
  sigset_t stop;
  ::sigemptyset(&stop);
  ::sigaddset(&stop, SIGINT);
  ::sigaddset(&stop, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &stop, nullptr);

  Result<RuleSet> rules = LoadRules(command.rules);
  if (!rules) return ReportBrokenRules(command.rules, rules.error());
  Result<ReviewServer> server = ReviewServer::Open(command.options, std::move(*rules));
  if (!server) {
    const ExitCode code = Fail(command.options.store, server.error());
    return code == kSomeInputsFailed ? kUnusable : code;
  }
  if (Status printed = PrintDoors(*server); !printed) return Fail("standard output", printed.error());

  std::thread serving([&server] { server->Serve(); });
  int signal = 0;
  ::sigwait(&stop, &signal);
  server->Stop();
  serving.join();
  return signal == SIGINT ? kInterrupted : kTerminated;
}

}  // namespace

void AddReview(CLI::App& app, Action& chosen) {
  auto command = std::make_shared<ReviewCommand>();
  ReviewOptions& options = command->options;
  options.port = kPort;
  options.program = TRIALMINE_VERSION;
  if (const char* user = std::getenv("USER")) options.reviewer = user;
  if (const char* token = std::getenv("TRIALMINE_REVIEW_TOKEN")) options.token = token;
  CLI::App* review = app.add_subcommand("review", "Serve the curators' page");
  review->add_option("--store", options.store, "The store")->required();
  review
      ->add_option("--listen", options.address, "Address to listen on; others than loopback need --reviewers")
      ->capture_default_str();
  review->add_option("--port", options.port, "Port to listen on; 0 takes any that is free")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  review->add_option("--reviewers", options.reviewers_file, "TOML file of names, roles and tokens");
  review->add_option("--reviewer", options.reviewer,
                     "Who reviews, without such a file; the user's name unless given");
  review->add_option("--host", options.hosts, "A name under which browsers reach the page, e.g. of a proxy");
  review->add_option("--rules", command->rules, "Folder of rules that add to or replace the built-in ones");
  review->callback([command, &chosen] { chosen = [command] { return Review(*command); }; });
}

}  // namespace trialmine

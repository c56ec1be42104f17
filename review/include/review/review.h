#pragma once

#include <memory>
#include <string>
#include <vector>

#include "extract/extract.h"
#include "fetch/result.h"

namespace trialmine {

/// How the curators' page is served.
struct ReviewOptions {
  std::string store;                  ///< The store; it must exist.
  std::string address = "127.0.0.1";  ///< Anything but loopback demands `reviewers_file`.
  int port = 0;                       ///< 0: any that is free.
  std::string reviewers_file;         ///< TOML: who reviews, each with a token. docs/review.md has the form.
  std::string reviewer;               ///< Who reviews where there is no such file.
  std::string token;                  ///< Of that one reviewer; made up where it is empty.
  std::string program;                ///< The program's version, for the page to show.
  std::vector<std::string> hosts;     ///< Names beside the address under which browsers may ask for the page.
};

/// The curators' page and its JSON API over one store. docs/review.md is the contract.
class ReviewServer {
 public:
  /// Opens the store (moving an older one to the current schema) and the port. Codes: those of the store;
  /// `bad_input` for options that cannot be; `port` where it is taken.
  static Result<ReviewServer> Open(const ReviewOptions& options, RuleSet rules);
  ~ReviewServer();
  ReviewServer(ReviewServer&&) noexcept;
  ReviewServer& operator=(ReviewServer&&) noexcept;

  int port() const;
  /// Who may enter, and the address that lets them in.
  struct Door {
    std::string reviewer, role, url;
  };
  std::vector<Door> Doors() const;

  /// Answers until Stop().
  void Serve();
  /// Safe to call from any thread.
  void Stop();

 private:
  struct Impl;
  explicit ReviewServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace trialmine

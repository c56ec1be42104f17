#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "http.h"
#include "reviewers.h"

namespace trialmine {

/// Who may ask what. Stands before every other part of the server.
class Guard {
 public:
  /// `hosts` are names under which the server may be asked for beside its address.
  Guard(Reviewers reviewers, const std::string& address, int port, const std::vector<std::string>& hosts);

  /// The answer to a request that must not go further: one for a name that is not ours (a page elsewhere may
  /// have bound its own name to our address), or a write that another site's page sends.
  std::optional<HttpReply> Refuse(const HttpRequest& request) const;

  /// Lets in the bearer of a token with a cookie and the way to the page; nothing where there is no token.
  std::optional<HttpReply> Enter(const HttpRequest& request) const;

  /// Whose cookie the request carries; nullptr for a stranger.
  const Reviewer* Who(const HttpRequest& request) const;

  const Reviewers& reviewers() const { return reviewers_; }

  /// Adds to every reply what keeps document text from ever becoming a program.
  static void Protect(HttpReply& reply);

 private:
  bool IsOurHost(const std::string& host) const;

  Reviewers reviewers_;
  std::string cookie_name_;  ///< Cookies do not tell ports apart; the name does.
  std::set<std::string> hosts_;
  bool any_address_ = false;  ///< Asked for by any numeric address, as the server listens on all.
};

/// Whether only this machine can reach the address.
bool IsLoopback(std::string_view address);

}  // namespace trialmine

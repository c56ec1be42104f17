#pragma once

#include <set>
#include <string>
#include <vector>

#include "fetch/result.h"

namespace trialmine {

enum class Role : uint8_t { kReviewer, kAdjudicator };
std::string_view Name(Role role);

struct Reviewer {
  std::string name;
  Role role = Role::kReviewer;
  std::string token;   ///< What the printed address holds.
  std::string cookie;  ///< What the browser holds: follows from the token, so it outlives a restart.
};

/// Who reviews, and which fields two of them decide on without seeing each other's word.
struct Reviewers {
  std::vector<Reviewer> all;
  std::set<std::string> double_fields;

  const Reviewer* WithToken(std::string_view token) const;
  const Reviewer* WithCookie(std::string_view cookie) const;
};

/// Reads the reviewers' file; `bad_input` says what is wrong with it.
Result<Reviewers> ReadReviewers(const std::string& path);

/// The one reviewer of a server without such a file. An empty token is replaced by a random one.
Reviewers OneReviewer(const std::string& name, const std::string& token);

}  // namespace trialmine

#pragma once

#include <map>
#include <string>

#include "fetch/frontier.h"
#include "fetch/robots.h"

namespace trialmine {

/// The robots.txt files of the origins that are asked, kept in the frontier for as long as they may be used.
class RobotsCache {
 public:
  RobotsCache(Frontier& frontier, std::string user_agent)
      : frontier_(frontier), user_agent_(std::move(user_agent)) {}

  struct Known {
    Robots rules;
    bool reachable = true;  ///< Else nothing may be asked until `use_until`.
    std::string reason;     ///< Why not reachable.
    UtcTime use_until{};
  };
  /// What is known of an origin; null where its file must be asked for first. Lives until the next Put.
  Result<const Known*> Find(const std::string& origin, UtcTime now);
  Status Put(const std::string& origin, const RobotsRecord& record);

 private:
  void Remember(const std::string& origin, const RobotsRecord& record);

  Frontier& frontier_;
  std::string user_agent_;
  std::map<std::string, Known> known_;
};

}  // namespace trialmine

#include "robots_cache.h"

namespace trialmine {
namespace {

using Access = RobotsRecord::Access;

std::string NameOf(Access access) {
  switch (access) {
    case Access::kByRules:
      return "by_rules";
    case Access::kAll:
      return "all";
    case Access::kNone:
      break;
  }
  return "none";
}

Access AccessNamed(const std::string& name) {
  if (name == "by_rules") return Access::kByRules;
  return name == "all" ? Access::kAll : Access::kNone;
}

}  // namespace

Result<const RobotsCache::Known*> RobotsCache::Find(const std::string& origin, UtcTime now) {
  if (const auto known = known_.find(origin); known != known_.end())
    return known->second.use_until > now ? &known->second : nullptr;
  Result<std::optional<RobotsCopy>> copy = frontier_.Robots(origin);
  if (!copy) return copy.error();
  if (!*copy || (*copy)->use_until <= now) return static_cast<const Known*>(nullptr);
  Remember(origin, {AccessNamed((*copy)->access), (*copy)->text, (*copy)->reason, (*copy)->fetched_at,
                    (*copy)->use_until});
  return static_cast<const Known*>(&known_[origin]);
}

Status RobotsCache::Put(const std::string& origin, const RobotsRecord& record) {
  Remember(origin, record);
  return frontier_.SetRobots(
      origin, {NameOf(record.access), record.text, record.reason, record.fetched_at, record.use_until});
}

void RobotsCache::Remember(const std::string& origin, const RobotsRecord& record) {
  known_[origin] = {record.For(user_agent_), record.access != Access::kNone, record.reason, record.use_until};
}

}  // namespace trialmine

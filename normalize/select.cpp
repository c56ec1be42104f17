#include "select.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "labels.h"

namespace trialmine {
namespace {

constexpr size_t kFields = 7;

/// What makes one fallback better than another of its field: how long, how many.
double Weight(const Fact& fact) {
  if (const auto* follow_up = std::get_if<FollowUp>(&fact.value)) return follow_up->days.value_or(follow_up->high_days.value_or(0));
  if (const auto* size = std::get_if<SampleSize>(&fact.value)) return static_cast<double>(size->count);
  return 0;
}

void KeepBestFallbacks(std::vector<Fact>& facts) {
  std::array<bool, kFields> certain{};
  std::array<const Fact*, kFields> best{};
  for (const Fact& fact : facts) {
    const auto field = static_cast<size_t>(fact.finding.field);
    if (!fact.finding.fallback) {
      certain[field] = certain[field] || !fact.finding.context.other_study;
    } else if (!best[field] || Weight(fact) > Weight(*best[field])) {
      best[field] = &fact;
    }
  }
  std::vector<bool> drop(facts.size());
  for (size_t i = 0; i < facts.size(); ++i) {
    const auto field = static_cast<size_t>(facts[i].finding.field);
    const bool one = facts[i].finding.field == Field::kFollowUp || facts[i].finding.field == Field::kSampleSize;
    drop[i] = facts[i].finding.fallback && (certain[field] || (one && best[field] != &facts[i]));
  }
  size_t next = 0;
  std::erase_if(facts, [&](const Fact&) { return drop[next++]; });
}

/// How much a mention of an arm says.
int Worth(const Arm& arm) { return (arm.count ? 2 : 0) + (!arm.role.empty() && arm.role != "unknown" ? 1 : 0); }

void MergeArms(std::vector<Fact>& facts) {
  std::vector<size_t> arms;
  std::vector<bool> drop(facts.size());
  for (size_t i = 0; i < facts.size(); ++i) {
    auto* arm = std::get_if<Arm>(&facts[i].value);
    if (!arm) continue;
    auto same = std::find_if(arms.begin(), arms.end(), [&](size_t other) {
      const auto& seen = std::get<Arm>(facts[other].value);
      return FoldLabel(seen.label) == FoldLabel(arm->label) && (!seen.count || !arm->count || *seen.count == *arm->count);
    });
    if (same == arms.end()) {
      arms.push_back(i);
      continue;
    }
    const bool better = Worth(*arm) > Worth(std::get<Arm>(facts[*same].value));
    drop[better ? *same : i] = true;
    if (better) *same = i;
  }
  size_t next = 0;
  std::erase_if(facts, [&](const Fact&) { return drop[next++]; });
}

}  // namespace

void SelectFacts(std::vector<Fact>& facts) {
  KeepBestFallbacks(facts);
  MergeArms(facts);
}

}  // namespace trialmine

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

bool Agree(const Arm& a, const Arm& b) { return !a.count || !b.count || *a.count == *b.count; }

/// "progesterone", "the progesterone group" and "progesterone (n = 82)" are one arm: the mention that says most stays.
void MergeArms(std::vector<Fact>& facts) {
  std::vector<size_t> arms;
  std::vector<bool> drop(facts.size());
  for (size_t i = 0; i < facts.size(); ++i) {
    auto* arm = std::get_if<Arm>(&facts[i].value);
    if (!arm) continue;
    auto same = std::find_if(arms.begin(), arms.end(), [&](size_t other) {
      const auto& seen = std::get<Arm>(facts[other].value);
      if (!Agree(seen, *arm)) return false;
      if (FoldLabel(seen.label) == FoldLabel(arm->label)) return true;
      // "LD" and "low-dose group (LD)": the full name is never given up for the short one.
      const bool fuller = (seen.label.size() > arm->label.size()) == (Worth(seen) >= Worth(*arm));
      return fuller && SameLabel(seen.label, arm->label);
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

/// Whether the words of one name stand in the other: "MSC" in "high-dose MSC group".
bool HoldsName(std::string_view longer, std::string_view shorter) {
  const std::string a = " " + FoldLabel(longer) + " ", b = " " + FoldLabel(shorter) + " ";
  return a.size() > b.size() && b.size() > 3 && a.find(b) != a.npos;
}

/// An arm named in short ("the MSC arm", of "MSC infusion (n = 30)") is no arm of its own where one longer name only can be meant.
void DropShortNames(std::vector<Fact>& facts) {
  std::vector<bool> drop(facts.size());
  for (size_t i = 0; i < facts.size(); ++i) {
    const auto* arm = std::get_if<Arm>(&facts[i].value);
    if (!arm || arm->count) continue;
    size_t longer = 0;
    for (const Fact& other : facts) {
      const auto* name = std::get_if<Arm>(&other.value);
      longer += name && name->role == arm->role && HoldsName(name->label, arm->label);
    }
    drop[i] = longer == 1;
  }
  size_t next = 0;
  std::erase_if(facts, [&](const Fact&) { return drop[next++]; });
}

}  // namespace

void SelectFacts(std::vector<Fact>& facts) {
  KeepBestFallbacks(facts);
  MergeArms(facts);
  DropShortNames(facts);
}

}  // namespace trialmine

#include "select.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "labels.h"
#include "name_index.h"
#include "text.h"

namespace trialmine {
namespace {

constexpr size_t kFields = 7;

/// What makes one fallback better than another of its field: how long, how many.
double Weight(const Fact& fact) {
  if (const auto* follow_up = std::get_if<FollowUp>(&fact.value))
    return follow_up->days.value_or(follow_up->high_days.value_or(0));
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
    const bool one =
        facts[i].finding.field == Field::kFollowUp || facts[i].finding.field == Field::kSampleSize;
    drop[i] = facts[i].finding.fallback && (certain[field] || (one && best[field] != &facts[i]));
  }
  size_t next = 0;
  std::erase_if(facts, [&](const Fact&) { return drop[next++]; });
}

/// How much a mention of an arm says.
int Worth(const Arm& arm) {
  return (arm.count ? 2 : 0) + (!arm.role.empty() && arm.role != "unknown" ? 1 : 0);
}

bool Agree(const Arm& a, const Arm& b) { return !a.count || !b.count || *a.count == *b.count; }

/// "progesterone", "the progesterone group" and "progesterone (n = 82)" are one arm: the mention that says
/// most stays.
void MergeArms(std::vector<Fact>& facts) {
  std::vector<size_t> arms;  // Those that stay.
  NameIndex places;          // In `arms`.
  std::vector<bool> drop(facts.size());
  for (size_t i = 0; i < facts.size(); ++i) {
    auto* arm = std::get_if<Arm>(&facts[i].value);
    if (!arm) continue;
    const std::vector<std::string> keys = LabelKeys(arm->label);
    const auto same = places.First(keys, [&](size_t place) {
      const auto& seen = std::get<Arm>(facts[arms[place]].value);
      if (!Agree(seen, *arm)) return false;
      if (FoldLabel(seen.label) == FoldLabel(arm->label)) return true;
      // "LD" and "low-dose group (LD)": the full name is never given up for the short one.
      const bool fuller = (seen.label.size() > arm->label.size()) == (Worth(seen) >= Worth(*arm));
      return fuller && SameLabel(seen.label, arm->label);
    });
    if (!same) {
      places.Add(keys, arms.size());
      arms.push_back(i);
      continue;
    }
    size_t& kept = arms[*same];
    const bool better = Worth(*arm) > Worth(std::get<Arm>(facts[kept].value));
    drop[better ? kept : i] = true;
    if (better) {
      kept = i;
      places.Add(keys, *same);
    }
  }
  size_t next = 0;
  std::erase_if(facts, [&](const Fact&) { return drop[next++]; });
}

/// "PRP + HA", "E-CMF", "no G-CSF": another arm than that of the name within, not its full name.
bool IsCombination(std::string_view words, std::string_view label, std::string_view inner) {
  for (std::string_view joint : {" plus ", "+", " and ", " with ", " without ", " no ", " non "})
    if (words.find(joint) != words.npos && inner.find(joint) == inner.npos) return true;
  const std::string printed = ToLower(label);
  const size_t at = printed.find(Trim(inner));
  return at != printed.npos && at > 0 && printed[at - 1] == '-';
}

/// An arm named in short ("the MSC arm", of "MSC infusion (n = 30)", or of "high-dose MSC group") is no arm
/// of its own where one longer name only can be meant.
void DropShortNames(std::vector<Fact>& facts) {
  struct Name {
    const Arm* arm;
    size_t fact;
    std::string words;  // With a space at either end.
  };
  std::vector<Name> names;
  for (size_t i = 0; i < facts.size(); ++i)
    if (const auto* arm = std::get_if<Arm>(&facts[i].value))
      names.push_back({arm, i, " " + FoldLabel(arm->label) + " "});
  std::vector<bool> drop(facts.size());
  for (const Name& name : names) {
    if (name.arm->count || name.words.size() <= 3) continue;
    const auto longer = std::count_if(names.begin(), names.end(), [&](const Name& other) {
      return other.arm->role == name.arm->role && other.words.size() > name.words.size() &&
             other.words.find(name.words) != std::string::npos &&
             !IsCombination(other.words, other.arm->label, name.words);
    });
    drop[name.fact] = longer == 1;
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

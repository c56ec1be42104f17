#include "study_arms.h"

#include <algorithm>
#include <charconv>

#include "table.h"

namespace trialmine {
namespace {

void SetCount(int64_t count, StudyArm& arm) {
  if (!arm.count) {
    arm.count = count;
  } else if (*arm.count != count) {
    arm.flags.push_back("arm_n_differs");
  }
}

/// What arm, dose and sample size facts say about arms. A rejected one says nothing.
void ReadArm(const TypedFact& fact, Arms& arms) {
  if (fact.stored.state == "rejected") return;
  StudyArm* arm = nullptr;
  if (const auto* named = std::get_if<Arm>(&fact.value)) {
    if (named->label.empty()) return;
    arm = &arms.Named(named->label);
    if (arm->role == "unknown" && !named->role.empty()) arm->role = named->role;
    if (named->count) SetCount(*named->count, *arm);
  } else if (const auto* dose = std::get_if<Dose>(&fact.value)) {
    if (dose->arm.empty()) return;
    arm = &arms.Named(dose->arm);
    if (!arm->dose) arm->dose = *dose;
  } else if (const auto* size = std::get_if<SampleSize>(&fact.value)) {
    if (size->arm.empty() || size->kind != "randomized" || size->approximate) return;
    arm = &arms.Named(size->arm);
    SetCount(size->count, *arm);
  }
  if (arm) AddEvidence(fact.stored, arm->evidence, arm->states, arm->reviewers);
}

}  // namespace

StudyArm& Arms::Named(const std::string& label) {
  const auto [place, is_new] = index_.emplace(Folded(label), arms_.size());
  if (is_new) {
    StudyArm arm;
    arm.id = study_id_ + "#" + std::to_string(arms_.size() + 1);
    arm.label = label;
    arm.role = "unknown";
    arms_.push_back(std::move(arm));
  }
  return arms_[place->second];
}

Arms ReadArms(const Study& study) {
  Arms arms(study.id);
  for (const Report& report : study.reports)
    for (const TypedFact& fact : report.facts) ReadArm(fact, arms);
  return arms;
}

bool ArmsDifferFromRandomised(const Study& study) {
  if (!study.randomised) return false;
  const Arms arms = ReadArms(study);
  int64_t sum = 0;
  for (const StudyArm& arm : arms.all()) {
    if (!arm.count || !arm.flags.empty()) return false;
    sum += *arm.count;
  }
  return arms.all().size() > 1 && sum != *study.randomised;
}

std::string Folded(std::string_view label) {
  std::string folded;
  for (char c : label) {
    const bool space = c == ' ' || c == '\t' || c == '\n';
    if (space && (folded.empty() || folded.back() == ' ')) continue;
    folded += space ? ' ' : (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

std::string Slug(std::string_view label) {
  std::string slug = Folded(label);
  std::replace(slug.begin(), slug.end(), ' ', '_');
  return slug;
}

bool IsControl(std::string_view role) {
  return role == "active_comparator" || role == "placebo" || role == "no_intervention";
}

void AddEvidence(const StoredFact& fact, std::vector<std::string>& evidence, std::vector<std::string>& states,
                 std::vector<std::string>& reviewers) {
  evidence.push_back(fact.id);
  states.push_back(fact.state);
  if (fact.decision) reviewers.push_back(fact.decision->reviewer);
}

std::string Unique(std::vector<std::string> parts) {
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  return Joined(parts);
}

std::optional<double> DaysOf(std::string_view duration) {
  if (duration.size() < 3 || duration.front() != 'P') return std::nullopt;
  const bool time = duration[1] == 'T';
  double count = 0;
  const char* first = duration.data() + (time ? 2 : 1);
  const char* last = duration.data() + duration.size() - 1;
  const auto [end, error] = std::from_chars(first, last, count);
  if (error != std::errc() || end != last) return std::nullopt;
  switch (*last) {
    case 'H':
      return time ? std::optional(count / 24) : std::nullopt;
    case 'D':
      return count;
    case 'W':
      return count * 7;
    case 'M':
      return count * (time ? 1 / 1440.0 : 30.4375);
    case 'Y':
      return count * 365.25;
    default:
      return std::nullopt;
  }
}

}  // namespace trialmine

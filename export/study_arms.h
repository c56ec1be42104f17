#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "study.h"

namespace trialmine {

/// An arm as any report of the study names it.
struct StudyArm {
  std::string id, label, role;
  std::optional<int64_t> count;
  std::optional<Dose> dose;
  std::vector<std::string> evidence, states, flags, reviewers;
  bool has_result = false;
};

/// The arms of a study in the order in which they are first named.
class Arms {
 public:
  explicit Arms(std::string study_id) : study_id_(std::move(study_id)) {}

  /// The arm of that label, added where it is new.
  StudyArm& Named(const std::string& label);
  const std::vector<StudyArm>& all() const { return arms_; }

 private:
  std::string study_id_;
  std::vector<StudyArm> arms_;
  std::map<std::string, size_t> index_;
};

/// What the reports of a study say about its arms. A rejected fact says nothing.
Arms ReadArms(const Study& study);

/// Whether the people of the arms, each of which states them, make up another number than those randomised.
bool ArmsDifferFromRandomised(const Study& study);

/// A label in lower case, without needless white space: labels that differ only in these are one.
std::string Folded(std::string_view label);
/// The same with `_` for blanks.
std::string Slug(std::string_view label);

bool IsControl(std::string_view role);

void AddEvidence(const StoredFact& fact, std::vector<std::string>& evidence, std::vector<std::string>& states,
                 std::vector<std::string>& reviewers);

/// Each part once, in order, `;`-separated.
std::string Unique(std::vector<std::string> parts);

/// Days of an ISO 8601 duration of one unit (`P6M`); nothing for any other.
std::optional<double> DaysOf(std::string_view duration);

}  // namespace trialmine

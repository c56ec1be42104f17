#pragma once

#include <string>
#include <vector>

#include "arms.h"

namespace trialmine {

/// One row of contrasts.csv: an effect between two arms as a report states it, with the data of the arms
/// beside it.
struct ContrastRow {
  std::string study_id, study_label, year, registry_id, report_id, comparison_id;
  std::string outcome_id, outcome_label, timepoint_id, analysis_set, subgroup, unit;
  std::string arm_1, arm_2;  ///< Ids of arms; empty where the report does not say.
  std::string arm_1_label, arm_2_label;
  ResultValue effect;
  const ArmRow* one =
      nullptr;  ///< The row of arms.csv with the data of arm_1; null where there is none or several.
  const ArmRow* two = nullptr;
  std::vector<std::string> states, reviewers, evidence, flags;
  std::string rules_version;
};

/// The author-reported differences and ratios of a study. `arms` are its rows of arms.csv, which must outlive
/// the result.
std::vector<ContrastRow> ContrastRows(const Study& study, const std::vector<ArmRow>& arms);

void AppendContrastsHeader(std::string& csv);
void AppendContrastsRow(const ContrastRow& row, std::string& csv);
void AppendContrastsResource(std::string& json);

}  // namespace trialmine

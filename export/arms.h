#pragma once

#include <string>
#include <vector>

#include "conversion.h"
#include "study.h"
#include "table.h"

namespace trialmine {

/// One row of arms.csv: a study's arm, and where a result names them, an outcome at a time.
struct ArmRow {
  std::string study_id, study_label, year, registry_id, report_id;
  std::string arm_id, arm_label, arm_role;
  std::optional<int64_t> arm_n;
  std::optional<Dose> dose;
  bool shared_control = false;
  std::string outcome_id, outcome_label, outcome_type, timepoint_id, analysis_set, subgroup, unit;
  bool is_baseline = false, is_change = false;
  std::optional<int64_t> event, total;
  std::optional<double> percent;
  std::string n_source;
  Spread spread;
  std::vector<std::string> states, reviewers, evidence, flags;
  std::string rules_version;
};

void AppendArmsHeader(std::string& csv);
void AppendArmsRow(const ArmRow& row, std::string& csv);
/// Describes the table in datapackage.json.
void AppendArmsResource(std::string& json);

/// The rows of a study, by arm, outcome, time and report.
std::vector<ArmRow> ArmRows(const Study& study);

}  // namespace trialmine

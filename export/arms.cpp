#include "arms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "study_arms.h"

namespace trialmine {
namespace {

constexpr std::array<std::string_view, 3> kDichotomous{"events", "proportion", "none_observed"};
constexpr std::array<std::string_view, 3> kContinuous{"mean", "median", "change"};

/// dichotomous, continuous or rate; empty for what is no result of one arm.
std::string TypeOf(const ResultValue& result) {
  const auto is = [&](const auto& list) {
    return std::find(list.begin(), list.end(), result.statistic) != list.end();
  };
  if (is(kDichotomous)) return "dichotomous";
  if (is(kContinuous)) return "continuous";
  return result.statistic == "rate" ? "rate" : "";
}

/// Takes a value where there is none; false where there is another.
template <typename T>
bool Take(const std::optional<T>& from, std::optional<T>& to) {
  if (!from) return true;
  if (to) return *to == *from;
  to = from;
  return true;
}

void ReadStatistic(const ResultValue& result, ArmRow& row) {
  row.event = result.events;
  if (result.statistic == "none_observed" && !row.event) row.event = 0;
  row.total = result.total;
  row.percent = result.percent;
  Spread& spread = row.spread;
  if (result.statistic == "median") {
    spread.median = result.estimate;
  } else if (row.outcome_type == "continuous") {
    spread.mean = result.estimate;
    spread.ci_level = result.ci_level;
    spread.ci_low = result.ci_low;
    spread.ci_high = result.ci_high;
  }
  spread.sd = result.sd;
  spread.se = result.se;
  spread.q1 = result.iqr_low;
  spread.q3 = result.iqr_high;
  spread.min = result.range_low;
  spread.max = result.range_high;
}

ArmRow ResultRow(const ResultValue& result) {
  ArmRow row;
  row.outcome_id = result.concept_id.empty() ? Slug(result.outcome) : result.concept_id;
  row.outcome_label = result.outcome;
  row.outcome_type = TypeOf(result);
  row.timepoint_id = result.time;
  row.analysis_set = result.analysis_set;
  row.subgroup = result.subgroup;
  row.unit = result.unit;
  row.is_baseline = result.baseline;
  row.is_change = result.statistic == "change";
  ReadStatistic(result, row);
  return row;
}

bool SamePlace(const ArmRow& a, const ArmRow& b) {
  const auto place = [](const ArmRow& r) {
    return std::tie(r.report_id, r.arm_id, r.outcome_id, r.outcome_type, r.timepoint_id, r.analysis_set,
                    r.subgroup, r.unit, r.is_baseline, r.is_change);
  };
  return place(a) == place(b);
}

/// Joins what a second fact says of the same place (events here, a percentage there); false where they
/// differ.
bool Merge(const ArmRow& from, ArmRow& into) {
  ArmRow merged = into;
  bool agree =
      Take(from.event, merged.event) && Take(from.total, merged.total) && Take(from.percent, merged.percent);
  for (auto member :
       {&Spread::mean, &Spread::sd, &Spread::se, &Spread::ci_level, &Spread::ci_low, &Spread::ci_high,
        &Spread::median, &Spread::q1, &Spread::q3, &Spread::min, &Spread::max})
    agree = agree && Take(from.spread.*member, merged.spread.*member);
  if (!agree) return false;
  for (auto list : {&ArmRow::states, &ArmRow::reviewers, &ArmRow::evidence})
    (merged.*list).insert((merged.*list).end(), (from.*list).begin(), (from.*list).end());
  into = std::move(merged);
  return true;
}

void AddRow(ArmRow row, std::vector<ArmRow>& rows) {
  bool differs = false;
  for (ArmRow& known : rows) {
    if (!SamePlace(known, row)) continue;
    // A rejected fact never lends a number to a row of facts that stand.
    const bool one_rejected =
        (CombinedState(known.states) == "rejected") != (CombinedState(row.states) == "rejected");
    if (one_rejected) continue;
    if (Merge(row, known)) return;
    known.flags.push_back("several_values");
    differs = true;
  }
  if (differs) row.flags.push_back("several_values");
  rows.push_back(std::move(row));
}

/// The number of people behind a row: as the result states it, else the arm's.
void SetTotal(ArmRow& row) {
  if (row.total) {
    row.n_source = row.analysis_set == "safety" ? "safety" : "analysed";
  } else if (row.arm_n && row.subgroup.empty()) {
    row.total = row.arm_n;
    row.n_source = "arm";
  }
  if (row.total) row.spread.n = static_cast<double>(*row.total);
}

void Check(ArmRow& row) {
  const auto flag = [&row](bool wrong, const char* name) {
    if (wrong) row.flags.push_back(name);
  };
  const Spread& s = row.spread;
  flag(row.event && (*row.event < 0 || (row.total && *row.event > *row.total)), "event_exceeds_n");
  flag(row.arm_n && row.total && *row.total > *row.arm_n, "n_exceeds_arm");
  flag(row.percent && (*row.percent < 0 || *row.percent > 100) && row.outcome_type == "dichotomous",
       "percent_range");
  if (row.percent && row.event && row.total && *row.total > 0) {
    const double percent = 100.0 * static_cast<double>(*row.event) / static_cast<double>(*row.total);
    flag(std::abs(percent - *row.percent) > 1, "percent_differs_from_events");
  }
  flag(s.mean && s.ci_low && s.ci_high && (*s.mean < *s.ci_low || *s.mean > *s.ci_high),
       "estimate_outside_ci");
  flag(s.ci_low && s.ci_high && *s.ci_low > *s.ci_high, "ci_order");
  flag(s.median && s.q1 && s.q3 && (*s.median < *s.q1 || *s.median > *s.q3), "median_outside_iqr");
  flag(s.min && s.max && *s.min > *s.max, "range_order");
  flag(s.sd && *s.sd < 0, "negative_sd");
}

void FillArm(const Study& study, const StudyArm& arm, bool shared_control, ArmRow& row) {
  row.study_id = study.id;
  row.study_label = study.label;
  row.year = study.year;
  row.registry_id = study.registry_ids.empty() ? "" : study.registry_ids.front();
  row.rules_version = study.rules_version;
  row.arm_id = arm.id;
  row.arm_label = arm.label;
  row.arm_role = arm.role;
  row.arm_n = arm.count;
  row.dose = arm.dose;
  row.shared_control = shared_control && IsControl(arm.role);
  row.flags.insert(row.flags.end(), arm.flags.begin(), arm.flags.end());
}

/// Gathers the results that name an arm and an outcome.
void ReadResults(const Report& report, Arms& arms, std::vector<ArmRow>& rows) {
  for (const TypedFact& fact : report.facts) {
    const auto* result = std::get_if<ResultValue>(&fact.value);
    if (!result || result->arm.empty() || result->outcome.empty() || TypeOf(*result).empty()) continue;
    StudyArm& arm = arms.Named(result->arm);
    arm.has_result = true;
    ArmRow row = ResultRow(*result);
    row.report_id = report.stored.document.id;
    row.arm_id = arm.id;
    AddEvidence(fact.stored, row.evidence, row.states, row.reviewers);
    AddRow(std::move(row), rows);
  }
}

}  // namespace

std::vector<ArmRow> ArmRows(const Study& study) {
  Arms arms = ReadArms(study);
  std::vector<ArmRow> rows;
  for (const Report& report : study.reports) ReadResults(report, arms, rows);
  const auto experimental = std::count_if(arms.all().begin(), arms.all().end(),
                                          [](const StudyArm& arm) { return arm.role == "experimental"; });
  std::vector<ArmRow> ordered;
  for (const StudyArm& arm : arms.all()) {
    if (!arm.has_result) {
      ArmRow row;
      row.arm_id = arm.id;
      row.states = arm.states;
      row.reviewers = arm.reviewers;
      row.evidence = arm.evidence;
      rows.push_back(std::move(row));
    }
    for (ArmRow& row : rows) {
      if (row.arm_id != arm.id) continue;
      FillArm(study, arm, experimental > 1, row);
      SetTotal(row);
      Check(row);
      ordered.push_back(row);
    }
  }
  return ordered;
}

}  // namespace trialmine

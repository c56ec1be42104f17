#include "contrasts.h"

#include <algorithm>
#include <cmath>

#include "study_arms.h"

namespace trialmine {
namespace {

bool IsRatio(std::string_view statistic) {
  return statistic == "risk_ratio" || statistic == "odds_ratio" || statistic == "hazard_ratio";
}

bool IsEffect(std::string_view statistic) { return statistic == "mean_difference" || IsRatio(statistic); }

/// The one row of an arm about the same outcome at the same time; none where there are several.
const ArmRow* DataOf(const std::string& arm, const ContrastRow& contrast, std::string_view type,
                     const std::vector<ArmRow>& arms) {
  const ArmRow* found = nullptr;
  if (arm.empty()) return nullptr;
  for (const ArmRow& row : arms) {
    const bool same = row.arm_id == arm && row.report_id == contrast.report_id && row.outcome_type == type &&
                      row.outcome_id == contrast.outcome_id && row.timepoint_id == contrast.timepoint_id &&
                      row.analysis_set == contrast.analysis_set && row.subgroup == contrast.subgroup;
    if (!same || row.is_baseline || CombinedState(row.states) == "rejected") continue;
    if (found) return nullptr;
    found = &row;
  }
  return found;
}

void Check(ContrastRow& row, const std::vector<ArmRow>& arms) {
  const auto flag = [&row](bool wrong, const char* name) {
    if (wrong) row.flags.push_back(name);
  };
  const ResultValue& e = row.effect;
  const bool interval = e.ci_low && e.ci_high;
  flag(interval && *e.ci_low > *e.ci_high, "ci_order");
  flag(interval && e.estimate && (*e.estimate < *e.ci_low || *e.estimate > *e.ci_high),
       "estimate_outside_ci");
  const bool positive = e.estimate.value_or(1) > 0 && e.ci_low.value_or(1) > 0 && e.ci_high.value_or(1) > 0;
  flag(IsRatio(e.statistic) && !positive, "ratio_not_positive");
  if (IsRatio(e.statistic) && positive && interval && e.estimate && *e.ci_low < *e.ci_high) {
    // Printed bounds are rounded, hence the allowance.
    const double low = std::log(*e.ci_low), high = std::log(*e.ci_high);
    flag(std::abs(std::log(*e.estimate) - (low + high) / 2) > 0.1 * (high - low) + 0.02,
         "estimate_off_centre");
  }
  for (const ArmRow& arm : arms) {
    if (arm.arm_id != row.arm_1) continue;
    flag(IsControl(arm.arm_role), "group_1_is_control");
    break;
  }
}

bool SameStatement(const ContrastRow& a, const ContrastRow& b) {
  return a.report_id == b.report_id && a.arm_1 == b.arm_1 && a.arm_2 == b.arm_2 &&
         a.outcome_id == b.outcome_id && a.effect.statistic == b.effect.statistic &&
         a.timepoint_id == b.timepoint_id && a.subgroup == b.subgroup && a.analysis_set == b.analysis_set &&
         a.unit == b.unit;
}

bool SameNumbers(const ResultValue& a, const ResultValue& b) {
  return a.estimate == b.estimate && a.ci_low == b.ci_low && a.ci_high == b.ci_high &&
         a.ci_level == b.ci_level && a.p == b.p && a.p_relation == b.p_relation;
}

/// The same statement made twice (in the abstract and in the text) is one row; with other numbers it is two,
/// flagged.
void AddRow(ContrastRow row, std::vector<ContrastRow>& rows) {
  for (ContrastRow& known : rows) {
    if (!SameStatement(known, row)) continue;
    const bool one_rejected =
        (CombinedState(known.states) == "rejected") != (CombinedState(row.states) == "rejected");
    if (one_rejected) continue;
    if (SameNumbers(known.effect, row.effect)) {
      for (auto list : {&ContrastRow::states, &ContrastRow::reviewers, &ContrastRow::evidence})
        (known.*list).insert((known.*list).end(), (row.*list).begin(), (row.*list).end());
      return;
    }
    known.flags.push_back("several_values");
    row.flags.push_back("several_values");
  }
  rows.push_back(std::move(row));
}

ContrastRow RowOf(const Study& study, const Report& report, const TypedFact& fact,
                  const ResultValue& effect) {
  ContrastRow row;
  row.study_id = study.id;
  row.study_label = study.label;
  row.year = study.year;
  row.registry_id = study.registry_ids.empty() ? "" : study.registry_ids.front();
  row.report_id = report.stored.document.id;
  row.rules_version = report.stored.rules_version;
  row.outcome_id = effect.concept_id.empty() ? Slug(effect.outcome) : effect.concept_id;
  row.outcome_label = effect.outcome;
  row.timepoint_id = effect.time;
  row.analysis_set = effect.analysis_set;
  row.subgroup = effect.subgroup;
  row.unit = effect.unit;
  row.arm_1_label = effect.arm;
  row.arm_2_label = effect.comparator;
  row.effect = effect;
  AddEvidence(fact.stored, row.evidence, row.states, row.reviewers);
  return row;
}

std::string ArmId(const std::string& label, const std::vector<ArmRow>& arms) {
  if (label.empty()) return {};
  for (const ArmRow& arm : arms)
    if (Folded(arm.arm_label) == Folded(label)) return arm.arm_id;
  return {};
}

std::string ComparisonId(const ContrastRow& row) {
  if (row.arm_1.empty() || row.arm_2.empty()) return {};
  return row.arm_1 + "-vs-" + row.arm_2.substr(row.arm_2.rfind('#') + 1);
}

/// The effect on the scale on which effects are pooled: logarithms of ratios.
std::optional<double> Pooled(const ContrastRow& row, const std::optional<double>& value) {
  if (!value || !IsRatio(row.effect.statistic)) return value;
  return *value > 0 ? std::optional(std::log(*value)) : std::nullopt;
}

/// The sampling variance that the interval stands for, by the normal distribution.
std::optional<double> Variance(const ContrastRow& row) {
  const std::optional<double> low = Pooled(row, row.effect.ci_low), high = Pooled(row, row.effect.ci_high);
  const std::optional<double>& level = row.effect.ci_level;
  if (!low || !high || *low > *high || !level || *level <= 0 || *level >= 100) return std::nullopt;
  const double se = (*high - *low) / (2 * NormalQuantile(0.5 + *level / 200));
  return se * se;
}

using Row = const ContrastRow&;

std::string Events(const ArmRow* arm) { return arm ? Decimal(arm->event) : std::string(); }
std::string NonEvents(const ArmRow* arm) {
  if (!arm || !arm->event || !arm->total || *arm->event > *arm->total) return {};
  return std::to_string(*arm->total - *arm->event);
}
std::string People(const ArmRow* arm) { return arm ? Decimal(arm->total) : std::string(); }
std::string Mean(const ArmRow* arm) { return arm ? Decimal(arm->spread.mean) : std::string(); }
std::string Sd(const ArmRow* arm) { return arm ? Decimal(arm->spread.sd) : std::string(); }
std::string Reviewers(Row row) {
  const std::string unique = Unique(row.reviewers);
  return std::to_string(unique.empty() ? 0 : 1 + std::count(unique.begin(), unique.end(), ';'));
}

constexpr Column<ContrastRow> kColumns[] = {
    {"study_id", "string", "The study, as in studies.csv", [](Row r) { return r.study_id; }},
    {"study_label", "string", "ASCII label for plots", [](Row r) { return r.study_label; }},
    {"year", "integer", "Year of the first report", [](Row r) { return r.year; }},
    {"registry_id", "string", "First registration id", [](Row r) { return r.registry_id; }},
    {"report_id", "string", "Report that states the effect, as in reports.csv",
     [](Row r) { return r.report_id; }},
    {"comparison_id", "string", "The two arms, where both are named", [](Row r) { return r.comparison_id; }},
    {"outcome_id", "string", "Term of the outcome vocabulary, else the label in lower case",
     [](Row r) { return r.outcome_id; }},
    {"outcome_label", "string", "The outcome as the report names it", [](Row r) { return r.outcome_label; }},
    {"timepoint_id", "string", "ISO 8601 duration", [](Row r) { return r.timepoint_id; }},
    {"timepoint_days", "number", "The same in days (month 30.4375, year 365.25)",
     [](Row r) { return Decimal(DaysOf(r.timepoint_id)); }},
    {"analysis_set", "string", "itt, per_protocol or safety", [](Row r) { return r.analysis_set; }},
    {"subgroup", "string", "Part of the people the effect is about", [](Row r) { return r.subgroup; }},
    {"arm_1", "string", "arm_id of group 1, the one the report names first", [](Row r) { return r.arm_1; }},
    {"arm_2", "string", "arm_id of group 2, the one compared with", [](Row r) { return r.arm_2; }},
    {"arm_1_label", "string", "Group 1 as the report names it", [](Row r) { return r.arm_1_label; }},
    {"arm_2_label", "string", "Group 2 as the report names it", [](Row r) { return r.arm_2_label; }},
    {"ai", "integer", "Events in group 1, as reported", [](Row r) { return Events(r.one); }},
    {"bi", "integer", "People without the event in group 1", [](Row r) { return NonEvents(r.one); }},
    {"ci", "integer", "Events in group 2, as reported (not an interval)",
     [](Row r) { return Events(r.two); }},
    {"di", "integer", "People without the event in group 2", [](Row r) { return NonEvents(r.two); }},
    {"n1i", "integer", "People in group 1", [](Row r) { return People(r.one); }},
    {"n2i", "integer", "People in group 2", [](Row r) { return People(r.two); }},
    {"m1i", "number", "Mean in group 1, as reported", [](Row r) { return Mean(r.one); }},
    {"sd1i", "number", "Standard deviation in group 1, as reported", [](Row r) { return Sd(r.one); }},
    {"m2i", "number", "Mean in group 2, as reported", [](Row r) { return Mean(r.two); }},
    {"sd2i", "number", "Standard deviation in group 2, as reported", [](Row r) { return Sd(r.two); }},
    {"es_measure", "string", "mean_difference, risk_ratio, odds_ratio or hazard_ratio",
     [](Row r) { return r.effect.statistic; }},
    {"es", "number", "The effect, as reported", [](Row r) { return Decimal(r.effect.estimate); }},
    {"es_ci_low", "number", "Of the effect, as reported", [](Row r) { return Decimal(r.effect.ci_low); }},
    {"es_ci_high", "number", "Of the effect, as reported", [](Row r) { return Decimal(r.effect.ci_high); }},
    {"es_ci_level", "number", "In percent", [](Row r) { return Decimal(r.effect.ci_level); }},
    {"es_p", "number", "As reported", [](Row r) { return Decimal(r.effect.p); }},
    {"es_p_relation", "string", "=, <, >, <= or >=", [](Row r) { return r.effect.p_relation; }},
    {"unit", "string", "Of a difference", [](Row r) { return r.unit; }},
    {"yi", "number", "es, for ratios its natural logarithm",
     [](Row r) { return Decimal(Pooled(r, r.effect.estimate)); }},
    {"vi", "number", "Variance of yi from the interval", [](Row r) { return Decimal(Variance(r)); }},
    {"review_state", "string",
     "accepted, corrected, pending, stale or rejected: the least settled of the facts",
     [](Row r) { return CombinedState(r.states); }},
    {"n_reviewers", "integer", "People who settled one of the facts", Reviewers},
    {"check_flags", "string", "What does not add up, ;-separated", [](Row r) { return Unique(r.flags); }},
    {"evidence_ids", "string", "Facts in findings.ndjson, ;-separated",
     [](Row r) { return Unique(r.evidence); }},
    {"rule_version", "string", "Rules that read the report", [](Row r) { return r.rules_version; }},
};

}  // namespace

std::vector<ContrastRow> ContrastRows(const Study& study, const std::vector<ArmRow>& arms) {
  std::vector<ContrastRow> rows;
  for (const Report& report : study.reports) {
    for (const TypedFact& fact : report.facts) {
      const auto* effect = std::get_if<ResultValue>(&fact.value);
      if (!effect || !IsEffect(effect->statistic) || effect->outcome.empty() || effect->baseline) continue;
      ContrastRow row = RowOf(study, report, fact, *effect);
      row.arm_1 = ArmId(effect->arm, arms);
      row.arm_2 = ArmId(effect->comparator, arms);
      row.comparison_id = ComparisonId(row);
      const std::string_view type = effect->statistic == "mean_difference" ? "continuous" : "dichotomous";
      if (effect->statistic != "hazard_ratio") {
        row.one = DataOf(row.arm_1, row, type, arms);
        row.two = DataOf(row.arm_2, row, type, arms);
      }
      AddRow(std::move(row), rows);
    }
  }
  for (ContrastRow& row : rows) Check(row, arms);
  return rows;
}

void AppendContrastsHeader(std::string& csv) { AppendHeader(kColumns, csv); }
void AppendContrastsRow(const ContrastRow& row, std::string& csv) { AppendRow(kColumns, row, csv); }
void AppendContrastsResource(std::string& json) { AppendResource("contrasts", kColumns, "", json); }

}  // namespace trialmine

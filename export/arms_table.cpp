#include <algorithm>
#include <cmath>

#include "arms.h"
#include "study_arms.h"

namespace trialmine {
namespace {

/// The events that the percentage stands for, where exactly one whole number of people fits it.
std::optional<int64_t> EventsOfPercent(const ArmRow& row) {
  if (!row.percent || !row.total || *row.total <= 0 || *row.total >= 1000) return std::nullopt;
  const double events = *row.percent * static_cast<double>(*row.total) / 100;
  const double whole = std::round(events);
  if (std::abs(events - whole) > 0.25) return std::nullopt;
  return static_cast<int64_t>(whole);
}

std::string EventSource(const ArmRow& row) {
  if (row.outcome_type != "dichotomous") return {};
  if (row.event) return "reported";
  return EventsOfPercent(row) ? "computed_from_pct" : "not_reported";
}

using Row = const ArmRow&;
const char* Flag(bool is) { return is ? "true" : "false"; }

constexpr Column<ArmRow> kColumns[] = {
    {"study_id", "string", "The study, as in studies.csv", [](Row r) { return r.study_id; }},
    {"study_label", "string", "ASCII label for plots", [](Row r) { return r.study_label; }},
    {"year", "integer", "Year of the first report", [](Row r) { return r.year; }},
    {"registry_id", "string", "First registration id", [](Row r) { return r.registry_id; }},
    {"report_id", "string", "Report that states the result, as in reports.csv",
     [](Row r) { return r.report_id; }},
    {"arm_id", "string", "The arm within all studies", [](Row r) { return r.arm_id; }},
    {"arm_label", "string", "The arm as the report names it", [](Row r) { return r.arm_label; }},
    {"arm_role", "string", "experimental, active_comparator, placebo, no_intervention or unknown",
     [](Row r) { return r.arm_role; }},
    {"arm_n", "integer", "People in the arm, as stated", [](Row r) { return Decimal(r.arm_n); }},
    {"dose_low", "number", "Least dose in dose_unit",
     [](Row r) { return r.dose ? Decimal(r.dose->low) : std::string(); }},
    {"dose_high", "number", "Greatest dose in dose_unit",
     [](Row r) { return r.dose ? Decimal(r.dose->high) : std::string(); }},
    {"dose_unit", "string", "UCUM", [](Row r) { return r.dose ? r.dose->unit : std::string(); }},
    {"route", "string", "Route of administration",
     [](Row r) { return r.dose ? r.dose->route : std::string(); }},
    {"shared_control", "boolean", "A control arm that several experimental arms of the study share",
     [](Row r) { return std::string(Flag(r.shared_control)); }},
    {"outcome_id", "string", "Term of the outcome vocabulary, else the label in lower case",
     [](Row r) { return r.outcome_id; }},
    {"outcome_label", "string", "The outcome as the report names it", [](Row r) { return r.outcome_label; }},
    {"outcome_type", "string", "dichotomous, continuous or rate", [](Row r) { return r.outcome_type; }},
    {"timepoint_id", "string", "ISO 8601 duration", [](Row r) { return r.timepoint_id; }},
    {"timepoint_days", "number", "The same in days (month 30.4375, year 365.25)",
     [](Row r) { return Decimal(DaysOf(r.timepoint_id)); }},
    {"analysis_set", "string", "itt, per_protocol or safety", [](Row r) { return r.analysis_set; }},
    {"subgroup", "string", "Part of the arm the result is about", [](Row r) { return r.subgroup; }},
    {"is_baseline", "boolean", "A value before treatment",
     [](Row r) { return std::string(Flag(r.is_baseline)); }},
    {"is_change", "boolean", "A change from baseline", [](Row r) { return std::string(Flag(r.is_change)); }},
    {"event", "integer", "People with the event, as reported", [](Row r) { return Decimal(r.event); }},
    {"event_source", "string", "reported, computed_from_pct or not_reported", EventSource},
    {"event_used", "integer", "event, else percent * n / 100 where one whole number fits it (n < 1000)",
     [](Row r) { return Decimal(r.event ? r.event : EventsOfPercent(r)); }},
    {"percent", "number", "As reported", [](Row r) { return Decimal(r.percent); }},
    {"n", "integer", "People analysed", [](Row r) { return Decimal(r.total); }},
    {"n_source", "string", "analysed or safety (stated with the result) or arm (arm_n)",
     [](Row r) { return r.n_source; }},
    {"mean", "number", "As reported", [](Row r) { return Decimal(r.spread.mean); }},
    {"sd", "number", "As reported", [](Row r) { return Decimal(r.spread.sd); }},
    {"se", "number", "As reported", [](Row r) { return Decimal(r.spread.se); }},
    {"ci_low", "number", "Of the mean, as reported", [](Row r) { return Decimal(r.spread.ci_low); }},
    {"ci_high", "number", "Of the mean, as reported", [](Row r) { return Decimal(r.spread.ci_high); }},
    {"ci_level", "number", "In percent", [](Row r) { return Decimal(r.spread.ci_level); }},
    {"median", "number", "As reported", [](Row r) { return Decimal(r.spread.median); }},
    {"q1", "number", "First quartile", [](Row r) { return Decimal(r.spread.q1); }},
    {"q3", "number", "Third quartile", [](Row r) { return Decimal(r.spread.q3); }},
    {"min", "number", "Least value", [](Row r) { return Decimal(r.spread.min); }},
    {"max", "number", "Greatest value", [](Row r) { return Decimal(r.spread.max); }},
    {"mean_used", "number", "Mean to calculate with",
     [](Row r) { return Decimal(UsableMean(r.spread).value); }},
    {"sd_used", "number", "Standard deviation to calculate with",
     [](Row r) { return Decimal(UsableSd(r.spread).value); }},
    {"mean_method", "string", "Where mean_used comes from",
     [](Row r) { return UsableMean(r.spread).method; }},
    {"sd_method", "string", "Where sd_used comes from", [](Row r) { return UsableSd(r.spread).method; }},
    {"unit", "string", "Unit of the result", [](Row r) { return r.unit; }},
    {"review_state", "string",
     "accepted, corrected, pending, stale or rejected: the least settled of the facts",
     [](Row r) { return CombinedState(r.states); }},
    {"n_reviewers", "integer", "People who settled one of the facts",
     [](Row r) {
       const std::string unique = Unique(r.reviewers);
       return std::to_string(unique.empty() ? 0 : 1 + std::count(unique.begin(), unique.end(), ';'));
     }},
    {"check_flags", "string", "What does not add up, ;-separated", [](Row r) { return Unique(r.flags); }},
    {"evidence_ids", "string", "Facts in findings.ndjson, ;-separated",
     [](Row r) { return Unique(r.evidence); }},
    {"rule_version", "string", "Rules that read the report", [](Row r) { return r.rules_version; }},
};

}  // namespace

void AppendArmsHeader(std::string& csv) { AppendHeader(kColumns, csv); }
void AppendArmsRow(const ArmRow& row, std::string& csv) { AppendRow(kColumns, row, csv); }
void AppendArmsResource(std::string& json) { AppendResource("arms", kColumns, "", json); }

}  // namespace trialmine

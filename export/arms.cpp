#include "arms.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <tuple>

namespace trialmine {
namespace {

/// An arm as any report of the study names it.
struct StudyArm {
  std::string id, label, role;
  std::optional<int64_t> count;
  std::optional<Dose> dose;
  std::vector<std::string> evidence, states, flags, reviewers;
  bool has_result = false;
};

/// Labels that differ only in case and white space are one arm.
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

/// The arms of a study in the order in which they are first named.
class Arms {
 public:
  explicit Arms(const Study& study) : study_(study) {}

  StudyArm& Named(const std::string& label) {
    const auto [place, is_new] = index_.emplace(Folded(label), arms_.size());
    if (is_new) {
      StudyArm arm;
      arm.id = study_.id + "#" + std::to_string(arms_.size() + 1);
      arm.label = label;
      arm.role = "unknown";
      arms_.push_back(std::move(arm));
    }
    return arms_[place->second];
  }
  std::vector<StudyArm>& all() { return arms_; }

 private:
  const Study& study_;
  std::vector<StudyArm> arms_;
  std::map<std::string, size_t> index_;
};

void AddEvidence(const StoredFact& fact, std::vector<std::string>& evidence, std::vector<std::string>& states,
                 std::vector<std::string>& reviewers) {
  evidence.push_back(fact.id);
  states.push_back(fact.state);
  if (fact.decision) reviewers.push_back(fact.decision->reviewer);
}

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

constexpr std::array<std::string_view, 3> kDichotomous{"events", "proportion", "none_observed"};
constexpr std::array<std::string_view, 3> kContinuous{"mean", "median", "change"};

/// dichotomous, continuous or rate; empty for what is no result of one arm.
std::string TypeOf(const ResultValue& result) {
  const auto is = [&](const auto& list) { return std::find(list.begin(), list.end(), result.statistic) != list.end(); };
  if (is(kDichotomous)) return "dichotomous";
  if (is(kContinuous)) return "continuous";
  return result.statistic == "rate" ? "rate" : "";
}

std::string Slug(const std::string& label) {
  std::string slug = Folded(label);
  std::replace(slug.begin(), slug.end(), ' ', '_');
  return slug;
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
    return std::tie(r.report_id, r.arm_id, r.outcome_id, r.outcome_type, r.timepoint_id, r.analysis_set, r.subgroup,
                    r.unit, r.is_baseline, r.is_change);
  };
  return place(a) == place(b);
}

/// Joins what a second fact says of the same place (events here, a percentage there); false where they differ.
bool Merge(const ArmRow& from, ArmRow& into) {
  ArmRow merged = into;
  bool agree = Take(from.event, merged.event) && Take(from.total, merged.total) && Take(from.percent, merged.percent);
  for (auto member : {&Spread::mean, &Spread::sd, &Spread::se, &Spread::ci_level, &Spread::ci_low, &Spread::ci_high,
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
    const bool one_rejected = (CombinedState(known.states) == "rejected") != (CombinedState(row.states) == "rejected");
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
  flag(row.percent && (*row.percent < 0 || *row.percent > 100) && row.outcome_type == "dichotomous", "percent_range");
  if (row.percent && row.event && row.total && *row.total > 0) {
    const double percent = 100.0 * static_cast<double>(*row.event) / static_cast<double>(*row.total);
    flag(std::abs(percent - *row.percent) > 1, "percent_differs_from_events");
  }
  flag(s.mean && s.ci_low && s.ci_high && (*s.mean < *s.ci_low || *s.mean > *s.ci_high), "estimate_outside_ci");
  flag(s.ci_low && s.ci_high && *s.ci_low > *s.ci_high, "ci_order");
  flag(s.median && s.q1 && s.q3 && (*s.median < *s.q1 || *s.median > *s.q3), "median_outside_iqr");
  flag(s.min && s.max && *s.min > *s.max, "range_order");
  flag(s.sd && *s.sd < 0, "negative_sd");
}

bool IsControl(const std::string& role) {
  return role == "active_comparator" || role == "placebo" || role == "no_intervention";
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

std::string Unique(std::vector<std::string> parts) {
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  return Joined(parts);
}

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
    {"report_id", "string", "Report that states the result, as in reports.csv", [](Row r) { return r.report_id; }},
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
    {"route", "string", "Route of administration", [](Row r) { return r.dose ? r.dose->route : std::string(); }},
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
    {"is_baseline", "boolean", "A value before treatment", [](Row r) { return std::string(Flag(r.is_baseline)); }},
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
    {"mean_used", "number", "Mean to calculate with", [](Row r) { return Decimal(UsableMean(r.spread).value); }},
    {"sd_used", "number", "Standard deviation to calculate with",
     [](Row r) { return Decimal(UsableSd(r.spread).value); }},
    {"mean_method", "string", "Where mean_used comes from", [](Row r) { return UsableMean(r.spread).method; }},
    {"sd_method", "string", "Where sd_used comes from", [](Row r) { return UsableSd(r.spread).method; }},
    {"unit", "string", "Unit of the result", [](Row r) { return r.unit; }},
    {"review_state", "string", "accepted, corrected, pending, stale or rejected: the least settled of the facts",
     [](Row r) { return CombinedState(r.states); }},
    {"n_reviewers", "integer", "People who settled one of the facts",
     [](Row r) {
       const std::string unique = Unique(r.reviewers);
       return std::to_string(unique.empty() ? 0 : 1 + std::count(unique.begin(), unique.end(), ';'));
     }},
    {"check_flags", "string", "What does not add up, ;-separated", [](Row r) { return Unique(r.flags); }},
    {"evidence_ids", "string", "Facts in findings.ndjson, ;-separated", [](Row r) { return Unique(r.evidence); }},
    {"rule_version", "string", "Rules that read the report", [](Row r) { return r.rules_version; }},
};

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

std::optional<double> DaysOf(std::string_view duration) {
  if (duration.size() < 3 || duration.front() != 'P') return std::nullopt;
  const bool time = duration[1] == 'T';
  double count = 0;
  const char* first = duration.data() + (time ? 2 : 1);
  const char* last = duration.data() + duration.size() - 1;
  const auto [end, error] = std::from_chars(first, last, count);
  if (error != std::errc() || end != last) return std::nullopt;
  switch (*last) {
    case 'H': return time ? std::optional(count / 24) : std::nullopt;
    case 'D': return count;
    case 'W': return count * 7;
    case 'M': return count * (time ? 1 / 1440.0 : 30.4375);
    case 'Y': return count * 365.25;
    default: return std::nullopt;
  }
}

std::vector<ArmRow> ArmRows(const Study& study) {
  Arms arms(study);
  std::vector<ArmRow> rows;
  for (const Report& report : study.reports)
    for (const TypedFact& fact : report.facts) ReadArm(fact, arms);
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

void AppendArmsHeader(std::string& csv) { AppendHeader(kColumns, csv); }
void AppendArmsRow(const ArmRow& row, std::string& csv) { AppendRow(kColumns, row, csv); }
void AppendArmsResource(std::string& json) { AppendResource("arms", kColumns, "", json); }

}  // namespace trialmine

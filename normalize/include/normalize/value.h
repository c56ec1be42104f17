#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// The typed values of the public formats, field by field. A member that the text does not state is nullopt or
// empty: never zero, never guessed. Vocabularies (roles, kinds, statistics, routes…) are the words of the
// public formats.

namespace trialmine {

struct RegistrationId {
  std::string id;        ///< Canonical form.
  std::string registry;  ///< `ClinicalTrials.gov`, `ChiCTR`…
  std::string url;       ///< Of the record at its register; empty where the register has no stable address.
  std::string role;      ///< own cited
  std::string status;    ///< well_formed repaired malformed
  std::string suffix;    ///< Kept apart from the id: the country of an EU CTR record (`AT`), the resubmission
                         ///< of a CTIS one (`00`).
  friend bool operator==(const RegistrationId&, const RegistrationId&) = default;
};

struct SampleSize {
  int64_t count = 0;
  std::string kind;  ///< planned screened enrolled randomized treated completed analysed
  std::string arm;   ///< Empty: the whole trial.
  std::string unit;  ///< participants studies eyes knees clusters other
  bool approximate = false;
  friend bool operator==(const SampleSize&, const SampleSize&) = default;
};

struct Arm {
  std::string label;
  std::string role;  ///< experimental active_comparator placebo no_intervention unknown
  std::optional<int64_t> count;
  friend bool operator==(const Arm&, const Arm&) = default;
};

/// A number and its UCUM unit.
struct Quantity {
  double value = 0;
  std::string unit;
  friend bool operator==(const Quantity&, const Quantity&) = default;
};

struct Dose {
  double low = 0,
         high = 0;    ///< Equal for one amount. In `unit`; only counts are expanded (65 million is 6.5e7).
  std::string unit;   ///< UCUM, as printed: 1 g stays `g`. Cells are `{cells}`.
  std::string basis;  ///< administration day total
  std::optional<int64_t> administrations;
  std::string interval;  ///< ISO 8601 duration between administrations.
  std::string duration;  ///< ISO 8601 duration of treatment.
  std::string phase;     ///< loading maintenance escalation
  std::optional<Quantity> concentration, volume;
  std::string route, agent, arm;
  bool repaired = false;  ///< A lost superscript was put back (`1 x 106` read as 1e6).
  friend bool operator==(const Dose&, const Dose&) = default;
};

struct FollowUp {
  std::string duration;        ///< ISO 8601; empty where only a range is stated.
  std::optional<double> days;  ///< Of `duration`: months at 30.4375, years at 365.25 days.
  std::string statistic;       ///< fixed median mean minimum maximum range
  std::optional<double> low_days, high_days;
  std::vector<std::string> schedule;  ///< ISO 8601 assessment times.
  friend bool operator==(const FollowUp&, const FollowUp&) = default;
};

struct OutcomeMeasure {
  std::string name;
  std::string role;  ///< primary secondary safety unspecified
  std::string time_frame;
  std::string concept_id;  ///< Term of the outcome vocabulary (public key `concept`); empty where none fits.
  friend bool operator==(const OutcomeMeasure&, const OutcomeMeasure&) = default;
};

struct ResultValue {
  std::string outcome, concept_id, arm, comparator;
  std::string time;  ///< ISO 8601
  /// events proportion mean median change mean_difference risk_ratio odds_ratio hazard_ratio rate p_value
  /// none_observed
  std::string statistic;
  std::optional<int64_t> events, total;
  std::optional<double> percent, estimate, sd, se, ci_level, ci_low, ci_high, iqr_low, iqr_high, range_low,
      range_high, p;
  std::string p_relation;  ///< = < > <= >=
  std::string unit, direction, subgroup, analysis_set;
  bool baseline = false;
  friend bool operator==(const ResultValue&, const ResultValue&) = default;
};

/// In the order of Field.
using Value = std::variant<RegistrationId, SampleSize, Arm, Dose, FollowUp, OutcomeMeasure, ResultValue>;

/// The value as a JSON object with the keys of the public formats; what is not stated is left out.
std::string ToJson(const Value& value);

}  // namespace trialmine

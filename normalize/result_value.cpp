#include "duration.h"
#include "fields.h"
#include "number.h"
#include "slots.h"
#include "text.h"
#include "unit.h"
#include "vocabulary.h"

namespace trialmine {
namespace {

std::string Relation(std::string_view text) {
  struct Sign {
    std::string_view printed, relation;
  };
  constexpr Sign kSigns[] = {
      {"=", "="},         {"<", "<"},         {">", ">"},        {"<=", "<="},
      {">=", ">="},       {"≤", "<="},        {"≥", ">="},       {"⩽", "<="},
      {"⩾", ">="},        {"≦", "<="},        {"≧", ">="},       {"=<", "<="},
      {"=>", ">="},       {"less than", "<"}, {"below", "<"},    {"greater than", ">"},
      {"more than", ">"}, {"above", ">"},     {"equal to", "="}, {"equals", "="},
      {"of", "="},        {"was", "="},       {"is", "="},       {":", "="},
      {"＜", "<"},        {"＞", ">"},        {"＝", "="},       {"小于", "<"},
      {"大于", ">"},      {"等于", "="},      {"均小于", "<"},   {"均大于", ">"},
      {"为", "="},        {"均<", "<"},       {"均>", ">"},      {"值<", "<"},
      {"值>", ">"},
  };
  const std::string plain = ToLower(Squeeze(text));
  for (const Sign& sign : kSigns)
    if (plain == sign.printed) return std::string(sign.relation);
  return {};
}

/// Only the time the value was taken; a range of times is none.
void ReadTime(const Slots& slots, ResultValue& value) {
  const std::string_view text = slots.Text("time");
  if (EqualsIgnoringCase(text, "baseline") || text == "基线" || text == "治疗前") {
    value.time = "P0D";
    value.baseline = true;
    return;
  }
  value.time = slots.Iso("time");
}

void ReadNumbers(const Slots& slots, ResultValue& value) {
  value.events = slots.Count("events");
  value.total = slots.Count("total");
  value.percent = slots.Percent("percent");
  value.estimate = slots.Percent("estimate");
  value.sd = slots.Percent("sd");
  value.se = slots.Percent("se");
  value.ci_level = slots.Percent("ci_level");
  value.ci_low = slots.Percent("ci_low");
  value.ci_high = slots.Percent("ci_high");
  value.iqr_low = slots.Percent("iqr_low");
  value.iqr_high = slots.Percent("iqr_high");
  value.range_low = slots.Percent("range_low");
  value.range_high = slots.Percent("range_high");
  value.p = slots.Decimal("p");
  if (value.p) {
    value.p_relation = Relation(slots.Text("p_relation"));
    if (value.p_relation.empty() && !slots.Has("p_relation")) value.p_relation = "=";
  }
}

bool Ordered(const std::optional<double>& low, const std::optional<double>& high) {
  return !low || !high || *low <= *high;
}
bool NotNegative(const std::optional<double>& value) { return !value || *value >= 0; }

/// What cannot be so was misread (or misprinted): better no value than a wrong one.
bool IsPossible(const ResultValue& value) {
  if (value.p && (*value.p < 0 || *value.p > 1 || value.p_relation.empty())) return false;
  if (value.events && *value.events < 0) return false;
  if (value.events && value.total && *value.events > *value.total) return false;
  if (value.percent && (*value.percent < 0 || *value.percent > 100) &&
      (value.statistic == "proportion" || value.statistic == "events"))
    return false;
  if (!NotNegative(value.sd) || !NotNegative(value.se)) return false;
  if (value.ci_level && (*value.ci_level <= 0 || *value.ci_level >= 100)) return false;
  return Ordered(value.ci_low, value.ci_high) && Ordered(value.iqr_low, value.iqr_high) &&
         Ordered(value.range_low, value.range_high);
}

std::string StatisticOf(const Slots& slots, const ResultValue& value) {
  std::string statistic = slots.OneOf(
      "statistic", {"events", "proportion", "mean", "median", "change", "mean_difference", "risk_ratio",
                    "odds_ratio", "hazard_ratio", "rate", "p_value", "none_observed"});
  if (!statistic.empty()) return statistic;
  if (value.events) return "events";
  if (value.percent) return "proportion";
  if (value.estimate && value.sd) return "mean";
  if (value.estimate && value.iqr_low) return "median";
  if (!value.estimate && value.p) return "p_value";
  return {};
}

/// Whether there is anything in it that a table could hold.
bool HasContent(const ResultValue& value) {
  if (value.statistic == "none_observed") return true;
  return value.events || value.percent || value.estimate || value.p || value.ci_low || value.iqr_low ||
         value.range_low;
}

}  // namespace

std::optional<Read<ResultValue>> ReadResult(const Finding& finding) {
  const Slots slots(finding);
  Read<ResultValue> read;
  ResultValue& value = read.value;
  ReadNumbers(slots, value);
  value.statistic = StatisticOf(slots, value);
  if (value.statistic.empty() || !HasContent(value)) return std::nullopt;
  value.outcome = CleanLabel(slots.Text("outcome"));
  value.concept_id = ConceptOf(value.outcome);
  value.arm = CleanLabel(slots.Text("arm"));
  value.comparator = CleanLabel(slots.Text("comparator"));
  value.baseline = finding.context.baseline || slots.Text("baseline") == "true";
  ReadTime(slots, value);
  value.unit = ResultUnit(slots.Text("unit"));
  value.direction = slots.OneOf("direction", {"higher", "lower", "no_difference"});
  value.subgroup = CleanLabel(slots.Text("subgroup"));
  value.analysis_set = slots.OneOf("analysis_set", {"itt", "per_protocol", "safety"});
  if (!IsPossible(value)) return std::nullopt;
  return read;
}

}  // namespace trialmine

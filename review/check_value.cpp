#include "check_value.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <regex>

#include "normalize/value.h"
#include "store/value_json.h"

namespace trialmine {
namespace {

using Words = std::initializer_list<std::string_view>;

Error Bad(std::string_view member, std::string_view what) {
  return {"bad_input", "`value." + std::string(member) + "` " + std::string(what)};
}

/// The members that each field has, in the order of Field.
constexpr std::array<std::string_view, 7> kMembers = {
    " id registry url role status suffix ",
    " count kind arm unit approximate not_reported ",
    " label role count ",
    " low high unit basis administrations interval duration phase concentration volume route agent arm "
    "repaired "
    "not_reported ",
    " duration days statistic low_days high_days schedule not_reported ",
    " name role time_frame concept ",
    " outcome concept arm comparator time statistic events total percent estimate sd se ci_level ci_low "
    "ci_high iqr_low "
    "iqr_high range_low range_high p p_relation unit direction subgroup baseline analysis_set not_reported ",
};

/// Collects what is wrong: the first thing counts.
class Checker {
 public:
  bool ok() const { return status_.ok(); }
  const Status& status() const { return status_; }

  void Fail(std::string_view member, std::string_view what) {
    if (status_.ok()) status_ = Bad(member, what);
  }
  void OneOf(std::string_view member, const std::string& word, Words words) {
    if (word.empty() || std::find(words.begin(), words.end(), word) != words.end()) return;
    std::string what = "must be one of";
    for (std::string_view known : words) what += (known == *words.begin() ? " " : ", ") + std::string(known);
    Fail(member, what);
  }
  void Needed(std::string_view member, const std::string& text) {
    if (text.empty()) Fail(member, "is needed");
  }
  template <typename T>
  void NotNegative(std::string_view member, const std::optional<T>& number) {
    if (number && *number < 0) Fail(member, "must be 0 or more");
  }
  template <typename T>
  void Ordered(std::string_view low_name, const std::optional<T>& low, std::string_view high_name,
               const std::optional<T>& high) {
    if (low && high && *low > *high)
      Fail(low_name, "must not be more than `value." + std::string(high_name) + "`");
  }
  void Duration(std::string_view member, const std::string& text) {
    static const std::regex form(
        "P(?=.)([0-9.]+Y)?([0-9.]+M)?([0-9.]+W)?([0-9.]+D)?(T(?=.)([0-9.]+H)?([0-9.]+M)?([0-9.]+S)?)?");
    if (!text.empty() && (text.size() > 40 || !std::regex_match(text, form)))
      Fail(member, "must be an ISO 8601 duration such as P12M");
  }

 private:
  Status status_;
};

void Check(const RegistrationId& v, Checker& check) {
  check.Needed("id", v.id);
  check.OneOf("role", v.role, {"own", "cited"});
  check.OneOf("status", v.status, {"well_formed", "repaired", "malformed"});
}

void Check(const SampleSize& v, Checker& check) {
  check.NotNegative("count", std::optional(v.count));
  check.OneOf("kind", v.kind,
              {"planned", "screened", "enrolled", "randomized", "treated", "completed", "analysed"});
  check.OneOf("unit", v.unit, {"participants", "studies", "eyes", "knees", "clusters", "other"});
}

void Check(const Arm& v, Checker& check) {
  check.Needed("label", v.label);
  check.OneOf("role", v.role, {"experimental", "active_comparator", "placebo", "no_intervention", "unknown"});
  check.NotNegative("count", v.count);
}

void Check(const Dose& v, Checker& check) {
  check.NotNegative("low", std::optional(v.low));
  check.NotNegative("high", std::optional(v.high));
  check.Ordered("low", std::optional(v.low), "high", std::optional(v.high));
  check.OneOf("basis", v.basis, {"administration", "day", "total"});
  check.OneOf("phase", v.phase, {"loading", "maintenance", "escalation"});
  check.OneOf("route", v.route,
              {"intravenous", "intrathecal", "intra-articular", "intracoronary", "intramyocardial",
               "intra-arterial", "intramuscular", "subcutaneous", "oral", "inhaled", "topical",
               "intralesional", "intravitreal", "other"});
  check.NotNegative("administrations", v.administrations);
  check.Duration("interval", v.interval);
  check.Duration("duration", v.duration);
}

void Check(const FollowUp& v, Checker& check) {
  check.Duration("duration", v.duration);
  for (const std::string& time : v.schedule) check.Duration("schedule", time);
  check.OneOf("statistic", v.statistic, {"fixed", "median", "mean", "minimum", "maximum", "range"});
  check.NotNegative("days", v.days);
  check.NotNegative("low_days", v.low_days);
  check.Ordered("low_days", v.low_days, "high_days", v.high_days);
}

void Check(const OutcomeMeasure& v, Checker& check) {
  check.Needed("name", v.name);
  check.OneOf("role", v.role, {"primary", "secondary", "safety", "unspecified"});
}

void Check(const ResultValue& v, Checker& check) {
  check.OneOf("statistic", v.statistic,
              {"events", "proportion", "mean", "median", "change", "mean_difference", "risk_ratio",
               "odds_ratio", "hazard_ratio", "rate", "p_value", "none_observed"});
  check.NotNegative("events", v.events);
  check.NotNegative("total", v.total);
  check.Ordered("events", v.statistic == "rate" ? std::nullopt : v.events, "total", v.total);
  if (v.percent && (*v.percent < 0 || *v.percent > 100)) check.Fail("percent", "must lie between 0 and 100");
  check.NotNegative("sd", v.sd);
  check.NotNegative("se", v.se);
  if (v.ci_level && (*v.ci_level <= 0 || *v.ci_level >= 100))
    check.Fail("ci_level", "must lie between 0 and 100");
  check.Ordered("ci_low", v.ci_low, "ci_high", v.ci_high);
  check.Ordered("iqr_low", v.iqr_low, "iqr_high", v.iqr_high);
  check.Ordered("range_low", v.range_low, "range_high", v.range_high);
  if (v.p && (*v.p < 0 || *v.p > 1)) check.Fail("p", "must lie between 0 and 1");
  check.OneOf("p_relation", v.p_relation, {"=", "<", ">", "<=", ">="});
  check.OneOf("direction", v.direction, {"higher", "lower", "no_difference"});
  check.OneOf("analysis_set", v.analysis_set, {"itt", "per_protocol", "safety"});
}

/// What FromJson cannot see: members it does not know, numbers that are no whole ones, what is needed.
void CheckMembers(Field field, simdjson::dom::object object, bool not_reported, Checker& check) {
  const std::string_view members = kMembers[static_cast<size_t>(field)];
  for (const auto [key, value] : object) {
    if (key.find(' ') != key.npos || members.find(" " + std::string(key) + " ") == members.npos)
      return check.Fail(key, "is no member of this field");
    if (value.is_null()) continue;
    const bool is_number =
        value.is_number() || key == "concentration" || key == "volume" || key == "schedule";
    if (not_reported && is_number) return check.Fail(key, "cannot be given together with not_reported");
    const bool whole = key == "count" || key == "events" || key == "total" || key == "administrations";
    if (whole && !value.is_int64()) return check.Fail(key, "must be a whole number");
  }
  const auto needs = [&](const char* key) {
    simdjson::dom::element value;
    if (!not_reported && (object[key].get(value) || value.is_null())) check.Fail(key, "is needed");
  };
  if (field == Field::kSampleSize) needs("count");
  if (field == Field::kDose) {
    needs("low");
    needs("high");
    needs("unit");
  }
  if (field == Field::kResult) needs("statistic");
}

/// Says in whose words a member has the wrong type.
Error InOurWords(const Error& error) {
  const size_t tick = error.detail.find('`');
  const size_t end = error.detail.find('`', tick + 1);
  if (tick == error.detail.npos || end == error.detail.npos) return error;
  return Bad(error.detail.substr(tick + 1, end - tick - 1), "has the wrong type");
}

}  // namespace

Result<std::string> CheckValue(Field field, std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json.data(), json.size()).get(object))
    return Error{"bad_input", "`value` must be an object"};
  bool not_reported = false;
  simdjson::dom::element mark;
  if (!object["not_reported"].get(mark) && !mark.is_null() && mark.get(not_reported))
    return Bad("not_reported", "must be true or false");
  Checker check;
  CheckMembers(field, object, not_reported, check);
  if (!check.ok()) return check.status().error();
  Result<Value> value = FromJson(field, json);
  if (!value) return InOurWords(value.error());
  std::visit([&](const auto& typed) { Check(typed, check); }, *value);
  if (!check.ok()) return check.status().error();
  std::string kept = ToJson(*value);
  if (not_reported) {
    if (field == Field::kSampleSize || field == Field::kDose) return std::string(simdjson::minify(object));
    kept.insert(kept.size() - 1, kept == "{}" ? "\"not_reported\":true" : ",\"not_reported\":true");
  }
  return kept;
}

}  // namespace trialmine

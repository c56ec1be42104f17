#include "normalize/value.h"

#include "value_json.h"

namespace trialmine {

void WriteMembers(JsonWriter& json, const RegistrationId& id) {
  json.Member("id", id.id);
  json.Member("registry", id.registry);
  json.Member("url", id.url);
  json.Member("role", id.role);
  json.Member("status", id.status);
  json.Member("suffix", id.suffix);
}

void WriteMembers(JsonWriter& json, const SampleSize& size) {
  json.Key("count");
  json.Integer(size.count);
  json.Member("kind", size.kind);
  json.Member("arm", size.arm);
  json.Member("unit", size.unit);
  json.Mark("approximate", size.approximate);
}

void WriteMembers(JsonWriter& json, const Arm& arm) {
  json.Member("label", arm.label);
  json.Member("role", arm.role);
  json.Member("count", arm.count);
}

namespace {
void WriteQuantity(JsonWriter& json, std::string_view key, const std::optional<Quantity>& quantity) {
  if (!quantity) return;
  json.Key(key);
  json.BeginObject();
  json.Member("value", std::optional(quantity->value));
  json.Member("unit", quantity->unit);
  json.EndObject();
}
}  // namespace

void WriteMembers(JsonWriter& json, const Dose& dose) {
  json.Key("low");
  json.Number(dose.low);
  json.Key("high");
  json.Number(dose.high);
  json.Member("unit", dose.unit);
  json.Member("basis", dose.basis);
  json.Member("administrations", dose.administrations);
  json.Member("interval", dose.interval);
  json.Member("duration", dose.duration);
  json.Member("phase", dose.phase);
  WriteQuantity(json, "concentration", dose.concentration);
  WriteQuantity(json, "volume", dose.volume);
  json.Member("route", dose.route);
  json.Member("agent", dose.agent);
  json.Member("arm", dose.arm);
  json.Mark("repaired", dose.repaired);
}

void WriteMembers(JsonWriter& json, const FollowUp& follow_up) {
  json.Member("duration", follow_up.duration);
  json.Member("days", follow_up.days);
  json.Member("statistic", follow_up.statistic);
  json.Member("low_days", follow_up.low_days);
  json.Member("high_days", follow_up.high_days);
  if (follow_up.schedule.empty()) return;
  json.Key("schedule");
  json.BeginArray();
  for (const std::string& time : follow_up.schedule) json.String(time);
  json.EndArray();
}

void WriteMembers(JsonWriter& json, const OutcomeMeasure& outcome) {
  json.Member("name", outcome.name);
  json.Member("role", outcome.role);
  json.Member("time_frame", outcome.time_frame);
  json.Member("concept", outcome.concept_id);
}

void WriteMembers(JsonWriter& json, const ResultValue& result) {
  json.Member("outcome", result.outcome);
  json.Member("concept", result.concept_id);
  json.Member("arm", result.arm);
  json.Member("comparator", result.comparator);
  json.Member("time", result.time);
  json.Member("statistic", result.statistic);
  json.Member("events", result.events);
  json.Member("total", result.total);
  json.Member("percent", result.percent);
  json.Member("estimate", result.estimate);
  json.Member("sd", result.sd);
  json.Member("se", result.se);
  json.Member("ci_level", result.ci_level);
  json.Member("ci_low", result.ci_low);
  json.Member("ci_high", result.ci_high);
  json.Member("iqr_low", result.iqr_low);
  json.Member("iqr_high", result.iqr_high);
  json.Member("range_low", result.range_low);
  json.Member("range_high", result.range_high);
  json.Member("p_relation", result.p_relation);
  json.Member("p", result.p);
  json.Member("unit", result.unit);
  json.Member("direction", result.direction);
  json.Member("subgroup", result.subgroup);
  json.Mark("baseline", result.baseline);
  json.Member("analysis_set", result.analysis_set);
}

std::string ToJson(const Value& value) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  std::visit([&](const auto& typed) { WriteMembers(json, typed); }, value);
  json.EndObject();
  return out;
}

}  // namespace trialmine

#include <cmath>

#include "normalize/value.h"
#include "store/value_json.h"
#include "view.h"

namespace trialmine {
namespace {

std::string Number(double value) {
  char text[40];
  const bool whole = std::abs(value) < 1e6 && value == std::floor(value);
  std::snprintf(text, sizeof text, whole ? "%.0f" : "%.6g", value);
  return text;
}

std::string Range(const std::optional<double>& low, const std::optional<double>& high) {
  return (low ? Number(*low) : "") + "–" + (high ? Number(*high) : "");
}

std::string Text(const RegistrationId& v) { return v.id; }
std::string Text(const SampleSize& v) { return std::to_string(v.count); }
std::string Text(const Arm& v) { return v.label + (v.count ? " (" + std::to_string(*v.count) + ")" : ""); }
std::string Text(const Dose& v) {
  std::string text = v.low == v.high ? Number(v.low) : Number(v.low) + "–" + Number(v.high);
  text += " " + v.unit;
  if (v.administrations) text += " × " + std::to_string(*v.administrations);
  return text;
}
std::string Text(const FollowUp& v) {
  if (!v.duration.empty()) return v.duration;
  if (v.low_days || v.high_days) return Range(v.low_days, v.high_days) + " d";
  std::string text;
  for (const std::string& time : v.schedule) text += (text.empty() ? "" : ", ") + time;
  return text;
}
std::string Text(const OutcomeMeasure& v) { return v.name; }
std::string Text(const ResultValue& v) {
  std::string text;
  const auto add = [&text](const std::string& more) {
    if (!more.empty()) text += (text.empty() ? "" : " ") + more;
  };
  if (v.events) add(std::to_string(*v.events) + (v.total ? "/" + std::to_string(*v.total) : ""));
  if (!v.events && v.total) add("n=" + std::to_string(*v.total));
  if (v.percent) add(Number(*v.percent) + " %");
  if (v.estimate) add(Number(*v.estimate));
  if (v.sd) add("± " + Number(*v.sd));
  if (v.se) add("SE " + Number(*v.se));
  if (v.ci_low || v.ci_high) add("(CI " + Range(v.ci_low, v.ci_high) + ")");
  if (v.iqr_low || v.iqr_high) add("(IQR " + Range(v.iqr_low, v.iqr_high) + ")");
  if (v.range_low || v.range_high) add("(" + Range(v.range_low, v.range_high) + ")");
  add(v.unit);
  if (v.p) add("p " + (v.p_relation.empty() ? "=" : v.p_relation) + " " + Number(*v.p));
  if (text.empty()) add(v.statistic == "none_observed" ? "0" : v.direction);
  return text;
}

}  // namespace

std::string ValueText(const std::string& field, const std::string& value) {
  const std::optional<Field> known = FieldNamed(field);
  if (!known || value.empty()) return {};
  if (value.find("\"not_reported\":true") != std::string::npos) return "not reported";
  Result<Value> typed = FromJson(*known, value);
  if (!typed) return {};
  return std::visit([](const auto& v) { return Text(v); }, *typed);
}

}  // namespace trialmine

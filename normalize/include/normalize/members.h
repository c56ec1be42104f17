#pragma once

#include <concepts>
#include <type_traits>

#include "normalize/value.h"

// What the public formats call the members of each value, and in which order they stand there: said once, for
// writing and for reading.

namespace trialmine {

/// T or const T.
template <typename T, typename Of>
concept Is = std::same_as<std::remove_const_t<T>, Of>;

// Each calls `visit(key, member)` for every member; `key` is a literal.

template <Is<RegistrationId> T, typename Visit>
void VisitMembers(T& id, Visit&& visit) {
  visit("id", id.id);
  visit("registry", id.registry);
  visit("url", id.url);
  visit("role", id.role);
  visit("status", id.status);
  visit("suffix", id.suffix);
}

template <Is<SampleSize> T, typename Visit>
void VisitMembers(T& size, Visit&& visit) {
  visit("count", size.count);
  visit("kind", size.kind);
  visit("arm", size.arm);
  visit("unit", size.unit);
  visit("approximate", size.approximate);
}

template <Is<Arm> T, typename Visit>
void VisitMembers(T& arm, Visit&& visit) {
  visit("label", arm.label);
  visit("role", arm.role);
  visit("count", arm.count);
}

template <Is<Quantity> T, typename Visit>
void VisitMembers(T& quantity, Visit&& visit) {
  visit("value", quantity.value);
  visit("unit", quantity.unit);
}

template <Is<Dose> T, typename Visit>
void VisitMembers(T& dose, Visit&& visit) {
  visit("low", dose.low);
  visit("high", dose.high);
  visit("unit", dose.unit);
  visit("basis", dose.basis);
  visit("administrations", dose.administrations);
  visit("interval", dose.interval);
  visit("duration", dose.duration);
  visit("phase", dose.phase);
  visit("concentration", dose.concentration);
  visit("volume", dose.volume);
  visit("route", dose.route);
  visit("agent", dose.agent);
  visit("arm", dose.arm);
  visit("repaired", dose.repaired);
}

template <Is<FollowUp> T, typename Visit>
void VisitMembers(T& follow_up, Visit&& visit) {
  visit("duration", follow_up.duration);
  visit("days", follow_up.days);
  visit("statistic", follow_up.statistic);
  visit("low_days", follow_up.low_days);
  visit("high_days", follow_up.high_days);
  visit("schedule", follow_up.schedule);
}

template <Is<OutcomeMeasure> T, typename Visit>
void VisitMembers(T& outcome, Visit&& visit) {
  visit("name", outcome.name);
  visit("role", outcome.role);
  visit("time_frame", outcome.time_frame);
  visit("concept", outcome.concept_id);
}

template <Is<ResultValue> T, typename Visit>
void VisitMembers(T& result, Visit&& visit) {
  visit("outcome", result.outcome);
  visit("concept", result.concept_id);
  visit("arm", result.arm);
  visit("comparator", result.comparator);
  visit("time", result.time);
  visit("statistic", result.statistic);
  visit("events", result.events);
  visit("total", result.total);
  visit("percent", result.percent);
  visit("estimate", result.estimate);
  visit("sd", result.sd);
  visit("se", result.se);
  visit("ci_level", result.ci_level);
  visit("ci_low", result.ci_low);
  visit("ci_high", result.ci_high);
  visit("iqr_low", result.iqr_low);
  visit("iqr_high", result.iqr_high);
  visit("range_low", result.range_low);
  visit("range_high", result.range_high);
  visit("p_relation", result.p_relation);
  visit("p", result.p);
  visit("unit", result.unit);
  visit("direction", result.direction);
  visit("subgroup", result.subgroup);
  visit("baseline", result.baseline);
  visit("analysis_set", result.analysis_set);
}

}  // namespace trialmine

#pragma once

#include "json_writer.h"
#include "normalize/value.h"

namespace trialmine {

/// The members of a value, into an object that is open.
void WriteMembers(JsonWriter& json, const RegistrationId& id);
void WriteMembers(JsonWriter& json, const SampleSize& size);
void WriteMembers(JsonWriter& json, const Arm& arm);
void WriteMembers(JsonWriter& json, const Dose& dose);
void WriteMembers(JsonWriter& json, const FollowUp& follow_up);
void WriteMembers(JsonWriter& json, const OutcomeMeasure& outcome);
void WriteMembers(JsonWriter& json, const ResultValue& result);

}  // namespace trialmine

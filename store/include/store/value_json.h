#pragma once

#include <string_view>

#include "extract/finding.h"
#include "fetch/result.h"
#include "normalize/trial.h"
#include "normalize/value.h"

namespace trialmine {

/// The typed value of a field from the JSON object that ToJson wrote (or a curator: unknown keys are let
/// pass). `null` and a missing key are the same. `bad_input` where it is no object or a member has the wrong
/// type.
Result<Value> FromJson(Field field, std::string_view json);

/// The assembled record from its JSON, without `ids` and without the results of outcomes.
Result<Trial> TrialFromJson(std::string_view json);

}  // namespace trialmine

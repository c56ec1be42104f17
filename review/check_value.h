#pragma once

#include <string>
#include <string_view>

#include "extract/finding.h"
#include "fetch/result.h"

namespace trialmine {

/// The value a person gave for a field, in the form in which the store keeps values. `bad_input` names the
/// first member that cannot be: `` `value.events` must not be more than `value.total` ``.
///
/// `"not_reported":true` says that the report does not give the number; it goes with no number at all. A
/// number that is 0 is a number.
Result<std::string> CheckValue(Field field, std::string_view json);

}  // namespace trialmine

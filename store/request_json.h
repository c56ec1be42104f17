#pragma once

#include <string>
#include <string_view>

#include "fetch/exchange.h"
#include "fetch/result.h"

namespace trialmine {

/// A request as the frontier keeps it: JSON of what differs from a plain GET. Validators are not part of it.
std::string ToJson(const Request& request);
Result<Request> RequestFromJson(std::string_view json);

}  // namespace trialmine

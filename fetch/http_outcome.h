#pragma once

#include <curl/curl.h>

#include <string>

#include "fetch/exchange.h"

namespace trialmine {

/// What a status says of itself. `conditional`: the request asked whether something changed.
Outcome OutcomeOfStatus(int status, bool conditional, bool has_retry_after);

/// One plain sentence; empty for kOk.
std::string DescribeStatus(Outcome outcome, int status);

/// What a transfer that broke off means. `message` is libcurl's; `answered`: the head had come.
Outcome OutcomeOfFailure(CURLcode code, const std::string& message, bool answered);

}  // namespace trialmine

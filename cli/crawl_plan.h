#pragma once

#include "command.h"
#include "crawl_config.h"

namespace trialmine {

/// Prints what a crawl would ask, how many requests that is and how long they take at the polite pace. Asks
/// nothing and changes nothing.
ExitCode PrintPlan(const CrawlConfig& config);

}  // namespace trialmine

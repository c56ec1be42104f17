#pragma once

#include <string>
#include <string_view>

namespace trialmine {

/// Names this process among all that ever worked on a store: `host:pid:start:namespace`.
std::string ThisWorker();

/// Whether the worker of that name may still be at work. Only a process of this machine and pid namespace
/// that is gone is known to be dead.
bool MayLive(std::string_view worker);

/// For a person: `process 1234 on host`.
std::string DescribeWorker(std::string_view worker);

}  // namespace trialmine

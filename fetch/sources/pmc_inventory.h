#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/response.h"

namespace trialmine {

/// Reads one file of the bucket's inventory, a gzip CSV of `bucket, key, …, last modified, …` without a
/// header, and tells of each key whose time is not before `since`. The columns stand as the manifest's
/// `fileSchema` names them.
Status ReadInventory(const Body& body, std::string_view schema, std::chrono::sys_days since,
                     const std::function<void(const std::string& key)>& see);

/// `metadata/PMC123.2.json` or `PMC123.2/PMC123.2.xml` to `PMC123.2`; empty for other keys.
std::string ArticleOfKey(std::string_view key);

}  // namespace trialmine

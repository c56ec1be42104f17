#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "answer.h"

// What has changed in PubMed Central's bucket, by the inventory that is made of it every day.

namespace trialmine {
inline namespace sources {

/// Which inventories there are; of articles changed since a day, `2026-11-22`.
Task InventoriesTask(const std::string& since);
/// What the answer to it, or to what follows from it (`inventories`, `manifest`, `inventory`), means.
Reading ReadInventoryTask(const Task& task, const Exchange& exchange);

/// Reads one file of the bucket's inventory, a gzip CSV of `bucket, key, …, last modified, …` without a
/// header, and tells of each key whose time is not before `since`. The columns stand as the manifest's
/// `fileSchema` names them.
Status ReadInventory(const Body& body, std::string_view schema, std::chrono::sys_days since,
                     const std::function<void(const std::string& key)>& see);

/// `metadata/PMC123.2.json` or `PMC123.2/PMC123.2.xml` to `PMC123.2`; empty for other keys.
std::string ArticleOfKey(std::string_view key);

}  // namespace sources
}  // namespace trialmine

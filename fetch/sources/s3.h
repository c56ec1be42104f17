#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer.h"

namespace trialmine {
inline namespace sources {

/// A page of what a public bucket holds under a prefix (ListObjectsV2).
struct BucketPage {
  std::vector<std::string> folders;  ///< Common prefixes, as they stand, with their last slash.
  std::vector<std::string> keys;
  std::string next;  ///< Continuation token; empty on the last page.
};
/// The request for the keys under `prefix`, cut at the next slash.
Request ListBucket(std::string_view bucket, std::string_view prefix, std::string_view continuation = {});
/// What the answer lists, or the verdict on it.
struct BucketAnswer {
  BucketPage page;
  std::optional<Reading> verdict;
};
BucketAnswer ReadBucketPage(const Exchange& exchange);

/// Whether a bucket says that it has no such key: 404, or 403 where listing is not allowed.
bool IsNoSuchKey(const Exchange& exchange);

}  // namespace sources
}  // namespace trialmine

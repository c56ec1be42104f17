#pragma once

#include <string>
#include <string_view>

#include "answer.h"
#include "state.h"

// One article of PubMed Central's bucket: which versions there are, the metadata of the one to take, its
// text.

namespace trialmine {
inline namespace sources {

inline constexpr std::string_view kPmcBucket = "https://pmc-oa-opendata.s3.amazonaws.com/";

/// `PMC123`, from `PMC123` or `123`; empty for anything else.
std::string ArticleId(std::string_view text);

/// A task for an object of the bucket.
Task BucketTask(std::string kind, std::string key, std::string_view object, const State& state);
/// How an article came to be asked for. Only a search has announced it; one that was asked for by its id is
/// looked after for good.
enum class Found { kById, kBySearch, kByInventory };
/// Which versions there are of an article.
Task VersionsTask(const std::string& article, Found found);

/// What the answer to one of these, or to what follows from them (`versions`, `metadata`, `article`), means.
Reading ReadArticleTask(const Task& task, const Exchange& exchange, const SourceSettings& settings);

}  // namespace sources
}  // namespace trialmine

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "fetch/crawler.h"
#include "fetch/http_client.h"
#include "fetch/result.h"

namespace trialmine {

/// What crawl.toml says, checked. docs/crawl.toml shows every key.
struct CrawlConfig {
  std::string store;  ///< Paths are relative to the file's folder.
  HttpOptions http;
  std::chrono::seconds patience{300};
  std::vector<CrawlTarget> targets;  ///< What is on, in the order of the file.

  struct Off {
    std::string name;
    std::string why;
  };
  std::vector<Off> off;  ///< Sections that are switched off.
};

/// Reads the file. `bad_input` names the line; unknown keys are errors.
Result<CrawlConfig> ReadCrawlConfig(const std::string& path);

/// `500ms`, `2s`, `5m`, `6h`, `30d`; nothing for anything else.
std::optional<std::chrono::milliseconds> ParseDuration(const std::string& text);
/// The same, as a person would say it: `1 h 20 min`.
std::string SayDuration(std::chrono::milliseconds duration);

}  // namespace trialmine

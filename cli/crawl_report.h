#pragma once

#include <string>
#include <vector>

#include "crawl_config.h"
#include "fetch/crawler.h"
#include "mine_summary.h"
#include "store/frontier.h"

namespace trialmine {

/// All that a run of `crawl` leaves to say.
struct CrawlOutcome {
  std::string started_at, ended_at;
  double seconds = 0;
  CrawlReport report;
  const MineSummary* read = nullptr;  ///< Null where nothing was read.
  int64_t unread = 0;                 ///< Deliveries that wait for `mine --pending`.
};

/// One screen for a person.
std::string ReportText(const CrawlOutcome& outcome);
/// One JSON object with `"schema":1`.
std::string ReportJson(const CrawlOutcome& outcome);
/// For Prometheus' text-file collector.
std::string Metrics(const CrawlOutcome& outcome, const std::vector<SourceState>& states);

/// One line for the foot of the terminal.
std::string StatusLine(const CrawlReport& report, double seconds);

/// Writes the file whole or not at all, so that no reader sees half of it.
Status WriteAtomically(const std::string& path, const std::string& content);

}  // namespace trialmine

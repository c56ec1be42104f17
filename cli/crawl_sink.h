#pragma once

#include <optional>
#include <string>

#include "crawl_log.h"
#include "fetch/archive.h"
#include "fetch/crawler.h"
#include "pending.h"
#include "store/store.h"

namespace trialmine {

/// The archive of a crawl. Where another process writes to the store's archive, a folder within it is used,
/// so that several crawls share a store.
class CrawlArchive {
 public:
  static Result<CrawlArchive> Open(const std::string& folder);

  /// Writes an exchange; as a revisit of `original` where that is set.
  Result<ArchiveEntry> Append(const Exchange& exchange, const std::optional<ArchiveEntry>& original);
  Result<ArchiveEntry> Append(const Response& response);
  Status Sync() { return archive_.Sync(); }
  /// As Archive::End.
  std::optional<ArchiveEntry> End() const;

 private:
  CrawlArchive(Archive archive, std::string folder, std::string prefix)
      : archive_(std::move(archive)), folder_(std::move(folder)), prefix_(std::move(prefix)) {}
  Result<ArchiveEntry> Named(Result<ArchiveEntry> entry) const;

  Archive archive_;
  std::string folder_;  ///< Of the store's archive.
  std::string prefix_;  ///< `2/` of a folder within; empty in the archive's own.
};

/// Keeps what a crawl fetches: answers in the archive, deliveries in the store as unread, and reads them
/// where there is a reader.
class StoreCrawlSink : public CrawlSink {
 public:
  /// `reader` may be null: then what was fetched stays unread.
  StoreCrawlSink(Store& store, CrawlArchive& archive, PendingReader* reader, int64_t run, CrawlLog& log)
      : store_(store), archive_(archive), reader_(reader), run_(run), log_(log) {}

  Status Keep(const CrawlTarget& target, const Lease* lease, const Exchange& exchange, const Reading& reading,
              bool unchanged) override;
  Status Failed(const CrawlTarget& target, const Task& task, Outcome outcome,
                const std::string& detail) override;
  Result<bool> Work() override;
  Status BeforeCommit() override;
  void Say(std::string_view level, const std::string& source, const std::string& message) override;
  void Progress(const CrawlReport& report) override;

  /// Called with the state of things about once a second.
  std::function<void(const CrawlReport&)> on_progress;

 private:
  Status KeepDelivery(const CrawlTarget& target, const Delivery& delivery, const std::string& exchange_sha256,
                      const std::string& at);

  Store& store_;
  CrawlArchive& archive_;
  PendingReader* reader_;
  int64_t run_;
  CrawlLog& log_;
  bool appended_ = false;  ///< Since the archive was synced.
};

}  // namespace trialmine

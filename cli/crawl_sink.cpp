#include "crawl_sink.h"

#include "store/delivery.h"

namespace trialmine {
namespace {

constexpr int kMostWriters = 32;

}  // namespace

Result<CrawlArchive> CrawlArchive::Open(const std::string& folder) {
  Result<Archive> archive = Archive::OpenForAppend(folder);
  if (archive.ok()) return CrawlArchive(std::move(*archive), folder, "");
  for (int n = 2; n <= kMostWriters && archive.error().code == "locked"; ++n) {
    const std::string prefix = std::to_string(n) + "/";
    archive = Archive::OpenForAppend(folder + "/" + prefix);
    if (archive.ok()) return CrawlArchive(std::move(*archive), folder, prefix);
  }
  return archive.error();
}

Result<ArchiveEntry> CrawlArchive::Named(Result<ArchiveEntry> entry) const {
  if (entry.ok()) entry->file = prefix_ + entry->file;
  return entry;
}

Result<ArchiveEntry> CrawlArchive::Append(const Exchange& exchange,
                                          const std::optional<ArchiveEntry>& original) {
  return Named(archive_.Append(exchange, original, folder_));
}

Result<ArchiveEntry> CrawlArchive::Append(const Response& response) {
  return Named(archive_.Append(response));
}

std::optional<ArchiveEntry> CrawlArchive::End() const {
  std::optional<ArchiveEntry> end = archive_.End();
  if (end) end->file = prefix_ + end->file;
  return end;
}

Status StoreCrawlSink::Keep(const CrawlTarget& target, const Lease* lease, const Exchange& exchange,
                            const Reading& reading, bool unchanged) {
  if (exchange.status == 0) return {};  // There is nothing to keep.
  const bool not_modified = exchange.outcome == Outcome::kNotModified;
  const std::string& sha256 = not_modified && lease ? lease->sha256 : exchange.response.body.sha256();
  Result<std::optional<ArchiveEntry>> known = store_.FindResponse(sha256);
  if (!known) return known.error();
  const bool repeats = known->has_value() && (unchanged || exchange.response.body.size() > 0);
  Result<ArchiveEntry> entry = archive_.Append(exchange, repeats ? *known : std::nullopt);
  if (!entry) return entry.error();
  appended_ = true;
  if (!known->has_value() && !not_modified) {
    if (Status added = store_.AddResponse(exchange.response, *entry); !added) return added;
  }
  for (const Delivery& delivery : reading.deliveries) {
    if (Status kept = KeepDelivery(target, delivery, sha256, exchange.date); !kept) return kept;
  }
  return {};
}

/// A delivery is mostly the answer itself; one that was cut out of it is archived beside it.
Status StoreCrawlSink::KeepDelivery(const CrawlTarget& target, const Delivery& delivery,
                                    const std::string& exchange_sha256, const std::string& at) {
  const std::string& sha256 = delivery.response.body.sha256();
  if (sha256 != exchange_sha256) {
    Result<std::optional<ArchiveEntry>> known = store_.FindResponse(sha256);
    if (!known) return known.error();
    if (!known->has_value()) {
      Result<ArchiveEntry> entry = archive_.Append(delivery.response);
      if (!entry) return entry.error();
      if (Status added = store_.AddResponse(delivery.response, *entry); !added) return added;
    }
  }
  return AddDelivery(store_, target.name, delivery.name, sha256, delivery.facts, at);
}

Status StoreCrawlSink::Failed(const CrawlTarget& target, const Task& task, Outcome outcome,
                              const std::string& detail) {
  const std::string name = target.name + ":" + task.key;
  log_.Say(CrawlLog::Level::kWarning, target.name,
           task.key + ": " + detail + " (" + std::string(Name(outcome)) + ")");
  return store_.AddFailure(name, {std::string(Name(outcome)), detail}, run_);
}

Result<bool> StoreCrawlSink::Work() { return reader_ ? reader_->Work() : Result<bool>(false); }

Status StoreCrawlSink::BeforeCommit() {
  if (!std::exchange(appended_, false)) return {};
  return archive_.Sync();
}

void StoreCrawlSink::Say(std::string_view level, const std::string& source, const std::string& message) {
  log_.Say(CrawlLog::LevelNamed(level).value_or(CrawlLog::Level::kInfo), source, message);
}

void StoreCrawlSink::Progress(const CrawlReport& report) {
  if (on_progress) on_progress(report);
}

}  // namespace trialmine

#include "store/store.h"

#include <sys/stat.h>

#include "review_tables.h"
#include "schema.h"
#include "store_impl.h"

namespace trialmine {
namespace {

// WAL and a full sync at each commit: what was committed survives a killed process and a power cut.
constexpr char kSettings[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = "
    "-16384;"
    "PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY";
/// Whole tables are gone through for a search: from the system's memory, without a copy of our own.
constexpr char kReadSettings[] = "PRAGMA mmap_size = 1073741824; PRAGMA temp_store = MEMORY";

}  // namespace

void Counters::Add(std::string_view name, std::string_view key, int64_t change) {
  for (Change& known : changes_) {
    if (known.key == key && known.name == name) {
      known.by += change;
      return;
    }
  }
  changes_.push_back({std::string(name), std::string(key), change});
}

Status Counters::Write(Database& database) {
  for (const Change& change : changes_) {
    if (change.by == 0) continue;
    Status status = database.Run(
        "INSERT INTO counter (name, key, value) VALUES (?, ?, ?) "
        "ON CONFLICT (name, key) DO UPDATE SET value = counter.value + excluded.value",
        change.name, change.key, change.by);
    if (!status) return status;
  }
  changes_.clear();
  return {};
}

Status Store::Impl::Begin() {
  if (Status status = turn.Wait(patience); !status) return status;
  Status status = database.Execute("BEGIN IMMEDIATE");
  if (!status.ok()) turn.Release();
  return status;
}

Status Store::Impl::Commit() {
  Status status = UpdateDiscrepancies(database, touched, touched_by);
  touched.clear();
  if (status.ok()) status = counters.Write(database);
  if (status.ok()) status = database.Execute("COMMIT");
  if (!status.ok()) {
    Rollback();
  } else {
    turn.Release();
  }
  return status;
}

void Store::Impl::Rollback() {
  counters.Forget();
  touched.clear();
  if (database.InTransaction()) (void)database.Execute("ROLLBACK");
  turn.Release();
}

std::string ArchiveFolder(const std::string& store_path) { return store_path + ".archive"; }

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

Result<Store> Store::Open(const std::string& path) {
  Result<Database> database = Database::Open(path, Database::Mode::kReadWrite);
  if (!database) return database.error();
  if (Status status = Migrate(*database); !status) return status.error();
  if (Status status = database->Execute(kSettings); !status) return status.error();
  return Store(std::make_unique<Impl>(std::move(*database), Turn(ArchiveFolder(path))));
}

Result<Store> Store::OpenReadOnly(const std::string& path) {
  struct stat info;
  if (::stat(path.c_str(), &info) != 0) return Error{"store", "there is no such store"};
  Result<Database> database = Database::Open(path, Database::Mode::kReadOnly);
  if (!database) return database.error();
  if (Status status = CheckSchema(*database); !status) return status.error();
  if (Status status = database->Execute(kReadSettings); !status) return status.error();
  return Store(std::make_unique<Impl>(std::move(*database)));
}

void Store::SetPatience(int milliseconds) {
  impl_->patience = milliseconds;
  impl_->database.SetPatience(milliseconds);
}

Status Store::Begin() { return impl_->Begin(); }
Status Store::Commit() { return impl_->Commit(); }

Result<int64_t> Store::StartRun(const Run& run) {
  return impl_->InTransaction([&]() -> Result<int64_t> {
    Status status =
        impl_->database.Run("INSERT INTO run (program_version, rules_version, started_at) VALUES (?, ?, ?)",
                            run.program_version, run.rules_version, run.started_at);
    if (!status) return status.error();
    return impl_->database.LastId();
  });
}

Status Store::FinishRun(int64_t run) {
  return impl_->InTransaction([&] {
    return impl_->database.Run(
        "UPDATE run SET finished_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = ?", run);
  });
}

Result<std::optional<ArchiveEntry>> Store::FindResponse(const std::string& sha256) {
  Result<Row> row = impl_->database.First(
      "SELECT archive_file, archive_offset, archive_length FROM response WHERE sha256 = ?", sha256);
  if (!row) return row.error();
  if (!*row) return std::optional<ArchiveEntry>();
  return std::optional(ArchiveEntry{(*row)->String(0), static_cast<uint64_t>((*row)->Int(1)),
                                    static_cast<uint64_t>((*row)->Int(2))});
}

Status Store::AddResponse(const Response& response, const ArchiveEntry& entry) {
  return impl_->InTransaction([&] {
    return impl_->database.Run(
        "INSERT INTO response (sha256, file, url, media_type, charset, status, retrieved_at, size, "
        "archive_file, "
        "archive_offset, archive_length) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO "
        "NOTHING",
        response.body.sha256(), response.file, response.url, response.media_type, response.charset,
        response.status, response.retrieved_at, response.body.size(), entry.file, entry.offset, entry.length);
  });
}

Status Store::AddFailure(const std::string& file, const Error& error, int64_t run) {
  return impl_->InTransaction([&]() -> Status {
    Status status = impl_->database.Run(
        "INSERT INTO failure (file, code, detail, run) VALUES (?, ?, ?, ?) ON CONFLICT (file, code, detail) "
        "DO NOTHING",
        file, error.code, error.detail, run);
    if (status.ok() && impl_->database.Changes() > 0) impl_->counters.Add("failures", error.code, 1);
    return status;
  });
}

Status Store::Decide(const Decision& decision) {
  return impl_->InTransaction([&] { return AppendEvent(impl_->database, decision); });
}

}  // namespace trialmine

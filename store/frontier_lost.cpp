#include <set>

#include "store/frontier.h"
#include "store_impl.h"

namespace trialmine {
namespace {

/// The responses that would stand behind the end of the archive. The newest come first, and those of one file
/// stand in it in the order of their coming.
Result<std::vector<std::string>> LostResponses(Database& database, const ArchiveEntry& end) {
  std::vector<std::string> lost;
  Result<Statement> newest = database.PrepareOnce(
      "SELECT sha256, archive_file, archive_offset + archive_length FROM response ORDER BY rowid DESC");
  if (!newest) return newest.error();
  for (;;) {
    Result<bool> row = newest->Step();
    if (!row) return row.error();
    if (!*row) return lost;
    if (newest->Text(1) != end.file) continue;
    if (static_cast<uint64_t>(newest->Int(2)) <= end.offset) return lost;
    lost.push_back(newest->String(0));
  }
}

/// Whose answer it was or was cut out of.
Status AddSources(Database& database, const std::string& sha256, std::set<std::string>& sources) {
  return database.ForEach(
      "SELECT source FROM delivery WHERE sha256 = ?1 UNION SELECT source FROM task WHERE sha256 = ?1",
      [&](const Statement& row) { sources.insert(row.String(0)); }, sha256);
}

Status Forget(Database& database, const std::string& sha256) {
  Status status = database.Run("DELETE FROM delivery WHERE sha256 = ?", sha256);
  if (status.ok()) status = database.Run("DELETE FROM response WHERE sha256 = ?", sha256);
  if (!status.ok()) return status;
  return database.Run(
      "UPDATE task SET etag = '', last_modified = '', sha256 = '', not_before = 0 WHERE sha256 = ?", sha256);
}

}  // namespace

Result<int64_t> StoreFrontier::ForgetLost(const ArchiveEntry& end, UtcTime now) {
  Database& database = store_.impl().database;
  return store_.impl().InTransaction([&]() -> Result<int64_t> {
    Result<std::vector<std::string>> lost = LostResponses(database, end);
    if (!lost) return lost.error();
    std::set<std::string> sources;
    for (const std::string& sha256 : *lost) {
      Status status = AddSources(database, sha256, sources);
      if (status.ok()) status = Forget(database, sha256);
      if (!status.ok()) return status.error();
    }
    for (const std::string& source : sources) {
      Result<std::optional<Sweep>> sweep = OpenSweep(source);
      if (!sweep) return sweep.error();
      if (!*sweep) continue;
      Status ended = EndSweep((*sweep)->id, false, "", "a power cut took its last answers", now);
      if (!ended) return ended.error();
    }
    return static_cast<int64_t>(lost->size());
  });
}

}  // namespace trialmine

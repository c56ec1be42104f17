#include "schema.h"

#include <string>

namespace trialmine {

struct EmbeddedFile {
  const char* name;
  const char* text;
};
extern const EmbeddedFile kSchema[];

namespace {

Result<int64_t> Number(Database& database, const char* sql) {
  Result<Row> row = database.First(sql);
  if (!row) return row.error();
  return *row ? (*row)->Int(0) : 0;
}

/// The schema version of the file; 0 for an empty file, an error for any other that is not a store.
Result<int64_t> StoredVersion(Database& database) {
  Result<int64_t> application = Number(database, "PRAGMA application_id");
  if (!application) return application.error();
  if (*application == 0) {
    Result<int64_t> tables = Number(database, "SELECT count(*) FROM sqlite_master");
    if (!tables) return tables.error();
    if (*tables == 0) return 0;
  }
  if (*application != kApplicationId) return Error{"store", "the file is a database of another program"};
  Result<int64_t> version = Number(database, "PRAGMA user_version");
  if (version && *version > SchemaVersion()) {
    return Error{"store", "the store was written by a newer program (schema " + std::to_string(*version) +
                              ", this one knows " + std::to_string(SchemaVersion()) + ")"};
  }
  return version;
}

Status ApplyFrom(Database& database, int64_t version) {
  for (int64_t next = version; next < SchemaVersion(); ++next) {
    if (Status status = database.Execute(kSchema[next].text); !status) return status;
  }
  return MarkSchema(database);
}

}  // namespace

int SchemaVersion() {
  static const int count = [] {
    int n = 0;
    while (*kSchema[n].name) ++n;
    return n;
  }();
  return count;
}

Status MarkSchema(Database& database) {
  const std::string marks = "PRAGMA application_id = " + std::to_string(kApplicationId) +
                            "; PRAGMA user_version = " + std::to_string(SchemaVersion());
  return database.Execute(marks.c_str());
}

Status CheckSchema(Database& database) {
  Result<int64_t> version = StoredVersion(database);
  if (!version) return version.error();
  if (*version < SchemaVersion()) return Error{"store", "the store is empty or of an older program"};
  return {};
}

Status Migrate(Database& database) {
  Result<int64_t> version = StoredVersion(database);
  if (!version) return version.error();
  if (*version == SchemaVersion()) return {};
  if (Status status =
          database.Execute("PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE");
      !status)
    return status;
  version = StoredVersion(database);  // Another process may have been faster.
  Status status = version ? ApplyFrom(database, *version) : Status(version.error());
  if (status.ok()) status = database.Execute("COMMIT");
  if (!status.ok()) (void)database.Execute("ROLLBACK");
  return status;
}

}  // namespace trialmine

#include "store/delivery.h"

#include "store/json_text.h"
#include "store_impl.h"

namespace trialmine {

Status AddDelivery(Store& store, const std::string& source, const std::string& name,
                   const std::string& sha256, const std::map<std::string, std::string>& facts,
                   const std::string& delivered_at) {
  std::string json;
  {
    JsonObject object(json);
    for (const auto& [key, value] : facts) object.Text(key, value);
  }
  return store.impl().InTransaction([&] {
    Database& database = store.impl().database;
    bool known = false;
    {
      Result<Row> row = database.First("SELECT 1 FROM delivery WHERE sha256 = ?", sha256);
      if (!row) return Status(row.error());
      known = static_cast<bool>(*row);
    }
    if (!known) {
      return database.Run(
          "INSERT INTO delivery (source, name, sha256, facts, delivered_at) VALUES (?, ?, ?, ?, ?)", source,
          name, sha256, json, delivered_at);
    }
    // An article may be retracted without a change of its text.
    return database.Run(
        "UPDATE delivery SET facts = ?1, read_by_run = NULL WHERE sha256 = ?2 AND source = ?3 AND facts <> "
        "?1",
        json, sha256, source);
  });
}

Result<std::vector<UnreadDelivery>> UnreadDeliveries(Store& store, int64_t after, int limit) {
  std::vector<UnreadDelivery> deliveries;
  Status status = store.impl().database.ForEach(
      "SELECT d.id, d.source, d.name, d.sha256, r.archive_file, r.archive_offset, r.archive_length, "
      "d.facts LIKE '%\"retracted\":\"true\"%' FROM delivery d JOIN response r ON r.sha256 = d.sha256 "
      "WHERE d.read_by_run IS NULL AND d.id > ? ORDER BY d.id LIMIT ?",
      [&](const Statement& row) {
        UnreadDelivery& delivery = deliveries.emplace_back();
        delivery.id = row.Int(0);
        delivery.source = row.String(1);
        delivery.name = row.String(2);
        delivery.sha256 = row.String(3);
        delivery.entry = {row.String(4), static_cast<uint64_t>(row.Int(5)),
                          static_cast<uint64_t>(row.Int(6))};
        delivery.retracted = row.Int(7) != 0;
      },
      after, limit);
  if (!status) return status.error();
  return deliveries;
}

Result<int64_t> CountUnread(Store& store) {
  Result<Row> row = store.impl().database.First("SELECT count(*) FROM delivery WHERE read_by_run IS NULL");
  if (!row) return row.error();
  return (*row)->Int(0);
}

Status MarkRead(Store& store, int64_t delivery, int64_t run) {
  return store.impl().InTransaction([&] {
    return store.impl().database.Run("UPDATE delivery SET read_by_run = ? WHERE id = ?", run, delivery);
  });
}

}  // namespace trialmine

#include "store/delivery.h"

#include "store/json_text.h"
#include "store_impl.h"

namespace trialmine {
namespace {

/// What was delivered before of the same bytes, or under the same name.
struct Before {
  int64_t same = 0;        ///< The same bytes under the same name, the last time; 0: never.
  int64_t last = 0;        ///< Anything under that name, the last time.
  bool elsewhere = false;  ///< The same bytes under any name.
};

Result<Before> DeliveredBefore(Database& database, const std::string& source, const std::string& name,
                               const std::string& sha256) {
  Before before;
  Result<Row> row = database.First(
      "SELECT max(id), max(CASE WHEN source = ?2 AND name = ?3 THEN id END) FROM delivery WHERE sha256 = ?1",
      sha256, source, name);
  if (!row) return row.error();
  before.elsewhere = !(*row)->IsNull(0);
  before.same = (*row)->Int(1);
  if (before.same == 0) return before;
  Result<Row> last =
      database.First("SELECT max(id) FROM delivery WHERE source = ? AND name = ?", source, name);
  if (!last) return last.error();
  before.last = (*last)->Int(0);
  return before;
}

/// Behind the delivery and where it is archived: whether the source says that it is retracted; whether the
/// name gave the same bytes before; whether another name did; whether the name gave bytes before that no
/// other had given, so that it has a document of its own.
constexpr char kUnread[] = R"(
  SELECT d.id, d.source, d.name, d.sha256, r.archive_file, r.archive_offset, r.archive_length,
    d.facts LIKE '%"retracted":"true"%',
    EXISTS (SELECT 1 FROM delivery e
      WHERE e.sha256 = d.sha256 AND e.id < d.id AND e.source = d.source AND e.name = d.name),
    EXISTS (SELECT 1 FROM delivery e
      WHERE e.sha256 = d.sha256 AND e.id < d.id AND (e.source <> d.source OR e.name <> d.name)),
    EXISTS (SELECT 1 FROM delivery e
      WHERE e.source = d.source AND e.name = d.name AND e.id < d.id AND NOT EXISTS (
        SELECT 1 FROM delivery f
          WHERE f.sha256 = e.sha256 AND f.id < e.id AND (f.source <> e.source OR f.name <> e.name)))
  FROM delivery d JOIN response r ON r.sha256 = d.sha256
  WHERE d.read_by_run IS NULL AND d.id > ? ORDER BY d.id LIMIT ?)";

bool IsUrl(std::string_view name) { return name.starts_with("http://") || name.starts_with("https://"); }

}  // namespace

Status AddDelivery(Store& store, const std::string& source, const std::string& name,
                   const std::string& sha256, const std::map<std::string, std::string>& facts,
                   const std::string& delivered_at) {
  std::string json;
  {
    JsonObject object(json);
    for (const auto& [key, value] : facts) object.Text(key, value);
  }
  return store.impl().InTransaction([&]() -> Status {
    Database& database = store.impl().database;
    Result<Before> before = DeliveredBefore(database, source, name, sha256);
    if (!before) return before.error();
    const bool returned = before->same != 0 && before->last != before->same;
    const bool second_page = before->same == 0 && IsUrl(name);
    if (!before->elsewhere || returned || second_page) {
      return database.Run(
          "INSERT INTO delivery (source, name, sha256, facts, delivered_at) VALUES (?, ?, ?, ?, ?)", source,
          name, sha256, json, delivered_at);
    }
    // An article may be retracted without a change of its text.
    return database.Run(
        "UPDATE delivery SET facts = ?1, read_by_run = NULL WHERE sha256 = ?2 AND source = ?3 AND facts <> "
        "?1 AND (?4 = 0 OR id = ?4)",
        json, sha256, source, before->same);
  });
}

Result<std::vector<UnreadDelivery>> UnreadDeliveries(Store& store, int64_t after, int limit) {
  std::vector<UnreadDelivery> deliveries;
  Status status = store.impl().database.ForEach(
      kUnread,
      [&](const Statement& row) {
        UnreadDelivery& delivery = deliveries.emplace_back();
        delivery.id = row.Int(0);
        delivery.source = row.String(1);
        delivery.name = row.String(2);
        delivery.sha256 = row.String(3);
        delivery.entry = {row.String(4), static_cast<uint64_t>(row.Int(5)),
                          static_cast<uint64_t>(row.Int(6))};
        delivery.retracted = row.Int(7) != 0;
        const bool same_before = row.Int(8) != 0, elsewhere_before = row.Int(9) != 0,
                   has_own_document = row.Int(10) != 0;
        const bool second_page = elsewhere_before && IsUrl(delivery.name);
        if (second_page) (has_own_document ? delivery.own_url : delivery.also_at) = delivery.name;
        delivery.returned =
            (second_page && has_own_document) || (same_before && (!elsewhere_before || has_own_document));
      },
      after, limit);
  if (!status) return status.error();
  return deliveries;
}

Status AddLocation(Store& store, const Document& document, const std::string& url) {
  return store.impl().InTransaction([&] {
    return store.impl().database.Run(
        "INSERT INTO alias (alias, document) SELECT ?1, id FROM document WHERE key = ?2 AND source = ?3 AND "
        "key <> ?1 ON CONFLICT DO NOTHING",
        "url:" + url, document.id, document.source);
  });
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

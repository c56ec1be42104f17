#include <simdjson.h>

#include "review_tables.h"
#include "store_impl.h"

// What the page shows beside the queue: leases, vanished decisions, merged arms, and what the last run
// changed.

namespace trialmine {
namespace {

constexpr size_t kLongestList = 200;

Status CountDocuments(Database& database, RunReport& report) {
  Result<Row> row = database.First(
      "SELECT count(*), coalesce(sum(NOT EXISTS (SELECT 1 FROM reading e WHERE e.document = r.document AND "
      "e.id < "
      "r.id)), 0) FROM reading r WHERE r.run = ?",
      report.run.id);
  if (!row) return row.error();
  report.documents_read = (*row)->Int(0);
  report.documents_new = (*row)->Int(1);
  return {};
}

RunReport::Line LineAt(const Statement& row) {
  return {row.String(0), row.String(1), row.String(2), row.String(3), row.String(4), row.String(5)};
}

/// Decided findings of the documents that the run read again.
Status ReadDecided(Database& database, RunReport& report) {
  return database.ForEach(
      "SELECT f.document_key, f.fact, f.field, f.quote, f.value, d.old_value, f.state FROM standing s JOIN "
      "finding n ON "
      "n.fact = s.fact JOIN current_finding f ON f.reading = n.reading AND f.position = n.position AND "
      "f.document_key = "
      "s.document JOIN decision d ON d.id = s.decision WHERE f.run = ? ORDER BY f.document_key, f.position",
      [&](const Statement& row) {
        if (row.Text(6) != "stale") {
          ++report.kept;
          return;
        }
        ++report.stale;
        if (report.stale_lines.size() < kLongestList) report.stale_lines.push_back(LineAt(row));
      },
      report.run.id);
}

Status ReadVanished(Database& database, RunReport& report) {
  return database.ForEach(
      "SELECT document, fact, field, quote, iif(action = 'correct', value, old_value), old_value, action "
      "FROM "
      "vanished_decision ORDER BY document, fact",
      [&](const Statement& row) {
        if (row.Text(6) == "reject") {  // The rules have come to agree.
          ++report.kept;
          return;
        }
        ++report.vanished;
        if (report.vanished_lines.size() < kLongestList) report.vanished_lines.push_back(LineAt(row));
      });
}

Status ReadFresh(Database& database, RunReport& report) {
  return database.ForEach(
      "SELECT d.key, f.fact, f.field, f.quote, f.value, '' FROM reading r JOIN document d ON d.id = "
      "r.document JOIN "
      "finding f ON f.reading = r.id WHERE r.run = ? AND r.superseded_by_run IS NULL AND EXISTS (SELECT 1 "
      "FROM reading e "
      "WHERE e.document = r.document AND e.id < r.id) AND NOT EXISTS (SELECT 1 FROM finding e JOIN reading x "
      "ON x.id = "
      "e.reading AND x.document = r.document AND x.id < r.id WHERE e.fact = f.fact) ORDER BY d.key, "
      "f.position",
      [&](const Statement& row) {
        ++report.fresh;
        if (report.fresh_lines.size() < kLongestList) report.fresh_lines.push_back(LineAt(row));
      },
      report.run.id);
}

/// A free test of every rule: what people made of its findings.
Status ReadRules(Database& database, RunReport& report) {
  return database.ForEach(
      "SELECT rule, sum(state = 'accepted'), sum(state = 'corrected'), sum(state = 'rejected') FROM "
      "review_item WHERE "
      "state IN ('accepted', 'corrected', 'rejected') AND rule <> '' GROUP BY rule ORDER BY rule",
      [&](const Statement& row) {
        report.rules.push_back({row.String(0), row.Int(1), row.Int(2), row.Int(3)});
      });
}

}  // namespace

Result<RunReport> ReportLastRun(Store& store) {
  Database& database = store.impl().database;
  RunReport report;
  {
    Result<Row> row = database.First(
        "SELECT u.id, u.program_version, u.rules_version, u.started_at, u.finished_at FROM run u WHERE u.id "
        "= (SELECT "
        "run FROM reading ORDER BY id DESC LIMIT 1)");
    if (!row) return row.error();
    if (!*row) return report;
    report.run = {
        (*row)->Int(0), {(*row)->String(1), (*row)->String(2), (*row)->String(3)}, (*row)->String(4)};
  }
  Status status = CountDocuments(database, report);
  if (status.ok()) status = ReadDecided(database, report);
  if (status.ok()) status = ReadVanished(database, report);
  if (status.ok()) status = ReadFresh(database, report);
  if (status.ok()) status = ReadRules(database, report);
  if (!status.ok()) return status.error();
  return report;
}

Result<std::vector<Decision>> VanishedOf(Store& store, const std::string& document) {
  std::vector<Decision> vanished;
  Status status = store.impl().database.ForEach(
      "SELECT fact, document, field, action, reason, value, old_value, quote, prefix, suffix, note, "
      "reviewer, at FROM "
      "vanished_decision WHERE document = ? ORDER BY fact",
      [&](const Statement& row) {
        Decision& d = vanished.emplace_back();
        int column = 0;
        for (std::string* part : {&d.fact, &d.document, &d.field, &d.action, &d.reason, &d.value,
                                  &d.old_value, &d.quote, &d.prefix, &d.suffix, &d.note, &d.reviewer, &d.at})
          *part = row.Text(column++);
      },
      document);
  if (!status) return status.error();
  return vanished;
}

Result<std::optional<ReviewLease>> LeaseOf(Store& store, const std::string& document,
                                           const std::string& fact) {
  Result<Row> row = store.impl().database.First(
      "SELECT reviewer, until FROM lease WHERE document = ? AND fact = ? AND until > "
      "strftime('%Y-%m-%dT%H:%M:%SZ', "
      "'now')",
      document, fact);
  if (!row) return row.error();
  if (!*row) return std::optional<ReviewLease>();
  return std::optional(ReviewLease{(*row)->String(0), (*row)->String(1)});
}

Result<std::unordered_map<std::string, ReviewLease>> LeasesOf(Store& store, const std::string& document) {
  std::unordered_map<std::string, ReviewLease> leases;
  Status status = store.impl().database.ForEach(
      "SELECT fact, reviewer, until FROM lease WHERE document = ? AND until > strftime('%Y-%m-%dT%H:%M:%SZ', "
      "'now')",
      [&](const Statement& row) {
        leases.emplace(row.String(0), ReviewLease{row.String(1), row.String(2)});
      },
      document);
  if (!status) return status.error();
  return leases;
}

Status SetLease(Store& store, const std::string& document, const std::string& fact,
                const ReviewLease& lease) {
  return store.impl().InTransaction([&] {
    Status status =
        store.impl().database.Run("DELETE FROM lease WHERE until <= strftime('%Y-%m-%dT%H:%M:%SZ', 'now')");
    if (!status.ok()) return status;
    return store.impl().database.Run(
        "INSERT INTO lease (document, fact, reviewer, until) VALUES (?, ?, ?, ?) ON CONFLICT (document, "
        "fact) DO UPDATE "
        "SET reviewer = excluded.reviewer, until = excluded.until",
        document, fact, lease.reviewer, lease.until);
  });
}

Status DropLease(Store& store, const std::string& document, const std::string& fact,
                 const std::string& reviewer) {
  return store.impl().InTransaction([&] {
    return store.impl().database.Run("DELETE FROM lease WHERE document = ? AND fact = ? AND reviewer = ?",
                                     document, fact, reviewer);
  });
}

Result<std::unordered_map<std::string, std::string>> MergedArms(Store& store, const std::string& document) {
  Result<std::vector<DecisionEvent>> events = EventsOf(store, document, "arms");
  if (!events) return events.error();
  std::unordered_map<std::string, std::string> merged;
  for (const DecisionEvent& event : *events) {
    simdjson::dom::parser parser;
    simdjson::dom::element value;
    const std::string& json = event.decision.value;
    if (event.undone || json.empty() || parser.parse(json).get(value)) continue;
    std::string_view into, label;
    simdjson::dom::array labels;
    if (event.decision.action == "merge_arms" && !value["into"].get(into) && !value["labels"].get(labels)) {
      for (simdjson::dom::element one : labels) {
        if (one.get(label)) continue;
        for (auto& [from, to] : merged)
          if (to == label) to = into;
        if (label != into) merged[std::string(label)] = into;
      }
      merged.erase(std::string(into));
    } else if (event.decision.action == "split_arms" && !value["label"].get(label)) {
      std::erase_if(merged, [&](const auto& pair) { return pair.first == label || pair.second == label; });
    }
  }
  return merged;
}

}  // namespace trialmine

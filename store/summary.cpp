#include "store/query.h"
#include "store_impl.h"

namespace trialmine {
namespace {

struct Number {
  const char* sql;
  int64_t StoreSummary::*member;
};

constexpr Number kNumbers[] = {
    {"SELECT count(*) FROM document WHERE deleted_by_run IS NULL", &StoreSummary::documents},
    {"SELECT count(*) FROM document WHERE deleted_by_run IS NOT NULL", &StoreSummary::deleted},
    {"SELECT count(*) FROM document_version", &StoreSummary::versions},
    {"SELECT count(*) FROM trial", &StoreSummary::trials},
    {"SELECT coalesce(sum(value), 0) FROM counter WHERE name = 'findings'", &StoreSummary::findings},
    {"SELECT count(*) FROM decision", &StoreSummary::decisions},
    {"SELECT count(*) FROM discrepancy", &StoreSummary::discrepancies},
};

Status ReadCounter(Database& database, std::string_view name, Counts& counts) {
  return database.ForEach(
      "SELECT key, value FROM counter WHERE name = ? AND value <> 0 ORDER BY key",
      [&](const Statement& row) {
        counts.push_back({row.String(0), row.Int(1)});
      },
      name);
}

/// Starts from the decisions, of which there are few, and not from the findings, of which there are many.
Status ReadStates(Database& database, StoreSummary& summary) {
  int64_t settled = 0;
  Counts counts;
  Status status = database.ForEach(
      "SELECT CASE WHEN s.old_value <> f.value THEN 'stale' WHEN s.action = 'accept' THEN 'accepted' "
      "WHEN s.action = 'reject' THEN 'rejected' ELSE 'corrected' END AS state, count(*) "
      "FROM standing_decision s JOIN finding f ON f.fact = s.fact "
      "JOIN reading r ON r.id = f.reading AND r.superseded_by_run IS NULL "
      "JOIN document d ON d.id = r.document AND d.key = s.document GROUP BY state ORDER BY state",
      [&](const Statement& row) {
        counts.push_back({row.String(0), row.Int(1)});
        settled += row.Int(1);
      });
  if (!status) return status;
  counts.push_back({"pending", summary.findings - settled});
  Result<Row> vanished = database.First("SELECT count(*) FROM vanished_decision");
  if (!vanished) return vanished.error();
  if ((*vanished)->Int(0) > 0) counts.push_back({"vanished", (*vanished)->Int(0)});
  summary.by_state = std::move(counts);
  return {};
}

Status ReadRuns(Database& database, std::vector<StoredRun>& runs) {
  return database.ForEach(
      "SELECT id, program_version, rules_version, started_at, finished_at FROM run ORDER BY id DESC LIMIT 5",
      [&](const Statement& row) {
        runs.push_back({row.Int(0), {row.String(1), row.String(2), row.String(3)}, row.String(4)});
      });
}

}  // namespace

Result<StoreSummary> Summarize(Store& store) {
  Database& database = store.impl().database;
  StoreSummary summary;
  for (const Number& number : kNumbers) {
    Result<Row> row = database.First(number.sql);
    if (!row) return row.error();
    summary.*number.member = (*row)->Int(0);
  }
  Status status = ReadCounter(database, "documents.source", summary.by_source);
  if (status.ok()) status = ReadCounter(database, "documents.language", summary.by_language);
  if (status.ok()) status = ReadCounter(database, "findings", summary.by_field);
  if (status.ok()) status = ReadCounter(database, "failures", summary.failures);
  if (status.ok()) {
    status = database.ForEach("SELECT kind, count(*) FROM discrepancy GROUP BY kind ORDER BY kind",
                              [&](const Statement& row) {
                                summary.by_discrepancy.push_back({row.String(0), row.Int(1)});
                              });
  }
  if (status.ok()) status = ReadStates(database, summary);
  if (status.ok()) status = ReadRuns(database, summary.last_runs);
  if (!status.ok()) return status.error();
  return summary;
}

}  // namespace trialmine

#include "store/query.h"

#include <algorithm>

#include "block_codec.h"
#include "metadata.h"
#include "store_impl.h"

namespace trialmine {
namespace {

constexpr char kFactOfDocument[] =
    "SELECT f.fact, f.document_key, f.field, f.start_byte, f.end_byte, f.start_char, f.end_char, f.block, "
    "f.quote, "
    "f.section, f.rule, f.confidence, f.value, f.context, f.conversion, f.state, u.rules_version, f.run, "
    "f.decision "
    "FROM current_finding f JOIN run u ON u.id = f.run WHERE f.document = ? ORDER BY f.position";

constexpr char kOneFactOfDocument[] =
    "SELECT f.fact, f.document_key, f.field, f.start_byte, f.end_byte, f.start_char, f.end_char, f.block, "
    "f.quote, f.section, f.rule, f.confidence, f.value, f.context, f.conversion, f.state, u.rules_version, "
    "f.run, f.decision FROM current_finding f JOIN run u ON u.id = f.run WHERE f.document = ? AND f.fact = ?";

constexpr char kDecision[] =
    "SELECT fact, document, field, action, reason, value, old_value, quote, prefix, suffix, note, reviewer, "
    "at, key, round, undoes, place FROM decision WHERE id = ?";
constexpr char kDecisions[] =
    "SELECT fact, document, field, action, reason, value, old_value, quote, prefix, suffix, note, reviewer, "
    "at, key, round, undoes, place FROM decision ORDER BY id";
constexpr char kVanished[] =
    "SELECT fact, document, field, action, reason, value, old_value, quote, prefix, suffix, note, reviewer, "
    "at, '', '', '', '' FROM vanished_decision ORDER BY document, fact";

Decision DecisionAt(const Statement& row) {
  Decision d;
  row.Into(d.fact, d.document, d.field, d.action, d.reason, d.value, d.old_value, d.quote, d.prefix, d.suffix,
           d.note, d.reviewer, d.at, d.key, d.round, d.undoes, d.place);
  return d;
}

StoredFact FactAt(const Statement& row) {
  StoredFact fact;
  row.Into(fact.id, fact.document, fact.field, fact.span.begin, fact.span.end, fact.start_char, fact.end_char,
           fact.block, fact.quote, fact.section, fact.rule, fact.confidence, fact.value, fact.context,
           fact.conversion, fact.state, fact.rules_version, fact.run);
  return fact;
}

/// Gathers one struct per row.
template <typename T, typename Read, typename... Values>
Result<std::vector<T>> All(Database& database, const char* sql, Read read, const Values&... values) {
  std::vector<T> all;
  Status status = database.ForEach(
      sql, [&](const Statement& row) { all.push_back(read(row)); }, values...);
  if (!status) return status.error();
  return all;
}

/// With no text the big columns are not even read.
Status ReadText(Database& database, int64_t version, Document& document) {
  Result<Row> row = database.First("SELECT text, blocks FROM document_version WHERE id = ?", version);
  if (!row) return row.error();
  if (!*row) return Error{"store", "a version of " + document.id + " is missing"};
  document.text = (*row)->Text(0);
  Result<std::vector<Block>> blocks = DecodeBlocks((*row)->Bytes(1));
  if (!blocks) return blocks.error();
  document.blocks = std::move(*blocks);
  return {};
}

/// What people added, among the facts of the document, in text order. A person's reading counts as accepted.
Status AppendAdded(Database& database, int64_t document, std::vector<StoredFact>& facts) {
  std::vector<int64_t> decisions;
  const size_t read = facts.size();
  Status status = database.ForEach(
      "SELECT a.fact, d.document, d.field, a.start_byte, a.end_byte, a.start_char, a.end_char, a.block, "
      "d.quote, "
      "a.section, 'added', 1.0, d.value, '', '', 'accepted', '', 0, a.decision FROM added_finding a JOIN "
      "decision d ON "
      "d.id = a.decision WHERE a.document = ? ORDER BY a.start_byte, a.fact",
      [&](const Statement& row) {
        facts.push_back(FactAt(row));
        decisions.push_back(row.Int(18));
      },
      document);
  if (!status || facts.size() == read) return status;
  for (size_t i = 0; i < decisions.size(); ++i) {
    Result<Row> row = database.First(kDecision, decisions[i]);
    if (!row) return row.error();
    if (*row) facts[read + i].decision = DecisionAt(*row->operator->());
  }
  std::stable_sort(facts.begin(), facts.end(),
                   [](const StoredFact& a, const StoredFact& b) { return a.span.begin < b.span.begin; });
  return {};
}

}  // namespace

Result<std::vector<int64_t>> FindDocuments(Store& store, const std::string& id) {
  return All<int64_t>(
      store.impl().database,
      "SELECT d.id FROM document d WHERE d.id IN (SELECT id FROM document WHERE key = ?1 "
      "UNION SELECT document FROM alias WHERE alias = ?1 "
      "UNION SELECT l.document FROM trial_registration r JOIN trial_document l ON l.trial = r.trial "
      "WHERE r.registration = ?1) ORDER BY d.key, d.source",
      [](const Statement& row) { return row.Int(0); }, id);
}

Result<StoredDocument> LoadDocument(Store& store, int64_t document, bool with_text) {
  Database& database = store.impl().database;
  StoredDocument stored;
  int64_t version = 0;
  std::string metadata;
  {
    // A deleted document has no current reading: its last version stands in for it.
    Result<Row> row = database.First(
        "SELECT d.key, d.source, d.deleted_by_run IS NOT NULL, v.id, v.source_version, v.response_sha256, "
        "v.file, v.url, "
        "v.title, "
        "v.published, v.journal, v.metadata, r.trial_key, r.trial, u.program_version, u.rules_version, "
        "u.started_at, "
        "p.retrieved_at FROM document d LEFT JOIN reading r ON r.document = d.id AND r.superseded_by_run IS "
        "NULL "
        "JOIN document_version v ON v.id = coalesce(r.version, "
        "(SELECT max(id) FROM document_version WHERE document = d.id)) "
        "LEFT JOIN run u ON u.id = r.run LEFT JOIN response p ON p.sha256 = v.response_sha256 WHERE d.id = ?",
        document);
    if (!row) return row.error();
    if (!*row) return Error{"not_found", "the store has no such document"};
    Document& out = stored.document;
    stored.id = document;
    (*row)->Into(out.id, out.source, stored.deleted, version, out.version, out.sha256, out.file, out.url,
                 out.title, out.published, out.journal, metadata, stored.trial_key, stored.trial,
                 stored.program_version, stored.rules_version, stored.read_at, stored.retrieved_at);
  }
  if (Status status = DecodeMetadata(metadata, stored.document); !status) return status.error();
  if (with_text) {
    if (Status status = ReadText(database, version, stored.document); !status) return status.error();
  }
  return stored;
}

Result<std::vector<StoredFact>> FactsOf(Store& store, int64_t document) {
  Database& database = store.impl().database;
  std::vector<std::pair<size_t, int64_t>> decided;
  std::vector<StoredFact> facts;
  Status status = database.ForEach(
      kFactOfDocument,
      [&](const Statement& row) {
        if (!row.IsNull(18)) decided.push_back({facts.size(), row.Int(18)});
        facts.push_back(FactAt(row));
      },
      document);
  if (!status) return status.error();
  for (const auto& [index, decision] : decided) {
    Result<Row> row = database.First(kDecision, decision);
    if (!row) return row.error();
    if (*row) facts[index].decision = DecisionAt(*row->operator->());
  }
  if (status = AppendAdded(database, document, facts); !status) return status.error();
  return facts;
}

Result<std::optional<StoredFact>> FactOf(Store& store, int64_t document, const std::string& id) {
  Database& database = store.impl().database;
  std::optional<StoredFact> fact;
  int64_t decision = 0;
  Status status = database.ForEach(
      kOneFactOfDocument,
      [&](const Statement& row) {
        fact = FactAt(row);
        decision = row.Int(18);
      },
      document, id);
  if (!status) return status.error();
  if (!fact) {
    std::vector<StoredFact> added;
    if (status = AppendAdded(database, document, added); !status) return status.error();
    for (StoredFact& one : added)
      if (one.id == id) fact = std::move(one);
  } else if (decision != 0) {
    Result<Row> row = database.First(kDecision, decision);
    if (!row) return row.error();
    if (*row) fact->decision = DecisionAt(*row->operator->());
  }
  return fact;
}

Result<std::vector<Rendition>> RenditionsOf(Store& store, const std::string& id) {
  const auto read = [](const Statement& row) { return Rendition{row.Int(0), row.String(1), row.String(2)}; };
  Result<std::vector<Rendition>> renditions =
      All<Rendition>(store.impl().database,
                     "SELECT d.id, d.key, d.source FROM document d JOIN reading r ON r.document = d.id AND "
                     "r.superseded_by_run IS NULL "
                     "WHERE d.key = ? ORDER BY d.source",
                     read, id);
  if (!renditions || !renditions->empty()) return renditions;
  return All<Rendition>(
      store.impl().database,
      "SELECT d.id, d.key, d.source FROM alias a JOIN document d ON d.id = a.document JOIN reading r "
      "ON r.document = d.id AND r.superseded_by_run IS NULL WHERE a.alias = ? ORDER BY d.source",
      read, id);
}

Result<std::vector<DocumentLine>> ListDocuments(Store& store, const std::string& words, int64_t after,
                                                int limit) {
  return All<DocumentLine>(
      store.impl().database,
      "SELECT d.id, d.key, d.source, v.title, v.language, v.published, coalesce(r.trial_key, ''), "
      "r.findings, (SELECT "
      "count(*) FROM review_item i WHERE i.document = d.id AND i.state IN ('pending', 'stale', 'skipped', "
      "'half', "
      "'conflict')) FROM document d JOIN reading r ON r.document = d.id AND r.superseded_by_run IS NULL JOIN "
      "document_version v ON v.id = r.version WHERE d.id > ?1 AND (?2 = '' OR instr(lower(v.title), "
      "lower(?2)) > 0 OR "
      "instr(lower(d.key), lower(?2)) > 0) ORDER BY d.id LIMIT ?3",
      [](const Statement& row) {
        return DocumentLine{row.Int(0),    row.String(1), row.String(2), row.String(3), row.String(4),
                            row.String(5), row.String(6), row.Int(7),    row.Int(8)};
      },
      after, words, limit);
}

Result<std::vector<TrialLine>> ListTrials(Store& store, const std::string& words, const std::string& after,
                                          int limit) {
  return All<TrialLine>(
      store.impl().database,
      "SELECT t.key, (SELECT min(v.title) FROM trial_document l JOIN reading r ON r.document = l.document "
      "AND "
      "r.superseded_by_run IS NULL JOIN document_version v ON v.id = r.version WHERE l.trial = t.id), "
      "(SELECT count(*) "
      "FROM trial_document l WHERE l.trial = t.id), (SELECT coalesce(sum(r.findings), 0) FROM trial_document "
      "l JOIN "
      "reading r ON r.document = l.document AND r.superseded_by_run IS NULL WHERE l.trial = t.id), (SELECT "
      "count(*) FROM "
      "discrepancy x WHERE x.trial = t.key) FROM trial t WHERE t.key > ?1 AND (?2 = '' OR "
      "instr(lower(t.key), lower(?2)) "
      "> 0 OR EXISTS (SELECT 1 FROM trial_document l JOIN reading r ON r.document = l.document AND "
      "r.superseded_by_run IS "
      "NULL JOIN document_version v ON v.id = r.version WHERE l.trial = t.id AND instr(lower(v.title), "
      "lower(?2)) > 0)) "
      "ORDER BY t.key LIMIT ?3",
      [](const Statement& row) {
        return TrialLine{row.String(0), row.String(1), row.Int(2), row.Int(3), row.Int(4)};
      },
      after, words, limit);
}

Result<std::optional<StoredTrial>> FindTrial(Store& store, const std::string& key) {
  Database& database = store.impl().database;
  int64_t id = 0;
  StoredTrial trial;
  {
    Result<Row> row = database.First(
        "SELECT t.id, t.key FROM trial t WHERE t.key = ?1 OR t.id = (SELECT trial FROM trial_registration "
        "WHERE "
        "registration = ?1) LIMIT 1",
        key);
    if (!row) return row.error();
    if (!*row) return std::optional<StoredTrial>();
    id = (*row)->Int(0);
    trial.key = (*row)->Text(1);
  }
  Status status = database.ForEach(
      "SELECT registration, registry FROM trial_registration WHERE trial = ? AND registry <> '' ORDER BY "
      "registration",
      [&](const Statement& row) {
        trial.registrations.push_back({row.String(0), row.String(1)});
      },
      id);
  if (!status) return status.error();
  Result<std::vector<int64_t>> documents = All<int64_t>(
      database,
      "SELECT l.document FROM trial_document l JOIN document d ON d.id = l.document JOIN reading r ON "
      "r.document = d.id "
      "AND r.superseded_by_run IS NULL WHERE l.trial = ? ORDER BY d.key, d.source",
      [](const Statement& row) { return row.Int(0); }, id);
  if (!documents) return documents.error();
  trial.documents = std::move(*documents);
  return std::optional(std::move(trial));
}

Result<std::optional<std::pair<StoredDocument, StoredFact>>> FindFact(Store& store, const std::string& fact) {
  int64_t document = 0;
  {
    Result<Row> row = store.impl().database.First(
        "SELECT r.document FROM finding f JOIN reading r ON r.id = f.reading AND r.superseded_by_run IS NULL "
        "WHERE f.fact = ? ORDER BY r.document LIMIT 1",
        fact);
    if (!row) return row.error();
    if (!*row) return std::optional<std::pair<StoredDocument, StoredFact>>();
    document = (*row)->Int(0);
  }
  Result<StoredDocument> stored = LoadDocument(store, document, true);
  if (!stored) return stored.error();
  Result<std::vector<StoredFact>> facts = FactsOf(store, document);
  if (!facts) return facts.error();
  for (StoredFact& candidate : *facts) {
    if (candidate.id == fact) return std::optional(std::pair(std::move(*stored), std::move(candidate)));
  }
  return Error{"store", "the fact " + fact + " cannot be read"};
}

Result<std::vector<StoredTrial>> Trials(Store& store) {
  Database& database = store.impl().database;
  std::vector<StoredTrial> trials;
  Status status = database.ForEach(
      "SELECT t.key, r.registration, r.registry FROM trial t JOIN trial_registration r ON r.trial = t.id "
      "ORDER BY t.key, r.registration <> t.key, r.registration",
      [&](const Statement& row) {
        if (trials.empty() || trials.back().key != row.Text(0)) trials.push_back({row.String(0), {}, {}});
        if (!row.Text(2).empty()) trials.back().registrations.push_back({row.String(1), row.String(2)});
      });
  if (!status) return status.error();
  size_t at = 0;
  status = database.ForEach(
      "SELECT t.key, l.document FROM trial t JOIN trial_document l ON l.trial = t.id "
      "JOIN document d ON d.id = l.document ORDER BY t.key, d.key, d.source",
      [&](const Statement& row) {
        while (at < trials.size() && trials[at].key != row.Text(0)) ++at;
        if (at < trials.size()) trials[at].documents.push_back(row.Int(1));
      });
  if (!status) return status.error();
  return trials;
}

Result<std::vector<int64_t>> Documents(Store& store) {
  return All<int64_t>(
      store.impl().database,
      "SELECT d.id FROM document d JOIN reading r ON r.document = d.id AND r.superseded_by_run IS NULL "
      "ORDER BY d.key, d.source",
      [](const Statement& row) { return row.Int(0); });
}

Result<std::vector<int64_t>> WithdrawnDocuments(Store& store) {
  return All<int64_t>(store.impl().database,
                      "SELECT id FROM document WHERE deleted_by_run IS NOT NULL ORDER BY key, source",
                      [](const Statement& row) { return row.Int(0); });
}

Result<std::vector<StoredFailure>> Failures(Store& store) {
  return All<StoredFailure>(store.impl().database,
                            "SELECT file, code, detail, run FROM failure ORDER BY file, code, detail",
                            [](const Statement& row) {
                              return StoredFailure{row.String(0), row.String(1), row.String(2), row.Int(3)};
                            });
}

Result<std::vector<Decision>> Decisions(Store& store) {
  return All<Decision>(store.impl().database, kDecisions, DecisionAt);
}

Result<std::vector<Decision>> VanishedDecisions(Store& store) {
  return All<Decision>(store.impl().database, kVanished, DecisionAt);
}

}  // namespace trialmine

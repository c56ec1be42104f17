#include <simdjson.h>

#include "block_codec.h"
#include "normalize/discrepancy.h"
#include "store/json_text.h"
#include "store/query.h"
#include "store/value_json.h"
#include "store_impl.h"

// Where the documents of one trial disagree. Follows from the current readings alone, so it is worked out
// anew, once per transaction, for each trial that the transaction touched.

namespace trialmine {
namespace {

/// A current reading of a trial's document, which a TrialSource points into.
struct Source {
  std::string document;
  Trial trial;
  std::string start_date, completion_date;
};

struct SourceRow {
  std::string document, trial, text, blocks;
};

void ReadDates(const std::vector<Block>& blocks, std::string_view text, Source& source) {
  for (const Block& block : blocks) {
    if (block.span.end > text.size()) continue;
    const std::string_view words = text.substr(block.span.begin, block.span.size());
    if (block.field == "start_date" && source.start_date.empty()) source.start_date = words;
    if (block.field == "completion_date" && source.completion_date.empty()) source.completion_date = words;
  }
}

Result<std::vector<Source>> SourcesOf(Database& database, int64_t trial) {
  std::vector<SourceRow> rows;
  Status status = database.ForEach(
      "SELECT d.key, r.trial, v.text, v.blocks FROM trial_document l JOIN document d ON d.id = l.document "
      "JOIN reading r ON r.document = d.id AND r.superseded_by_run IS NULL "
      "JOIN document_version v ON v.id = r.version WHERE l.trial = ? AND r.trial IS NOT NULL ORDER BY d.key, "
      "d.source",
      [&](const Statement& row) {
        rows.push_back({row.String(0), row.String(1), row.String(2), std::string(row.Bytes(3))});
      },
      trial);
  if (!status) return status.error();
  std::vector<Source> sources;
  for (SourceRow& row : rows) {
    Result<Trial> read = TrialFromJson(row.trial);
    if (!read)
      return Error{"store", "the trial of " + row.document + " cannot be read: " + read.error().detail};
    Result<std::vector<Block>> blocks = DecodeBlocks(row.blocks);
    if (!blocks) return blocks.error();
    Source& source = sources.emplace_back(Source{std::move(row.document), std::move(*read), {}, {}});
    ReadDates(*blocks, row.text, source);
  }
  return sources;
}

std::string SaidJson(const std::vector<Discrepancy::Said>& said) {
  std::string json = "[";
  for (const Discrepancy::Said& one : said) {
    if (json.size() > 1) json += ',';
    JsonObject object(json);
    object.Text("document", one.document);
    object.Text("value", one.value);
    std::string& facts = object.Key("findings");
    facts += '[';
    for (size_t i = 0; i < one.facts.size(); ++i) {
      if (i > 0) facts += ',';
      AppendJsonText(one.facts[i], facts);
    }
    facts += ']';
  }
  return json + "]";
}

Status Compare(Database& database, int64_t trial, const std::string& key, int64_t run) {
  Result<std::vector<Source>> sources = SourcesOf(database, trial);
  if (!sources) return sources.error();
  std::vector<TrialSource> views;
  for (const Source& source : *sources)
    views.push_back({source.document, &source.trial, source.start_date, source.completion_date});
  for (const Discrepancy& found : FindDiscrepancies(views)) {
    Status status = database.Run(
        "INSERT INTO discrepancy (kind, trial, document, detail, said, run) VALUES (?, ?, '', ?, ?, ?)",
        found.what, key, found.kind, SaidJson(found.said), run);
    if (!status) return status;
  }
  return {};
}

std::vector<Discrepancy::Said> SaidAt(std::string_view json) {
  std::vector<Discrepancy::Said> said;
  simdjson::dom::parser parser;
  simdjson::dom::array items;
  if (json.empty() || parser.parse(json.data(), json.size()).get(items)) return said;
  for (simdjson::dom::element item : items) {
    Discrepancy::Said& one = said.emplace_back();
    std::string_view text;
    if (!item["document"].get(text)) one.document = text;
    if (!item["value"].get(text)) one.value = text;
    simdjson::dom::array facts;
    if (item["findings"].get(facts)) continue;
    for (simdjson::dom::element fact : facts)
      if (!fact.get(text)) one.facts.emplace_back(text);
  }
  return said;
}

StoredDiscrepancy DiscrepancyAt(const Statement& row) {
  return {row.String(0), row.String(1), row.String(2), row.String(3), SaidAt(row.Text(4))};
}

}  // namespace

Status UpdateDiscrepancies(Database& database, const std::set<int64_t>& documents, int64_t run) {
  std::map<int64_t, std::string> trials;
  for (int64_t document : documents) {
    Status status = database.ForEach(
        "SELECT t.id, t.key FROM trial_document l JOIN trial t ON t.id = l.trial WHERE l.document = ?1 AND "
        "EXISTS "
        "(SELECT 1 FROM trial_document other WHERE other.trial = l.trial AND other.document <> ?1)",
        [&](const Statement& row) { trials.emplace(row.Int(0), row.String(1)); }, document);
    if (!status) return status;
  }
  for (const auto& [trial, key] : trials) {
    Status status = ForgetDiscrepancies(database, trial);
    if (status.ok()) status = Compare(database, trial, key, run);
    if (!status.ok()) return status;
  }
  return {};
}

Status ForgetDiscrepancies(Database& database, int64_t trial) {
  return database.Run(
      "DELETE FROM discrepancy WHERE trial = (SELECT key FROM trial WHERE id = ?) AND document = ''", trial);
}

Result<std::vector<StoredDiscrepancy>> Discrepancies(Store& store) {
  std::vector<StoredDiscrepancy> all;
  Status status = store.impl().database.ForEach(
      "SELECT kind, trial, document, detail, said FROM discrepancy ORDER BY trial, document, kind, detail",
      [&](const Statement& row) { all.push_back(DiscrepancyAt(row)); });
  if (!status) return status.error();
  return all;
}

Result<std::vector<StoredDiscrepancy>> DiscrepanciesOf(Store& store, int64_t document) {
  std::vector<StoredDiscrepancy> all;
  Status status = store.impl().database.ForEach(
      "SELECT kind, trial, document, detail, said FROM discrepancy "
      "WHERE document = (SELECT key FROM document WHERE id = ?1) OR (document = '' AND trial IN "
      "(SELECT t.key FROM trial_document l JOIN trial t ON t.id = l.trial WHERE l.document = ?1)) "
      "ORDER BY trial, document, kind, detail",
      [&](const Statement& row) { all.push_back(DiscrepancyAt(row)); }, document);
  if (!status) return status.error();
  return all;
}

std::string ToJson(const StoredDiscrepancy& discrepancy) {
  std::string out;
  {
    JsonObject object(out);
    object.Text("kind", discrepancy.kind);
    object.Text("trial", discrepancy.trial);
    object.TextIfAny("document", discrepancy.document);
    object.TextIfAny("detail", discrepancy.detail);
    object.Raw("said", SaidJson(discrepancy.said));
  }
  return out;
}

}  // namespace trialmine

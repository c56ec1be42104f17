#include <algorithm>

#include "block_codec.h"
#include "fetch/utf8.h"
#include "metadata.h"
#include "review_tables.h"
#include "sha256.h"
#include "store/delivery.h"
#include "store_impl.h"

namespace trialmine {
namespace {

/// What the store holds of a document before a record of it is put.
struct Known {
  int64_t document = 0;  ///< 0: nothing.
  int64_t reading = 0;   ///< The current one; 0 where the document was deleted.
  std::string digest, source_version, language, source, rules_version, program_version;
};

/// A document as its columns will hold it.
struct Encoded {
  std::string metadata;
  std::string blocks;
  std::string digest;
};

Result<Known> FindKnown(Database& database, const Document& document) {
  Result<Row> row = database.First(
      "SELECT d.id, r.id, v.digest, v.source_version, v.language, u.rules_version, u.program_version "
      "FROM document d LEFT JOIN reading r ON r.document = d.id AND r.superseded_by_run IS NULL "
      "LEFT JOIN document_version v ON v.id = r.version LEFT JOIN run u ON u.id = r.run "
      "WHERE d.key = ? AND d.source = ?",
      document.id, document.source);
  if (!row) return row.error();
  Known known;
  if (!*row) return known;
  known.document = (*row)->Int(0);
  known.reading = (*row)->Int(1);
  known.digest = (*row)->Text(2);
  known.source_version = (*row)->Text(3);
  known.language = (*row)->Text(4);
  known.source = document.source;
  known.rules_version = (*row)->Text(5);
  known.program_version = (*row)->Text(6);
  return known;
}

/// The digest covers what the reader made of the bytes, not where they came from: the same record in another
/// file, or among others in a newer file, is the same content.
Encoded Encode(const Document& document) {
  Encoded encoded{EncodeMetadata(document), EncodeBlocks(document.blocks), {}};
  HexSha256 sha;
  for (std::string_view part : {std::string_view(document.title), std::string_view(document.published),
                                std::string_view(document.journal), std::string_view(document.version),
                                std::string_view(encoded.metadata), std::string_view(encoded.blocks),
                                std::string_view(document.text)}) {
    const uint64_t size = part.size();
    sha.Add({reinterpret_cast<const char*>(&size), sizeof size});
    sha.Add(part);
  }
  encoded.digest = sha.Hex();
  return encoded;
}

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Whether a source's version `a` comes before `b`: numbers by size, dates by text. Unknown ones are never
/// older.
bool IsOlder(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return false;
  if (AllDigits(a) && AllDigits(b) && a.size() != b.size()) return a.size() < b.size();
  return a < b;
}

std::string FirstLanguage(const Document& document) {
  return document.languages.empty() ? "und" : document.languages.front();
}

Result<int64_t> InsertDocument(Database& database, const Document& document, int64_t run) {
  Status status = database.Run("INSERT INTO document (key, source, first_run) VALUES (?, ?, ?)", document.id,
                               document.source, run);
  if (!status) return status.error();
  const int64_t id = database.LastId();
  // A page that was one more place of another's document now has its own.
  if (document.id.starts_with("url:"))
    status = database.Run("DELETE FROM alias WHERE alias = ?", document.id);
  if (!status) return status.error();
  return id;
}

Status InsertAliases(Database& database, int64_t id, const Document& document) {
  for (const std::string& alias : document.aliases) {
    Status status =
        database.Run("INSERT INTO alias (alias, document) VALUES (?, ?) ON CONFLICT DO NOTHING", alias, id);
    if (!status) return status;
  }
  return {};
}

Result<int64_t> InsertVersion(Database& database, int64_t id, const Document& document,
                              const Encoded& encoded) {
  Status status = database.Run(
      "INSERT INTO document_version (document, digest, source_version, response_sha256, file, url, title, "
      "published, "
      "journal, language, metadata, text, blocks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      id, encoded.digest, document.version, document.sha256, document.file, document.url, document.title,
      document.published, document.journal, FirstLanguage(document), encoded.metadata, document.text,
      Blob{encoded.blocks});
  if (!status) return status.error();
  return database.LastId();
}

std::string ContextWords(const Context& context) {
  std::string words;
  const auto add = [&words](bool is, std::string_view word) {
    if (!is) return;
    if (!words.empty()) words += ' ';
    words += word;
  };
  add(context.negated, "negated");
  add(context.other_study, "other_study");
  add(context.animal, "animal");
  add(context.planned, "planned");
  add(context.baseline, "baseline");
  return words;
}

Status InsertFinding(Database& database, int64_t reading, int position, const Fact& fact,
                     const Document& document, CharCounter& chars) {
  const Finding& finding = fact.finding;
  const std::string value = ToJson(fact.value);
  const std::string context = ContextWords(finding.context);
  const uint32_t start = chars.Before(finding.span.begin);
  const uint32_t end = chars.Before(finding.span.end);
  return database.Run(
      "INSERT INTO finding (reading, position, fact, field, start_byte, end_byte, start_char, end_char, "
      "block, quote, section, rule, "
      "confidence, value, context, conversion) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      reading, position, fact.id, Name(finding.field), finding.span.begin, finding.span.end, start, end,
      finding.block, document.Text(finding.span), Name(finding.section), finding.rule,
      static_cast<double>(finding.confidence), value, context, fact.conversion);
}

/// The own ids of a record, the trial's key first.
std::vector<OwnId> OwnIds(const Record& record) {
  std::vector<OwnId> ids;
  if (!record.trial) return ids;
  for (const Stated<RegistrationId>& stated : record.trial->ids) {
    const RegistrationId& id = stated.value;
    if (id.role != "own") continue;
    const bool known =
        std::any_of(ids.begin(), ids.end(), [&](const OwnId& own) { return own.registration == id.id; });
    if (!known) ids.push_back({id.id, id.registry});
  }
  std::stable_partition(ids.begin(), ids.end(),
                        [&](const OwnId& own) { return own.registration == record.trial->key; });
  if (ids.empty()) ids.push_back({record.document.id, ""});
  return ids;
}

class Loader {
 public:
  Loader(Store::Impl& impl, const Record& record, int64_t run, bool returned)
      : impl_(impl),
        database_(impl.database),
        record_(record),
        document_(record.document),
        run_(run),
        returned_(returned) {}

  Result<Change> Load();

 private:
  Result<Change> Delete();
  Result<bool> IsCurrent(const Known& known, const std::string& digest);
  Result<int64_t> FindVersion(int64_t document, const std::string& digest);
  /// Marks the current reading as superseded and takes it out of the counters.
  Status Supersede(const Known& known);
  Status AddReading(int64_t document, int64_t version);
  Status Write(const Known& known, int64_t version, const Encoded& encoded);

  Store::Impl& impl_;
  Database& database_;
  const Record& record_;
  const Document& document_;
  const int64_t run_;
  const bool returned_;
};

Result<Change> Loader::Load() {
  Result<Known> known = FindKnown(database_, document_);
  if (!known) return known.error();
  if (document_.deleted) return Delete();
  const Encoded encoded = Encode(document_);
  int64_t version = 0;
  if (known->document) {
    Result<bool> current = IsCurrent(*known, encoded.digest);
    if (!current) return current.error();
    if (*current) return Change::kUnchanged;
    Result<int64_t> seen = FindVersion(known->document, encoded.digest);
    if (!seen) return seen.error();
    version = *seen;
    // A content that was replaced or withdrawn stays so: loading an old folder again must not turn the store
    // back.
    const bool replaced = version && known->digest != encoded.digest && !returned_;
    if (replaced || IsOlder(document_.version, known->source_version)) return Change::kUnchanged;
  }
  if (Status status = Write(*known, version, encoded); !status) return status.error();
  return known->document ? Change::kUpdated : Change::kNew;
}

Result<bool> Loader::IsCurrent(const Known& known, const std::string& digest) {
  if (!known.reading || known.digest != digest) return false;
  Result<Row> row = database_.First("SELECT rules_version, program_version FROM run WHERE id = ?", run_);
  if (!row) return row.error();
  if (!*row) return Error{"store", "there is no run " + std::to_string(run_)};
  return (*row)->Text(0) == known.rules_version && (*row)->Text(1) == known.program_version;
}

Result<int64_t> Loader::FindVersion(int64_t document, const std::string& digest) {
  Result<Row> row =
      database_.First("SELECT id FROM document_version WHERE document = ? AND digest = ?", document, digest);
  if (!row) return row.error();
  return *row ? (*row)->Int(0) : 0;
}

Status Loader::Supersede(const Known& known) {
  if (!known.reading) return {};
  Status status = database_.ForEach(
      "SELECT field, count(*) FROM finding WHERE reading = ? GROUP BY field",
      [&](const Statement& row) { impl_.counters.Add("findings", row.Text(0), -row.Int(1)); }, known.reading);
  if (!status) return status;
  impl_.counters.Add("documents.source", known.source, -1);
  impl_.counters.Add("documents.language", known.language, -1);
  return database_.Run("UPDATE reading SET superseded_by_run = ? WHERE id = ?", run_, known.reading);
}

Status Loader::AddReading(int64_t document, int64_t version) {
  const std::string trial = record_.trial ? ToJson(*record_.trial) : std::string();
  Status status = database_.Run(
      "INSERT INTO reading (document, version, run, findings, trial_key, trial) VALUES (?, ?, ?, ?, ?, ?)",
      document, version, run_, record_.facts.size(),
      TextOrNull{record_.trial ? record_.trial->key : std::string_view()}, TextOrNull{trial});
  if (!status) return status;
  const int64_t reading = database_.LastId();
  CharCounter chars(document_.text);
  int position = 0;
  for (const Fact& fact : record_.facts) {
    status = InsertFinding(database_, reading, position++, fact, document_, chars);
    if (!status) return status;
    impl_.counters.Add("findings", Name(fact.finding.field), 1);
  }
  impl_.counters.Add("documents.source", document_.source, 1);
  impl_.counters.Add("documents.language", FirstLanguage(document_), 1);
  return {};
}

Status Loader::Write(const Known& known, int64_t version, const Encoded& encoded) {
  int64_t document = known.document;
  if (!document) {
    Result<int64_t> inserted = InsertDocument(database_, document_, run_);
    if (!inserted) return inserted.error();
    document = *inserted;
  } else if (!known.reading) {
    Status revived = database_.Run("UPDATE document SET deleted_by_run = NULL WHERE id = ?", document);
    if (!revived) return revived;
  }
  if (!version) {
    Result<int64_t> inserted = InsertVersion(database_, document, document_, encoded);
    if (!inserted) return inserted.error();
    version = *inserted;
    if (Status status = InsertAliases(database_, document, document_); !status) return status;
  }
  if (Status status = Supersede(known); !status) return status;
  if (Status status = AddReading(document, version); !status) return status;
  if (Status status = Reanchor(database_, document_.id); !status) return status;
  impl_.touched.insert(document);
  impl_.touched_by = run_;
  return LinkTrials(database_, document, !known.document, OwnIds(record_), run_, impl_.touched);
}

Result<Change> Loader::Delete() {
  // The withdrawal names no source where only the id is known: it then concerns every rendition of the
  // record.
  std::vector<Known> documents;
  Status status = database_.ForEach(
      "SELECT d.id, r.id, v.language, d.source FROM document d "
      "JOIN reading r ON r.document = d.id AND r.superseded_by_run IS NULL "
      "JOIN document_version v ON v.id = r.version WHERE d.key = ?1 AND (?2 = '' OR d.source = ?2) ORDER BY "
      "d.id",
      [&](const Statement& row) {
        Known known;
        known.document = row.Int(0);
        known.reading = row.Int(1);
        known.language = row.Text(2);
        known.source = row.Text(3);
        documents.push_back(std::move(known));
      },
      document_.id, document_.source);
  if (!status) return status.error();
  for (const Known& known : documents) {
    status = database_.Run("UPDATE document SET deleted_by_run = ? WHERE id = ?", run_, known.document);
    if (status.ok()) status = Supersede(known);
    impl_.touched_by = run_;
    if (status.ok()) status = LinkTrials(database_, known.document, false, {}, run_, impl_.touched);
    if (!status.ok()) return status.error();
  }
  return documents.empty() ? Change::kUnchanged : Change::kDeleted;
}

}  // namespace

Result<Change> Store::Put(const Record& record, int64_t run) {
  return impl_->InTransaction([&] { return Loader(*impl_, record, run, false).Load(); });
}

Result<Change> PutReturned(Store& store, const Record& record, int64_t run) {
  return store.impl().InTransaction([&] { return Loader(store.impl(), record, run, true).Load(); });
}

}  // namespace trialmine

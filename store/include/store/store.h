#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fetch/archive.h"
#include "fetch/result.h"
#include "normalize/trial.h"

namespace trialmine {

/// The folder beside a store in which the responses it was made from are archived.
std::string ArchiveFolder(const std::string& store_path);

/// One pass of the program over inputs: which program and which rules.
struct Run {
  std::string program_version;
  std::string rules_version;
  std::string started_at;  ///< ISO 8601 UTC.
};

/// Something a person did about one fact: a decision, or taking one back. Append-only; what stands follows
/// from all of them (store/review.h).
struct Decision {
  std::string fact;      ///< Fact::id; made up for `add` and for arms.
  std::string document;  ///< Document::id.
  std::string field;
  std::string action;  ///< accept correct reject skip note add undo redo merge_arms split_arms
  std::string reason;  ///< For reject and correct: numerical ambiguous zero_assumed wrong_arm misidentified;
                       ///< else empty.
  std::string value;   ///< JSON of the value decided on (the fact's for accept); empty for reject.
  std::string old_value;              ///< JSON of the value when it was decided.
  std::string quote, prefix, suffix;  ///< The evidence words and up to 32 characters on each side.
  std::string note;
  std::string reviewer;
  std::string at;   ///< ISO 8601 UTC.
  std::string key;  ///< Given by whoever sent it: the same reviewer's same key is one event. May be empty.
  std::string
      round;  ///< `blind`: of two who do not see each other's; `adjudication`: between them; else empty.
  std::string undoes;  ///< For undo and redo: DecisionDigest of the event they are about.
  std::string place;   ///< For add: `start-end` of the quote in code points of the text it was found in.
};

/// What names an event in every store that has it: a digest of all that it says.
std::string DecisionDigest(const Decision& decision);

enum class Change : uint8_t {
  kNew,
  kUnchanged,  ///< Nothing was written.
  kUpdated,
  kDeleted,  ///< The source withdrew the record: its findings are superseded, its history stays.
};

/// The store: one SQLite file. Every call is a transaction of its own or part of the open batch, and a failed
/// call leaves the file as it was: inside a batch it undoes the whole batch, which is then no longer open.
///
/// Errors of every call: `locked` where another process wrote for 10 seconds, `disk_full`, `store` for
/// anything else that makes the file unusable. Not thread-safe: one Store per thread.
class Store {
 public:
  /// Opens the file, making it or moving it to the current schema. Codes: `store` (not a store, newer
  /// schema), `locked`, `disk_full`.
  static Result<Store> Open(const std::string& path);
  static Result<Store> OpenReadOnly(const std::string& path);
  ~Store();
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;

  /// Everything until Commit() is one transaction.
  Status Begin();
  Status Commit();

  Result<int64_t> StartRun(const Run& run);
  Status FinishRun(int64_t run);

  /// Where the response of that digest is archived, if it is.
  Result<std::optional<ArchiveEntry>> FindResponse(const std::string& sha256);
  Status AddResponse(const Response& response, const ArchiveEntry& entry);

  /// Loads a record: a new document, a new version of one, or the same again (kUnchanged, nothing written). A
  /// new version or a new program or rule set supersedes the facts of before, which stay on record with their
  /// run.
  ///
  /// A document is known by its id and source: an abstract and a full text of one article stand side by side.
  /// A content that was replaced or withdrawn, or whose Document::version is older than the one on record,
  /// does not come back (kUnchanged), so that loading a folder with several versions twice changes nothing.
  Result<Change> Put(const Record& record, int64_t run);

  /// Records an input or record that could not be read. The same failure of the same file is kept once.
  Status AddFailure(const std::string& file, const Error& error, int64_t run);

  Status Decide(const Decision& decision);

  /// How long a call waits for another writer before it says `locked`: 10 seconds unless set.
  void SetPatience(int milliseconds);

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace trialmine

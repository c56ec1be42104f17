#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "normalize/discrepancy.h"
#include "store/store.h"

// Reading a store: what `show`, `status`, `export` and the curators' pages look at. Every function answers
// from the current readings (no run has superseded them) unless it says otherwise, in an order that depends
// on the content only.

namespace trialmine {

/// Where a fact stands in review.
///   pending               nobody settled it
///   accepted corrected rejected
///   stale                 settled, but the value read now differs from the one that was decided on
/// A decision whose fact no current reading states is `vanished` (VanishedDecisions).
struct StoredFact {
  std::string id;        ///< Fact::id.
  std::string document;  ///< Document::id.
  std::string field;
  Span span;                              ///< Bytes of the document's text…
  uint32_t start_char = 0, end_char = 0;  ///< …and the same in Unicode code points.
  uint32_t block = 0;
  std::string quote;
  std::string section;
  std::string rule;
  double confidence = 0;
  std::string value;       ///< JSON, as the rules and the normalisation gave it.
  std::string context;     ///< Space-separated: negated other_study animal planned baseline.
  std::string conversion;  ///< Fact::conversion.
  std::string state;
  std::optional<Decision> decision;  ///< The one that stands.
  std::string rules_version;
  int64_t run = 0;

  /// What a reviewer made of it, else the value as read. New rules never overwrite a person's value: it
  /// stands while the fact is stale.
  const std::string& EffectiveValue() const {
    const bool own = decision && (decision->action == "correct" || decision->action == "add");
    return own ? decision->value : value;
  }
};

struct StoredDocument {
  int64_t id = 0;     ///< Within this store.
  Document document;  ///< Without text and blocks unless asked for.
  bool deleted = false;
  std::string trial_key;  ///< Trial::key of its reading; empty where it reports no trial.
  std::string trial;      ///< The assembled record as JSON; empty where there is none.
  std::string program_version, rules_version;
  std::string read_at;       ///< Start of the run that read it.
  std::string retrieved_at;  ///< Of its response; empty where unknown.
};

struct StoredTrial {
  std::string key;
  std::vector<std::pair<std::string, std::string>>
      registrations;               ///< Id and registry; none where no document names one.
  std::vector<int64_t> documents;  ///< StoredDocument::id.
};

struct StoredFailure {
  std::string file, code, detail;
  int64_t run = 0;
};

struct StoredDiscrepancy {
  /// About ids: several_ids clashing_ids. About what the documents of a trial say: sample_size
  /// primary_outcome follow_up dose start_date completion_date.
  std::string kind;
  std::string trial;
  std::string document;  ///< Of an id; empty where the documents in `said` disagree.
  std::string
      detail;  ///< Of an id: in words. Else which count (`planned`…) or which unit, where that matters.
  std::vector<Discrepancy::Said> said;
};

struct StoredRun {
  int64_t id = 0;
  Run run;
  std::string finished_at;  ///< Empty while it runs, or where it was cut off.
};

/// Counts by name, in byte order of names.
using Counts = std::vector<std::pair<std::string, int64_t>>;

struct StoreSummary {
  int64_t documents = 0, deleted = 0, versions = 0, trials = 0, findings = 0, decisions = 0,
          discrepancies = 0;
  Counts by_source, by_language, by_field, by_state, failures, by_discrepancy;
  std::vector<StoredRun> last_runs;  ///< The newest first, at most five.
};

/// The documents an id leads to: a document id, one of its other ids, a registration id or a trial key.
Result<std::vector<int64_t>> FindDocuments(Store& store, const std::string& id);

/// REQUIRES: an id that this store gave. With `with_text` also text and blocks, as they were parsed.
Result<StoredDocument> LoadDocument(Store& store, int64_t document, bool with_text);

/// Facts of a document in text order, those included that people added (rule `added`, state accepted).
Result<std::vector<StoredFact>> FactsOf(Store& store, int64_t document);

/// One of them.
Result<std::optional<StoredFact>> FactOf(Store& store, int64_t document, const std::string& fact);

/// A document as one source renders it.
struct Rendition {
  int64_t id = 0;  ///< StoredDocument::id.
  std::string document, source;
};
/// The current renditions of a document id, or of one of its other ids, by source.
Result<std::vector<Rendition>> RenditionsOf(Store& store, const std::string& id);

/// A line of the list of documents.
struct DocumentLine {
  int64_t id = 0;
  std::string document, source, title, language, published, trial;
  int64_t findings = 0, open = 0;
};
/// Documents after that StoredDocument::id whose title or id holds the words, in the order they came.
Result<std::vector<DocumentLine>> ListDocuments(Store& store, const std::string& words, int64_t after,
                                                int limit);

/// A line of the list of trials.
struct TrialLine {
  std::string key, title;
  int64_t documents = 0, findings = 0, discrepancies = 0;
};
/// Trials after that key whose key or title holds the words, by key.
Result<std::vector<TrialLine>> ListTrials(Store& store, const std::string& words, const std::string& after,
                                          int limit);

/// A trial by its key or one of its registration ids, with its current documents.
Result<std::optional<StoredTrial>> FindTrial(Store& store, const std::string& key);

/// A fact wherever it stands; nothing where no current reading states it.
Result<std::optional<std::pair<StoredDocument, StoredFact>>> FindFact(Store& store, const std::string& fact);

/// All trials by key.
Result<std::vector<StoredTrial>> Trials(Store& store);
/// The ids of all documents that have a current reading, by document id and source.
Result<std::vector<int64_t>> Documents(Store& store);

/// Documents whose source withdrew them, in the same order.
Result<std::vector<int64_t>> WithdrawnDocuments(Store& store);

Result<std::vector<StoredFailure>> Failures(Store& store);
Result<std::vector<StoredDiscrepancy>> Discrepancies(Store& store);
/// Those of a document's trials, and those about its ids.
Result<std::vector<StoredDiscrepancy>> DiscrepanciesOf(Store& store, int64_t document);
/// Every decision ever made, in the order they came.
Result<std::vector<Decision>> Decisions(Store& store);
Result<std::vector<Decision>> VanishedDecisions(Store& store);
Result<StoreSummary> Summarize(Store& store);

/// What makes up one decision about a fact before the person's part (action, reason, note, reviewer, time).
Result<std::optional<Decision>> DraftDecision(Store& store, const std::string& fact);

/// A discrepancy as a JSON object.
std::string ToJson(const StoredDiscrepancy& discrepancy);

/// Decisions as NDJSON, one a line, and back (`bad_input` names what is missing).
std::string ToJsonLine(const Decision& decision);
Result<Decision> DecisionFromJson(std::string_view line);

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/query.h"
#include "store/store.h"

// What the curators' page keeps and asks. Everything people did is in one append-only table of events; where
// each finding stands, the queue and the counts follow from it and are kept in step.
//
// How events make a verdict on a fact, in the order of their times: an event that was undone counts as never
// made. A decision (accept correct reject add) of no round or of an adjudication stands until the next.
// Decisions of the round `blind` stand once two reviewers have made the same; two that differ are a conflict
// until somebody adjudicates.

namespace trialmine {

/// One event of the record.
struct DecisionEvent {
  std::string id;  ///< DecisionDigest.
  Decision decision;
  bool undone = false;
};

/// The verdict on one fact. Indices into the events it was made from.
struct Verdict {
  std::optional<size_t> standing;
  std::vector<size_t>
      blind;              ///< The latest of each reviewer since the last verdict; of two reviewers at most.
  bool conflict = false;  ///< Both have decided, differently.
  bool skipped = false;   ///< Nothing stands, and the last word was to come back later.
};

/// REQUIRES: all events of one fact, oldest first. Sets their `undone`.
Verdict Judge(std::vector<DecisionEvent>& events);

/// Whether two decisions of one field say the same: both reject, or both leave the same value.
bool SayTheSame(const Decision& a, const Decision& b);

/// Events about a fact of a document, oldest first, with `undone` set.
Result<std::vector<DecisionEvent>> EventsOf(Store& store, const std::string& document,
                                            const std::string& fact);

/// How many events there are about each fact of a document.
Result<std::unordered_map<std::string, int64_t>> EventCounts(Store& store, const std::string& document);

/// The event that a reviewer sent under a key.
Result<std::optional<DecisionEvent>> FindEvent(Store& store, const std::string& reviewer,
                                               const std::string& key);

/// Appends all or none, each once, and returns when they are on the disk.
Status Append(Store& store, const std::vector<Decision>& events);

/// The events of the reviewer's last step that can be taken back (or, with `redo`, made again): one, or all
/// of a bulk decision, whose keys are `KEY#1`, `KEY#2`… Empty where there is none.
Result<std::vector<DecisionEvent>> LastStep(Store& store, const std::string& reviewer, bool redo);

/// Where a finding stands on the page.
///   pending stale accepted corrected rejected skipped added vanished
///   half      one of two has decided (`held_by`); for the other it is pending
///   conflict  both have, differently
struct ReviewState {
  std::string state;
  std::string held_by;
  bool disagrees = false;  ///< Sources of its trial contradict each other about it.
};

/// One line of the queue.
struct ReviewItem {
  int64_t document = 0;  ///< StoredDocument::id.
  std::string document_id, source, title, language;
  std::string fact, field, value, quote, section, rule;
  double confidence = 0;
  std::string trial;
  ReviewState state;
};

struct QueueFilter {
  std::vector<std::string> fields, states, languages;
  std::string document, trial, rule, words;
  std::optional<double> min_confidence, max_confidence;
  bool in_text_order = false;  ///< By document and place; else by what a decision is worth.
  std::string reviewer;  ///< Who asks: decides how `half` reads. Its states are `pending` and `waiting`.
  std::string after;     ///< QueuePage::next of the page before.
  int limit = 50;
};

struct QueuePage {
  std::vector<ReviewItem> items;
  std::string next;             ///< Empty at the end.
  int64_t total = 0, done = 0;  ///< Of the whole filter.
};

/// `bad_input` for a cursor that this store did not give.
Result<QueuePage> ReadQueue(Store& store, const QueueFilter& filter);

/// The findings in each state as the reviewer sees them, by state, zeros included.
Result<Counts> CountReview(Store& store, const std::string& reviewer);

/// Brings the queue in step with what the miner wrote, at most so many documents at once, in one transaction.
/// Returns how many documents are left.
Result<int64_t> SyncReview(Store& store, int64_t at_most);
/// Whether there is anything to bring in step.
Result<bool> IsReviewBehind(Store& store);

/// The state of every finding of a document, by fact.
Result<std::unordered_map<std::string, ReviewState>> ReviewStatesOf(Store& store, int64_t document);

/// That of one finding; `pending` where the queue has none such.
Result<ReviewState> ReviewStateOf(Store& store, int64_t document, const std::string& fact);

/// What was decided about findings of this document that are no longer found.
Result<std::vector<Decision>> VanishedOf(Store& store, const std::string& document);

/// Makes the log of the store's transactions so long that decisions are written over what is there already: a
/// file that grows costs the disk a second write each time. `locked` while a run of the miner has the store.
Status ReserveLog(Store& store);
/// Moves what the log holds into the store's file, from where it is written anew; on a connection of its own
/// it keeps nobody waiting.
Status EmptyLog(Store& store);

/// Who is at an item and until when (ISO 8601 UTC); nothing where nobody is, or the time is over.
struct ReviewLease {
  std::string reviewer, until;
};
Result<std::optional<ReviewLease>> LeaseOf(Store& store, const std::string& document,
                                           const std::string& fact);
/// All of a document that run, by fact.
Result<std::unordered_map<std::string, ReviewLease>> LeasesOf(Store& store, const std::string& document);
Status SetLease(Store& store, const std::string& document, const std::string& fact, const ReviewLease& lease);
Status DropLease(Store& store, const std::string& document, const std::string& fact,
                 const std::string& reviewer);

/// A decision about a fact before the person's part, as DraftDecision makes it.
/// REQUIRES: the document with its text.
Decision DraftOf(const Document& document, const StoredFact& fact);
/// Sets quote, prefix and suffix.
void AddContext(const Document& document, Span span, Decision& draft);

/// Two decisions made without seeing each other.
struct BlindPair {
  std::string field;
  DecisionEvent a, b;  ///< By reviewer's name.
};
/// All such pairs, by document and fact: the first two decisions of each fact.
Result<std::vector<BlindPair>> BlindPairs(Store& store);

/// The arms that people merged in a document: from each label to the one it goes by.
Result<std::unordered_map<std::string, std::string>> MergedArms(Store& store, const std::string& document);

/// What the last run that read anything did to what people had decided.
struct RunReport {
  StoredRun run;
  int64_t kept = 0, stale = 0, vanished = 0,
          fresh = 0;  ///< `fresh`: found in a known document, never before.
  int64_t documents_read = 0, documents_new = 0;
  struct Line {
    std::string document, fact, field, quote, value, old_value;
  };
  std::vector<Line> stale_lines, vanished_lines, fresh_lines;  ///< At most 200 each.
  struct RuleScore {
    std::string rule;
    int64_t accepted = 0, corrected = 0, rejected = 0;
  };
  std::vector<RuleScore> rules;  ///< What people made of each rule's findings, by rule.
};
Result<RunReport> ReportLastRun(Store& store);

}  // namespace trialmine

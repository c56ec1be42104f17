#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "api.h"
#include "store/json_text.h"
#include "store/query.h"
#include "store/review.h"
#include "utf16.h"

// What a reviewer may see of findings and decisions, as JSON. Every answer that shows a finding is made here,
// so that blindness has one place.

namespace trialmine {

/// A document as one reviewer sees it.
class DocumentView {
 public:
  /// The rendition of a document id (of `source` where that is not empty); `not_found`.
  static Result<DocumentView> Open(Store& store, const Reviewer& reviewer, const std::string& id,
                                   const std::string& source);
  /// The rendition that holds the fact.
  static Result<DocumentView> OpenWith(Store& store, const Reviewer& reviewer, const std::string& id,
                                       const std::string& source, const std::string& fact);

  const StoredDocument& stored() const { return *stored_; }
  const Document& document() const { return stored_->document; }
  const std::vector<Rendition>& renditions() const { return renditions_; }
  SentenceMap& sentences() { return *sentences_; }
  Store& store() { return *store_; }

  /// Reads what all findings need at once; without it each is looked up.
  Status ReadAll();
  /// All findings that are in the text or were added; after ReadAll.
  const std::vector<StoredFact>& facts() const { return facts_; }

  /// Appends FINDING.
  Status AppendFinding(const StoredFact& fact, std::string& json);
  /// The same without its closing brace, for more members.
  Status AppendFindingMembers(const StoredFact& fact, JsonObject& object);
  /// The decision that stands for a finding that is gone; nothing where there is no such.
  Result<std::optional<Decision>> FindVanished(const std::string& fact);
  /// It as FINDING of the state `vanished`, or `rejected`.
  Status AppendVanished(const Decision& decision, std::string& json);

  /// The events about a fact that the reviewer may see, oldest first.
  Result<std::vector<DecisionEvent>> History(const std::string& fact);

 private:
  DocumentView() = default;
  Result<ReviewState> StateOf(const std::string& fact);
  Status AppendWhatWasDone(const StoredFact& fact, const ReviewState& state, JsonObject& object);
  Status AppendHolder(const StoredFact& fact, JsonObject& object);

  Store* store_ = nullptr;
  const Reviewer* reviewer_ = nullptr;
  std::vector<Rendition> renditions_;
  std::unique_ptr<StoredDocument> stored_;
  std::unique_ptr<SentenceMap> sentences_;
  std::vector<StoredFact> facts_;
  bool all_ = false;
  std::unordered_map<std::string, ReviewState> states_;
  std::unordered_map<std::string, int64_t> counts_;
  std::unordered_map<std::string, ReviewLease> leases_;
};

/// `pending` or `waiting` for `half`, else the state itself.
std::string ShownState(const ReviewState& state, const Reviewer& reviewer);

/// A decision as the page sees it.
void AppendDecision(const DecisionEvent& event, std::string& json);
void AppendCounts(const Counts& counts, std::string& json);

/// Closes a list of objects that a lambda appends one by one.
template <typename Items, typename Each>
void AppendList(const Items& items, std::string& json, Each each) {
  json += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) json += ',';
    first = false;
    each(item);
  }
  json += ']';
}
void AppendTexts(const std::vector<std::string>& texts, std::string& json);

/// A member of a value's JSON that is text; empty where there is none.
std::string TextIn(const std::string& value, const char* key);

/// A value in a few words, for a cell: `60`, `P12M`, `1e6 {cells}/kg`, `3/30`.
std::string ValueText(const std::string& field, const std::string& value);

/// The arms of a document's trial, with what people merged.
Status AppendArms(DocumentView& view, std::string& json);

/// Brings the queue in step with the miner, unless another writer is at work: then next time.
void CatchUp(ReviewContext& context);

}  // namespace trialmine

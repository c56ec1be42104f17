#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sqlite.h"
#include "store/review.h"

// How the tables of the review are kept in step. All of it runs inside the caller's transaction.

namespace trialmine {

/// Appends one event, unless it is known, and works out anew what follows from it.
Status AppendEvent(Database& database, const Decision& decision);

/// An event from a row of `SELECT` kEventColumns.
inline constexpr int kEventColumnCount = 18;
DecisionEvent EventAt(const Statement& row);
Result<std::vector<DecisionEvent>> ReadEvents(Database& database, const std::string& document,
                                              const std::string& fact);

/// The queue's order: `worth` is a rank by state, and within it what a wrong value would cost.
inline constexpr int64_t kWorthOfRank = 1'000'000;
struct WorthRanks {
  int least = 0, most = 0;
};
/// Stale, conflict, what sources disagree on, results, the rest, skipped and vanished, done.
WorthRanks WorthOf(std::string_view state);

/// The form in which the queue's lines hold what a search looks through, and in which it is looked for: ASCII
/// letters without case.
std::string FoldForSearch(std::string words);

/// Works out anew the queue's line of a fact, in every rendition of the document.
Status RefreshFact(Database& database, const std::string& document, const std::string& fact);

/// After a new reading of a document that people decided on: finds again what they added, and the findings
/// that took the place of those they decided on.
Status Reanchor(Database& database, const std::string& document);

/// Where words stand in a text, by what surrounds them.
struct Located {
  Span span;
  bool drifted = false;  ///< Not where they stood before.
};
/// `start` is the byte at which they stood. Nothing where they do not stand anywhere.
std::optional<Located> Locate(std::string_view text, uint32_t start, std::string_view quote,
                              std::string_view prefix, std::string_view suffix);

}  // namespace trialmine

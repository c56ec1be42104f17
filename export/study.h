#pragma once

#include <string>
#include <vector>

#include "normalize/value.h"
#include "store/query.h"

namespace trialmine {

/// A fact with its value typed, as a curator left it.
struct TypedFact {
  StoredFact stored;
  Value value;
};

/// One rendition of a report, with what was read in it.
struct Report {
  StoredDocument stored;
  std::vector<TypedFact>
      facts;  ///< In text order, without what belongs to another study, animals or a negation.
};

/// A trial with its reports, and what they say of the whole.
struct Study {
  std::string id;  ///< Trial::key.
  std::string label, label_native, year;
  std::vector<std::string> registry_ids;
  std::vector<Report> reports;
  std::string design, condition, country;
  std::optional<int64_t> randomised;
  std::string flags;  ///< What the checks found, `;`-separated.
  std::vector<std::string> evidence;
  std::string review_state, rules_version;
};

/// Reads a trial. With `reviewed_only`, facts that nobody accepted or corrected are left out.
Result<Study> ReadStudy(Store& store, const StoredTrial& trial, bool reviewed_only);

/// The least settled of the states of several facts: stale, pending, rejected, corrected, accepted.
std::string CombinedState(const std::vector<std::string>& states);

}  // namespace trialmine

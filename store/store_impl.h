#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sqlite.h"
#include "store/store.h"
#include "turn.h"

namespace trialmine {

/// Changes to the counter table, gathered in memory and written once per transaction.
class Counters {
 public:
  void Add(std::string_view name, std::string_view key, int64_t change);
  Status Write(Database& database);
  void Forget() { changes_.clear(); }

 private:
  struct Change {
    std::string name, key;
    int64_t by;
  };
  std::vector<Change> changes_;  // A few dozen at most: searched from the front.
};

struct Store::Impl {
  explicit Impl(Database opened, Turn queue = {}) : database(std::move(opened)), turn(std::move(queue)) {}

  Database database;
  Turn turn;
  int patience = 10'000;  ///< Milliseconds to wait for another writer.
  Counters counters;
  std::set<int64_t> touched;  ///< Documents whose trials may have changed in this transaction…
  int64_t touched_by = 0;     ///< …and the run that changed them.

  Status Begin();
  Status Commit();
  /// Undoes everything since Begin().
  void Rollback();

  /// Runs `work` in the open batch, or in a transaction of its own. Where it fails, all of the transaction is
  /// undone.
  template <typename Work>
  auto InTransaction(Work work) -> decltype(work()) {
    const bool own = !database.InTransaction();
    if (own) {
      if (Status begun = Begin(); !begun) return begun.error();
    }
    auto outcome = work();
    if (!outcome.ok()) {
      Rollback();
      return outcome;
    }
    if (own) {
      if (Status committed = Commit(); !committed) return committed.error();
    }
    return outcome;
  }
};

/// One own id of a document.
struct OwnId {
  std::string registration;
  std::string registry;  ///< Empty where the document stands under its own key.
  friend bool operator==(const OwnId&, const OwnId&) = default;
};

/// Makes `ids` (the most telling first) the own ids of a document and brings the trials in step: documents
/// that share one belong to one trial, but two ids of one registry never come together. `is_new` says the
/// document had none before. Adds every other document that changed trials to `touched`.
Status LinkTrials(Database& database, int64_t document, bool is_new, const std::vector<OwnId>& ids,
                  int64_t run, std::set<int64_t>& touched);

/// Works out anew where the documents of these documents' trials disagree.
Status UpdateDiscrepancies(Database& database, const std::set<int64_t>& documents, int64_t run);
/// Drops what was found for a trial that is about to be changed.
Status ForgetDiscrepancies(Database& database, int64_t trial);

}  // namespace trialmine

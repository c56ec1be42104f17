#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "answer.h"
#include "form.h"
#include "window.h"

// NCBI's E-utilities: a search whose result the server keeps, and batches of it. A search lists 9,999 records
// and not one more, so that it is cut into windows of time until each fits.

namespace trialmine {
inline namespace sources {

/// A database of E-utilities and how its windows and records are named.
struct EntrezDatabase {
  std::string_view db;
  std::span<const std::string_view> records;    ///< Elements that are one record each.
  std::span<const std::string_view> accounted;  ///< Elements that say a record is not to be had.
  /// The part of the query that asks for records whose date `field` is within the window; empty where
  /// the window goes into parameters of its own (`datetype`, `mindate`, `maxdate`).
  bool dates_in_query = false;
};

/// Records a search may find in one window: more are cut off without a word.
inline constexpr int64_t kSearchCap = 9998;

/// The request for one of the utilities: with tool and e-mail, and posted where a GET would be too long.
Request EutilsRequest(std::string_view utility, Parameters parameters, const SourceSettings& settings);
/// A task's request with the key, if there is one.
Request WithKey(const Request& request, const SourceSettings& settings);

/// A search for records whose date `field` falls into the window. `without` is a term to be left out.
struct Search {
  std::string query;
  std::string without;
  std::string field;  ///< `edat`, `mdat`, `pmcrdat`.
  DayWindow window;
};
/// `keep`: the result stays at the server, to be fetched in batches; else its ids are listed.
Task SearchTask(const EntrezDatabase& database, const Search& search, bool keep,
                const SourceSettings& settings);
/// What a search's answer means. Where its ids are listed, `each` makes the task for one of them.
Reading ReadSearch(const EntrezDatabase& database, const Task& task, const Exchange& exchange,
                   const SourceSettings& settings,
                   const std::function<Task(const std::string& id)>& each = {});
/// What a batch of records means: they are delivered as they came.
Reading ReadBatch(const EntrezDatabase& database, const Task& task, const Exchange& exchange,
                  const SourceSettings& settings);

/// The error an answer holds, whatever its status says; nothing where it holds none.
std::optional<Reading> EutilsError(const Exchange& exchange);

}  // namespace sources
}  // namespace trialmine

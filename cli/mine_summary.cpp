#include "mine_summary.h"

#include <cstdarg>
#include <cstdio>
#include <numeric>

namespace trialmine {
namespace {

[[gnu::format(printf, 2, 3)]] void Append(std::string& text, const char* format, ...) {
  char line[512];
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  text += line;
}

}  // namespace

void MineSummary::Count(const Record& record, Change change) {
  ++changes_[static_cast<size_t>(change)];
  for (const Fact& fact : record.facts) ++findings_[static_cast<size_t>(fact.finding.field)];
  trials_ += record.trial.has_value();
}

int64_t MineSummary::documents() const {
  return std::accumulate(changes_.begin(), changes_.end(), int64_t{0});
}

int64_t MineSummary::failures() const {
  int64_t sum = 0;
  for (const auto& [code, count] : failures_) sum += count;
  return sum;
}

std::string MineSummary::Text(const std::string& store, double seconds) const {
  const auto changed = [&](Change change) {
    return static_cast<long>(changes_[static_cast<size_t>(change)]);
  };
  std::string text;
  Append(text, "documents  %ld read in %.1f s: %ld new, %ld updated, %ld unchanged, %ld withdrawn\n",
         static_cast<long>(documents()), seconds, changed(Change::kNew), changed(Change::kUpdated),
         changed(Change::kUnchanged), changed(Change::kDeleted));
  Append(text, "trials     %ld documents report one\n", static_cast<long>(trials_));
  text += "findings  ";
  for (size_t field = 0; field < findings_.size(); ++field)
    Append(text, "%s %s %ld", field == 0 ? "" : ",", std::string(Name(static_cast<Field>(field))).c_str(),
           static_cast<long>(findings_[field]));
  Append(text, "\nfailures   %ld", static_cast<long>(failures()));
  const char* separator = ": ";
  for (const auto& [code, count] : failures_) {
    Append(text, "%s%s %ld", separator, code.c_str(), static_cast<long>(count));
    separator = ", ";
  }
  return text + "\nstore      " + store + '\n';
}

}  // namespace trialmine

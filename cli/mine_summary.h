#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "fetch/result.h"
#include "normalize/trial.h"
#include "store/store.h"

namespace trialmine {

/// What a run of `mine` did, counted as it goes.
class MineSummary {
 public:
  void Count(const Record& record, Change change);
  void CountFailure(const Error& error) { ++failures_[error.code]; }

  int64_t documents() const;
  int64_t failures() const;

  /// One screen for a person.
  std::string Text(const std::string& store, double seconds) const;

 private:
  std::array<int64_t, 4> changes_ = {};                            // By Change.
  std::array<int64_t, std::variant_size_v<Value>> findings_ = {};  // By Field.
  int64_t trials_ = 0;
  std::map<std::string, int64_t> failures_;  // By code.
};

}  // namespace trialmine

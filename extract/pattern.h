#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/result.h"
#include "range.h"
#include "regex_program.h"

namespace trialmine {

/// A regex that is compiled when it is first needed: most rules meet no text in a short run. Safe for many
/// threads.
class Pattern {
 public:
  explicit Pattern(std::string regex) : regex_(std::move(regex)) {}

  bool empty() const { return regex_.empty(); }
  // REQUIRES, of all that follow: the regex is valid (see CheckPattern).

  /// Looks for the leftmost match that begins within `begins` (its end included), and tells the first `count`
  /// groups. `text` is folded.
  bool Search(std::string_view text, Range begins, Regex::Groups& groups, int count) const;
  bool FoundIn(std::string_view text) const;
  /// The named groups, in order.
  const std::vector<std::pair<uint32_t, std::string>>& names() const;

  /// Search by RE2 alone: the reference, and the way out where backtracking takes too long.
  bool SearchSteadily(std::string_view text, Range begins, Regex::Groups& groups, int count) const;

 private:
  const Regex* regex() const;  ///< nullptr where it holds something that only RE2 knows.
  const RE2& re2() const;

  std::string regex_;
  mutable std::once_flag regex_once_, re2_once_, names_once_;
  mutable std::unique_ptr<const Regex> compiled_;
  mutable std::unique_ptr<RE2> re2_;
  mutable std::vector<std::pair<uint32_t, std::string>> names_;
};

/// Why a regex would not compile, if so.
Status CheckPattern(const std::string& regex);

}  // namespace trialmine

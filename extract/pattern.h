#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "fetch/result.h"

namespace trialmine {

/// A regex that is compiled when it is first needed: most rules meet no text in a short run. Safe for many
/// threads.
class Pattern {
 public:
  explicit Pattern(std::string regex) : regex_(std::move(regex)) {}

  bool empty() const { return regex_.empty(); }
  /// REQUIRES: the regex is valid (see CheckPattern).
  const RE2& re() const;
  bool FoundIn(std::string_view text) const;
  /// False only where FoundIn is; cheaper where the regex counts far.
  bool MayMatch(std::string_view text) const;

 private:
  std::string regex_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<RE2> re_;
  mutable std::once_flag relaxed_once_;
  mutable std::unique_ptr<RE2> relaxed_;  ///< None where it would be the same.
};

/// Why a regex would not compile, if so.
Status CheckPattern(const std::string& regex);

/// A regex that matches wherever `regex` does, and perhaps elsewhere, without counting far: `[^.]{0,80}`
/// becomes `[^.]*`. An automaton has a state for every count.
std::string Relaxed(std::string_view regex);

inline re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace trialmine

#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "fetch/result.h"

namespace trialmine {

/// The named pieces of patterns, and how they are put in.
class Pieces {
 public:
  /// Adds a piece, or replaces the one of that name.
  void Set(std::string name, std::string pattern) {
    pieces_.insert_or_assign(std::move(name), std::move(pattern));
  }
  bool Has(std::string_view name) const { return pieces_.find(name) != pieces_.end(); }

  /// `pattern` as a regex: `{name}` becomes `(?:…)`, `{name:slot}` becomes `(?P<slot>…)`; line breaks and the
  /// spaces around them go. Error on a piece that is unknown or uses itself.
  Result<std::string> Expand(std::string_view pattern) const;

 private:
  Result<std::string> Expand(std::string_view pattern, std::set<std::string_view>& open) const;

  std::map<std::string, std::string, std::less<>> pieces_;
};

/// A pattern that may stand on several lines, on one: the breaks and the spaces around them are no part of
/// it.
std::string JoinLines(std::string_view pattern);

/// Whether `name` may name a piece: [a-z][a-z0-9_]*.
bool IsPieceName(std::string_view name);

}  // namespace trialmine

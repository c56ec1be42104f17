#pragma once

#include <re2/re2.h>

#include <string_view>

#include "holds.h"

namespace trialmine {

/// A wording of rules/wordings: what the code that reads tables and links findings asks of words. To be kept
/// as a static, for it is looked up by name:
///
///     static const Wording kTotal("table.total");
///     return kTotal.In(head);
///
/// REQUIRES: there is one of that id (a test holds every id in the sources against the files).
class Wording {
 public:
  explicit Wording(std::string_view id);

  /// Whether it matches anywhere in the text, be it nothing that it matches.
  bool In(std::string_view text) const { return Holds(text, re2_); }

  /// For its groups, and to cut it.
  operator const RE2&() const { return re2_; }

 private:
  const RE2& re2_;  ///< Lives as long as the program.
};

}  // namespace trialmine

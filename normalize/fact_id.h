#pragma once

#include <string>
#include <unordered_map>

#include "extract/finding.h"
#include "parse/document.h"

namespace trialmine {

/// Names the facts of one document: the same words saying the same thing get the same name in every later
/// run.
class FactNamer {
 public:
  explicit FactNamer(const Document& document) : document_(document) {}

  /// The id of a fact; the nth of otherwise equal ones is named as such, so call in text order.
  std::string Name(const Finding& finding);

 private:
  const Document& document_;
  std::unordered_map<std::string, int> seen_;
};

}  // namespace trialmine

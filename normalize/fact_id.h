#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "extract/finding.h"
#include "parse/document.h"

namespace trialmine {

/// Names the facts of one document: the same words saying the same thing get the same name in every later
/// run.
class FactNamer {
 public:
  explicit FactNamer(const Document& document);
  ~FactNamer();

  /// The id of a fact; the nth of otherwise equal ones is named as such, so call in text order.
  std::string Name(const Finding& finding);

 private:
  struct Hash;

  std::string Digest(std::string_view text) const;

  const Document& document_;
  std::unique_ptr<Hash> hash_;
  std::unordered_map<std::string, int> seen_;
};

}  // namespace trialmine

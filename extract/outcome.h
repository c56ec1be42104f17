#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "match.h"
#include "result_names.h"

namespace trialmine {

/// The outcomes of a document: those it declares as endpoints, and the main ones whose results it gives.
class OutcomeList {
 public:
  explicit OutcomeList(const std::vector<Reading>& readings) : readings_(readings) {}

  /// Takes a match of an outcome rule; a list in its slot `name` becomes one outcome per item.
  void Declare(const Match& match);
  /// Takes the name of an outcome whose result was read. `harm`: nothing of it was observed, so it is a safety outcome.
  void Report(uint32_t reading, uint32_t sentence, const OutcomeName& name, bool harm);
  /// Writes the outcomes: all declared ones, and reported ones that no other names already, up to a limit.
  void AddTo(std::vector<Match>& matches) const;

 private:
  bool Known(std::string_view name) const;

  const std::vector<Reading>& readings_;
  std::vector<Match> declared_, reported_;
};

}  // namespace trialmine

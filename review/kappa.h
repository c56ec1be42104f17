#pragma once

#include <cstdint>
#include <optional>

namespace trialmine {

/// How two people judged the same items, each saying yes or no.
struct TwoByTwo {
  int64_t both = 0;         ///< Both yes.
  int64_t only_first = 0;   ///< The first yes, the second no.
  int64_t only_second = 0;  ///< The other way round.
  int64_t neither = 0;

  int64_t n() const { return both + only_first + only_second + neither; }

  /// Cohen's kappa: agreement beyond chance. Nothing where chance alone would make them agree on everything
  /// (one answer only was ever given), or there is no item.
  std::optional<double> Kappa() const {
    const auto total = static_cast<double>(n());
    if (total == 0) return {};
    const double observed = static_cast<double>(both + neither) / total;
    const double first = static_cast<double>(both + only_first) / total;
    const double second = static_cast<double>(both + only_second) / total;
    const double chance = first * second + (1 - first) * (1 - second);
    if (chance >= 1) return {};
    return (observed - chance) / (1 - chance);
  }
};

}  // namespace trialmine

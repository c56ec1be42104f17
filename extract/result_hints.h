#pragma once

#include <cstdint>
#include <string_view>

namespace trialmine {

/// What a sentence may speak of, as its words say at a glance.
enum Hint : uint32_t {
  kSpeaksOfGroups = 1u << 0,  ///< It may name an arm that the document's arms do not hold.
  kJudges = 1u << 1,          ///< It may compare: a change, a difference, a verdict.
};

/// Never too few: a sentence without a hint does not speak of it.
uint32_t HintsIn(std::string_view sentence);

}  // namespace trialmine

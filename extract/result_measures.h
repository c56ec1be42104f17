#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "match.h"
#include "result_sentence.h"

namespace trialmine {

/// What a number is to the measures around it.
enum class PartKind : uint8_t {
  kValue,     ///< A measure: 3/30 (10%), 12.5±3.1, RR 0.78
  kInterval,  ///< 95% CI 0.65-0.94
  kP,         ///< P<0.05
  kNone,      ///< "No adverse events were observed"
};

/// A number as one rule read it.
struct Part {
  PartKind kind = PartKind::kValue;
  Match match;
};

/// A result in the making: a value with its interval and p.
struct Measure {
  Match match;          ///< Of the value's rule; its slots grow.
  uint32_t token = 0;   ///< Its token in the sentence.
  uint32_t group = 0;   ///< Values that stand side by side ("5% and 7%") share a number.
  bool p_only = false;  ///< A p that closes over no value.
};

/// Sorts the matches of a sentence of `text` into parts, in text order.
std::vector<Part> PartsOf(std::string_view text, const std::vector<const Match*>& matches);

/// "75 versus 33%": the first of two is a percentage like the second.
void ShareUnits(std::string_view text, std::vector<Part>& parts);

/// Numbers that no rule reads by itself but that stand where a value must: "from 6.1 to 3.2", "the mean score
/// was 12.3", the second of "5.1 kg vs 6.2". Each becomes a kMeasure token whose index is that of a new part.
void ReadPlainNumbers(LinkSentence& sentence, std::vector<Part>& parts);

/// Puts values, intervals and p together. Tokens of kMeasure lead to `parts` by their index.
std::vector<Measure> Compose(const LinkSentence& sentence, const std::vector<Part>& parts);

}  // namespace trialmine

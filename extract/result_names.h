#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "result_sentence.h"

namespace trialmine {

/// What something is called in a text: the words and where they stand (empty where the words stand apart).
struct OutcomeName {
  std::string text;
  Range range;
  friend bool operator==(const OutcomeName&, const OutcomeName&) = default;
};

/// A noun phrase that may name an outcome.
struct Phrase {
  Range range;
  uint32_t first = 0, last = 0;  ///< Tokens, both included.
  uint8_t depth = 0;
  bool listed = false;  ///< Stands in one list with the phrase before it.
  bool vague = false;   ///< "the score": names an outcome only where nothing better stands near.
};

/// The noun phrases of a sentence that may name outcomes: no arms, times, people, treatments or bare "rate"s,
/// nothing that only dates a measurement ("after surgery").
std::vector<Phrase> OutcomePhrases(const LinkSentence& sentence);

/// The name in a phrase: without "the", "mean", "improvement in" before it.
OutcomeName NameOf(const LinkSentence& sentence, const Phrase& phrase);

/// Whether words can name an outcome: more than pronouns, "groups", "other parameters", "7.0 mm" or a lone
/// participle.
bool CanName(std::string_view text, Range name);

/// Whether a name in a list lacks the noun that the next one ends with: "systolic" before "diastolic blood
/// pressure", "incidence of intraoperative", "Western Ontario".
bool IsHalfName(std::string_view item);

/// The names in a list such as "pain, function, and quality of life at 12 months".
std::vector<OutcomeName> SplitNames(std::string_view text, Range list);

}  // namespace trialmine

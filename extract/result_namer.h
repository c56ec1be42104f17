#pragma once

#include <cstdint>
#include <vector>

#include "result_names.h"
#include "result_view.h"

namespace trialmine {

/// Says what the numbers of a sentence are numbers of.
class Namer {
 public:
  Namer(const LinkSentence& sentence, const std::vector<Part>& parts)
      : sentence_(sentence),
        tokens_(sentence.tokens),
        parts_(parts),
        view_(sentence, parts),
        phrases_(OutcomePhrases(sentence)) {}

  /// The phrase that says what the value at `at` is a value of.
  const Phrase* PhraseOf(uint32_t at) const;
  /// The name in a phrase; of "NPAS2蛋白在癌组织中的阳性率" with what stands before the place.
  OutcomeName Named(const Phrase& phrase) const;
  /// Whether a phrase before a value only tells what another is held against: "低于癌旁组织中的62.5%".
  bool IsHeldAgainst(const Phrase& phrase, uint32_t value) const;
  /// Whether a phrase only says where else the same was found: "…,在癌组织中的阳性率为66.2%",
  /// "…,在癌组织中为66.2%".
  bool IsElsewhere(const Phrase& phrase, const OutcomeName& same) const;
  /// "a significant (P<0.001) reduction in A": the p is that of what stands behind it.
  bool JudgesWhatFollows(uint32_t at) const;
  /// "(all P<0.05)"
  bool SaysAll(uint32_t at) const;
  /// Everything named between two tokens but what others are held against.
  std::vector<OutcomeName> AllNamesIn(uint32_t begin, uint32_t end) const;
  /// The outcomes a lone p speaks of: the clause's subject, else what stands before it, with everything
  /// listed beside it.
  std::vector<OutcomeName> NamesBeforeP(uint32_t at) const;
  /// Outcomes of what has no numbers, from token `begin` on: those its comparison or change speaks of.
  std::vector<OutcomeName> ComparedNames(uint32_t begin) const;
  /// Whether a name is only "the score".
  bool IsVague(const OutcomeName& name) const;
  /// Whether anything between two tokens may name an outcome ("两组比较,差异显著" does not).
  bool NamesBetween(uint32_t begin, uint32_t end) const;
  /// A name for each of `count` values from `at` on, where the words before them list so many; else nothing.
  std::vector<OutcomeName> NamesForEach(uint32_t at, size_t count) const;

 private:
  /// "(estimation error: 3.2 ± 2.4%)"
  uint32_t EndOfArms() const;
  bool IsBareVerdict(uint32_t i) const;
  bool OnlyJudges(uint32_t begin, uint32_t end) const;
  const Phrase* LabelInBrackets(uint32_t at) const;
  /// "27.3% complete response", "5 of 14 patients had reactions", "10% of patients in the control group
  /// died".
  const Phrase* RightWhereLeading(uint32_t at) const;
  /// "5 of 14 patients with A had B": B.
  const Phrase* ObjectOfHaving(uint32_t at) const;
  /// Whether the value counts people: "5 of 14 patients", "36.7 % of the patients in".
  bool CountsPeople(uint32_t at) const;
  const Phrase* MeasuredBetween(const Phrase& nearest) const;
  /// "the group treated with lower tidal volumes": whether the phrase at `i` says what a group was given.
  bool DescribesGroup(uint32_t i) const;
  /// The nearest phrase before a token that stands in no more brackets than `depth`.
  const Phrase* NearestLeft(uint32_t at, uint8_t depth) const;
  /// "Survival was improved in responders (75 versus 33%)": what is said to be improved, not in whom.
  const Phrase* SubjectBefore(const Phrase& complement) const;
  const Phrase* FirstRight(uint32_t at) const;
  std::vector<OutcomeName> NamesIn(uint32_t begin, uint32_t end) const;
  /// "A高于对照组,B和C低于对照组,差异有统计学意义(P<0.05)": the names of all clauses that compare.
  std::vector<OutcomeName> NamesOfClauses(uint32_t begin, uint32_t end) const;
  /// "The drug did not improve A and B (P=0.2)": what an active verb of change has for its object.
  std::vector<OutcomeName> ObjectsOfChange(uint32_t begin, uint32_t end) const;
  bool IsActiveChange(uint32_t verb) const;
  /// "能改善A、B": what a Chinese verb of change has behind it.
  std::vector<OutcomeName> ObjectsIn(uint32_t begin, uint32_t end) const;
  /// Whether a clause names something and says how it compares.
  bool Judges(uint32_t begin, uint32_t end) const;
  /// Whether a clause is nothing but names.
  bool AreBareNames(uint32_t begin, uint32_t end) const;
  uint32_t BehindShows(uint32_t begin, uint32_t end) const;
  /// "a significant decrease (P<0.05) in serum levels of A, B and C"
  std::vector<OutcomeName> NamesBehind(uint32_t at) const;
  std::vector<OutcomeName> ListEndingAt(size_t k, uint32_t begin) const;
  std::vector<OutcomeName> NamesThere(uint32_t verb, uint32_t end) const;
  size_t HeadOf(size_t k, uint32_t begin) const;
  bool DeniesDifference(uint32_t i) const;

  const LinkSentence& sentence_;
  const std::vector<Token>& tokens_;
  const std::vector<Part>& parts_;
  const SentenceView view_;
  const std::vector<Phrase> phrases_;
};

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "result_arms.h"
#include "result_linker.h"
#include "result_namer.h"
#include "result_view.h"

namespace trialmine {

/// Ties the measures of a sentence to the arms it names.
class ArmLinker {
 public:
  ArmLinker(const LinkSentence& sentence, const std::vector<Part>& parts, const ArmBook& arms,
            const Namer& namer, std::vector<Linked>& results)
      : sentence_(sentence),
        tokens_(sentence.tokens),
        parts_(parts),
        view_(sentence, parts),
        arms_(arms),
        namer_(namer),
        results_(results) {}

  void Run();

 private:
  /// Behind the values that stand side by side with the one at `begin`.
  size_t GroupEnd(size_t begin) const;
  /// Links the measures that stand side by side with the one at `i`; returns the index behind them.
  size_t LinkGroup(size_t i);
  /// Whether a number tells two arms apart rather than describes one.
  static bool BetweenArms(const Match& match);
  /// "no difference between the groups in pain (-7 mm, 95% CI -20 to 6)"
  bool TellsDifference(const Linked& value) const;
  /// The arm right behind a value ("5% in the control group") or right before its bracket ("control group
  /// (5%)"), which says nothing where the bracket holds several values.
  std::optional<Token> DirectArm(uint32_t at, bool grouped) const;
  /// "(drug, 60%; placebo, 70%)": the arm that labels a value in the bracket open at `open`.
  std::optional<Token> ArmLabel(uint32_t open, uint32_t at) const;
  /// The arm that the words before a value speak of, back to the value before it.
  std::optional<Token> ArmBefore(size_t result) const;
  /// "In the drug group, rash was seen in 10% and fever in 8%": the arm that begins a sentence, where no
  /// other is named before `at`.
  std::optional<Token> LeadingArm(uint32_t at) const;
  /// Values side by side: arms in the order of the sentence, or names in theirs ("A and B were 5% and 7%,
  /// respectively").
  void Distribute(size_t begin, size_t end);
  /// "were 19% and 10%; …; were 67% and 75%, respectively, in A and B": arms named behind all values are
  /// shared out to every group of as many.
  void ShareTrailingArms();
  /// "A和B均高于对照组(36%比13%和83%比53%)": a name for each pair, where the words list as many.
  void NamePairs();
  /// Whether only list words stand before a value since the one before it.
  bool Adjoin(size_t value) const;
  /// "A组和B组分别是68%、85%、91%与56%、76%、84%": a run of values for each arm.
  bool LinkRuns(size_t begin, size_t end, const std::vector<Token>& arms);
  /// Whether the words between a value and the one before it part runs: 与 where `by_word`, else 、.
  bool PartsRuns(size_t value, bool by_word) const;
  /// "…,B高于PCI组(94.8%比51.8%)": the subject of an earlier clause, and what it is compared to.
  bool LinkSubjectPair(size_t begin, const std::vector<Token>& arms);
  /// "A组为2.7、2.3,低于B组(3.4、3.1)": a pair right behind the subject's own is that of the other.
  bool LinkSecondPair(size_t begin, const std::vector<Token>& arms);
  /// "评分为2.4±0.5,高于B组(1.2±0.6)": nobody is named before, so it is the other of two arms that is held
  /// against the one behind.
  bool LinkHeldAgainst(size_t begin, size_t end);
  /// "from 5.8 to 5.1": one arm's values before and after.
  bool IsFromTo(size_t begin, size_t end) const;
  /// The one arm of the part of the sentence between semicolons, where other parts name others.
  std::optional<Token> ArmOfClause(uint32_t at) const;
  /// The arm right in front of the bracket that holds a value.
  std::optional<Token> ArmOfBracket(size_t value) const;
  /// "A (3.7 and -9.2) compared to B (-54.4 and -32.1)": each bracket holds the values of the arm before it.
  bool LinkBrackets(size_t begin, size_t end);
  /// "three serious adverse events in the placebo group": the arm behind what a count is a count of.
  std::optional<Token> ArmBehindName(uint32_t at) const;
  /// "34% against 50% (difference 16%)": a difference is the arm's less the comparator's, whichever stood
  /// nearer.
  void OrientDifference(Linked& difference) const;
  /// A sentence that names one arm only speaks of it.
  void LinkLoneArm();
  /// "-0.99 ± 0.06% (-10.82 ± 0.66 mmol/mol)": the same value in another unit, which is the same arm's.
  bool Restates(const Linked& again, const Linked& first) const;
  /// The last token of a value: the bracket behind it where that states it again.
  uint32_t LastToken(size_t value) const;
  /// "p=0.55 for the G-CSF group": the arm right behind.
  std::optional<Token> ArmBehind(uint32_t at) const;
  void SetArm(size_t begin, size_t end, const Token& arm);
  /// "higher in the drug group (68% versus 52%)": of two values the one named arm's stands first, or second
  /// where the arm is what others are compared with.
  bool LinkPairToLoneArm(size_t begin, size_t end);
  /// "0.8% vs 1% in group B": the first is the other arm's where the document has two.
  void FillPair(size_t begin);
  /// Distinct arms of the clause around a group of values, in text order, those compared against last.
  std::vector<Token> ArmsNear(uint32_t first, uint32_t last, size_t count) const;
  /// "fewer patients on the drug had pain (12% vs 30%) … than those on placebo": the subject before the pair,
  /// and whom it is compared with behind it.
  bool LinkPairAcross(size_t begin, size_t end);
  /// "(18% vs 44%), … serious events (0% vs 4%)": arms in the order of the values before.
  bool LinkAsBefore(size_t begin, size_t end);
  /// Gives the values from `begin` on the arms listed, one each, a little less surely.
  void TakeInOrder(size_t begin, const std::vector<uint32_t>& listed);
  /// "2.1±0.4 and 1.8±0.3, respectively" with as many values as the report has arms, of which the sentence
  /// names at most one: in the order in which the report introduces them.
  bool LinkInOrder(size_t begin, size_t end, size_t named);
  /// "3组的有效率分别为88%、82%和80%" in a report of three arms: in the order in which it introduces them.
  bool LinkAllInOrder(size_t begin, size_t end);
  /// "17 and 15% vs 7%": an arm for each where the report has as many; else one arm's doses against the
  /// other's.
  bool LinkManyAgainstOne(size_t begin, size_t end);
  /// "5% vs 7%, P=0.02" in a report of two arms and a sentence that names none: by custom, in the order in
  /// which the report introduces them.
  bool ByConvention(size_t begin, size_t end);
  /// A p or a difference: the arm that is said to differ, and the one it differs from.
  void LinkSubjectArm(Linked& linked);
  void LinkSubject(Linked& linked, uint32_t begin, uint32_t end);
  /// "A (P=0.02), B (P=0.01) and C (P=0.03) were higher with the drug than with placebo"
  void LinkSubjectBehind(Linked& linked);
  void LinkComparator(Linked& linked);
  /// Gives each value its own name where the words list as many.
  bool DistributeNames(size_t begin, size_t end);
  /// Times between a value and the next.
  size_t TimesBehind(size_t value) const;
  bool SaysRespectively() const;
  /// "分别为": Chinese for respectively.
  bool SaysEach() const;
  bool NamesNoArm() const;
  /// Whether more than one time stands before a value.
  bool TimesBefore(size_t value) const;
  /// Whether the sentence speaks of all arms together ("the two groups").
  bool NamesAllArms() const;
  /// "no difference between the two groups": the arms of a report of two.
  void LinkBothArms(Linked& linked) const;

  const LinkSentence& sentence_;
  const std::vector<Token>& tokens_;
  const std::vector<Part>& parts_;
  const SentenceView view_;
  const ArmBook& arms_;
  const Namer& namer_;
  std::vector<Linked>& results_;
  std::vector<Linked*> values_;  ///< The results that are more than a p and say what no other does.
  std::vector<std::pair<Linked*, const Linked*>> restated_;  ///< With the value each of them states again.
};

}  // namespace trialmine

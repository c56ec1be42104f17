#include "result_baseline.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "holds.h"
#include "wording.h"

namespace trialmine {
namespace {

/// "from 5.8 ± 2.4 to 5.1 ± 2.3", "(5.8 ± 2.4 to 5.1 ± 2.3)": the first value is that before treatment.
bool ComesFirst(const LinkSentence& sentence, const Linked& linked) {
  const uint32_t at = linked.measure.token;
  if (at == 0 || !linked.measure.match.Find("estimate") || at + 2 >= sentence.tokens.size()) return false;
  const bool bracketed = sentence.tokens[at - 1].kind == TokenKind::kOpen &&
                         linked.measure.match.Find("sd") && sentence.Of(sentence.tokens[at + 1]) == "to";
  if (!Follows(sentence, at, "from") && !bracketed) return false;
  uint32_t next = at + 1;
  while (next < sentence.tokens.size() && next < at + 8 && sentence.tokens[next].kind != TokenKind::kMeasure)
    ++next;
  return next < sentence.tokens.size() && sentence.tokens[next].kind == TokenKind::kMeasure &&
         Follows(sentence, next, "to");
}

/// Reads the words around the values of one Chinese sentence.
class ChineseReader {
 public:
  ChineseReader(const LinkSentence& sentence, const std::vector<Linked>& results)
      : sentence_(sentence), results_(results), before_(results.size()) {}

  std::vector<bool> Run() {
    for (size_t i = 0; i < results_.size(); ++i) {
      if (!IsValue(i)) continue;
      const std::string_view words = WordsBefore(i);
      if (NamesBoth(words) && i + 1 < results_.size() && SideBySide(i))
        pairs_ = true;
      else if ((SaysBefore(words) && !HeldAgainst(i, words)) || FallsTo(i, words) || Inherits(i, words) ||
               IsOtherOfBracket(i))
        before_[i] = true;
      if (pairs_ && IsPair(i)) before_[i] = true;
    }
    for (size_t i = 0; i + 1 < results_.size(); ++i) {
      const int change = ChangeSinceBefore(i);
      if (change == 0) continue;
      before_[i] = Value(i) * change < Value(i + 1) * change;
      before_[i + 1] = !before_[i];
    }
    return std::move(before_);
  }

 private:
  bool IsValue(size_t i) const { return !results_[i].measure.p_only; }

  /// What stands between a value and the one before it, or the beginning.
  std::string_view WordsBefore(size_t i) const {
    uint32_t begin = sentence_.range.begin;
    if (i > 0) begin = std::max(begin, results_[i - 1].measure.match.range.end);
    const uint32_t end = results_[i].measure.match.range.begin;
    return begin < end ? sentence_.text.substr(begin, end - begin) : std::string_view();
  }

  /// 较治疗前(24.8±7.4), 术前VAS评分为: nothing since that tells of a change.
  static bool SaysBefore(std::string_view words) {
    static const Wording kBefore("baseline.before");
    return kBefore.In(words);
  }

  /// 达术前水平(2.23 vs 2.28): what was before treatment is the other of the two.
  bool HeldAgainst(size_t i, std::string_view words) const {
    static const Wording kHeld("baseline.held");
    return i + 1 < results_.size() && SideBySide(i) && kHeld.In(words);
  }

  /// 较治疗前显著降低[(4.2±1.0)比(5.5±0.8)、(1.7±0.6)比(3.0±0.8)]: what each of the list is held against is
  /// what was before.
  bool IsOtherOfBracket(size_t i) {
    static const Wording kHeld("baseline.held-listed");
    static const Wording kVersus("baseline.versus");
    static const Wording kNext("baseline.next");
    if (i == 0 || !IsValue(i - 1)) return false;
    if (kHeld.In(WordsBefore(i - 1))) held_ = i - 1;
    if (!held_) return false;
    // Values in pairs: the first of each after treatment, the second before.
    const bool second = (i - *held_) % 2 == 1;
    if (!Holds(WordsBefore(i), second ? kVersus : kNext)) held_.reset();
    return held_ && second;
  }

  double Value(size_t i) const {
    const MatchSlot* estimate = results_[i].measure.match.Find("estimate");
    return estimate ? std::strtod(estimate->text.c_str(), nullptr) : 0;
  }

  /// 较术前降低(12.3±4.0 vs 6.3±1.7), (5.7 vs 3.2)、(8.9 vs 2.8)较术前下降, where the sentence names no arm:
  /// 1 where the values at `i` and behind it tell of a rise since treatment, -1 of a fall, 0 of neither.
  int ChangeSinceBefore(size_t i) const {
    static const Wording kVersus("baseline.versus-near");
    static const Wording kSince("baseline.since");
    static const Wording kRise("baseline.rise"), kFall("baseline.fall");
    if (!IsValue(i) || !SideBySide(i) || !kVersus.In(WordsBefore(i + 1))) return 0;
    const bool arms = std::any_of(sentence_.tokens.begin(), sentence_.tokens.end(),
                                  [](const Token& token) { return token.kind == TokenKind::kArm; });
    if (arms || !kSince.In(sentence_.range.Of(sentence_.text))) return 0;
    const auto change = [](std::string_view words) {
      const bool rise = kRise.In(words), fall = kFall.In(words);
      return rise == fall ? 0 : rise ? 1 : -1;
    };
    const int before = change(WordsBefore(i));
    return before != 0 ? before : change(WordsBehind(i + 1));
  }

  /// What stands behind a value up to the comma that ends its clause, over the values listed with it.
  std::string_view WordsBehind(size_t i) const {
    uint32_t end = sentence_.range.end;
    for (const Token& token : sentence_.tokens)
      if (token.kind == TokenKind::kComma && (token.words & kAnd) == 0 && token.depth == 0 &&
          token.range.begin >= results_[i].measure.match.range.end) {
        end = token.range.begin;
        break;
      }
    const uint32_t begin = results_[i].measure.match.range.end;
    return begin < end ? sentence_.text.substr(begin, end - begin) : std::string_view();
  }

  /// 治疗前后分别为: one value for each. A difference between the two is one value for both.
  static bool NamesBoth(std::string_view words) {
    static const Wording kBoth("baseline.both");
    return kBoth.In(words);
  }

  bool SideBySide(size_t i) const {
    return IsValue(i + 1) && results_[i + 1].measure.group == results_[i].measure.group;
  }

  /// The first of two values that stand side by side and are one arm's.
  bool IsPair(size_t i) const {
    if (i + 1 >= results_.size() || !SideBySide(i)) return false;
    if (i > 0 && IsValue(i - 1) && SideBySide(i - 1)) return false;
    if (i + 2 < results_.size() && SideBySide(i + 1)) return false;
    const std::optional<Token>&a = results_[i].arm, &b = results_[i + 1].arm;
    return !a || !b || a->index == b->index;
  }

  /// 由13.3±2.6降至10.0±2.3
  bool FallsTo(size_t i, std::string_view words) const {
    static const Wording kFrom("baseline.from");
    static const Wording kTo("baseline.to");
    if (i + 1 >= results_.size() || !IsValue(i + 1)) return false;
    return kFrom.In(words) && kTo.In(WordsBefore(i + 1));
  }

  /// 治疗前两组分别为24.8±7.4和24.7±6.8
  bool Inherits(size_t i, std::string_view words) const {
    static const Wording kJoins("baseline.joins");
    // 治疗前A(24.8) vs (24.7)、B(7.4) vs (6.8)
    static const Wording kListed("baseline.listed");
    if (i == 0 || pairs_ || !before_[i - 1] || FallsTo(i - 1, WordsBefore(i - 1))) return false;
    return SideBySide(i - 1) ? kJoins.In(words) : kListed.In(words);
  }

  const LinkSentence& sentence_;
  const std::vector<Linked>& results_;
  std::vector<bool> before_;
  std::optional<size_t> held_;  ///< The first of a list of pairs that are held against what was before.
  bool pairs_ = false;          ///< The sentence gives values in pairs, before and after.
};

}  // namespace

std::vector<bool> ValuesBefore(const LinkSentence& sentence, const std::vector<Linked>& results) {
  if (sentence.chinese) return ChineseReader(sentence, results).Run();
  std::vector<bool> before;
  for (const Linked& linked : results) before.push_back(ComesFirst(sentence, linked));
  return before;
}

bool ComparesBaseline(std::string_view sentence) {
  static const Wording kAlike("baseline.alike");
  return kAlike.In(sentence);
}

}  // namespace trialmine

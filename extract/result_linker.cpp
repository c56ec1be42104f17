#include "result_linker.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "result_arm_linker.h"
#include "result_chinese.h"
#include "result_namer.h"
#include "result_time_linker.h"
#include "result_view.h"

namespace trialmine {
namespace {

bool IsKind(const Token& token, TokenKind kind) { return token.kind == kind; }

class Linker {
 public:
  Linker(const LinkSentence& sentence, const std::vector<Part>& parts, const std::vector<TimeMention>& times,
         const ArmBook& arms, const std::vector<OutcomeName>& topic)
      : sentence_(sentence),
        tokens_(sentence.tokens),
        parts_(parts),
        times_(times),
        arms_(arms),
        topic_(topic),
        view_(sentence, parts),
        namer_(sentence, parts) {}

  LinkedSentence Run() {
    for (Measure& measure : Compose(sentence_, parts_))
      out_.results.push_back({std::move(measure), {}, {}, {}, {}, nullptr});
    for (size_t i = 0; i < out_.results.size(); ++i) NameMeasure(i);
    if (sentence_.chinese) NameInTurn();
    ArmLinker(sentence_, parts_, arms_, namer_, out_.results).Run();
    CloseP();
    TimeLinker(sentence_, parts_, times_, out_.results).Run();
    ShareOutPs();
    if (sentence_.chinese) PartByClause();
    if (out_.results.empty())
      out_.compared = namer_.ComparedNames(0);
    else if (sentence_.chinese)
      out_.compared = namer_.ComparedNames(out_.results.back().measure.token + 1);
    return std::move(out_);
  }

 private:
  /// "(81% versus 35%; difference in proportions 47%)": of the values before it in one bracket.
  bool IsDifferenceOf(size_t i) const {
    const uint32_t at = out_.results[i].measure.token, before = out_.results[i - 1].measure.token;
    if (sentence_.chinese || tokens_[at].depth == 0 || out_.results[i - 1].measure.p_only) return false;
    bool differs = false;
    for (uint32_t k = before + 1; k < at; ++k) {
      if (tokens_[k].depth < tokens_[at].depth) return false;
      differs = differs || tokens_[k].Is(kDifference);
    }
    return differs;
  }

  void NameMeasure(size_t i) {
    Linked& linked = out_.results[i];
    const uint32_t at = linked.measure.token;
    if (linked.measure.match.Find("outcome")) return;
    if (sentence_.chinese && IsRatio(linked.measure.match)) {
      const Range factor = FactorFor(sentence_.text, sentence_.range, linked.measure.match.range);
      if (!factor.empty()) {
        linked.names = {{std::string(factor.Of(sentence_.text)), factor}};
        return;
      }
    }
    if (linked.measure.p_only && i > 0 && OnlyATimeLater(i)) {
      linked.names = out_.results[i - 1].names;
    } else if (linked.measure.p_only) {
      linked.names = namer_.NamesBeforeP(at);
    } else if (i > 0 && out_.results[i - 1].measure.group == linked.measure.group) {
      linked.names = out_.results[i - 1].names;
    } else if (i > 0 && (ComparedWithBefore(i) || ListedWithBefore(i) || IsDifferenceOf(i))) {
      linked.names = out_.results[i - 1].names;
    } else if (const Phrase* phrase = namer_.PhraseOf(at)) {
      const Linked* before = i > 0 && !out_.results[i - 1].measure.p_only ? &out_.results[i - 1] : nullptr;
      const bool same = before && before->names.size() == 1 &&
                        (namer_.IsHeldAgainst(*phrase, at) || namer_.IsElsewhere(*phrase, before->names[0]));
      linked.names = same ? before->names : std::vector<OutcomeName>{namer_.Named(*phrase)};
    }
    // "The average score fell to 1.6": that of what was spoken of before.
    if (linked.names.size() == 1 && namer_.IsVague(linked.names[0]) && !topic_.empty() &&
        (linked.measure.p_only || (!sentence_.chinese && IsVagueWord(linked.names[0].text))))
      linked.names.clear();
    // 上述指标: what was named before.
    if (sentence_.chinese && linked.names.size() == 1 && linked.names[0].text.ends_with("述指标"))
      linked.names.clear();
    if (linked.names.empty() && i > 0) linked.names = NamesOf(out_.results[i - 1]);
    if (linked.names.empty()) linked.names = topic_;
  }

  /// Score, levels, percentage.
  static bool IsVagueWord(const std::string& name) {
    size_t length = 0;
    return (EnglishWord(name, length) & kVague) != 0 && length == name.size();
  }

  static bool IsRatio(const Match& match) {
    const MatchSlot* statistic = match.Find("statistic");
    return statistic && statistic->text.ends_with("_ratio");
  }

  /// What a result is named after, be it the words of its own rule: "1.9 events per 100 patient-years".
  static std::vector<OutcomeName> NamesOf(const Linked& linked) {
    const MatchSlot* outcome = linked.measure.match.Find("outcome");
    const bool own = linked.names.empty() && outcome && !linked.measure.match.Find("events");
    return own ? std::vector<OutcomeName>{{outcome->text, outcome->range}} : linked.names;
  }

  /// "A为9.2、B为21.8,均低于对照组的11.4、27.5": values side by side with no names of their own take those of
  /// as many values before them.
  void NameInTurn() {
    std::vector<Linked>& results = out_.results;
    for (size_t begin = 0, end; begin < results.size(); begin = end) {
      end = begin + 1;
      while (end < results.size() && results[end].measure.group == results[begin].measure.group) ++end;
      const size_t count = end - begin;
      if (count < 2 || begin < count || results[begin].measure.p_only || !NamedBefore(begin)) continue;
      if (!DifferInName(begin - count, begin)) continue;
      for (size_t k = begin; k < end; ++k) results[k].names = results[k - count].names;
    }
  }

  /// Whether the name of a value stands before the value in front of it.
  bool NamedBefore(size_t i) const {
    const Linked &linked = out_.results[i], &before = out_.results[i - 1];
    return linked.names.size() == 1 && before.names.size() == 1 && !before.measure.p_only &&
           linked.names[0] == before.names[0];
  }

  bool DifferInName(size_t begin, size_t end) const {
    for (size_t k = begin; k < end; ++k) {
      if (out_.results[k].measure.p_only || out_.results[k].names.size() != 1) return false;
      for (size_t other = begin; other < k; ++other)
        if (SameNames(out_.results[k], out_.results[other])) return false;
    }
    return true;
  }

  /// "71% of those examined compared to 41% of those who had a naked eye examination": of the same thing.
  bool ComparedWithBefore(size_t i) const {
    const Linked& before = out_.results[i - 1];
    const uint32_t from = before.measure.token, to = out_.results[i].measure.token;
    if (sentence_.chinese || before.measure.p_only || to == 0 || before.names.empty()) return false;
    const bool level = before.measure.match.Find("estimate") != nullptr;
    if (level != (out_.results[i].measure.match.Find("estimate") != nullptr)) return false;
    if (!tokens_[to - 1].Is(kVersus) || tokens_[to].depth != tokens_[from].depth) return false;
    for (uint32_t k = from + 1; k < to; ++k)
      if (IsKind(tokens_[k], TokenKind::kSemicolon)) return false;
    return true;
  }

  /// "3 h (P<0.01), 6 h (P<0.01), and 12 h (P=0.01)": the p of the same thing at another time.
  bool OnlyATimeLater(size_t i) const {
    const Linked& before = out_.results[i - 1];
    if (sentence_.chinese || !before.measure.p_only) return false;
    bool time = false;
    for (uint32_t k = before.measure.token + 1; k < out_.results[i].measure.token; ++k) {
      const Token& token = tokens_[k];
      time = time || IsKind(token, TokenKind::kTime);
      if (token.depth == 0 && !IsKind(token, TokenKind::kTime) && !IsKind(token, TokenKind::kComma) &&
          !token.Is(kAnd))
        return false;
    }
    return time;
  }

  /// "29% with A, 39% with B, and 40% with C": of the same thing.
  bool ListedWithBefore(size_t i) const {
    const Linked& before = out_.results[i - 1];
    const uint32_t from = before.measure.token, to = out_.results[i].measure.token;
    if (sentence_.chinese || before.measure.p_only || before.names.empty()) return false;
    const bool level = before.measure.match.Find("estimate") != nullptr;
    if (level != (out_.results[i].measure.match.Find("estimate") != nullptr)) return false;
    return view_.ListsByArm(from, to);
  }

  /// A p closes over the values before it that have the same name or stand in one group, back to the p before
  /// it.
  void CloseP() {
    std::vector<Linked> kept;
    for (size_t i = 0; i < out_.results.size(); ++i) {
      if (!out_.results[i].measure.p_only) continue;
      bool closes = false;
      for (size_t k = i; k-- > 0 && !out_.results[k].measure.p_only;) {
        if (!Closes(i, k, closes)) break;
        if (!out_.results[k].p)
          out_.results[k].p = &parts_[tokens_[out_.results[i].measure.token].index].match;
        closes = true;
      }
      closed_.resize(out_.results.size());
      closed_[i] = closes;
    }
    closed_.resize(out_.results.size());
    for (size_t i = 0; i < out_.results.size(); ++i)
      if (!closed_[i]) kept.push_back(std::move(out_.results[i]));
    out_.results = std::move(kept);
  }

  bool Closes(size_t p, size_t value, bool after_first) const {
    if (parts_[tokens_[out_.results[value].measure.token].index].kind == PartKind::kNone) return !after_first;
    const uint32_t from = out_.results[value].measure.token, to = out_.results[p].measure.token;
    if (!after_first) {
      // A full new clause with its own outcome between value and p keeps them apart.
      for (uint32_t i = from; i < to; ++i)
        if (IsKind(tokens_[i], TokenKind::kSemicolon) && tokens_[i].depth == 0 && tokens_[to].depth == 0)
          return sentence_.chinese && !namer_.NamesBetween(i, to);
      return true;
    }
    const Linked& one = out_.results[value];
    if (one.measure.group == out_.results[value + 1].measure.group || ClosesAll(p, value)) return true;
    return std::any_of(out_.results.begin() + static_cast<ptrdiff_t>(value) + 1,
                       out_.results.begin() + static_cast<ptrdiff_t>(p),
                       [&one](const Linked& later) { return SameNames(one, later); });
  }

  /// "A(5.1±0.8)、B(7.7±1.1)均优于治疗前(P<0.05)": the p is that of all in its part of the sentence.
  bool ClosesAll(size_t p, size_t value) const {
    if (!sentence_.chinese) return ClosesList(p, value);
    if (InOneBracket(out_.results[value].measure.token, out_.results[p].measure.token)) return true;
    const uint32_t last = out_.results[p - 1].measure.token, to = out_.results[p].measure.token;
    // "…,以上项目组间比较,差异均具有统计学意义(P<0.05)"
    const std::string_view behind =
        sentence_.text.substr(tokens_[last].range.end, tokens_[to].range.begin - tokens_[last].range.end);
    const std::string_view own = sentence_.Of(tokens_[to]);  // "…;B为3.1(P均<0.05)"
    for (const auto& [words, all] : {std::pair(behind, "以上"), {behind, "上述"}, {own, "均"}})
      if (words.find(all) != words.npos) return true;
    // "A更长(37.8比24.2),B更高(75.6%比30.3%),差异均有统计学意义(P<0.05)"
    const bool bracketed = tokens_[last].depth > 0 && tokens_[out_.results[value].measure.token].depth > 0;
    if (bracketed && (InBracketBehind(behind) || behind.find("差异均") != behind.npos ||
                      behind.find("均有统计") != behind.npos || behind.find("均具有统计") != behind.npos))
      return !view_.SemicolonBetween(out_.results[value].measure.token, last);
    for (uint32_t i = out_.results[value].measure.token; i < last; ++i)
      if (IsKind(tokens_[i], TokenKind::kSemicolon) || tokens_[i].Is(kCompare | kChange | kVerdict))
        return false;
    if (JoinedUpTo(out_.results[value].measure.token, last)) return true;
    for (uint32_t i = last; i <= to; ++i) {
      const std::string_view word = sentence_.Of(tokens_[i]);
      if (word.find("均") != word.npos && word.find("平均") == word.npos) return true;
    }
    return false;
  }

  /// "A[2.1]低于B[3.0],C[1.9]高于B[1.0](P<0.05)": only marks stand between the brackets of a value and of the
  /// p.
  static bool InBracketBehind(std::string_view behind) {
    return behind.find('(') != behind.npos && behind.find_first_not_of("()[] ") == behind.npos;
  }

  /// "(A 12%, B 13%, C 15%; P=0.3)": one p at the end of the bracket that holds the values, or of a sentence
  /// that says "all".
  bool ClosesList(size_t p, size_t value) const {
    const uint32_t from = out_.results[value].measure.token, to = out_.results[p].measure.token;
    if (InOneBracket(from, to)) {
      for (uint32_t i = from; i < to; ++i)
        if (IsKind(tokens_[i], TokenKind::kSemicolon) && tokens_[i].depth == tokens_[to].depth &&
            namer_.NamesBetween(i, to))
          return false;
      return true;
    }
    const uint32_t last = out_.results[p - 1].measure.token;
    for (uint32_t i = last + 1; i < to; ++i)
      if (sentence_.Of(tokens_[i]) == "all" && i > last + 1 && tokens_[i - 1].Is(kBe))
        return !view_.SemicolonBetween(from, to);
    return false;
  }

  /// "A(5.1) vs (7.7)、B(6.2) vs (8.1)及C(3.0) vs (4.2)低于对照组": values of one list, which no plain comma
  /// parts.
  bool JoinedUpTo(uint32_t value, uint32_t last) const {
    bool joined = false;
    for (uint32_t i = value; i < last; ++i) {
      if (tokens_[i].depth > 0 || tokens_[i].depth > tokens_[last].depth) continue;
      const bool comma = IsKind(tokens_[i], TokenKind::kComma);
      if (comma && (tokens_[i].words & kAnd) == 0) return false;
      joined = joined || comma || tokens_[i].Is(kAnd);
    }
    return joined;
  }

  /// "A和B均高于对照组(36%比13%和83%比53%,P<0.05)"
  bool InOneBracket(uint32_t value, uint32_t p) const {
    return tokens_[value].depth > 0 && tokens_[p].depth > 0 && view_.OpenBefore(value) == view_.OpenBefore(p);
  }

  static bool SameNames(const Linked& a, const Linked& b) {
    return std::equal(a.names.begin(), a.names.end(), b.names.begin(), b.names.end(),
                      [](const OutcomeName& x, const OutcomeName& y) { return x.text == y.text; });
  }

  /// "(P = 0.034 and P = 0.048, respectively)": one p for each name, or for each time.
  void ShareOutPs() {
    for (size_t begin = 0; begin < out_.results.size();) {
      size_t end = begin + 1;
      while (end < out_.results.size() && InPList(end)) ++end;
      if (end - begin > 1) ShareOut(begin, end);
      begin = end;
    }
  }

  bool InPList(size_t i) const {
    if (!out_.results[i].measure.p_only || !out_.results[i - 1].measure.p_only) return false;
    const uint32_t from = out_.results[i - 1].measure.token, to = out_.results[i].measure.token;
    // (χ²=26.8,P<0.001和χ²=5.5,P=0.017): the statistic of a test is no word of its own.
    const bool tests = InOneBracket(from, to);
    for (uint32_t k = from + 1; k < to; ++k)
      if (!IsKind(tokens_[k], TokenKind::kComma) && !tokens_[k].Is(kAnd) &&
          !IsKind(tokens_[k], TokenKind::kSemicolon) && !(tests && IsTestStatistic(k)))
        return false;
    return true;
  }

  /// χ², t or =26.8 of "χ²=26.8".
  bool IsTestStatistic(uint32_t k) const {
    if (IsKind(tokens_[k], TokenKind::kNumber)) return true;
    const std::string_view word = sentence_.Of(tokens_[k]);
    if (!sentence_.chinese) {
      static constexpr std::string_view kTests[] = {"χ2", "χ^2", "χ²", "t",   "F", "Z",
                                                    "z",  "U",   "H",  "MWU", "=", "df"};
      return std::find(std::begin(kTests), std::end(kTests), word) != std::end(kTests);
    }
    return IsKind(tokens_[k], TokenKind::kText) && word.size() < 12 &&
           std::none_of(word.begin(), word.end(),
                        [](char c) { return static_cast<unsigned char>(c) >= 0xE4; });
  }

  void ShareOut(size_t begin, size_t end) {
    const size_t count = end - begin;
    const std::vector<OutcomeName> names = out_.results[begin].names;
    const std::vector<const TimeMention*> mentions = out_.results[begin].times;
    for (size_t k = begin; k < end; ++k) {
      Linked& linked = out_.results[k];
      linked.names = names.size() == count ? std::vector<OutcomeName>{names[k - begin]} : names;
      if (names.size() != count && mentions.size() == count) linked.times = {mentions[k - begin]};
    }
  }

  /// "第1天血乳酸较低,第1、3、5天氧合指数较高(P<0.05)": each name was measured at the times of its own
  /// clause, where every clause has some.
  void PartByClause() {
    std::vector<Linked> parted;
    for (Linked& linked : out_.results) {
      std::vector<Linked> own = linked.measure.p_only && linked.names.size() > 1 && linked.times.size() > 1
                                    ? OfClauses(linked)
                                    : std::vector<Linked>{};
      if (own.empty()) own.push_back(std::move(linked));
      std::move(own.begin(), own.end(), std::back_inserter(parted));
    }
    out_.results = std::move(parted);
  }

  std::vector<Linked> OfClauses(const Linked& linked) const {
    std::vector<Linked> own;
    for (const OutcomeName& name : linked.names) {
      Linked one = linked;
      one.names = {name};
      one.times = TimesOfClause(name.range);
      if (name.range.empty() || one.times.empty()) return {};
      own.push_back(std::move(one));
    }
    return own;
  }

  /// The times before a name behind the last comma that parts clauses.
  std::vector<const TimeMention*> TimesOfClause(Range name) const {
    std::vector<const TimeMention*> found;
    for (const Token& token : tokens_) {
      if (token.range.begin >= name.begin) break;
      if (IsKind(token, TokenKind::kComma) && token.depth == 0 && (token.words & kAnd) == 0) found.clear();
      if (IsKind(token, TokenKind::kTime)) found.push_back(&times_[token.index]);
    }
    return found;
  }

  const LinkSentence& sentence_;
  const std::vector<Token>& tokens_;
  const std::vector<Part>& parts_;
  const std::vector<TimeMention>& times_;
  const ArmBook& arms_;
  const std::vector<OutcomeName>& topic_;
  const SentenceView view_;
  const Namer namer_;
  std::vector<bool> closed_;
  LinkedSentence out_;
};

}  // namespace

LinkedSentence Link(const LinkSentence& sentence, const std::vector<Part>& parts,
                    const std::vector<TimeMention>& times, const ArmBook& arms,
                    const std::vector<OutcomeName>& topic) {
  return Linker(sentence, parts, times, arms, topic).Run();
}

}  // namespace trialmine

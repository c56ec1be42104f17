#include "result_linker.h"

#include <algorithm>

namespace trialmine {
namespace {

constexpr uint32_t kVerb = kBe | kHave | kChange | kOccur | kEvent;
constexpr uint32_t kNowhere = UINT32_MAX;

bool IsKind(const Token& token, TokenKind kind) { return token.kind == kind; }

class Linker {
 public:
  Linker(const LinkSentence& sentence, const std::vector<Part>& parts, const std::vector<TimeMention>& times, const ArmBook& arms,
         const std::vector<OutcomeName>& topic)
      : sentence_(sentence), tokens_(sentence.tokens), parts_(parts), times_(times), arms_(arms), topic_(topic), phrases_(OutcomePhrases(sentence)) {}

  LinkedSentence Run() {
    std::vector<Measure> measures = Compose(sentence_, parts_);
    for (Measure& measure : measures) out_.results.push_back({std::move(measure), {}, {}, {}, {}, nullptr});
    for (size_t i = 0; i < out_.results.size(); ++i) NameMeasure(i);
    for (size_t i = 0; i < out_.results.size();) i = LinkGroup(i);
    CloseP();
    for (Linked& linked : out_.results) LinkTimes(linked);
    ShareOutPs();
    if (out_.results.empty()) out_.compared = ComparedNames();
    return std::move(out_);
  }

 private:
  // ---- names

  void NameMeasure(size_t i) {
    Linked& linked = out_.results[i];
    const uint32_t at = linked.measure.token;
    if (linked.measure.match.Find("outcome")) return;
    if (linked.measure.p_only) {
      linked.names = NamesBeforeP(at);
    } else if (i > 0 && out_.results[i - 1].measure.group == linked.measure.group) {
      linked.names = out_.results[i - 1].names;
    } else if (const Phrase* phrase = PhraseOf(at)) {
      linked.names = {NameOf(sentence_, *phrase)};
    }
    if (linked.names.size() == 1 && IsVague(linked.names[0]) && !topic_.empty() && linked.measure.p_only) linked.names.clear();
    if (linked.names.empty()) linked.names = i > 0 && !out_.results[i - 1].names.empty() ? out_.results[i - 1].names : topic_;
  }

  bool IsVague(const OutcomeName& name) const {
    for (const Phrase& phrase : phrases_)
      if (phrase.vague && phrase.range.Contains(name.range)) return true;
    return false;
  }

  /// The phrase that says what the value at `at` is a value of.
  const Phrase* PhraseOf(uint32_t at) const {
    if (const Phrase* label = LabelInBrackets(at)) return label;
    uint32_t left_of = at;
    for (uint8_t depth = tokens_[at].depth; depth > 0; --depth) left_of = OpenBefore(left_of);
    if (tokens_[at].depth == 0) {
      if (const Phrase* right = RightWhereLeading(at)) return right;
    }
    const Phrase* left = NearestLeft(left_of);
    return left ? left : FirstRight(at);
  }

  uint32_t OpenBefore(uint32_t at) const {
    int depth = 0;
    for (uint32_t i = at; i-- > 0;) {
      if (IsKind(tokens_[i], TokenKind::kClose)) ++depth;
      if (IsKind(tokens_[i], TokenKind::kOpen) && depth-- == 0) return i;
    }
    return 0;
  }

  /// "(estimation error: 3.2 ± 2.4%)"
  const Phrase* LabelInBrackets(uint32_t at) const {
    if (tokens_[at].depth == 0) return nullptr;
    const uint32_t open = OpenBefore(at);
    const Phrase* label = nullptr;
    for (const Phrase& phrase : phrases_)
      if (phrase.first > open && phrase.last < at && phrase.depth == tokens_[at].depth && !MeasureBetween(phrase.last, at)) label = &phrase;
    return label;
  }

  bool MeasureBetween(uint32_t from, uint32_t to) const {
    for (uint32_t i = from + 1; i < to; ++i)
      if (IsKind(tokens_[i], TokenKind::kMeasure)) return true;
    return false;
  }

  /// "27.3% complete response", "5 of 14 patients had reactions", "10% of patients in the control group died".
  const Phrase* RightWhereLeading(uint32_t at) const {
    const Part& part = parts_[tokens_[at].index];
    const bool counts = part.match.Find("events") || part.match.Find("percent");
    if (!counts) return nullptr;
    for (const Phrase& phrase : phrases_)
      if (phrase.first == at + 1 && phrase.depth == 0) return &phrase;
    if (!CountsPeople(at)) return nullptr;
    bool verb = false;
    for (uint32_t i = at + 1; i < tokens_.size(); ++i) {
      if (tokens_[i].depth > 0) continue;
      if (IsKind(tokens_[i], TokenKind::kSemicolon)) break;
      if (tokens_[i].Is(kVerb) || (sentence_.Of(tokens_[i]) == "with" && tokens_[i - 1].Is(kPeople))) verb = true;
      if (!verb) continue;
      for (const Phrase& phrase : phrases_)
        if (phrase.first == i) return &phrase;
    }
    return nullptr;
  }

  /// Whether the value counts people: "5 of 14 patients", "36.7 % of the patients in".
  bool CountsPeople(uint32_t at) const {
    const std::string_view words = sentence_.Of(tokens_[at]);
    for (const std::string_view people : {"patient", "subject", "participant", "women", "men ", "children", "infants", "individual", "adults", "them", "例"})
      if (words.find(people) != std::string_view::npos) return true;
    for (uint32_t i = at + 1; i < tokens_.size() && i < at + 6; ++i) {
      if (tokens_[i].Is(kPeople)) return true;
      if (!tokens_[i].Is(kOf | kDeterminer) && !IsKind(tokens_[i], TokenKind::kClose) && tokens_[i].depth == 0) return false;
    }
    return false;
  }

  const Phrase* NearestLeft(uint32_t at) const {
    const Phrase* nearest = nullptr;
    for (const Phrase& phrase : phrases_) {
      if (phrase.last >= at || phrase.depth > tokens_[std::min<size_t>(at, tokens_.size() - 1)].depth) continue;
      if (!nearest || nearest->vague || !phrase.vague) nearest = &phrase;
    }
    return nearest;
  }

  const Phrase* FirstRight(uint32_t at) const {
    for (const Phrase& phrase : phrases_)
      if (phrase.first > at && phrase.depth == 0 && !phrase.vague) return &phrase;
    return nullptr;
  }

  /// The outcomes a lone p speaks of: the clause's subject, else what stands before it, with everything listed beside it.
  std::vector<OutcomeName> NamesBeforeP(uint32_t at) const {
    uint32_t begin = SegmentBegin(at);
    std::vector<OutcomeName> names = NamesIn(begin, at);
    if (names.empty()) names = NamesBehind(at);
    if (names.empty() && begin > 0) names = NamesIn(0, at);
    return names;
  }

  /// After the last `;` outside brackets or the last measure before `at`.
  uint32_t SegmentBegin(uint32_t at) const {
    for (uint32_t i = at; i-- > 0;) {
      if (IsKind(tokens_[i], TokenKind::kSemicolon) && tokens_[i].depth == 0) return i + 1;
      if (IsKind(tokens_[i], TokenKind::kMeasure)) return i + 1;
    }
    return 0;
  }

  std::vector<OutcomeName> NamesIn(uint32_t begin, uint32_t end) const {
    uint32_t verb = begin;
    while (verb < end && !(tokens_[verb].depth == 0 && tokens_[verb].Is(kVerb | kCompare | kVerdict))) ++verb;
    int last = -1;
    for (size_t k = 0; k < phrases_.size(); ++k)
      if (phrases_[k].first >= begin && phrases_[k].last < verb && phrases_[k].depth == 0 && !phrases_[k].vague) last = static_cast<int>(k);
    if (last < 0)
      for (size_t k = 0; k < phrases_.size(); ++k)
        if (phrases_[k].first >= begin && phrases_[k].last < end && phrases_[k].depth == 0 && !phrases_[k].vague) last = static_cast<int>(k);
    return last < 0 ? std::vector<OutcomeName>{} : ListEndingAt(static_cast<size_t>(last), begin);
  }

  /// "a significant decrease (P<0.05) in serum levels of A, B and C"
  std::vector<OutcomeName> NamesBehind(uint32_t at) const {
    if (tokens_[at].depth == 0) return {};
    const uint32_t open = OpenBefore(at);
    if (open == 0 || !tokens_[open - 1].Is(kChangeNoun)) return {};
    std::vector<OutcomeName> names;
    for (const Phrase& phrase : phrases_) {
      if (phrase.first < at || phrase.depth > 0) continue;
      if (!names.empty() && !phrase.listed) break;
      names.push_back(NameOf(sentence_, phrase));
    }
    return names;
  }

  std::vector<OutcomeName> ListEndingAt(size_t k, uint32_t begin) const {
    std::vector<OutcomeName> names{NameOf(sentence_, phrases_[k])};
    while (k > 0 && phrases_[k].listed && phrases_[k - 1].first >= begin) names.insert(names.begin(), NameOf(sentence_, phrases_[--k]));
    return names;
  }

  /// Outcomes of a sentence without numbers: those its comparison or change speaks of.
  std::vector<OutcomeName> ComparedNames() const {
    bool compares = false, arm = false;
    for (const Token& token : tokens_) {
      compares = compares || token.Is(kCompare | kChange | kChangeNoun | kVerdict);
      arm = arm || token.kind == TokenKind::kArm || token.Is(kVerdict);
    }
    return compares && arm ? NamesIn(0, static_cast<uint32_t>(tokens_.size())) : std::vector<OutcomeName>{};
  }

  // ---- arms

  /// Links the measures that stand side by side with the one at `i`; returns the index behind them.
  size_t LinkGroup(size_t i) {
    size_t end = i + 1;
    while (end < out_.results.size() && out_.results[end].measure.group == out_.results[i].measure.group) ++end;
    if (out_.results[i].measure.p_only) {
      for (size_t k = i; k < end; ++k) LinkSubjectArm(out_.results[k]);
      return end;
    }
    if (end - i == 1 && BetweenArms(out_.results[i].measure.match)) {
      LinkSubjectArm(out_.results[i]);
      return end;
    }
    for (size_t k = i; k < end; ++k) out_.results[k].arm = DirectArm(out_.results[k].measure.token, end - i > 1);
    if (end - i > 1) {
      Distribute(i, end);
    } else if (!out_.results[i].arm) {
      out_.results[i].arm = ArmBefore(i);
    }
    for (size_t k = i; k < end; ++k) LinkComparator(out_.results[k]);
    return end;
  }

  /// Whether a number tells two arms apart rather than describes one.
  static bool BetweenArms(const Match& match) {
    const MatchSlot* statistic = match.Find("statistic");
    return statistic && (statistic->text.ends_with("_ratio") || statistic->text == "mean_difference");
  }

  /// The arm right behind a value ("5% in the control group") or right before its bracket ("control group (5%)"), which
  /// says nothing where the bracket holds several values.
  std::optional<Token> DirectArm(uint32_t at, bool grouped) const {
    uint32_t i = at + 1;
    if (tokens_[at].depth > 0) {
      const uint32_t open = OpenBefore(at);
      if (!grouped && open > 0 && IsArm(tokens_[open - 1])) return tokens_[open - 1];
      if (at > open + 1 && IsArm(tokens_[open + 1])) return tokens_[open + 1];
    }
    for (; i < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      if (IsArm(token)) return token;
      if (IsKind(token, TokenKind::kOpen)) {
        i = CloseAfter(i);
        continue;
      }
      const bool skips = token.Is(kOf | kPeople | kDeterminer | kPreposition) || (IsKind(token, TokenKind::kClose) && tokens_[at].depth > 0 && false);
      if (!skips || (token.Is(kAll) && !token.Is(kDeterminer))) return std::nullopt;
    }
    return std::nullopt;
  }

  uint32_t CloseAfter(uint32_t open) const {
    uint32_t i = open + 1;
    while (i < tokens_.size() && !(IsKind(tokens_[i], TokenKind::kClose) && tokens_[i].depth == tokens_[open].depth)) ++i;
    return i;
  }

  static bool IsArm(const Token& token) { return IsKind(token, TokenKind::kArm) && token.index != ArmBook::kAllArms; }

  bool AfterVersus(uint32_t i) const {
    while (i > 0 && (tokens_[i - 1].Is(kDeterminer | kOf | kPreposition | kPeople))) --i;
    if (i == 0) return false;
    return tokens_[i - 1].Is(kVersus) || (sentence_.chinese && tokens_[i - 1].Is(kCompare) && sentence_.Of(tokens_[i - 1]).ends_with("于"));
  }

  /// The arm that the words before a value speak of, back to the value before it.
  std::optional<Token> ArmBefore(size_t result) const {
    const uint32_t at = out_.results[result].measure.token;
    std::optional<Token> versus;
    for (uint32_t i = at; i-- > 0;) {
      if (IsKind(tokens_[i], TokenKind::kMeasure) && parts_[tokens_[i].index].kind == PartKind::kValue && !IsArm(tokens_[at])) {
        if (!sentence_.chinese) break;
      }
      if (!IsArm(tokens_[i])) continue;
      if (!AfterVersus(i)) return tokens_[i];
      if (!versus) versus = tokens_[i];
    }
    return versus;
  }

  /// Values side by side: arms in the order of the sentence, or names in theirs ("A and B were 5% and 7%, respectively").
  void Distribute(size_t begin, size_t end) {
    const size_t count = end - begin;
    size_t direct = 0;
    for (size_t k = begin; k < end; ++k) direct += out_.results[k].arm.has_value();
    if (direct == count) return;
    const std::vector<Token> arms = ArmsNear(out_.results[begin].measure.token, out_.results[end - 1].measure.token, count);
    if (arms.size() == count) {
      for (size_t k = begin; k < end; ++k) out_.results[k].arm = arms[k - begin];
      return;
    }
    if (direct > 0 && count == 2 && arms.size() < 2) {
      FillPair(begin);
      return;
    }
    if (DistributeNames(begin, end)) {
    } else if (arms.empty() && ByConvention(begin, end)) {
      return;
    }
    if (arms.size() == 1 || sentence_.chinese)
      for (size_t k = begin; k < end; ++k)
        if (!out_.results[k].arm) out_.results[k].arm = ArmBefore(begin);
  }

  /// "0.8% vs 1% in group B": the first is the other arm's where the document has two.
  void FillPair(size_t begin) {
    Linked& first = out_.results[begin];
    Linked& second = out_.results[begin + 1];
    Linked& known = first.arm ? first : second;
    Linked& unknown = first.arm ? second : first;
    const uint32_t other = arms_.Other(known.arm->index);
    if (other == ArmBook::kNone) return;
    Token token = *known.arm;
    token.index = other;
    token.range = {};
    unknown.arm = token;
  }

  /// Distinct arms of the clause around a group of values, in text order, those compared against last.
  std::vector<Token> ArmsNear(uint32_t first, uint32_t last, size_t count) const {
    uint32_t begin = first, end = last;
    while (begin > 0 && !(IsKind(tokens_[begin - 1], TokenKind::kSemicolon) && tokens_[begin - 1].depth == 0)) --begin;
    while (end < tokens_.size() && !(IsKind(tokens_[end], TokenKind::kSemicolon) && tokens_[end].depth == 0)) ++end;
    std::vector<Token> left = DistinctArms(SinceValue(first, begin), first);
    if (left.size() >= count) return left;
    uint32_t until = last + 1;
    while (until < end && !IsValueToken(until)) ++until;
    std::vector<Token> right = DistinctArms(last, until);
    if (right.size() == count && !(left.size() == 1 && until < tokens_.size())) return right;
    if (left.empty()) left = DistinctArms(begin, first);
    return left;
  }

  bool IsValueToken(uint32_t i) const { return IsKind(tokens_[i], TokenKind::kMeasure) && parts_[tokens_[i].index].kind == PartKind::kValue; }

  /// Behind the last value between `begin` and `at`.
  uint32_t SinceValue(uint32_t at, uint32_t begin) const {
    uint32_t since = at;
    while (since > begin && !IsValueToken(since - 1)) --since;
    return since;
  }

  std::vector<Token> DistinctArms(uint32_t begin, uint32_t end) const {
    std::vector<Token> arms, versus;
    for (uint32_t i = begin; i < end; ++i) {
      if (!IsArm(tokens_[i])) continue;
      const auto same = [&](const Token& other) { return other.index == tokens_[i].index; };
      if (std::any_of(arms.begin(), arms.end(), same) || std::any_of(versus.begin(), versus.end(), same)) continue;
      (AfterVersus(i) ? versus : arms).push_back(tokens_[i]);
    }
    arms.insert(arms.end(), versus.begin(), versus.end());
    return arms;
  }

  /// "5% vs 7%, P=0.02" in a report of two arms and a sentence that names none: by custom, in the order in which the
  /// report introduces them.
  bool ByConvention(size_t begin, size_t end) {
    const std::vector<uint32_t> listed = arms_.Listed();
    if (end - begin != 2 || listed.size() != 2 || out_.results[begin].arm || out_.results[begin + 1].arm) return false;
    for (uint32_t i = out_.results[begin].measure.token; i-- > 0;)
      if (tokens_[i].Is(kPreposition) && sentence_.Of(tokens_[i]) == "from") return false;
    for (size_t k = begin; k < end; ++k) {
      Token token;
      token.kind = TokenKind::kArm;
      token.index = listed[k - begin];
      out_.results[k].arm = token;
      out_.results[k].measure.match.confidence *= 0.8F;
    }
    return true;
  }

  /// Whether there is a name for each value.
  bool DistributeNames(size_t begin, size_t end) {
    const uint32_t at = out_.results[begin].measure.token;
    int last = -1;
    for (size_t k = 0; k < phrases_.size(); ++k)
      if (phrases_[k].last < at && phrases_[k].depth <= tokens_[at].depth && (!phrases_[k].vague || sentence_.chinese)) last = static_cast<int>(k);
    if (last < 0) return false;
    std::vector<OutcomeName> names = ListEndingAt(static_cast<size_t>(last), 0);
    // "A、B、C在…组中的阳性率分别为": the list stands before its head.
    if (names.size() == 1 && last > 0) {
      const std::vector<OutcomeName> list = ListEndingAt(static_cast<size_t>(last) - 1, 0);
      if (list.size() == end - begin) {
        const OutcomeName head = names[0];
        names = list;
        for (OutcomeName& name : names) name = {name.text + (sentence_.chinese ? "" : " ") + head.text, name.range};
      }
    }
    if (names.size() != end - begin) return false;
    for (size_t k = begin; k < end; ++k) out_.results[k].names = {names[k - begin]};
    return true;
  }

  /// A p or a difference: the arm that is said to differ, and the one it differs from.
  void LinkSubjectArm(Linked& linked) {
    const uint32_t at = linked.measure.token;
    LinkSubject(linked, SegmentBegin(at), at);
    if (!linked.arm) LinkSubject(linked, 0, at);
    if (!linked.arm && linked.comparator) {
      const uint32_t other = arms_.Other(linked.comparator->index);
      if (other != ArmBook::kNone) {
        linked.arm = *linked.comparator;
        linked.arm->index = other;
        linked.arm->range = {};
      }
    }
    LinkComparator(linked);
  }

  void LinkSubject(Linked& linked, uint32_t begin, uint32_t end) {
    for (uint32_t i = begin; i < end; ++i) {
      if (!IsArm(tokens_[i])) continue;
      const bool versus = AfterVersus(i);
      if (!versus && !linked.arm && !(linked.comparator && linked.comparator->index == tokens_[i].index)) linked.arm = tokens_[i];
      if (versus && !linked.comparator && !(linked.arm && linked.arm->index == tokens_[i].index)) linked.comparator = tokens_[i];
    }
  }

  void LinkComparator(Linked& linked) {
    if (!linked.arm || linked.comparator) return;
    for (const Token& token : tokens_)
      if (IsArm(token) && token.index != linked.arm->index) {
        if (linked.comparator && linked.comparator->index != token.index) {
          linked.comparator.reset();
          return;
        }
        linked.comparator = token;
      }
  }

  // ---- p

  /// A p closes over the values before it that have the same name or stand in one group, back to the p before it.
  void CloseP() {
    std::vector<Linked> kept;
    for (size_t i = 0; i < out_.results.size(); ++i) {
      if (!out_.results[i].measure.p_only) continue;
      bool closes = false;
      for (size_t k = i; k-- > 0 && !out_.results[k].measure.p_only;) {
        if (!Closes(i, k, closes)) break;
        if (!out_.results[k].p) out_.results[k].p = &parts_[tokens_[out_.results[i].measure.token].index].match;
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
        if (IsKind(tokens_[i], TokenKind::kSemicolon) && tokens_[i].depth == 0 && tokens_[to].depth == 0) return false;
      return true;
    }
    const Linked& next = out_.results[value + 1];
    return out_.results[value].measure.group == next.measure.group || out_.results[value].names == next.names;
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
    for (uint32_t k = from + 1; k < to; ++k)
      if (!IsKind(tokens_[k], TokenKind::kComma) && !tokens_[k].Is(kAnd) && !IsKind(tokens_[k], TokenKind::kSemicolon)) return false;
    return true;
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

  // ---- times

  void LinkTimes(Linked& linked) {
    const uint32_t at = linked.measure.token;
    std::vector<uint32_t> before, after;
    for (uint32_t i = 0; i < tokens_.size(); ++i)
      if (IsKind(tokens_[i], TokenKind::kTime)) (i < at ? before : after).push_back(i);
    // Right behind the value, before the next one.
    for (const uint32_t i : after)
      if (!MeasureBetween(at, i) && i - at <= 8) {
        linked.times = {&times_[tokens_[i].index]};
        break;
      }
    if (!linked.times.empty() && !linked.measure.p_only) return;
    if (before.empty()) return;
    if (!linked.measure.p_only) {
      linked.times = {&times_[tokens_[before.back()].index]};
      return;
    }
    linked.times.clear();
    for (const uint32_t i : before) {
      const TimeMention* time = &times_[tokens_[i].index];
      if (std::none_of(linked.times.begin(), linked.times.end(), [&](const TimeMention* other) { return other->text == time->text; }))
        linked.times.push_back(time);
    }
  }

  const LinkSentence& sentence_;
  const std::vector<Token>& tokens_;
  const std::vector<Part>& parts_;
  const std::vector<TimeMention>& times_;
  const ArmBook& arms_;
  const std::vector<OutcomeName>& topic_;
  const std::vector<Phrase> phrases_;
  std::vector<bool> closed_;
  LinkedSentence out_;
};

}  // namespace

LinkedSentence Link(const LinkSentence& sentence, const std::vector<Part>& parts, const std::vector<TimeMention>& times, const ArmBook& arms,
                    const std::vector<OutcomeName>& topic) {
  return Linker(sentence, parts, times, arms, topic).Run();
}

}  // namespace trialmine

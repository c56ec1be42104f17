#include "result_statistic.h"

#include <re2/re2.h>

#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>

#include "result_view.h"
#include "wording.h"

namespace trialmine {
namespace {

MatchSlot* Slot(Match& match, std::string_view name) {
  for (MatchSlot& slot : match.slots)
    if (slot.name == name) return &slot;
  return nullptr;
}

void SetStatistic(Match& match, std::string_view statistic) {
  if (MatchSlot* slot = Slot(match, "statistic"))
    slot->text = statistic;
  else
    match.slots.push_back({"statistic", std::string(statistic), {}});
}

/// Quantities measured in per cent: a percentage of them is a level, not a share of people.
bool MeasuredInPercent(std::string_view name) {
  static const Wording kPattern("statistic.level-in-percent");
  return kPattern.In(name);
}

/// Quantities that are shares of people: "67.4 ± 7.6%" survived.
bool IsShare(std::string_view name) {
  static const Wording kPattern("statistic.share");
  return kPattern.In(name);
}

/// "59%的患者达到HbA1c<7%,对照组这一比例仅为27.8%": shares of people, whatever they reached.
bool CountsPeople(std::string_view text, const Match& match) {
  static const Wording kAfter("statistic.of-people");
  static const Wording kBefore("statistic.share-before");
  constexpr uint32_t kNear = 24;
  const uint32_t begin = match.range.begin > kNear ? match.range.begin - kNear : 0;
  return kAfter.In(text.substr(match.range.end, 2 * kNear)) ||
         kBefore.In(text.substr(begin, match.range.begin - begin));
}

/// "the proportion of subjects reaching HbA1c < 7% was 27.3%": of whom the words since the value before it
/// speak.
bool IsShareOfPeople(const LinkSentence& sentence, uint32_t at) {
  static const Wording kShare("statistic.share-of-people");
  if (sentence.chinese) return false;
  uint32_t begin = sentence.range.begin;
  for (uint32_t i = at; i-- > 0;)
    if (sentence.tokens[i].kind == TokenKind::kMeasure && sentence.tokens[i].depth == 0) {
      begin = sentence.tokens[i].range.end;
      break;
    }
  return kShare.In(sentence.text.substr(begin, sentence.tokens[at].range.begin - begin));
}

void MakeShare(Match& match) {
  MatchSlot* estimate = Slot(match, "estimate");
  if (!estimate || Slot(match, "percent")) return;
  estimate->name = "percent";
  SetStatistic(match, "proportion");
}

void MakeEstimate(Match& match, std::string_view statistic) {
  MatchSlot* percent = Slot(match, "percent");
  if (!percent || Slot(match, "estimate")) return;
  percent->name = "estimate";
  match.Fill("unit", "%");
  SetStatistic(match, statistic);
}

void MakeCount(Match& match) {
  if (MatchSlot* estimate = Slot(match, "estimate")) estimate->name = "events";
  SetStatistic(match, "events");
}

/// The words right before and right after a value.
struct Around {
  const Token* before = nullptr;
  const Token* before2 = nullptr;
  const Token* after = nullptr;
};

Around AroundOf(const LinkSentence& sentence, uint32_t at) {
  Around around;
  const auto skip = [&](uint32_t i) { return sentence.tokens[i].Is(kAdverb | kDeterminer); };
  uint32_t i = at;
  while (i > 0 && skip(i - 1)) --i;
  if (i > 0) around.before = &sentence.tokens[i - 1];
  if (i > 1) around.before2 = &sentence.tokens[i - 2];
  if (at + 1 < sentence.tokens.size()) around.after = &sentence.tokens[at + 1];
  return around;
}

/// "a 15% (95% CI +10% to +20%, p<0.001) increase in adherence": behind what a bracket tells of the value.
bool ChangeBehindBracket(const LinkSentence& sentence, uint32_t at) {
  uint32_t i = at + 1;
  while (i < sentence.tokens.size() && (sentence.tokens[i].depth > sentence.tokens[at].depth ||
                                        (i == at + 1 && sentence.tokens[i].kind == TokenKind::kComma) ||
                                        sentence.tokens[i].kind == TokenKind::kClose))
    ++i;
  return i > at + 1 && i < sentence.tokens.size() && sentence.tokens[i].Is(kChangeNoun);
}

bool SaysChange(const LinkSentence& sentence, uint32_t at) {
  const Around around = AroundOf(sentence, at);
  if (around.after && around.after->Is(kChangeNoun)) return true;
  if (!sentence.chinese && ChangeBehindBracket(sentence, at)) return true;
  if (!around.before) return false;
  if (around.before->Is(kChange | kChangeNoun)) return sentence.chinese;
  // "increased by 6.8% and 10.7%"
  if (!sentence.chinese && around.before->Is(kAnd) && around.before2 &&
      around.before2->kind == TokenKind::kMeasure)
    return SaysChange(sentence, static_cast<uint32_t>(around.before2 - sentence.tokens.data()));
  // "reduced the anxiety by 27%, depression by 37%"
  if (sentence.Of(*around.before) == "by")
    for (uint32_t i = at; i-- > 0;)
      if (sentence.tokens[i].Is(kChange | kChangeNoun)) return true;
  return around.before->Is(kPreposition | kOf) && around.before2 &&
         around.before2->Is(kChange | kChangeNoun) &&
         (sentence.Of(*around.before) == "by" || sentence.Of(*around.before) == "of");
}

/// The same of the first value of a list: "fell by 29% with A, 39% with B, and 40% with C".
bool ListSaysChange(const LinkSentence& sentence, const SentenceView& view, uint32_t at) {
  if (SaysChange(sentence, at)) return true;
  if (sentence.chinese) return false;
  uint32_t before = at;
  while (before > 0 && !view.IsValueToken(before - 1)) --before;
  return before > 0 && view.ListsByArm(before - 1, at) && ListSaysChange(sentence, view, before - 1);
}

/// "more visits (20 vs 8)", "need for analgesics (23 vs 14)": how often something happened, where nobody
/// speaks of a mean.
bool CountsEvents(const LinkSentence& sentence, const Linked& linked, const Match& match) {
  static const Wording kCountable("statistic.countable");
  static const RE2 kWhole(R"(\d{1,4})");
  static const Wording kAverage("statistic.average");
  const MatchSlot* estimate = match.Find("estimate");
  return !sentence.chinese && estimate && match.rule->id == "result.any.versus" && !match.Find("unit") &&
         RE2::FullMatch(estimate->text, kWhole) && !linked.names.empty() &&
         kCountable.In(linked.names[0].text) && !kAverage.In(sentence.range.Of(sentence.text));
}

/// "The difference in response was 10.9% (95% CI …)": a word of difference since the value before; of values
/// in brackets behind their names ("no difference in pain (−7, 95% CI …), hours (−1; …)"), one for them all.
bool SaysDifference(const LinkSentence& sentence, uint32_t at) {
  static const Wording kChinese("statistic.difference");
  const char first = sentence.text[sentence.tokens[at].range.begin];
  const bool bracketed = sentence.tokens[at].depth > 0 || first == '(' || first == '[';
  for (uint32_t i = at; i-- > 0;) {
    const Token& token = sentence.tokens[i];
    const std::string_view word = sentence.Of(token);
    const bool turns = word == "while" || word == "whereas" || word == "but" || word == "although";
    if (bracketed && token.depth == 0 && (turns || token.kind == TokenKind::kSemicolon)) return false;
    if (!bracketed && token.kind == TokenKind::kMeasure && token.depth == sentence.tokens[at].depth)
      return false;
    if (word == "differed" && i + 1 < at && sentence.Of(sentence.tokens[i + 1]) == "by") return true;
    if (token.Is(kDifference) || (sentence.chinese && kChinese.In(word))) return true;
  }
  return false;
}

/// "The median time was 6 months (95% CI 3-9) in arm A and 9 months in arm B": what is said before all of
/// them.
bool SaysMedian(const LinkSentence& sentence, uint32_t at) {
  bool median = false;
  for (uint32_t i = at; i-- > 0;) {
    const Token& token = sentence.tokens[i];
    if (token.kind == TokenKind::kSemicolon && token.depth == 0) break;
    // 均数及中位数分别为: of which each is, another says.
    if (sentence.chinese && token.Is(kMean)) return false;
    if (!sentence.chinese && token.Is(kMedian | kMean)) return token.Is(kMedian);
    median = median || token.Is(kMedian);
  }
  return median;
}

bool NamesChange(const LinkSentence& sentence, const OutcomeName& name) {
  static const Wording kChangeBefore("statistic.change-before");
  static const Wording kChangeIn("statistic.change");
  if (kChangeIn.In(name.text)) return true;
  const uint32_t begin = name.range.begin;
  if (name.range.empty() || begin < sentence.range.begin) return false;
  return kChangeBefore.In(sentence.text.substr(sentence.range.begin, begin - sentence.range.begin));
}

/// "increases in the score (from 31.4 to 36.3)", 降至3.2: what it was and what it became.
bool IsOneOfTwoLevels(const LinkSentence& sentence, uint32_t at) {
  if (at == 0) return false;
  const std::string_view before = sentence.Of(sentence.tokens[at - 1]);
  if (sentence.chinese)
    return before.ends_with("至") || before.ends_with("到") || before == "降为" || before == "升为";
  return Follows(sentence, at, "from") ||
         (before == "to" && at > 1 && sentence.tokens[at - 2].kind == TokenKind::kMeasure);
}

}  // namespace

void SettleStatistic(const LinkSentence& sentence, const std::vector<Part>& parts, const Linked& linked,
                     Match& match) {
  const uint32_t at = linked.measure.token;
  const MatchSlot* found = match.Find("statistic");
  const std::string statistic = found ? found->text : "";
  const MatchSlot* unit = match.Find("unit");
  if (statistic == "mean" && unit && unit->text == "%" && match.Find("sd") && !linked.names.empty() &&
      IsShare(linked.names[0].text) && !MeasuredInPercent(linked.names[0].text)) {
    MakeShare(match);
    return;
  }
  if (match.Find("ci_low") && (match.Find("percent") || match.Find("estimate")) && !match.Find("events") &&
      !match.Find("sd") && !statistic.ends_with("ratio") && SaysDifference(sentence, at)) {
    MakeEstimate(match, "mean_difference");
    SetStatistic(match, "mean_difference");
    return;
  }
  if (statistic == "mean" && CountsEvents(sentence, linked, match)) {
    MakeCount(match);
    return;
  }
  const bool share = statistic == "proportion" && !match.Find("events");
  const bool reached = IsOneOfTwoLevels(sentence, at);
  const bool changes =
      !(sentence.chinese && reached) && ListSaysChange(sentence, SentenceView(sentence, parts), at);
  if (share && changes) {
    MakeEstimate(match, "change");
  } else if (share && match.Find("percent") &&
             (match.Find("percent")->text.starts_with("-") || match.Find("percent")->text.starts_with("+") ||
              (match.Find("ci_low") && match.Find("ci_low")->text.starts_with("-")))) {
    MakeEstimate(match, "change");
  } else if (share && !linked.names.empty() && MeasuredInPercent(linked.names[0].text) &&
             !linked.names[0].text.ends_with("率") && !CountsPeople(sentence.text, match) &&
             !IsShareOfPeople(sentence, at)) {
    MakeEstimate(match, "mean");
  }
  if (statistic == "mean" && !match.Find("sd") && SaysMedian(sentence, at)) SetStatistic(match, "median");
  const bool level = (statistic == "mean" || statistic == "median") && !reached;
  if (level && (changes || (!linked.names.empty() && NamesChange(sentence, linked.names[0]))))
    SetStatistic(match, "change");
}

void NameSpread(std::string_view block, Match& match) {
  static const Wording kError("statistic.error");
  static const Wording kDeviation("statistic.deviation");
  if (!match.Find("sd") || match.Find("se") || !kError.In(block) || kDeviation.In(block)) return;
  for (MatchSlot& slot : match.slots)
    if (slot.name == "sd") slot.name = "se";
}

namespace {

/// The number a plain "1,204" spells; 0 where it is none.
double WholeNumber(std::string_view text) {
  double number = 0;
  for (const char c : text) {
    if (c == ',') continue;
    if (c < '0' || c > '9') return 0;
    number = number * 10 + (c - '0');
  }
  return number;
}

/// Whether `events` of `total` is the percentage as printed, to its last digit.
bool MakesPercent(double events, double total, const std::string& percent) {
  const size_t stop = percent.find('.');
  const double digit =
      stop == percent.npos ? 1 : std::pow(10.0, -static_cast<double>(percent.size() - stop - 1));
  return std::abs(100 * events / total - std::strtod(percent.c_str(), nullptr)) <= digit / 2 + 1e-9;
}

}  // namespace

void FindTotal(const LinkSentence& sentence, const std::vector<Part>& parts, uint32_t token, Match& match) {
  const MatchSlot* events = match.Find("events");
  const MatchSlot* percent = match.Find("percent");
  if (!events || !percent || match.Find("total")) return;
  const double count = WholeNumber(events->text);
  if (count <= 0) return;
  std::string total;
  Range where;
  for (uint32_t i = 0; i < token; ++i) {
    const Token& other = sentence.tokens[i];
    std::string text;
    Range range = other.range;
    if (other.kind == TokenKind::kNumber) {
      text = sentence.Of(other);
    } else if (other.kind == TokenKind::kMeasure) {
      const MatchSlot* of = parts[other.index].match.Find("events");
      if (!of) continue;
      text = of->text;
      range = of->range;
    }
    const double number = WholeNumber(text);
    if (number < count || number <= 1 || !MakesPercent(count, number, percent->text)) continue;
    if (!total.empty() && total != text) return;
    total = text;
    where = range;
  }
  if (!total.empty()) match.Fill("total", total, where);
}

namespace {

/// Whether the p of a result is below 0.05: then "did not differ" in its sentence speaks of something else.
bool IsSignificant(const Linked& linked) {
  const Match& of = linked.p ? *linked.p : linked.measure.match;
  const MatchSlot* p = of.Find("p");
  const MatchSlot* relation = of.Find("p_relation");
  if (!p || (relation && relation->text.find('>') != std::string::npos)) return false;
  const double value = std::strtod((p->text[0] == '.' ? "0" + p->text : p->text).c_str(), nullptr);
  constexpr double kUsual = 0.05;
  return value < kUsual || (value == kUsual && relation && relation->text.find('<') != std::string::npos);
}

/// What two arms can be compared by.
std::optional<double> ComparedNumber(const Match& match) {
  for (const char* slot : {"percent", "estimate"})
    if (const MatchSlot* number = match.Find(slot)) return std::strtod(number->text.c_str(), nullptr);
  return std::nullopt;
}

/// The same measure of the arm that `linked` is compared with, compared the other way round.
const Linked* OtherOfPair(const std::vector<Linked>& results, const Linked& linked) {
  if (!linked.arm || !linked.comparator) return nullptr;
  for (const Linked& other : results)
    if (other.arm && other.comparator && other.arm->index == linked.comparator->index &&
        other.comparator->index == linked.arm->index && other.names == linked.names &&
        other.times == linked.times && !other.measure.p_only)
      return &other;
  return nullptr;
}

}  // namespace

std::string_view Direction(const LinkSentence& sentence, const std::vector<Linked>& results,
                           const Linked& linked) {
  static const Wording kNone("statistic.no-difference");
  const bool tested = linked.p || linked.measure.p_only;
  if (tested && !IsSignificant(linked) && kNone.In(sentence.range.Of(sentence.text))) return "no_difference";
  if (!linked.comparator) return {};
  bool higher = false, lower = false;
  for (const Token& token : sentence.tokens) {
    if (token.index != 0 || token.kind != TokenKind::kText || !token.Is(kCompare)) continue;
    higher = higher || token.Is(kHigher);
    lower = lower || token.Is(kLower);
  }
  if (sentence.chinese) {  // 较对照组短
    static const Wording kMore("statistic.higher");
    static const Wording kLess("statistic.lower");
    higher = higher || kMore.In(sentence.range.Of(sentence.text));
    lower = lower || kLess.In(sentence.range.Of(sentence.text));
  }
  if (higher == lower) return {};
  // The words say it of one arm of a pair; the numbers, of which.
  const Linked* other = linked.measure.p_only ? nullptr : OtherOfPair(results, linked);
  const std::optional<double> own = other ? ComparedNumber(linked.measure.match) : std::nullopt;
  const std::optional<double> its = own ? ComparedNumber(other->measure.match) : std::nullopt;
  if (own && its && *own == *its) return {};
  if (own && its) higher = *own > *its;
  return higher ? "higher" : "lower";
}

}  // namespace trialmine

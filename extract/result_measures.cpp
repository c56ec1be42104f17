#include "result_measures.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "wording.h"

namespace trialmine {
namespace {

bool Has(const Match& match, std::string_view slot) { return match.Find(slot) != nullptr; }

PartKind KindOf(const Match& match) {
  const MatchSlot* statistic = match.Find("statistic");
  if (statistic && statistic->text == "p_value") return PartKind::kP;
  if (statistic && statistic->text == "none_observed") return PartKind::kNone;
  if (Has(match, "ci_low") && !Has(match, "estimate") && !Has(match, "percent")) return PartKind::kInterval;
  return PartKind::kValue;
}

/// The result a plain number stands for; `level` is mean or median.
Part PlainNumber(const Match& like, Range range, Range number, std::string_view text, std::string_view unit,
                 Range unit_range, std::string_view statistic) {
  Match match;
  match.rule = like.rule;
  match.reading = like.reading;
  match.sentence = like.sentence;
  match.context = like.context;
  match.confidence = 0.6F;
  match.range = range;
  match.slots.push_back({"statistic", std::string(statistic), {}});
  match.slots.push_back({"estimate", std::string(number.Of(text)), number});
  if (!unit.empty()) match.slots.push_back({"unit", std::string(unit), unit_range});
  return {PartKind::kValue, std::move(match)};
}

/// A unit right behind a number.
Range UnitAfter(std::string_view text, uint32_t at, uint32_t end) {
  static const RE2 kUnit(
      R"(^ ?(%|mm ?Hg|cm ?H2O|[A-Za-zμ]{1,6}/[A-Za-z0-9μ.^-]{1,8}(?:/[A-Za-z0-9.^-]{1,6})?|kg|mg|μg|ng|pg|g|cm|mm|μm|ml|mL|dL|L|mmol|points?|degrees?|°|days?|weeks?|months?|years?|hours?|h|min(?:utes)?|s|seconds?|beats|bpm|kPa|U|IU)(?:[^A-Za-z]|$))");
  re2::StringPiece unit;
  if (!RE2::PartialMatch(re2::StringPiece(text.data() + at, end - at), kUnit, &unit)) return {};
  const auto begin = static_cast<uint32_t>(unit.data() - text.data());
  return {begin, begin + static_cast<uint32_t>(unit.size())};
}

class PlainNumberReader {
 public:
  PlainNumberReader(LinkSentence& sentence, std::vector<Part>& parts) : sentence_(sentence), parts_(parts) {}

  void Run() {
    if (parts_.empty()) return;
    // Twice: a number may only be known by the one behind it ("12 vs 15 kg").
    for (uint32_t i = 0; i < sentence_.tokens.size(); ++i)
      if (sentence_.tokens[i].kind == TokenKind::kNumber && StandsForValue(i)) Take(i);
  }

 private:
  const Token* At(size_t i) const { return i < sentence_.tokens.size() ? &sentence_.tokens[i] : nullptr; }

  bool IsValue(const Token* token) const {
    return token && token->kind == TokenKind::kMeasure && parts_[token->index].kind == PartKind::kValue &&
           parts_[token->index].match.Find("estimate") && !parts_[token->index].match.Find("p");
  }

  bool StandsForValue(uint32_t i) const {
    const Token* before = i > 0 ? At(i - 1) : nullptr;
    if (!before || FollowedByThing(i)) return false;
    // "6.5 vs 8.1 months"
    if (!before->Is(kVersus) && !before->Is(kAnd)) return false;
    return ValueBefore(i) != kNoValue;
  }

  static constexpr uint32_t kNoValue = UINT32_MAX;

  /// The plain value that the number at `i`, behind "and" or "versus", stands beside.
  uint32_t ValueBefore(uint32_t i) const {
    if (i >= 2 && IsValue(At(i - 2))) return IsPlain(At(i - 2)) ? i - 2 : kNoValue;
    if (i < 4 || sentence_.chinese) return kNoValue;
    // "6 months (95% CI 3-9) in arm A and 9 months (95% CI 4-14) in arm B"
    uint32_t k = i - 2;
    if (At(k)->kind == TokenKind::kComma) --k;
    if (At(k)->kind != TokenKind::kArm || !At(k - 1)->Is(kPreposition | kOf)) return kNoValue;
    k = SkipBack(k - 2);
    return k != kNoValue && IsValue(At(k)) && IsPlain(At(k)) && ArmFollows(i) ? k : kNoValue;
  }

  bool IsInterval(const Token& token) const {
    return token.kind == TokenKind::kMeasure && parts_[token.index].kind == PartKind::kInterval;
  }

  /// Back over brackets and unit words to what they describe.
  uint32_t SkipBack(uint32_t k) const {
    for (int depth = 0; k > 0; --k) {
      const Token& token = *At(k);
      if (token.kind == TokenKind::kClose) ++depth;
      if (IsInterval(token)) continue;
      if (token.kind == TokenKind::kMeasure && depth == 0) return k;
      const bool unit = token.kind == TokenKind::kText && token.words == 0 && token.range.size() <= 20;
      if (depth == 0 && !unit && token.kind != TokenKind::kNumber) return kNoValue;
      if (token.kind == TokenKind::kOpen) --depth;
    }
    return kNoValue;
  }

  /// Whether an arm stands behind a number, its unit and its brackets: "9 months (95% CI 4-14) in arm B".
  bool ArmFollows(uint32_t i) const {
    int depth = 0;
    for (uint32_t k = i + 1; k < i + 14 && At(k + 1); ++k) {
      const Token& token = *At(k);
      if (token.kind == TokenKind::kOpen) ++depth;
      if (token.kind == TokenKind::kClose) --depth;
      if (depth > 0 || token.kind == TokenKind::kClose || IsInterval(token)) continue;
      if (token.Is(kPreposition | kOf)) {
        const uint32_t arm = At(k + 1)->Is(kDeterminer) ? k + 2 : k + 1;
        return At(arm) && At(arm)->kind == TokenKind::kArm;
      }
      if (token.kind != TokenKind::kText || (token.words != 0 && !token.Is(kTreat))) return false;
    }
    return false;
  }

  /// A value that is itself a plain number or a median, not a percentage or a mean with its spread.
  bool IsPlain(const Token* token) const { return !parts_[token->index].match.Find("sd"); }

  bool FollowedByThing(uint32_t i) const {
    const Token* next = At(i + 1);
    return next && next->Is(kPeople | kGroup);
  }

  void Take(uint32_t i) {
    Token& token = sentence_.tokens[i];
    const Match like = parts_[sentence_.tokens[ValueBefore(i)].index].match;
    const Range number = token.range;
    const Range unit = UnitAfter(sentence_.text, number.end, sentence_.range.end);
    Range range = number;
    if (!unit.empty()) range.end = unit.end;
    const MatchSlot* statistic = like.Find("statistic");
    parts_.push_back(PlainNumber(like, range, number, sentence_.text, unit.Of(sentence_.text), unit,
                                 statistic ? statistic->text : "mean"));
    token.kind = TokenKind::kMeasure;
    token.index = static_cast<uint32_t>(parts_.size() - 1);
    token.range = range;
    size_t last = i;
    while (At(last + 1) && At(last + 1)->range.begin < range.end) ++last;
    sentence_.tokens.erase(sentence_.tokens.begin() + i + 1,
                           sentence_.tokens.begin() + static_cast<ptrdiff_t>(last) + 1);
  }

  LinkSentence& sentence_;
  std::vector<Part>& parts_;
};

/// Whether nothing but punctuation and "with a" stands between a value and the interval that belongs to it.
bool Thin(std::string_view between) {
  static const Wording kThin("measure.thin");
  return kThin.In(between);
}

class Composer {
 public:
  Composer(const LinkSentence& sentence, const std::vector<Part>& parts)
      : sentence_(sentence), parts_(parts) {}

  std::vector<Measure> Run() {
    for (uint32_t i = 0; i < sentence_.tokens.size(); ++i) {
      const Token& token = sentence_.tokens[i];
      if (token.kind != TokenKind::kMeasure) continue;
      const Part& part = parts_[token.index];
      if (part.kind == PartKind::kInterval && AttachInterval(i, part.match)) continue;
      Add(i, part);
      if (part.kind == PartKind::kInterval) TakePBefore(i);
    }
    PartPairs();
    return std::move(measures_);
  }

 private:
  /// "36% vs 13% and 83% vs 53%": pairs, each a group of its own.
  void PartPairs() {
    std::vector<size_t> values;
    for (size_t i = 0; i <= measures_.size(); ++i) {
      const bool value = i < measures_.size() && !measures_[i].p_only;
      if (i < measures_.size() && !value) continue;
      if (value && (values.empty() || measures_[values.back()].group == measures_[i].group)) {
        values.push_back(i);
        continue;
      }
      if (ArePairs(values))
        for (size_t k = 0; k < values.size(); k += 2) {
          ++group_;
          measures_[values[k]].group = measures_[values[k + 1]].group = group_;
        }
      values.clear();
      if (value) values.push_back(i);
    }
  }

  bool ArePairs(const std::vector<size_t>& values) const {
    if (values.size() < 4 || values.size() % 2 != 0) return false;
    for (size_t k = 0; k + 1 < values.size(); ++k)
      if (HasVersus(measures_[values[k]].token, measures_[values[k + 1]].token) != (k % 2 == 0)) return false;
    return true;
  }

  bool HasVersus(uint32_t from, uint32_t to) const {
    for (uint32_t i = from + 1; i < to; ++i)
      if (sentence_.tokens[i].Is(kVersus)) return true;
    return false;
  }

  void Add(uint32_t i, const Part& part) {
    const auto last = std::find_if(measures_.rbegin(), measures_.rend(),
                                   [](const Measure& measure) { return !measure.p_only; });
    const bool joins = part.kind == PartKind::kValue && last != measures_.rend() &&
                       (SideBySide(last->token, i) || IsFromTo(last->token, i));
    if (!joins) ++group_;
    measures_.push_back({part.match, i, joins ? last->group : group_, part.kind == PartKind::kP});
  }

  /// "5% and 7%", "1.85±0.48 mg/kg and …", "5% vs 7%": only joining words between two values.
  bool SideBySide(uint32_t left, uint32_t right) const {
    int depth = 0;
    for (uint32_t i = left + 1; i < right; ++i) {
      const Token& token = sentence_.tokens[i];
      if (token.kind == TokenKind::kOpen) ++depth;
      if (token.kind == TokenKind::kClose) --depth;
      if (depth > 0 || token.kind == TokenKind::kOpen || token.kind == TokenKind::kClose ||
          token.kind == TokenKind::kComma || token.kind == TokenKind::kSemicolon)
        continue;
      // A p outside brackets closes what stands before it.
      if (token.kind == TokenKind::kMeasure && parts_[token.index].kind == PartKind::kP) return false;
      if (token.kind == TokenKind::kMeasure || token.kind == TokenKind::kStop) continue;
      if (!token.Is(kAnd | kVersus) && !IsUnitWord(token) && !(i == left + 1 && IsSaidAgain(i, right + 1)))
        return false;
    }
    return true;
  }

  /// "from 32.5% (SD 4.1) at baseline to 37.2%": one arm's values before and after.
  bool IsFromTo(uint32_t left, uint32_t right) const {
    const auto& tokens = sentence_.tokens;
    if (sentence_.chinese || !Follows(sentence_, left, "from") || !Follows(sentence_, right, "to"))
      return false;
    return std::all_of(tokens.begin() + left + 1, tokens.begin() + right, [&](const Token& token) {
      return token.depth > tokens[left].depth || token.kind == TokenKind::kClose ||
             token.kind == TokenKind::kTime || token.Is(kPreposition | kOf | kDeterminer | kMean | kMedian) ||
             sentence_.Of(token) == "baseline" || IsUnitWord(token);
    });
  }

  /// "2.1 packs and 1.5 packs": what both values are counted in.
  bool IsSaidAgain(uint32_t unit, uint32_t again) const {
    const auto& tokens = sentence_.tokens;
    return !sentence_.chinese && again < tokens.size() && tokens[unit].kind == TokenKind::kText &&
           sentence_.Of(tokens[unit]) == sentence_.Of(tokens[again]) &&
           !tokens[unit].Is(kPreposition | kBe | kHave | kNot | kClause | kAdverb | kPeople);
  }

  /// TC, Hb, FBG: what a Chinese report measured, unless it is a unit.
  static bool IsShortName(std::string_view word) {
    static constexpr std::string_view kUnits[] = {"IU",  "Gy",  "Hz", "Pa", "MPa",
                                                  "CFU", "MET", "MU", "WU", "HU"};
    return word.size() > 1 && word[0] >= 'A' && word[0] <= 'Z' &&
           std::find(std::begin(kUnits), std::end(kUnits), word) == std::end(kUnits);
  }

  bool IsUnitWord(const Token& token) const {
    // "IgG -31%, IgM -61%", "LDL": short names are none.
    const std::string_view word = sentence_.Of(token);
    const auto upper = std::count_if(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    const bool name = sentence_.chinese ? IsShortName(word) : word.size() > 2 && upper > 1 && word != "mmHg";
    return token.kind == TokenKind::kText && (word.find('/') != std::string_view::npos || word.size() <= 4) &&
           !name && !token.Is(kPreposition | kBe | kHave | kNot | kClause | kAdverb);
  }

  bool AttachInterval(uint32_t i, const Match& interval) {
    if (measures_.empty()) return false;
    Measure* last = nullptr;
    for (size_t k = measures_.size(); k-- > 0 && !last;)
      if (!measures_[k].p_only) last = &measures_[k];
    if (!last || Has(last->match, "ci_low") || !(Has(last->match, "estimate") || Has(last->match, "percent")))
      return false;
    std::string between(
        sentence_.text.substr(last->match.range.end, interval.range.begin - last->match.range.end));
    for (const Measure& other : measures_)
      if (other.p_only && other.match.range.begin >= last->match.range.end)
        between = std::string(sentence_.text.substr(last->match.range.end,
                                                    other.match.range.begin - last->match.range.end)) +
                  std::string(sentence_.text.substr(other.match.range.end,
                                                    interval.range.begin - other.match.range.end));
    if (!Thin(between) && !HoldsEstimate(*last, interval, between)) return false;
    for (const char* slot : {"ci_level", "ci_low", "ci_high"})
      if (const MatchSlot* found = interval.Find(slot)) last->match.Fill(slot, found->text, found->range);
    last->match.range.end = std::max(last->match.range.end, interval.range.end);
    (void)i;
    return true;
  }

  /// "53% of those receiving cells responded (95% CI, 42% to 63%)": words stand between, but the value lies
  /// within its interval.
  static bool HoldsEstimate(const Measure& value, const Match& interval, std::string_view between) {
    if (between.size() > 120 || between.find_first_of(";") != between.npos) return false;
    const MatchSlot* estimate = value.match.Find(Has(value.match, "percent") ? "percent" : "estimate");
    const MatchSlot *low = interval.Find("ci_low"), *high = interval.Find("ci_high");
    if (!estimate || !low || !high) return false;
    const double at = Magnitude(estimate->text);
    return Magnitude(low->text) < at && at < Magnitude(high->text);
  }

  /// A number as printed; NaN, which is within nothing, where it is none.
  static double Magnitude(std::string_view printed) {
    double value = 0;
    re2::StringPiece text(printed.data(), printed.size());
    static const RE2 kNumber(R"((-?\d+(?:\.\d+)?))");
    return RE2::Consume(&text, kNumber, &value) ? value : std::nan("");
  }

  /// "(P = 0.475; 90% CI -2.5 to 1.0)": the p that stands right before an interval of its own.
  void TakePBefore(uint32_t i) {
    if (i < 2 || sentence_.tokens[i].depth == 0) return;
    const Token& mark = sentence_.tokens[i - 1];
    const Token& before = sentence_.tokens[i - 2];
    if ((mark.kind != TokenKind::kComma && mark.kind != TokenKind::kSemicolon) ||
        before.kind != TokenKind::kMeasure || parts_[before.index].kind != PartKind::kP)
      return;
    for (const char* slot : {"p", "p_relation"})
      if (const MatchSlot* found = parts_[before.index].match.Find(slot))
        measures_.back().match.Fill(slot, found->text, found->range);
  }

  const LinkSentence& sentence_;
  const std::vector<Part>& parts_;
  std::vector<Measure> measures_;
  uint32_t group_ = 0;
};

/// "and - 9.2%": a minus set apart belongs to the number where no number stands before it.
void TakeMinus(std::string_view text, Match& match) {
  static const Wording kMinus("measure.minus");
  re2::StringPiece minus;
  const uint32_t from = match.range.begin > 12 ? match.range.begin - 12 : 0;
  if (!RE2::PartialMatch(re2::StringPiece(text.data() + from, match.range.begin - from), kMinus, &minus))
    return;
  for (MatchSlot& slot : match.slots) {
    if ((slot.name != "estimate" && slot.name != "percent") || slot.range.begin != match.range.begin)
      continue;
    match.range.begin = slot.range.begin = static_cast<uint32_t>(minus.data() - text.data());
    slot.text.insert(0, "-");
  }
}

/// "6.64 ± 1.50–2.04 ± 0.94": a dash right behind a digit is no sign.
void DropSign(std::string_view text, Match& match) {
  const uint32_t at = match.range.begin;
  if (at == 0 || std::isdigit(static_cast<unsigned char>(text[at - 1])) == 0 || text[at] != '-') return;
  for (MatchSlot& slot : match.slots) {
    if (slot.range.begin != at || !slot.text.starts_with('-')) continue;
    slot.text.erase(0, 1);
    ++slot.range.begin;
  }
  ++match.range.begin;
}

/// Gives back a bracket whose partner is not in the match.
void TrimBrackets(std::string_view text, Range& range) {
  const auto opens = [](char c) { return c == '(' || c == '['; };
  const auto closes = [](char c) { return c == ')' || c == ']'; };
  const std::string_view words = range.Of(text);
  auto open = std::count_if(words.begin(), words.end(), opens),
       close = std::count_if(words.begin(), words.end(), closes);
  while (!range.empty() && ((close > open && closes(text[range.end - 1])) || text[range.end - 1] == ' ')) {
    close -= closes(text[range.end - 1]);
    --range.end;
  }
  while (!range.empty() && ((open > close && opens(text[range.begin])) || text[range.begin] == ' ')) {
    open -= opens(text[range.begin]);
    ++range.begin;
  }
}

}  // namespace

std::vector<Part> PartsOf(std::string_view text, const std::vector<const Match*>& matches) {
  std::vector<Part> parts;
  for (const Match* match : matches) {
    parts.push_back({KindOf(*match), *match});
    TrimBrackets(text, parts.back().match.range);
    if (parts.back().kind == PartKind::kValue) DropSign(text, parts.back().match);
    if (parts.back().kind == PartKind::kValue) TakeMinus(text, parts.back().match);
  }
  std::sort(parts.begin(), parts.end(),
            [](const Part& a, const Part& b) { return a.match.range.begin < b.match.range.begin; });
  return parts;
}

void ShareUnits(std::string_view text, std::vector<Part>& parts) {
  static const Wording kJoins("measure.joins");
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    Match& first = parts[i].match;
    const Match& second = parts[i + 1].match;
    if (parts[i].kind != PartKind::kValue || Has(first, "unit") || Has(first, "sd") || Has(first, "ci_low") ||
        !Has(first, "estimate") || !Has(second, "percent") || Has(second, "events") ||
        first.range.end > second.range.begin)
      continue;
    const re2::StringPiece between(text.data() + first.range.end, second.range.begin - first.range.end);
    if (!kJoins.In(between)) continue;
    for (MatchSlot& slot : first.slots) {
      if (slot.name == "estimate") slot.name = "percent";
      if (slot.name == "statistic") slot.text = "proportion";
    }
  }
}

void ReadPlainNumbers(LinkSentence& sentence, std::vector<Part>& parts) {
  PlainNumberReader(sentence, parts).Run();
}

std::vector<Measure> Compose(const LinkSentence& sentence, const std::vector<Part>& parts) {
  return Composer(sentence, parts).Run();
}

}  // namespace trialmine

#include "result_names.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "prefilter.h"
#include "result_chinese.h"
#include "wording.h"

namespace trialmine {
namespace {

constexpr uint32_t kBreaks = kBe | kHave | kOccur | kChange | kCompare | kAdverb | kPreposition | kOf |
                             kVersus | kDeterminer | kClause | kNot | kVerdict | kAnd | kEnrol | kMeasured |
                             kPeople | kAll | kGroup;
constexpr uint32_t kSoft = kTreat | kVague | kMean | kMedian | kChangeNoun;
constexpr size_t kMaxTokens = 12;

bool IsContent(const Token& token) { return token.kind == TokenKind::kText && (token.words & kBreaks) == 0; }

/// "mg/kg", "/L", "ml/minute/1.73", "mmHg": what something is counted in; "d7": when it was.
bool IsUnit(std::string_view word) {
  static const RE2 kUnit(
      R"((?:(?:[munpkμ]?g|mcg|ug|[munpμ]?mol|m?[lL]|lit(?:er|re)s?|dl|dL|[mk]?IU|m?U|cells|beats|kcal|mEq|cm|mm|m|points?)?/(?:kg|m|[dm]?[lL]|min(?:ute)?s?|day|d|h|hr|hour|week|wk|y|year|1\.73|dose|g|μl)\b.*|mm ?Hg|gr|bpm|kPa|mg|m[lL]|kg|cm|mm|μg|mcg|M?IU|Hz|[dDwW]\d{1,3}))");
  return RE2::FullMatch(re2::StringPiece(word.data(), word.size()), kUnit);
}

/// "neither preoperative (…) nor postoperative (…)": when something was measured, not what.
bool OnlyTellsWhen(std::string_view word) {
  static constexpr std::string_view kOperative = "operative";
  return word.ends_with(kOperative) && (word.starts_with("pre") || word.starts_with("post") ||
                                        word.starts_with("intra") || word.starts_with("peri"));
}

/// A word that alone can name an outcome.
bool IsHard(const LinkSentence& sentence, const Token& token) {
  if (!IsContent(token) || (token.words & kSoft) != 0) return false;
  const std::string_view word = sentence.Of(token);
  const bool han = static_cast<unsigned char>(word[0]) >= 0xE4;
  // "20U/mL" stands as one word.
  const size_t number = word.find_first_not_of("0123456789.,");
  if (!han && number != word.npos && (IsUnit(word) || (number > 0 && IsUnit(word.substr(number)))))
    return false;
  // T0, T1~3: when something was measured.
  if (sentence.chinese && word.size() < 8 && word[0] == 'T' && word.size() > 1 && word[1] >= '0' &&
      word[1] <= '9')
    return false;
  // "I vs II": numbers of groups.
  if (!sentence.chinese && (word.find_first_not_of("IVX") == word.npos || OnlyTellsWhen(word))) return false;
  return word.size() > (han ? 3U : 1U) && std::any_of(word.begin(), word.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return std::isalpha(byte) || byte == 0xCE || byte == 0xCF || byte >= 0xE4;  // Greek, Chinese
         });
}

class PhraseFinder {
 public:
  explicit PhraseFinder(const LinkSentence& sentence) : sentence_(sentence), tokens_(sentence.tokens) {}

  std::vector<Phrase> Run() {
    for (uint32_t i = 0; i < tokens_.size();) {
      if (!IsContent(tokens_[i]) || IsVerb(i)) {
        ++i;
        continue;
      }
      const uint32_t last = EndOf(i);
      Take(i, last);
      i = last + 1;
    }
    return std::move(phrases_);
  }

 private:
  const Token* At(size_t i) const { return i < tokens_.size() ? &tokens_[i] : nullptr; }

  /// The last token of the phrase that starts at `first`.
  uint32_t EndOf(uint32_t first) const {
    uint32_t last = first;
    while (last - first < kMaxTokens) {
      if (const Token* next = At(last + 1);
          next && IsContent(*next) && next->depth == tokens_[first].depth && !IsVerb(last + 1)) {
        ++last;
      } else if (const uint32_t joined = JoinedBy(last)) {
        last = joined;
      } else {
        break;
      }
    }
    return last;
  }

  /// A verb that the lexicon does not know: "persisted on", "required in".
  bool IsVerb(uint32_t i) const {
    const std::string_view word = sentence_.Of(tokens_[i]);
    if (sentence_.chinese || tokens_[i].words != 0 || word.size() < 5 || !word.ends_with("ed") ||
        word.ends_with("eed"))
      return false;
    const Token* next = At(i + 1);
    return !next || !IsContent(*next);
  }

  /// The token up to which "of the …", "in …", "(HAQ)" continue the phrase that ends at `last`; 0 where
  /// nothing does.
  uint32_t JoinedBy(uint32_t last) const {
    const Token* link = At(last + 1);
    if (!link) return 0;
    if (link->kind == TokenKind::kOpen) return Abbreviation(last + 1);
    const bool joins = link->Is(kOf) || (link->Is(kPreposition) && !link->Is(kMoment) && !sentence_.chinese);
    if (!joins) return 0;
    uint32_t next = last + 2;
    while (At(next) && At(next)->Is(kDeterminer) && !At(next)->Is(kAll)) ++next;
    if (!At(next) || !IsContent(tokens_[next]) || tokens_[next].depth != tokens_[last].depth) return 0;
    if (!link->Is(kOf) && !IsHard(sentence_, tokens_[next])) return 0;
    return next;
  }

  /// "(HAQ)" after a phrase: one or two words in brackets.
  uint32_t Abbreviation(uint32_t open) const {
    uint32_t close = open + 1;
    while (At(close) && tokens_[close].kind == TokenKind::kText && close - open <= 3) ++close;
    if (close == open + 1) return 0;
    if (At(close) && tokens_[close].kind == TokenKind::kClose) return close;
    return sentence_.chinese ? LongBracket(open) : 0;
  }

  /// 白细胞(white blood cell,WBC)计数: Latin words that stand in the middle of a name.
  uint32_t LongBracket(uint32_t open) const {
    constexpr uint32_t kLongest = 10;
    uint32_t close = open + 1;
    const auto latin = [&](const Token& token) {
      return token.kind == TokenKind::kComma ||
             (token.kind == TokenKind::kText && static_cast<unsigned char>(sentence_.Of(token)[0]) < 0xE4);
    };
    while (At(close) && latin(tokens_[close]) && close - open <= kLongest) ++close;
    if (!At(close) || tokens_[close].kind != TokenKind::kClose) return 0;
    const Token* next = At(close + 1);
    if (!next || !IsContent(*next) || next->range.begin != tokens_[close].range.end) return 0;
    return close;
  }

  /// "HA-treated patients", "patients with OA": who was studied, not what was measured.
  bool TellsWho(uint32_t first, uint32_t last) const {
    // 锻炼组、无创组间有差异
    if (sentence_.chinese) return At(last + 1) && sentence_.Of(*At(last + 1)) == "组间" && Adjoins(last);
    if (const Token* next = At(last + 1); next && next->Is(kPeople)) return true;
    uint32_t i = first;
    while (i > 0 && tokens_[i - 1].Is(kDeterminer)) --i;
    if (i < 2 || !tokens_[i - 1].Is(kPreposition) || !tokens_[i - 2].Is(kPeople)) return false;
    // "the proportion of patients with pain relief"
    for (uint32_t k = i - 2; k > 0 && k + 5 > i; --k)
      if (tokens_[k - 1].Is(kVague) || tokens_[k - 1].kind == TokenKind::kMeasure) return false;
    return true;
  }

  /// "evaluated by magnetic resonance imaging": what it was measured with.
  bool TellsHow(uint32_t first) const {
    if (sentence_.chinese) return false;
    while (first > 0 && tokens_[first - 1].Is(kDeterminer)) --first;
    if (first > 0 && sentence_.Of(tokens_[first - 1]) == "evaluated by") return true;
    // "the time, including the placement of the catheter, was"
    if (first > 1 && tokens_[first - 2].kind == TokenKind::kComma &&
        sentence_.Of(tokens_[first - 1]) == "including")
      return true;
    if (first < 2 || !tokens_[first - 1].Is(kPreposition)) return false;
    const std::string_view with = sentence_.Of(tokens_[first - 1]);
    if (with != "by" && with != "using" && with != "with" && with != "via" && with != "through") return false;
    uint32_t verb = first - 2;
    while (verb > 0 && tokens_[verb].Is(kAdverb)) --verb;
    static constexpr std::string_view kMeasuring[] = {"measured",   "assessed", "evaluated", "determined",
                                                      "quantified", "rated",    "graded",    "scored",
                                                      "estimated",  "detected", "defined",   "diagnosed",
                                                      "confirmed",  "verified", "monitored", "examined"};
    return std::find(std::begin(kMeasuring), std::end(kMeasuring), sentence_.Of(tokens_[verb])) !=
           std::end(kMeasuring);
  }

  /// Whether nothing stands between a token and the next.
  bool Adjoins(uint32_t i) const { return tokens_[i].range.end == tokens_[i + 1].range.begin; }

  void Take(uint32_t first, uint32_t last) {
    bool hard = false;
    uint32_t classes = 0;
    for (uint32_t i = first; i <= last; ++i) {
      hard = hard || IsHard(sentence_, tokens_[i]);
      classes |= tokens_[i].words;
    }
    // "gemcitabine dose reductions", "propofol levels"
    hard = hard || ((classes & kAgent) != 0 && (classes & (kChangeNoun | kVague)) != 0);
    bool vague = hard && TellsHow(first);
    for (uint32_t i = first; i <= last && !hard; ++i) vague = vague || tokens_[i].Is(kVague);
    if ((!hard && !vague) || OnlyDates(first, last) || TellsWho(first, last)) return;
    Phrase phrase{{tokens_[first].range.begin, tokens_[last].range.end},
                  first,
                  last,
                  tokens_[first].depth,
                  false,
                  vague};
    phrase.listed = !phrases_.empty() && Listed(phrases_.back(), phrase);
    phrases_.push_back(phrase);
  }

  /// "after surgery", "following the injury", 气腹前: no outcome.
  bool OnlyDates(uint32_t first, uint32_t last) const {
    if (sentence_.chinese)
      return DatesOnly(sentence_.text.substr(tokens_[first].range.begin,
                                             tokens_[last].range.end - tokens_[first].range.begin));
    while (first > 0 && tokens_[first - 1].Is(kDeterminer)) --first;
    return first > 0 && tokens_[first - 1].Is(kMoment);
  }

  /// Whether only list words, arms and times stand between two phrases, with at least one comma or "and".
  bool Listed(const Phrase& before, const Phrase& phrase) const {
    if (before.depth != phrase.depth) return false;
    bool joined = false;
    for (uint32_t i = before.last + 1; i < phrase.first; ++i) {
      const Token& token = tokens_[i];
      if (token.kind == TokenKind::kComma || token.Is(kAnd)) {
        joined = true;
      } else if (token.kind != TokenKind::kTime && !token.Is(kDeterminer | kOf | kMoment | kMean | kTreat) &&
                 sentence_.Of(token) != "情况" && !EndsItem(i)) {
        return false;
      }
    }
    if (sentence_.chinese) return joined && IsChineseList(before, phrase);
    return joined;
  }

  /// "A方式选择、B检测、C": a verb right before the comma is the end of what is listed.
  bool EndsItem(uint32_t i) const {
    const Token* next = At(i + 1);
    if (!sentence_.chinese || !next || (next->words & kAnd) == 0) return false;
    // 蛋白升高、酶升高及合并积液: changes in a list.
    return tokens_[i].Is(kChange) || (tokens_[i].Is(kEnrol | kMeasured) && next->kind == TokenKind::kComma);
  }

  /// In Chinese a plain comma parts clauses; 、 and 和 make lists, and so do commas between abbreviations.
  bool IsChineseList(const Phrase& before, const Phrase& phrase) const {
    if (phrase.first == before.last + 2 && IsAbbreviation(before) && IsAbbreviation(phrase)) return true;
    for (uint32_t i = before.last + 1; i < phrase.first; ++i)
      if ((tokens_[i].words & kAnd) != 0) return true;
    return false;
  }

  /// HR, SBP: one word of Latin letters. What stands before it (D组的HR) is no part of the phrase.
  bool IsAbbreviation(const Phrase& phrase) const {
    const std::string_view word = sentence_.Of(tokens_[phrase.last]);
    return phrase.first == phrase.last && word.size() < 12 &&
           std::isalpha(static_cast<unsigned char>(word[0]));
  }

  const LinkSentence& sentence_;
  const std::vector<Token>& tokens_;
  std::vector<Phrase> phrases_;
};

bool IsSpaceOrMark(char c) { return c == ' ' || c == ',' || c == ';' || c == ':' || c == '"' || c == '\''; }

Range Trim(std::string_view text, Range range) {
  while (!range.empty() && IsSpaceOrMark(text[range.begin])) ++range.begin;
  const auto ends = [](char c) { return IsSpaceOrMark(c) || c == '.' || c == '<' || c == '>' || c == '='; };
  while (!range.empty() && ends(text[range.end - 1])) --range.end;
  return range;
}

/// "Three patients died": what is counted is deaths; other words stay as they are.
std::string_view EventOf(std::string_view verb) {
  static constexpr std::pair<std::string_view, std::string_view> kEvents[] = {
      {"died", "death"},
      {"relapsed", "relapse"},
      {"recurred", "recurrence"},
      {"withdrew", "withdrawal"},
      {"responded", "response"},
      {"recovered", "recovery"},
      {"survived", "survival"},
      {"failed", "failure"},
      {"progressed", "progression"},
      {"vomited", "vomiting"},
      {"deteriorated", "deterioration"}};
  for (const auto& [event, noun] : kEvents)
    if (verb == event) return noun;
  return verb;
}

}  // namespace

std::vector<Phrase> OutcomePhrases(const LinkSentence& sentence) { return PhraseFinder(sentence).Run(); }

OutcomeName NameOf(const LinkSentence& sentence, const Phrase& phrase) {
  uint32_t first = phrase.first;
  const auto strippable = [&](uint32_t i) {
    // "from baseline in stiffness"
    if (sentence.Of(sentence.tokens[i]) == "baseline" && sentence.tokens[i + 1].Is(kPreposition)) return true;
    return sentence.tokens[i].Is(kMean | kMedian | kChangeNoun) ||
           sentence.tokens[i].Is(kOf | kDeterminer | kPreposition);
  };
  if (!sentence.chinese)
    while (first < phrase.last && strippable(first)) ++first;
  Range range = Trim(sentence.text, {sentence.tokens[first].range.begin, phrase.range.end});
  // "Mean (SD) percentage of adherent days"
  static const Wording kSpread("name.spread");
  re2::StringPiece rest(sentence.text.data() + range.begin, range.size());
  if (!sentence.chinese && RE2::Consume(&rest, kSpread))
    range.begin = range.end - static_cast<uint32_t>(rest.size());
  if (sentence.chinese) range = TrimChinese(sentence.text, range);
  return {std::string(EventOf(range.Of(sentence.text))), range};
}

namespace {

/// Words that alone describe something and name nothing.
constexpr std::string_view kIdle =
    " early late full flat weak clear good poor raw entire whole single double twice modest mild "
    "moderate severe slight small large minor major long short short-term medium long-term intermediate "
    "current subsequent final initial complete partial passive active inactive indirect direct abnormal "
    "normal adequate important necessary successful unsuccessful efficacious harmful safe correct "
    "incorrect strongest specific separate independent relative absolute extensive limited serious "
    "transient persistent preliminary prospective retrospective parallel non-inferior non-inferiority "
    "superiority open-label asymptomatic symptomatic demographic demographics diagnostic radiographic "
    "intraoperative postoperative preoperative perioperative posterior anterior clinical surgical "
    "academic commercial rural maternal subjective formal subcutaneous intrathecal depressive "
    "multivariate univariate pre-training post-training post-treatment posttreatment post-vaccination "
    "post-therapy subgroup subgroups subclass subclasses population populations sexes sex gender "
    "genders age ages percent intervals comparisons comparators correlations coefficients coefficient "
    "anova spearman pearson wald iqr caucasian black blacks hispanic race aspect aspects reason reasons "
    "question questions controversies guidelines little zero next last past just remaining existing "
    "below above way regard concern corresponding respective due out far able already often always "
    "parents partners families authors surgeons siblings spouses staff teams hospitals centres centers "
    "clinics home country villages records articles websites materials programs programmes modules "
    "sessions visits subscales items instruments statements features factors indications relationships "
    "relationship association associations difference differences plasma serum sd se sem range persisting "
    "suffering pragmatic total basal respective favoring favouring inverse ";

/// Words of statistics and of the conduct of studies, and of who took part.
bool TellsOfStudy(std::string_view words) {
  if (words.find(' ') == words.npos) {
    std::string lone = " " + std::string(words) + " ";
    for (char& c : lone) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (kIdle.find(lone) != kIdle.npos) return true;
  }
  static const Wording kStudy("outcome.name.study");
  return kStudy.In(words);
}

}  // namespace

bool CanName(std::string_view text, Range name) {
  static const Wording kNever("outcome.name.never");
  // Chinese reports name what they measured by two letters: Hb, TC, PD.
  static const RE2 kTwoLetters(R"([A-Z][A-Za-z])"), kStatistic(R"(OR|HR|RR|SD|MD|CI|SE|MS|VS|NS|No|Vs)");
  const std::string_view words = name.Of(text);
  if (const re2::StringPiece piece(words.data(), words.size());
      RE2::FullMatch(piece, kTwoLetters) && HoldsHan(text))
    return !RE2::FullMatch(piece, kStatistic);
  if (kNever.In(words)) return false;
  if (TellsOfStudy(words)) return false;
  const LinkSentence sentence = Tokenize(text, name, {});
  if (sentence.chinese) {
    size_t han = 0;
    for (const char c : words) han += static_cast<unsigned char>(c) >= 0xE4;
    if ((han < 2 && words.size() < 5) || (han > 0 && NamesNoOutcome(words))) return false;
  }
  for (const Token& token : sentence.tokens)
    if (token.Is(kBe | kEnrol) && !sentence.chinese) return false;
  const std::vector<Phrase> phrases = OutcomePhrases(sentence);
  // 手术率: what is done and how often names enough; 发生率 does not.
  return std::any_of(phrases.begin(), phrases.end(), [&](const Phrase& phrase) {
    return !phrase.vague || (sentence.chinese && phrase.last > phrase.first);
  });
}

}  // namespace trialmine

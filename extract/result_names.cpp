#include "result_names.h"

#include <algorithm>
#include <cctype>

namespace trialmine {
namespace {

constexpr uint32_t kBreaks = kBe | kHave | kOccur | kChange | kCompare | kAdverb | kPreposition | kOf | kVersus | kDeterminer | kClause | kNot |
                             kVerdict | kAnd | kEnrol | kMeasured | kPeople | kAll | kGroup;
constexpr uint32_t kSoft = kTreat | kVague | kMean | kMedian | kChangeNoun;
constexpr size_t kMaxTokens = 12;

bool IsContent(const Token& token) { return token.kind == TokenKind::kText && (token.words & kBreaks) == 0; }

/// A word that alone can name an outcome.
bool IsHard(const LinkSentence& sentence, const Token& token) {
  if (!IsContent(token) || (token.words & kSoft) != 0) return false;
  const std::string_view word = sentence.Of(token);
  return word.size() > 1 && std::any_of(word.begin(), word.end(), [](char c) { return std::isalpha(static_cast<unsigned char>(c)) || c < 0; });
}

class PhraseFinder {
 public:
  explicit PhraseFinder(const LinkSentence& sentence) : sentence_(sentence), tokens_(sentence.tokens) {}

  std::vector<Phrase> Run() {
    for (uint32_t i = 0; i < tokens_.size();) {
      if (!IsContent(tokens_[i])) {
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
      if (const Token* next = At(last + 1); next && IsContent(*next) && next->depth == tokens_[first].depth) {
        ++last;
      } else if (const uint32_t joined = JoinedBy(last)) {
        last = joined;
      } else {
        break;
      }
    }
    return last;
  }

  /// The token up to which "of the …", "in …", "(HAQ)" continue the phrase that ends at `last`; 0 where nothing does.
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
    if (close == open + 1 || !At(close) || tokens_[close].kind != TokenKind::kClose) return 0;
    return close;
  }

  void Take(uint32_t first, uint32_t last) {
    bool hard = false;
    for (uint32_t i = first; i <= last; ++i) hard = hard || IsHard(sentence_, tokens_[i]);
    bool vague = false;
    for (uint32_t i = first; i <= last && !hard; ++i) vague = vague || tokens_[i].Is(kVague);
    if ((!hard && !vague) || OnlyDates(first)) return;
    Phrase phrase{{tokens_[first].range.begin, tokens_[last].range.end}, first, last, tokens_[first].depth, false, vague};
    phrase.listed = !phrases_.empty() && Listed(phrases_.back(), phrase);
    phrases_.push_back(phrase);
  }

  /// "after surgery", "following the injury": no outcome.
  bool OnlyDates(uint32_t first) const {
    if (sentence_.chinese) return false;
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
      } else if (token.kind != TokenKind::kTime && !token.Is(kDeterminer | kOf | kMoment | kMean | kTreat)) {
        return false;
      }
    }
    if (sentence_.chinese) return joined && IsChineseList(before, phrase);
    return joined;
  }

  /// In Chinese a plain comma parts clauses; 、 and 和 make lists.
  bool IsChineseList(const Phrase& before, const Phrase& phrase) const {
    for (uint32_t i = before.last + 1; i < phrase.first; ++i)
      if ((tokens_[i].words & kAnd) != 0) return true;
    return false;
  }

  const LinkSentence& sentence_;
  const std::vector<Token>& tokens_;
  std::vector<Phrase> phrases_;
};

bool IsSpaceOrMark(char c) { return c == ' ' || c == ',' || c == ';' || c == ':' || c == '"' || c == '\''; }

Range Trim(std::string_view text, Range range) {
  while (!range.empty() && IsSpaceOrMark(text[range.begin])) ++range.begin;
  while (!range.empty() && (IsSpaceOrMark(text[range.end - 1]) || text[range.end - 1] == '.')) --range.end;
  return range;
}

}  // namespace

std::vector<Phrase> OutcomePhrases(const LinkSentence& sentence) { return PhraseFinder(sentence).Run(); }

OutcomeName NameOf(const LinkSentence& sentence, const Phrase& phrase) {
  uint32_t first = phrase.first;
  const auto strippable = [&](uint32_t i) {
    return sentence.tokens[i].Is(kMean | kMedian | kChangeNoun) || sentence.tokens[i].Is(kOf | kDeterminer | kPreposition);
  };
  if (!sentence.chinese)
    while (first < phrase.last && strippable(first)) ++first;
  const Range range = Trim(sentence.text, {sentence.tokens[first].range.begin, phrase.range.end});
  return {std::string(range.Of(sentence.text)), range};
}

}  // namespace trialmine

#include "result_sentence.h"

#include <algorithm>
#include <cctype>

#include "wording.h"

namespace trialmine {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

/// Bytes of the character that begins with `c`.
uint32_t CharSize(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/// Whether a Chinese character begins at `at` (three bytes, E3 to E9).
bool IsHan(std::string_view text, uint32_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  return byte >= 0xE4 && byte <= 0xE9;
}

class Tokenizer {
 public:
  Tokenizer(std::string_view text, Range sentence, const std::vector<Mark>& marks)
      : text_(text.substr(0, sentence.end)), marks_(marks) {
    out_.text = text;
    out_.range = sentence;
    out_.tokens.reserve(sentence.size() / 5);  // A word and a space of English take more.
    for (uint32_t at = sentence.begin; at < sentence.end && !out_.chinese; at += CharSize(text[at]))
      out_.chinese = IsHan(text, at);
  }

  LinkSentence Run() {
    for (uint32_t at = out_.range.begin; at < out_.range.end;) at = Next(at);
    if (out_.chinese) FindVersus();
    return std::move(out_);
  }

 private:
  /// "42.7%对85.9%", "(345±76)m比(286±104)m": between values the word sets one against the other.
  void FindVersus() {
    for (size_t i = 1; i + 1 < out_.tokens.size(); ++i) {
      const Token &before = out_.tokens[i - 1], &after = out_.tokens[i + 1];
      const bool value_ends = before.kind == TokenKind::kMeasure || before.kind == TokenKind::kClose;
      const bool value_begins = after.kind == TokenKind::kMeasure || after.kind == TokenKind::kOpen;
      if (value_ends && value_begins && out_.Of(out_.tokens[i]) == "对") out_.tokens[i].words = kVersus;
    }
  }

  uint32_t Next(uint32_t at) {
    if (next_mark_ < marks_.size() && marks_[next_mark_].range.begin <= at) return TakeMark(at);
    const char c = text_[at];
    if (c == ' ') return at + 1;
    if (IsDigit(c)) return TakeNumber(at);
    if (IsHan(text_, at)) return TakeHan(at);
    if (IsAscii(c) && !IsLetter(c)) return TakePunctuation(at);
    if (!IsAscii(c) && IsChinesePunctuation(at)) return TakePunctuation(at);
    return TakeWord(at);
  }

  bool IsChinesePunctuation(uint32_t at) const {
    const std::string_view three = text_.substr(at, 3);
    return three == "。" || three == "、" || three == "；" || three == "《" || three == "》";
  }

  uint32_t TakeMark(uint32_t at) {
    const Mark& mark = marks_[next_mark_++];
    if (mark.range.end <= at) return at;  // Overtaken by a token; skip it.
    constexpr TokenKind kKinds[] = {TokenKind::kMeasure, TokenKind::kArm, TokenKind::kTime};
    Push({at, mark.range.end}, kKinds[static_cast<size_t>(mark.kind)], 0);
    out_.tokens.back().index = mark.index;
    CloseWithin(mark.range);
    return mark.range.end;
  }

  /// "(20.1±2.6)kg": a mark that took the bracket around its beginning for the unit behind it closes it.
  void CloseWithin(Range mark) {
    const std::string_view words = mark.Of(text_);
    const auto count = [words](char a, char b) {
      return std::count(words.begin(), words.end(), a) + std::count(words.begin(), words.end(), b);
    };
    for (auto open = count(')', ']') - count('(', '['); open > 0 && depth_ > 0; --open) {
      Push({mark.end, mark.end}, TokenKind::kClose, 0);
      --depth_;
    }
  }

  uint32_t LimitAt(uint32_t end) const {
    if (next_mark_ < marks_.size() && marks_[next_mark_].range.begin < end)
      return marks_[next_mark_].range.begin;
    return end;
  }

  uint32_t TakeNumber(uint32_t at) {
    uint32_t end = at;
    while (end < text_.size() && (IsDigit(text_[end]) || ((text_[end] == '.' || text_[end] == ',') &&
                                                          end + 1 < text_.size() && IsDigit(text_[end + 1]))))
      ++end;
    // "3rd", "28-day", "5-HT": part of a word.
    if (end < text_.size() &&
        (IsLetter(text_[end]) || (text_[end] == '-' && end + 1 < text_.size() && IsLetter(text_[end + 1]))))
      return TakeWord(at);
    // 2型糖尿病, 3级: part of what follows.
    for (const std::string_view head : {"型", "号", "级", "期", "度", "项", "分钟步行", "min步行", "米步行"})
      if (text_.substr(end).starts_with(head)) return TakeHan(at, end);
    if (const uint32_t unit = UnitOfTest(end); unit > end && LimitAt(unit) == unit) {
      Push({at, unit}, TokenKind::kText, 0);
      return unit;
    }
    Push({at, LimitAt(end)}, TokenKind::kNumber, 0);
    return out_.tokens.back().range.end;
  }

  /// "6 min walk test": behind the unit, where the time is part of a name; else where the number ends.
  uint32_t UnitOfTest(uint32_t number) const {
    static const Wording kTest("time.of-test");
    const std::string_view behind = text_.substr(number);
    for (const std::string_view unit : {" min", " minute", " h", " hour"})
      if (behind.starts_with(unit) && kTest.In(behind.substr(unit.size(), 24)))
        return number + static_cast<uint32_t>(unit.size());
    return number;
  }

  uint32_t TakePunctuation(uint32_t at) {
    const uint32_t end = at + CharSize(text_[at]);
    const std::string_view mark = text_.substr(at, end - at);
    if (mark == "(" || mark == "[") {
      ++depth_;
      Push({at, end}, TokenKind::kOpen, 0);
    } else if (mark == ")" || mark == "]") {
      Push({at, end}, TokenKind::kClose, 0);
      if (depth_ > 0) --depth_;
    } else if (mark == "," || mark == "、") {
      // The enumeration comma joins where the comma may part.
      Push({at, end}, TokenKind::kComma, mark == "、" ? static_cast<uint32_t>(kAnd) : 0U);
    } else if (mark == ";" || mark == "；") {
      Push({at, end}, TokenKind::kSemicolon, 0);
    } else if (mark == ":") {
      Push({at, end}, TokenKind::kColon, 0);
    } else if (mark == "." || mark == "。" || mark == "!" || mark == "?") {
      Push({at, end}, TokenKind::kStop, 0);
    } else {
      return TakeWord(at);
    }
    return end;
  }

  uint32_t TakeWord(uint32_t at) {
    if (const uint32_t grade = EndOfGrade(at); grade > at && LimitAt(grade) == grade) {
      Push({at, grade}, TokenKind::kText, 0);
      return grade;
    }
    size_t length = 0;
    const uint32_t classes =
        EnglishWord(text_.substr(at, LimitAt(static_cast<uint32_t>(text_.size())) - at), length);
    if (length > 0 && !IsAbbreviation({at, at + static_cast<uint32_t>(length)})) {
      Push({at, at + static_cast<uint32_t>(length)}, TokenKind::kText, classes);
      return at + static_cast<uint32_t>(length);
    }
    uint32_t end = at + CharSize(text_[at]);
    while (end < text_.size() && IsPartOfWord(end)) end += CharSize(text_[end]);
    const Range word{at, LimitAt(end)};
    Push(word, TokenKind::kText, IsAdverb(word.Of(text_)) ? static_cast<uint32_t>(kAdverb) : 0U);
    return word.end;
  }

  /// Behind the number of the grade that begins at `at`; `at` where none does.
  uint32_t EndOfGrade(uint32_t at) const {
    if (text_[at] != 'g' && text_[at] != 'G') return at;
    static const Wording kGrade("name.grade");
    re2::StringPiece match;
    const re2::StringPiece words = Piece(text_.substr(at, 60));
    const RE2& grade = kGrade;
    if (!grade.Match(words, 0, words.size(), RE2::ANCHOR_START, &match, 1)) return at;
    return at + static_cast<uint32_t>(match.size());
  }

  /// "the OR rate", "children with ALL", "exhaled NO": a word of the lexicon in capitals beside words that
  /// have none stands for something else.
  bool IsAbbreviation(Range word) const {
    if (word.size() < 2 || word.size() > 3 || !IsCapital(word)) return false;
    const std::string_view words = word.Of(text_);
    for (const std::string_view emphasis : {"AND", "NOT", "NOR", "THE", "VS", "IQR", "BID", "TID", "QID"})
      if (words == emphasis) return false;
    return !IsCapital(WordBefore(word.begin)) && !IsCapital(WordBehind(word.end));
  }

  /// Whether a word is made of capitals, two or more.
  bool IsCapital(Range word) const {
    const std::string_view words = word.Of(text_);
    return words.size() >= 2 &&
           std::all_of(words.begin(), words.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  }

  Range WordBefore(uint32_t at) const {
    while (at > 0 && !IsLetter(text_[at - 1])) --at;
    Range word{at, at};
    while (word.begin > 0 && IsLetter(text_[word.begin - 1])) --word.begin;
    return word;
  }

  Range WordBehind(uint32_t at) const {
    while (at < text_.size() && !IsLetter(text_[at])) ++at;
    Range word{at, at};
    while (word.end < text_.size() && IsLetter(text_[word.end])) ++word.end;
    return word;
  }

  /// "incrementally": an adverb by its ending.
  static bool IsAdverb(std::string_view word) {
    if (word.size() < 6 || !word.ends_with("ly") || word.find('-') != std::string_view::npos) return false;
    for (const std::string_view noun :
         {"family", "Family", "anomaly", "assembly", "daily", "weekly", "monthly", "yearly", "elderly"})
      if (word == noun) return false;
    return true;
  }

  bool IsPartOfWord(uint32_t at) const {
    const char c = text_[at];
    if (!IsAscii(c)) return !IsHan(text_, at) && !IsChinesePunctuation(at);
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '/' || c == '\'' || c == '^' ||
        c == '+' || c == '_')
      return true;
    return c == '.' && at + 1 < text_.size() && std::isalnum(static_cast<unsigned char>(text_[at + 1]));
  }

  /// Words of the lexicon, or the run of characters up to the next one.
  uint32_t TakeHan(uint32_t at) { return TakeHan(at, at); }

  /// The run that begins at `at` and whose characters begin at `end`.
  uint32_t TakeHan(uint32_t at, uint32_t end) {
    const uint32_t limit = LimitAt(static_cast<uint32_t>(text_.size()));
    while (end < limit && IsHan(text_, end)) {
      size_t length = 0;
      const uint32_t classes = ChineseWord(text_.substr(end, limit - end), length);
      if (classes != 0) {
        if (end > at) break;
        Push({at, at + static_cast<uint32_t>(length)}, TokenKind::kText, classes);
        return at + static_cast<uint32_t>(length);
      }
      end += length > 0 ? static_cast<uint32_t>(length) : CharSize(text_[end]);
    }
    Push({at, end}, TokenKind::kText, 0);
    return end;
  }

  void Push(Range range, TokenKind kind, uint32_t words) {
    out_.tokens.push_back({range, kind, static_cast<uint8_t>(depth_ < 255 ? depth_ : 255), words, 0});
  }

  std::string_view text_;
  const std::vector<Mark>& marks_;
  LinkSentence out_;
  size_t next_mark_ = 0;
  int depth_ = 0;
};

}  // namespace

LinkSentence Tokenize(std::string_view text, Range sentence, const std::vector<Mark>& marks) {
  return Tokenizer(text, sentence, marks).Run();
}

bool Follows(const LinkSentence& sentence, uint32_t token, std::string_view word) {
  while (token > 0 && sentence.tokens[token - 1].Is(kOf | kDeterminer | kMean | kMedian)) --token;
  return token > 0 && sentence.Of(sentence.tokens[token - 1]) == word;
}

}  // namespace trialmine

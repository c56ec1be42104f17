#include "sentence.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <string>

namespace trialmine {
namespace {

// Words before a full stop that ends no sentence, whatever follows.
constexpr std::array<std::string_view, 24> kAbbreviations{
    "approx", "ca", "cf",  "dr",   "e.g", "eq",   "eqs",  "fig", "figs", "i.e", "incl", "mr",
    "mrs",    "ms", "nos", "prof", "ref", "refs", "resp", "st",  "viz",  "vol", "vs",   "versus"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLetter(char c) { return IsLower(c) || IsUpper(c); }
bool IsClosing(char c) { return c == ')' || c == ']' || c == '"' || c == '\''; }
char ToLower(char c) { return IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

bool IsHanAt(std::string_view text, size_t at) {
  if (at >= text.size() || static_cast<unsigned char>(text[at]) < 0xE3) return false;
  UChar32 c = 0;
  auto i = static_cast<int32_t>(at);
  U8_NEXT(text.data(), i, static_cast<int32_t>(text.size()), c);
  return c >= 0x3400 && (c <= 0x9FFF || c >= 0x20000) && u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC);
}

bool IsHanBefore(std::string_view text, size_t at) { return at >= 3 && IsHanAt(text, at - 3); }

// More bytes than any sentence has. Without a bound, a page of one "sentence" would be read over and over.
constexpr size_t kLongestSentence = 4096;

/// Walks over one text and cuts it.
class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<Range> Run() {
    for (size_t i = 0; i < text_.size();) {
      const size_t end = i - begin_ < kLongestSentence ? EndOfSentenceAt(i) : Break(i);
      if (end != 0) {
        Cut(end);
        i = end;
      } else {
        ++i;
      }
    }
    Cut(text_.size());
    return std::move(sentences_);
  }

 private:
  char At(size_t i) const { return i < text_.size() ? text_[i] : '\0'; }

  void Cut(size_t end) {
    size_t begin = begin_;
    begin_ = end;
    while (begin < end && text_[begin] == ' ') ++begin;
    while (end > begin && text_[end - 1] == ' ') --end;
    if (begin < end) sentences_.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
  }

  // Where to cut what goes on and on: after the last space in its later half, else between characters.
  size_t Break(size_t i) const {
    const size_t space = text_.substr(begin_, i - begin_).rfind(' ');
    if (space != std::string_view::npos && space > kLongestSentence / 2) return begin_ + space + 1;
    size_t end = i;
    while (i - end < U8_MAX_LENGTH && U8_IS_TRAIL(static_cast<unsigned char>(text_[end]))) --end;
    return end;
  }

  // Where the sentence ends whose last mark stands at `i`; 0 where none does.
  size_t EndOfSentenceAt(size_t i) {
    switch (text_[i]) {
      case '(':
      case '[':
        Open(i);
        return 0;
      case '.':
        return !InBrackets(i) && EndsAtStop(i) ? AfterClosing(i + 1) : 0;
      case '!':
      case '?':
        return !InBrackets(i) && EndsAtMark(i) ? AfterClosing(i + 1) : 0;
      case ':':
        return HeadingBefore(i);
      case ';':
        return !InBrackets(i) && (IsHanBefore(text_, i) || IsHanAt(text_, SkipSpaces(i + 1))) ? i + 1 : 0;
      case '\xE3':
        return text_.substr(i, 3) == "。" && !(i > 0 && IsDigit(text_[i - 1]) && IsDigit(At(i + 3)))
                   ? AfterClosing(i + 3)
                   : 0;
      default:
        return 0;
    }
  }

  // "three drugs per day RESULTS: Glucose fell": where a heading begins behind a sentence that has lost its
  // stop; 0 where none does.
  size_t HeadingBefore(size_t colon) const {
    static constexpr std::array<std::string_view, 7> kHeadings{
        "RESULTS", "CONCLUSIONS", "CONCLUSION", "METHODS", "FINDINGS", "OBJECTIVE", "INTERPRETATION"};
    size_t begin = colon;
    while (begin > begin_ && IsUpper(text_[begin - 1])) --begin;
    const std::string_view word = text_.substr(begin, colon - begin);
    if (std::find(kHeadings.begin(), kHeadings.end(), word) == kHeadings.end()) return 0;
    if (begin < begin_ + 2 || text_[begin - 1] != ' ') return 0;
    const char last = text_[begin - 2];
    return IsLower(last) || IsDigit(last) || last == ')' || last == '%' ? begin : 0;
  }

  // A bracket holds its sentence together, if it closes soon.
  void Open(size_t i) {
    if (i < bracket_end_) return;
    constexpr size_t kLongest = 300;
    const char open = text_[i], close = open == '(' ? ')' : ']';
    int depth = 0;
    for (size_t k = i; k < std::min(text_.size(), i + kLongest); ++k) {
      if (text_[k] == open) ++depth;
      if (text_[k] == close && --depth == 0) {
        bracket_end_ = k;
        return;
      }
    }
  }
  bool InBrackets(size_t i) const { return i < bracket_end_; }

  size_t SkipSpaces(size_t i) const {
    while (At(i) == ' ') ++i;
    return i;
  }

  // Closing quotes, brackets and raised reference numbers belong to the sentence.
  size_t AfterClosing(size_t i) const {
    while (i < text_.size() && IsClosing(text_[i])) ++i;
    if (At(i) == '^') {
      size_t end = i + 1;
      while (IsDigit(At(end)) || At(end) == ',' || At(end) == '-') ++end;
      if (At(end) == ' ' || At(end) == '\0') i = end;
    }
    return i;
  }

  bool EndsAtMark(size_t i) const {
    // "Cytopeutics? (CLV-100)": what a page made of a trade mark's sign.
    if (text_[i] == '?' && i > 0 && IsLetter(text_[i - 1]) && At(SkipSpaces(i + 1)) == '(') return false;
    const size_t next = AfterClosing(i + 1);
    return next >= text_.size() || text_[next] == ' ' || IsHanAt(text_, next);
  }

  std::string WordBefore(size_t i) const {
    size_t begin = i;
    while (begin > begin_ && i - begin < 24 && text_[begin - 1] != ' ' && text_[begin - 1] != '(' &&
           text_[begin - 1] != '[' && static_cast<signed char>(text_[begin - 1]) > 0)
      --begin;
    return std::string(text_.substr(begin, i - begin));
  }

  bool EndsAtStop(size_t i) const {
    const size_t after = AfterClosing(i + 1);
    if (after >= text_.size()) return true;
    if (At(i + 1) == '.' || (i > 0 && text_[i - 1] == '.'))
      return At(i + 1) != '.' && At(after) == ' ' && IsUpper(At(SkipSpaces(after)));
    const std::string word = WordBefore(i);
    const bool list_mark = !word.empty() && i - word.size() == SkipSpaces(begin_) &&
                           std::all_of(word.begin(), word.end(), IsDigit);
    if (list_mark) return false;
    if (IsHanAt(text_, after))
      return IsHanBefore(text_, i) || i == 0 || IsDigit(text_[i - 1]) || IsClosing(text_[i - 1]) ||
             IsLetter(text_[i - 1]) || text_[i - 1] == '%';
    if (text_[after] != ' ') return GluedSentence(word, after);
    return EndsBefore(word, i, SkipSpaces(after));
  }

  // "…in all patients.Results were": a space lost between sentences.
  bool GluedSentence(std::string_view word, size_t after) const {
    if (word.size() < 3 || !IsUpper(text_[after]) || !IsLower(At(after + 1)) || !IsLower(At(after + 2)))
      return false;
    return std::all_of(word.end() - 3, word.end(), IsLower) && text_.substr(after, 3) != "Gov" &&
           text_.substr(after, 3) != "Com";
  }

  // Whether a stop after `word` and before a space ends the sentence, given what stands at `next`.
  bool EndsBefore(const std::string& word, size_t i, size_t next) const {
    const char c = At(next);
    if (IsLower(c) || c == ',' || c == ';' || c == ')' || c == ':') return false;
    std::string low = word;
    std::transform(low.begin(), low.end(), low.begin(), ToLower);
    while (!low.empty() && !IsLetter(low.front()) && !IsDigit(low.front())) low.erase(0, 1);
    if (std::find(kAbbreviations.begin(), kAbbreviations.end(), low) != kAbbreviations.end()) return false;
    if (low == "no" || low == "al" || low == "p")
      return !IsDigit(c) && (low != "al" || (c != '(' && c != '['));
    if (word.size() == 1 && IsUpper(word[0])) return IsUpper(c) && At(next + 1) != '.' && !IsInitial(i);
    if (word.size() > 2 && IsUpper(word[0]) && word[1] == '.')
      return false;  // U.S., U.K.: more likely goes on.
    if (word.size() > 2 && IsLower(word[0]) && word[1] == '.')
      return IsUpper(c) && (IsLower(At(next + 1)) || At(next + 1) == ' ');
    return true;
  }

  // A single capital is an initial (J. Smith), unless a small word stands before it (vitamin C., in group
  // B.).
  bool IsInitial(size_t i) const {
    if (i < 3 || text_[i - 2] != ' ') return true;
    size_t begin = i - 2;
    while (begin > begin_ && IsLetter(text_[begin - 1])) --begin;
    return !IsLower(text_[begin]);
  }

  std::string_view text_;
  size_t begin_ = 0;        // Of the sentence being read.
  size_t bracket_end_ = 0;  // Before it, no sentence ends.
  std::vector<Range> sentences_;
};

}  // namespace

std::vector<Range> Sentences(std::string_view folded) { return Splitter(folded).Run(); }

std::vector<Range> Clauses(std::string_view folded, Range sentence) {
  std::vector<Range> clauses;
  uint32_t begin = sentence.begin;
  int depth = 0;
  auto cut = [&](uint32_t end, uint32_t next) {
    uint32_t first = begin;
    begin = next;
    while (first < end && folded[first] == ' ') ++first;
    while (end > first && folded[end - 1] == ' ') --end;
    if (first < end) clauses.push_back({first, end});
  };
  auto between_digits = [&](uint32_t i, uint32_t length) {
    return i > sentence.begin && IsDigit(folded[i - 1]) && i + length < sentence.end &&
           IsDigit(folded[i + length]);
  };
  for (uint32_t i = sentence.begin; i < sentence.end; ++i) {
    const char c = folded[i];
    if (c == '(' || c == '[') ++depth;
    if ((c == ')' || c == ']') && depth > 0) --depth;
    if (depth > 0) continue;
    if ((c == ',' || c == ';' || c == ':') && !between_digits(i, 1)) cut(i, i + 1);
    if (c == '\xE3' && i + 3 <= sentence.end && folded.substr(i, 3) == "、" && !between_digits(i, 3))
      cut(i, i + 3);
  }
  cut(sentence.end, sentence.end);
  return clauses;
}

}  // namespace trialmine

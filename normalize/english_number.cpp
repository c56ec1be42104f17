#include <array>
#include <string>
#include <utility>

#include "number.h"
#include "text.h"

namespace trialmine::number_internal {
namespace {

using Word = std::pair<std::string_view, double>;

constexpr std::array<Word, 22> kSmall{{{"zero", 0},     {"one", 1},        {"two", 2},       {"three", 3},
                                       {"four", 4},     {"five", 5},       {"six", 6},       {"seven", 7},
                                       {"eight", 8},    {"nine", 9},       {"ten", 10},      {"eleven", 11},
                                       {"twelve", 12},  {"thirteen", 13},  {"fourteen", 14}, {"fifteen", 15},
                                       {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19},
                                       {"none", 0},     {"no", 0}}};
constexpr std::array<Word, 9> kTens{{{"twenty", 20},
                                     {"thirty", 30},
                                     {"forty", 40},
                                     {"fourty", 40},
                                     {"fifty", 50},
                                     {"sixty", 60},
                                     {"seventy", 70},
                                     {"eighty", 80},
                                     {"ninety", 90}}};
constexpr std::array<Word, 3> kScales{{{"thousand", 1e3}, {"million", 1e6}, {"billion", 1e9}}};
constexpr std::array<Word, 12> kParts{{{"half", 2},
                                       {"halves", 2},
                                       {"third", 3},
                                       {"thirds", 3},
                                       {"quarter", 4},
                                       {"quarters", 4},
                                       {"fourth", 4},
                                       {"fourths", 4},
                                       {"fifth", 5},
                                       {"fifths", 5},
                                       {"tenth", 10},
                                       {"tenths", 10}}};

template <size_t N>
const Word* Find(const std::array<Word, N>& words, std::string_view word) {
  for (const Word& entry : words)
    if (entry.first == word) return &entry;
  return nullptr;
}

/// The words of a number below a thousand, one after another, in the only order that makes sense.
class Section {
 public:
  bool empty() const { return rank_ == kNothing; }
  double value() const { return value_; }

  bool Add(std::string_view word) {
    if (const Word* tens = Find(kTens, word)) return rank_ <= kHundred && Put(tens->second, kTen);
    if (const Word* small = Find(kSmall, word)) {
      if (rank_ == kTen && (small->second < 1 || small->second > 9)) return false;
      return rank_ <= kTen && Put(small->second, kOne);
    }
    if (word == "hundred" || word == "dozen") {
      if (rank_ > kNothing && (rank_ == kHundred || value_ < 1)) return false;
      value_ = (rank_ == kNothing ? 1 : value_) * (word == "hundred" ? 100 : 12);
      rank_ = word == "hundred" ? kHundred : kOne;
      return true;
    }
    return false;
  }

 private:
  enum Rank { kNothing, kHundred, kTen, kOne };
  bool Put(double value, Rank rank) {
    value_ += value;
    rank_ = rank;
    return true;
  }
  double value_ = 0;
  Rank rank_ = kNothing;
};

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  for (std::string_view word : Split(text, {" ", "-", "\n"})) words.push_back(ToLower(word));
  return words;
}

/// "two thirds", "one half", "a quarter", "half".
std::optional<double> Fraction(const std::vector<std::string>& words) {
  const Word* part = words.empty() ? nullptr : Find(kParts, words.back());
  if (!part || words.size() > 2) return std::nullopt;
  if (words.size() == 1) return words[0] == "half" ? std::optional(0.5) : std::nullopt;
  if (words[0] == "a" || words[0] == "an") return 1 / part->second;
  const Word* count = Find(kSmall, words[0]);
  if (!count || count->second < 1 || count->second >= part->second) return std::nullopt;
  return count->second / part->second;
}

std::optional<double> WholeNumber(const std::vector<std::string>& words) {
  double total = 0, last_scale = 1e12;
  Section section;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "and") {
      if (i == 0 || i + 1 == words.size()) return std::nullopt;
    } else if (words[i] == "a" || words[i] == "an") {
      if (i != 0 || words.size() == 1) return std::nullopt;
    } else if (const Word* scale = Find(kScales, words[i])) {
      if (scale->second >= last_scale) return std::nullopt;
      total += (section.empty() ? 1 : section.value()) * (last_scale = scale->second);
      section = Section();
    } else if (!section.Add(words[i])) {
      return std::nullopt;
    }
  }
  return total + section.value();
}

}  // namespace

std::optional<double> ParseEnglishWords(std::string_view text) {
  std::vector<std::string> words = Words(text);
  if (words.empty()) return std::nullopt;
  if (auto fraction = Fraction(words)) return fraction;
  // "one and a half", "two and a half"
  if (words.size() > 3 && words.back() == "half" && words[words.size() - 2] == "a" &&
      words[words.size() - 3] == "and") {
    words.resize(words.size() - 3);
    if (auto whole = WholeNumber(words)) return *whole + 0.5;
    return std::nullopt;
  }
  // "a hundred or so" and the like are not whole numbers; a lone article or "and" is none either.
  if (words.size() == 1 && (words[0] == "a" || words[0] == "an" || words[0] == "and")) return std::nullopt;
  return WholeNumber(words);
}

}  // namespace trialmine::number_internal

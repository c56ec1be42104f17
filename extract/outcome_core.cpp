#include "outcome_core.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <set>

namespace trialmine {
namespace {

/// Words of a name that do not say what is measured.
const std::set<std::string, std::less<>>& Idle() {
  static const std::set<std::string, std::less<>> kIdle = {
      "a",          "an",       "the",      "of",        "in",          "on",        "at",
      "for",        "to",       "and",      "or",        "with",        "by",        "from",
      "after",      "during",   "per",      "mean",      "median",      "level",     "score",
      "value",      "rate",     "change",   "amount",    "number",      "serum",     "plasma",
      "occurrence", "extent",   "test",     "scale",     "measure",     "degree",    "measurement",
      "count",      "rating",   "subscale", "used",      "incidence",   "frequency", "percentage",
      "proportion", "increase", "decrease", "reduction", "improvement", "baseline",  "concentration",
      "difference", "∆",        "δ"};
  return kIdle;
}

/// "scores" and "score" are one word, and so are "dosage" and "dose".
std::string Singular(std::string word) {
  if (word == "dosage" || word == "dosages") return "dose";
  if (word.size() > 4 && word.ends_with("s") && !word.ends_with("ss") && !word.ends_with("us") &&
      !word.ends_with("is"))
    word.pop_back();
  return word;
}

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80)
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

constexpr size_t kLongestAbbreviation = 10;

/// The abbreviation that a bracket with `words` behind it holds: "FVC", "HbA1c"; empty where it holds
/// something else.
std::string_view AbbreviationIn(std::string_view words) {
  const size_t end = words.find_first_of(")] ,;");
  if (end == words.npos || end < 2 || words[0] < 'A' || words[0] > 'Z' || words[end] == ' ') return {};
  const std::string_view abbreviation = words.substr(0, end);
  const bool whole = std::all_of(abbreviation.begin(), abbreviation.end(),
                                 [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
  return whole ? abbreviation : std::string_view();
}

/// The last words of `before` that an abbreviation stands for: as many as it has letters, the first of them
/// beginning with its first.
std::vector<std::string> StandFor(std::string_view before, std::string_view abbreviation) {
  std::vector<std::string> words = Words(before);
  const auto letters = static_cast<size_t>(
      std::count_if(abbreviation.begin(), abbreviation.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
  const char first = static_cast<char>(std::tolower(static_cast<unsigned char>(abbreviation[0])));
  for (const size_t count : {letters, letters + 1, letters - 1})
    if (count > 0 && count <= words.size() && words[words.size() - count][0] == first)
      return {words.end() - static_cast<ptrdiff_t>(count), words.end()};
  return {};
}

}  // namespace

OutcomeCores::OutcomeCores(std::string_view text) {
  constexpr size_t kBefore = 100;
  for (size_t open = text.find_first_of("(["); open != text.npos; open = text.find_first_of("([", open + 1)) {
    const std::string_view abbreviation = AbbreviationIn(text.substr(open + 1, kLongestAbbreviation + 2));
    if (abbreviation.empty()) continue;
    const size_t begin = open > kBefore ? open - kBefore : 0;
    std::vector<std::string> words = StandFor(text.substr(begin, open - begin), abbreviation);
    if (words.size() > 1) long_names_.try_emplace(Words(abbreviation).front(), std::move(words));
  }
}

std::vector<std::string> OutcomeCores::Of(std::string_view name) const {
  std::set<std::string> core;
  const auto add = [&core](const std::string& said) {
    const std::string word = Singular(said);
    if (!Idle().contains(word)) core.insert(word);
  };
  for (const std::string& word : Words(name.substr(0, name.find(" over time")))) {
    const auto found = long_names_.find(word);
    if (found == long_names_.end())
      add(word);
    else
      for (const std::string& part : found->second) add(part);
  }
  return {core.begin(), core.end()};
}

bool SaysNoMore(const std::vector<std::string>& name, const std::vector<std::string>& other) {
  const auto has = [](const std::vector<std::string>& words, std::string_view word) {
    return std::binary_search(words.begin(), words.end(), word);
  };
  // "exacerbations" are not the "time to the first exacerbation".
  for (const std::string_view of : {"time", "duration", "interval", "length", "cost", "free"})
    if (has(other, of) && !has(name, of)) return false;
  return !name.empty() && std::includes(other.begin(), other.end(), name.begin(), name.end());
}

}  // namespace trialmine

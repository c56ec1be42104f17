#include "labels.h"

#include <algorithm>
#include <iterator>

#include "text.h"

namespace trialmine {
namespace {

bool IsGeneric(std::string_view word) {
  constexpr std::string_view kGeneric[] = {"the",          "a",        "an",     "of",      "group",
                                           "groups",       "arm",      "arms",   "patient", "patients",
                                           "participants", "subjects", "cohort", "treated", "recipients",
                                           "treatment",    "therapy",  "in",     "with"};
  return std::ranges::find(kGeneric, word) != std::end(kGeneric);
}

std::string Fold(std::string_view name, bool drop_generic) {
  std::string spaced;
  spaced.reserve(name.size());
  for (char c : name) {
    const bool word =
        IsLetter(c) || IsDigit(c) || c == '+' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
    spaced += word ? Lower(c) : ' ';
  }
  std::string folded;
  folded.reserve(spaced.size());
  const std::string_view words = spaced;
  for (size_t begin = 0, end; begin < words.size(); begin = end + 1) {
    end = std::min(words.find(' ', begin), words.size());
    std::string_view word = Trim(words.substr(begin, end - begin));
    if (word.empty() || (drop_generic && IsGeneric(word))) continue;
    if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("is"))
      word.remove_suffix(1);
    if (!folded.empty()) folded += ' ';
    folded += word;
  }
  return folded;
}

/// "low-dose group (LD)" as its two names; the second is empty where there are no brackets at the end.
struct Names {
  std::string_view main, inner;
};

Names SplitBrackets(std::string_view label) {
  label = Trim(label);
  const size_t open = label.find('(');
  if (open == label.npos || open == 0 || !label.ends_with(')')) return {label, {}};
  return {Trim(label.substr(0, open)), Trim(label.substr(open + 1, label.size() - open - 2))};
}

template <typename FoldFunction>
std::vector<std::string> Keys(std::string_view name, FoldFunction fold) {
  const Names names = SplitBrackets(name);
  std::vector<std::string> keys;
  for (std::string_view one : {names.main, names.inner, name})
    if (!one.empty()) keys.push_back(fold(one));
  return keys;
}

bool HaveOneInCommon(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

}  // namespace

std::string FoldLabel(std::string_view label) {
  label = Trim(label);
  for (bool more = true; more;) more = DropSuffix(label, {"患者", "病人", "受试者", "组", "組"});
  std::string folded = Fold(label, true);
  return folded.empty() ? Fold(label, false) : folded;
}

std::vector<std::string> LabelKeys(std::string_view label) { return Keys(label, FoldLabel); }

std::vector<std::string> OutcomeKeys(std::string_view name) {
  return Keys(name, [](std::string_view one) { return Fold(one, false); });
}

bool SameLabel(std::string_view a, std::string_view b) { return HaveOneInCommon(LabelKeys(a), LabelKeys(b)); }

bool SameOutcome(std::string_view a, std::string_view b) {
  return HaveOneInCommon(OutcomeKeys(a), OutcomeKeys(b));
}

}  // namespace trialmine

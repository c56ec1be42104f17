#include "vocabulary.h"

#include <toml++/toml.h>

#include <algorithm>
#include <bitset>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "text.h"

namespace trialmine {

struct EmbeddedFile {
  const char* name;
  const char* text;
};
extern const EmbeddedFile kOutcomeVocabulary[];

namespace {

bool IsHanLead(char c) { return static_cast<unsigned char>(c) >= 0xE3; }

/// Lower case, punctuation as single spaces, the plural s of longer words dropped, a space at both ends: so
/// whole words are found by plain search.
std::string FoldName(std::string_view name) {
  std::string folded = " ";
  folded.reserve(name.size() + 2);
  const auto end_word = [&] {
    const size_t begin = folded.rfind(' ') + 1;
    const size_t size = folded.size() - begin;
    if (size > 3 && folded.back() == 's' && folded[folded.size() - 2] != 's' &&
        folded[folded.size() - 2] != 'i')
      folded.pop_back();
    if (folded.back() != ' ') folded += ' ';
  };
  for (char c : name) {
    const bool word = IsLetter(c) || IsDigit(c) || c == '/' || static_cast<unsigned char>(c) >= 0x80;
    if (word)
      folded += Lower(c);
    else
      end_word();
  }
  end_word();
  return folded;
}

/// Words beside a name that do not make it another outcome.
bool IsFiller(std::string_view word) {
  static const std::unordered_set<std::string_view> kFillers{
      "rate",          "incidence",    "number",   "of",        "the",        "a",         "an",
      "patient",       "participant",  "subject",  "with",      "occurrence", "frequency", "proportion",
      "percentage",    "change",       "in",       "score",     "scores",     "at",        "month",
      "week",          "day",          "year",     "after",     "from",       "baseline",  "total",
      "any",           "level",        "mean",     "median",    "related",    "during",    "within",
      "follow",        "up",           "overall",  "serum",     "plasma",     "index",     "improvement",
      "reduction",     "increase",     "decrease", "scale",     "value",      "test",      "event",
      "risk",          "to",           "and",      "treatment", "all",        "new",       "evaluation",
      "assessment",    "post",         "by",       "measured",  "on",         "for",       "clinical",
      "end",           "cumulative",   "hour",     "absolute",  "severity",   "grade",     "their",
      "concentration", "experiencing", "who",      "per",       "episode",    "cases",     "case"};
  return kFillers.contains(word) || std::all_of(word.begin(), word.end(), IsDigit);
}

/// Names that join or turn round what they contain.
bool IsCompound(std::string_view folded) {
  constexpr std::string_view kJoints[] = {" or ",     " composite ", " free ",   " without ", " time to ",
                                          " or/and ", " and/or ",    " versus ", " ratio ",   " cost "};
  return std::ranges::any_of(kJoints,
                             [&](std::string_view word) { return folded.find(word) != folded.npos; });
}

struct Name {
  std::string folded;
  std::string concept_id;
  bool chinese;
};

/// The names by how they begin: by the first word, or the first character of a Chinese one.
class Vocabulary {
 public:
  Vocabulary() {
    const toml::table table = toml::parse(std::string_view(kOutcomeVocabulary[0].text));
    for (const auto& [id, concept_node] : table)
      for (const auto& [language, list] : *concept_node.as_table())
        for (const auto& node : *list.as_array()) Add(node.value_or(std::string_view()), id.str());
  }

  /// Calls `visit` with every name that `folded` holds.
  template <typename Visit>
  void ForEachIn(const std::string& folded, Visit visit) const {
    for (size_t at = 0; at < folded.size(); at += CodePointAt(folded, at).size) {
      if (folded[at] == ' ')
        VisitAll(words_, FirstWord(folded, at), folded, at, visit);
      else if (begins_.test(static_cast<unsigned char>(folded[at])))
        VisitAll(characters_, std::string_view(folded).substr(at, CodePointAt(folded, at).size), folded, at,
                 visit);
    }
  }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Index = std::unordered_map<std::string, std::vector<Name>, Hash, std::equal_to<>>;

  /// The word after the space at `at`, with the spaces around it.
  static std::string_view FirstWord(std::string_view folded, size_t at) {
    const size_t end = folded.find(' ', at + 1);
    return end == folded.npos ? std::string_view() : folded.substr(at, end + 1 - at);
  }

  void Add(std::string_view printed, std::string_view id) {
    Name name{FoldName(printed), std::string(id), false};
    name.chinese = std::any_of(name.folded.begin(), name.folded.end(), IsHanLead);
    if (name.chinese) name.folded = std::string(Trim(name.folded));
    const std::string first(name.chinese
                                ? std::string_view(name.folded).substr(0, CodePointAt(name.folded, 0).size)
                                : FirstWord(name.folded, 0));
    if (name.chinese) begins_.set(static_cast<unsigned char>(first.front()));
    (name.chinese ? characters_ : words_)[first].push_back(std::move(name));
  }

  template <typename Visit>
  static void VisitAll(const Index& index, std::string_view first, const std::string& folded, size_t at,
                       Visit visit) {
    const auto names = index.find(first);
    if (names == index.end()) return;
    for (const Name& name : names->second)
      if (folded.compare(at, name.folded.size(), name.folded) == 0) visit(name, at);
  }

  Index words_, characters_;
  std::bitset<256> begins_;  // First bytes of the names in `characters_`.
};

/// Whether what stands beside the name is filler only.
bool OnlyFiller(std::string_view rest) {
  int others = 0;
  for (std::string_view word : Split(rest, {" "}))
    if (!IsFiller(word)) ++others;
  return others <= 1;
}

/// What may stand beside a Chinese name: how it was counted, when, in whom.
bool OnlyChineseFiller(std::string rest) {
  for (std::string_view filler :
       {"发生率", "发生", "情况", "比例", "例数", "人数", "评分", "水平", "总",   "患者", "随访", "治疗",
        "术后",   "期间", "变化", "的",   "率",   "期",   "各种", "相关", "改善", "指标", "评价", "个月",
        "月",     "年",   "周",   "天",   "后",   "前",   "时",   "血清", "临床", "两组"})
    for (size_t at; (at = rest.find(filler)) != rest.npos;) rest.erase(at, filler.size());
  std::erase_if(rest, [](char c) { return IsDigit(c) || c == ' '; });
  return rest.size() <= 6;
}

bool IsCore(const Name& name, const std::string& folded, size_t at, bool compound) {
  std::string rest = folded.substr(0, at) + " " + folded.substr(at + name.folded.size());
  if (compound) return Trim(rest).empty();
  return name.chinese ? OnlyChineseFiller(std::move(rest)) : OnlyFiller(rest);
}

std::string Find(std::string_view outcome_name) {
  static const Vocabulary vocabulary;
  const std::string folded = FoldName(outcome_name);
  const bool compound = IsCompound(folded);
  const Name* longest = nullptr;
  vocabulary.ForEachIn(folded, [&](const Name& name, size_t at) {
    if (longest && longest->folded.size() >= name.folded.size()) return;
    if (IsCore(name, folded, at, compound)) longest = &name;
  });
  return longest ? longest->concept_id : std::string();
}

}  // namespace

std::string ConceptOf(std::string_view outcome_name) {
  if (outcome_name.empty() || outcome_name.size() > 200) return {};
  std::string found = Find(outcome_name);
  const size_t open = outcome_name.find('('), close = outcome_name.find(')', open);
  if (!found.empty() || open == outcome_name.npos || close == outcome_name.npos) return found;
  // "Health Assessment Questionnaire (HAQ) score": without the brackets, then what stands in them.
  found = Find(std::string(outcome_name.substr(0, open)) + std::string(outcome_name.substr(close + 1)));
  return found.empty() ? Find(outcome_name.substr(open + 1, close - open - 1)) : found;
}

}  // namespace trialmine

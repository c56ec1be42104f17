#include "vocabulary.h"

#include <toml++/toml.h>

#include <algorithm>
#include <string>
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
  for (std::string_view word : {" or ", " composite ", " free ", " without ", " time to ", " or/and ",
                                " and/or ", " versus ", " ratio ", " cost "})
    if (folded.find(word) != folded.npos) return true;
  return false;
}

struct Name {
  std::string folded;
  std::string concept_id;
  bool chinese;
};

/// The names, the longest first.
const std::vector<Name>& Names() {
  static const std::vector<Name> names = [] {
    std::vector<Name> all;
    const toml::table table = toml::parse(std::string_view(kOutcomeVocabulary[0].text));
    for (const auto& [id, concept_node] : table)
      for (const auto& [language, list] : *concept_node.as_table())
        for (const auto& node : *list.as_array()) {
          std::string folded = FoldName(node.value_or(std::string_view()));
          const bool chinese = std::any_of(folded.begin(), folded.end(), IsHanLead);
          if (chinese) folded = std::string(Trim(folded));
          all.push_back({folded, std::string(id.str()), chinese});
        }
    std::stable_sort(all.begin(), all.end(),
                     [](const Name& a, const Name& b) { return a.folded.size() > b.folded.size(); });
    return all;
  }();
  return names;
}

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

bool Matches(const Name& name, const std::string& folded, bool compound) {
  const size_t at = folded.find(name.folded);
  if (at == folded.npos) return false;
  std::string rest = folded.substr(0, at) + " " + folded.substr(at + name.folded.size());
  if (compound) return Trim(rest).empty();
  return name.chinese ? OnlyChineseFiller(rest) : OnlyFiller(rest);
}

}  // namespace

std::string ConceptOf(std::string_view outcome_name) {
  if (outcome_name.empty() || outcome_name.size() > 200) return {};
  const std::string folded = FoldName(outcome_name);
  const bool compound = IsCompound(folded);
  for (const Name& name : Names())
    if (Matches(name, folded, compound)) return name.concept_id;
  return {};
}

}  // namespace trialmine

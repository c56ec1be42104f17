#include "arm_names.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <string_view>

#include "arm_labels.h"
#include "holds.h"
#include "result_arm_words.h"
#include "wording.h"

namespace trialmine {
namespace {

bool IsWordByte(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// A label without "the", "group" and "arm".
std::string Stem(std::string_view label) {
  std::string stem(label);
  static const Wording kGeneric("arm.stem");
  RE2::GlobalReplace(&stem, kGeneric, "");
  return stem;
}

bool HoldsWord(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || !IsWordByte(text[at - 1])) && (end == text.size() || !IsWordByte(text[end]))) return true;
  }
  return false;
}

struct Mention {
  Match* match;
  MatchSlot* label;
  std::string stem;
};

/// One name of the document, and what the text says of the group right beside it.
struct Name {
  std::string label;
  bool lettered = false;
  std::string description;  ///< Lower case; of lettered names only.
};

/// One arm's two names and what it is called from here on.
struct Pair {
  std::string one, other, label;
};

class NameJoiner {
 public:
  NameJoiner(const std::vector<Reading>& readings, std::vector<Match>& matches) : readings_(readings) {
    for (Match& match : matches) {
      if (match.field() != Field::kArm) continue;
      for (MatchSlot& slot : match.slots)
        if (slot.name == "label" && !slot.range.empty()) Add(match, slot);
    }
  }

  void Run() {
    for (const bool weak : {false, true})
      for (size_t i = 0; i + 1 < mentions_.size(); ++i)
        if (IsWeak(mentions_[i], mentions_[i + 1]) == weak &&
            IsBracketedBehind(mentions_[i], mentions_[i + 1]))
          JoinBracketed(mentions_[i], mentions_[i + 1]);
    for (const Mention& mention : mentions_) JoinWordsBehind(mention);
    for (const auto& [stem, name] : names_)
      if (name.lettered) JoinDescribed(stem, name);
    JoinOnlyTreatment();
    for (const Mention& mention : mentions_)
      for (const Pair& pair : pairs_)
        if (mention.stem == pair.one || mention.stem == pair.other) mention.label->text = pair.label;
  }

 private:
  static constexpr size_t kLongestDescription = 1000;

  void Add(Match& match, MatchSlot& label) {
    mentions_.push_back({&match, &label, Lower(Stem(label.text))});
    Name& name = names_[mentions_.back().stem];
    if (name.label.empty()) name = {label.text, IsLetteredArm(label.text), {}};
    if (name.lettered && name.description.size() < kLongestDescription)
      name.description += Lower(DescriptionOfArm(readings_[match.reading].text(), label.range)) + "\n";
  }

  /// "control", "treatment": what any trial may call an arm beside the name of what it got.
  static bool IsGeneric(std::string_view stem) {
    static const Wording kGeneric("arm.generic");
    return kGeneric.In(stem);
  }

  static bool IsWeak(const Mention& outer, const Mention& inner) {
    return outer.match->rule->fallback || inner.match->rule->fallback;
  }

  /// "the intervention group", "the control group" and "the CareLink group" of a report of no third group:
  /// the intervention is CareLink.
  void JoinOnlyTreatment() {
    static const Wording kComparator("arm.comparator-or-chinese");
    static const Wording kThird("arm.third");
    const std::string *treatment = nullptr, *control = nullptr, *other = nullptr;
    for (const auto& [stem, name] : names_) {
      const bool controls = stem == "controls" || stem.starts_with("control");
      const std::string*& kind = controls ? control : IsGeneric(stem) ? treatment : other;
      if (kind || name.lettered) return;
      kind = &stem;
    }
    if (!treatment || !control || !other || kComparator.In(*other)) return;
    bool sized = false, other_sized = false;
    for (const Mention& mention : mentions_) {
      if (mention.stem == *other && mention.match->rule->fallback) return;
      sized = sized || (mention.stem == *treatment && mention.match->Find("count"));
      other_sized = other_sized || (mention.stem == *other && mention.match->Find("count"));
    }
    if (sized && other_sized) return;
    for (const Reading& reading : readings_)
      if (kThird.In(reading.text())) return;
    Join(*treatment, *other, names_[*treatment].label + " (" + names_[*other].label + ")");
  }

  /// "buprenorphine group (Group B)"
  bool IsBracketedBehind(const Mention& outer, const Mention& inner) const {
    if (outer.match->reading != inner.match->reading || outer.stem == inner.stem) return false;
    const Range a = outer.label->range, b = inner.label->range;
    if (b.begin < a.end || b.begin - a.end > 24) return false;
    static const Wording kOpens("arm.bracket.open");
    static const Wording kCloses("arm.bracket.close");
    const std::string_view text = readings_[outer.match->reading].text();
    return kOpens.In(text.substr(a.end, b.begin - a.end)) && kCloses.In(text.substr(b.end, 16));
  }

  void JoinBracketed(const Mention& outer, const Mention& inner) {
    Join(outer.stem, inner.stem, outer.label->text + " (" + inner.label->text + ")");
  }

  /// 舒肝解郁胶囊组(治疗组): a second name that no rule took for an arm of its own.
  void JoinWordsBehind(const Mention& mention) {
    static const Wording kSecond("arm.second-name");
    const std::string_view text = readings_[mention.match->reading].text();
    re2::StringPiece second;
    if (!RE2::PartialMatch(Piece(text.substr(mention.label->range.end, 60)), kSecond, &second)) return;
    const std::string name(second.data(), second.size());
    if (mention.stem != Lower(name)) Join(mention.stem, Lower(name), mention.label->text + " (" + name + ")");
  }

  /// "group R received ropivacaine": R is the ropivacaine group, where no other letter's group got that.
  void JoinDescribed(const std::string& stem, const Name& lettered) {
    const std::string* found = nullptr;
    for (const auto& [other, name] : names_) {
      if (name.lettered || other.size() < 4 || !HoldsWord(lettered.description, other)) continue;
      if (found && !IsGeneric(*found) && !IsGeneric(other)) return;
      if (!found || IsGeneric(*found)) found = &other;
    }
    if (!found) return;
    for (const auto& [other, name] : names_)
      if (name.lettered && other != stem && HoldsWord(name.description, *found)) return;
    Join(stem, *found, lettered.label + " (" + names_[*found].label + ")");
  }

  /// A name has one partner: the first.
  void Join(const std::string& one, const std::string& other, std::string label) {
    for (const Pair& pair : pairs_)
      for (const std::string* name : {&pair.one, &pair.other})
        if (*name == one || *name == other) return;
    pairs_.push_back({one, other, std::move(label)});
  }

  const std::vector<Reading>& readings_;
  std::vector<Mention> mentions_;
  std::map<std::string, Name> names_;
  std::vector<Pair> pairs_;
};

}  // namespace

void JoinArmNames(const std::vector<Reading>& readings, std::vector<Match>& matches) {
  NameJoiner(readings, matches).Run();
}

}  // namespace trialmine

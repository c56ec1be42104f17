#include "arm_roles.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arm_labels.h"
#include "arm_labels_chinese.h"
#include "holds.h"
#include "prefilter.h"
#include "wording.h"

namespace trialmine {
namespace {

std::string_view RoleOfTreatment(std::string_view words) {
  static const Wording kPlacebo("role.placebo");
  static const Wording kNothing("role.nothing");
  static const Wording kControl("role.comparator");
  static const Wording kTreated("role.treated");
  // 在常规治疗基础上加用: what is added is tried.
  static const Wording kAdded("role.added");
  if (kPlacebo.In(words)) return "placebo";
  if (kNothing.In(words)) return "no_intervention";
  if (kAdded.In(words)) return "experimental";
  if (kControl.In(words)) return "active_comparator";
  static const Wording kVerb("role.verb-only");
  static const Wording kTold("role.told");
  if (kTreated.In(words) || (!kVerb.In(words) && kTold.In(words))) return "experimental";
  return {};
}

/// The role that the words beside any mention of a name in `text` tell; `tells` says which roles count.
template <typename Predicate>
std::string_view RoleBeside(std::string_view text, std::string_view label, Predicate tells) {
  const bool bare =
      label.size() <= 3 && !label.ends_with("组") && label.find('-') == label.npos;  // "A、B两组"
  const std::string name = bare ? std::string(label) + "组" : std::string(label);
  // "Group A" and "group A" are one name.
  const size_t skipped = name.size() > 4 && static_cast<unsigned char>(name[0]) < 0x80 ? 1 : 0;
  const std::string_view rest = std::string_view(name).substr(skipped);
  for (size_t at = text.find(rest, skipped); at != text.npos; at = text.find(rest, at + 1)) {
    const Range place{static_cast<uint32_t>(at - skipped), static_cast<uint32_t>(at + rest.size())};
    const std::string_view role = RoleOfTreatment(DescriptionOfArm(text, place));
    if (!role.empty() && tells(role)) return role;
  }
  return {};
}

/// 其中A组为实验组,B组和C组为对照组: what a report calls its lettered arms.
std::string_view RoleSaid(std::string_view text, std::string_view label) {
  static const Wording kCalled("role.called");
  for (size_t at = text.find(label); at != text.npos; at = text.find(label, at + 1)) {
    re2::StringPiece called;
    if (!RE2::PartialMatch(Piece(text.substr(at + label.size(), 60)), kCalled, &called)) continue;
    return called == "对照" ? "active_comparator" : "experimental";
  }
  return {};
}

/// B组在A组基础上加用…: whether another lettered arm got what this one did, and more.
bool IsBuiltUpon(std::string_view text, std::string_view label) {
  std::string name(label.substr(0, label.find(" (")));
  if (!name.ends_with("组")) name += "组";
  for (size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    static const Wording kUpon("role.upon");
    constexpr std::string_view kOn = "在";
    const std::string_view before = text.substr(0, at);
    if (before.ends_with(kOn) && kUpon.In(text.substr(at + name.size(), 60))) return true;
  }
  return false;
}

/// The names of a document's arms, each once, with the first role that an arm of that name has; empty where
/// none has one.
using RolesByName = std::map<std::string, std::string, std::less<>>;

RolesByName RolesOf(const std::vector<Match>& matches) {
  RolesByName roles;
  for (const Match& match : matches) {
    const MatchSlot* label = LabelOfArm(match);
    if (!label) continue;
    std::string& known = roles[label->text];
    if (const MatchSlot* role = match.Find("role"); role && known.empty()) known = role->text;
  }
  return roles;
}

/// Whether another arm got what this one got and something more: "PC + D", "rehabilitation and medical
/// therapy".
bool IsAddedTo(const RolesByName& names, std::string_view label, std::string_view name) {
  static const Wording kAdded("role.added-behind");
  static const Wording kAdding("role.adding");
  return std::any_of(names.begin(), names.end(), [&](const auto& other) {
    const size_t at = other.first == label ? std::string::npos : other.first.find(name);
    if (at == std::string::npos) return false;
    return kAdded.In(std::string_view(other.first).substr(at + name.size())) ||
           kAdding.In(std::string_view(other.first).substr(0, at));
  });
}

/// "methotrexate alone" beside "methotrexate plus prednisone" is what the addition is compared to;
/// "non-G-CSF" beside "G-CSF" got nothing.
std::string_view RoleBesideOthers(const RolesByName& names, std::string_view label) {
  static const Wording kAlone("role.alone");
  static const Wording kWithout("role.without");
  const auto other_holds = [&](const std::string& name, bool added) {
    return std::any_of(names.begin(), names.end(), [&](const auto& other) {
      if (other.first == label || other.first.find(name) == std::string::npos) return false;
      static const Wording kAdded("role.plus");
      return !added || kAdded.In(other.first);
    });
  };
  std::string name;
  // "ART alone" beside one other.
  const auto alone = [](const auto& arm) { return kAlone.In(arm.first); };
  if (RE2::FullMatch(Piece(label), kAlone, &name) && name.size() > 1 &&
      (other_holds(name, true) ||
       (names.size() == 2 && std::count_if(names.begin(), names.end(), alone) == 1 &&
        RoleOfTreatment(name) != "placebo")))
    return "active_comparator";
  // "PC" beside "PC + D", where nothing else is the comparator.
  const bool compared = std::any_of(names.begin(), names.end(), [](const auto& other) {
    return !other.second.empty() && other.second != "experimental";
  });
  name = WithoutGroup(label);
  if (!compared && names.size() == 2 && name.size() > 1 && !HoldsHan(name) && IsAddedTo(names, label, name))
    return "active_comparator";
  if (RE2::FullMatch(Piece(label), kWithout, &name) && name.size() > 2 && other_holds(name, false))
    return "no_intervention";
  // 舒尼替尼组 beside 手术联合舒尼替尼组
  static const Wording kSingle("role.single");
  static const Wording kJoined("role.joined");
  if (RE2::FullMatch(Piece(label), kSingle, &name) && !kJoined.In(name) &&
      std::any_of(names.begin(), names.end(), [&](const auto& other) {
        return other.first != label && other.first.find(name) != std::string::npos && kJoined.In(other.first);
      }))
    return "active_comparator";
  // 胰岛素组 beside 联合组
  static const Wording kPlain("role.named-group");
  const auto joined = names.find("联合组");
  if (names.size() == 2 && label != "联合组" && joined != names.end() && kPlain.In(label))
    return "active_comparator";
  // 开腹组 beside 腹腔镜组
  static const Wording kOpen("role.open-surgery");
  static const Wording kSmall("role.small-surgery");
  if (kOpen.In(label) &&
      std::any_of(names.begin(), names.end(), [&](const auto& other) { return kSmall.In(other.first); }))
    return "active_comparator";
  return {};
}

/// The role already found for "HA alone" is that of "the HA group".
std::string_view RoleOfNamesake(const RolesByName& names, std::string_view label) {
  const std::string name = WithoutGroup(label);
  for (const char* tail : {" alone", " only"})
    if (const auto known = names.find(name + tail); known != names.end() && !known->second.empty())
      return known->second;
  return {};
}

bool IsNothingOrPlacebo(std::string_view role) { return role == "placebo" || role == "no_intervention"; }

/// "50 mg of diclofenac 3 times": what the aims of a report call it.
std::string NameInAims(std::string_view label) {
  std::string name = WithoutGroup(label);
  static const Wording kDose("role.dose");
  RE2::GlobalReplace(&name, kDose, "");
  return name;
}

/// What stands before the `count` last words of a text that ends in " (": "than to sleep hygiene education
/// (".
std::string_view WithoutWords(std::string_view text, size_t count) {
  text.remove_suffix(2);
  for (; count > 0 && !text.empty(); --count) {
    const size_t space = text.find_last_of(' ');
    if (space == text.npos) return {};
    text = text.substr(0, space);
  }
  return {text.data(), text.size() + 1};
}

/// "early", "high dose": two ways of one treatment stand beside each other.
bool TellsWay(std::string_view name) {
  static const Wording kWay("role.way");
  return kWay.In(name);
}

/// Whether a text holds any of the words that make what follows the second of two.
bool MayBeSecond(std::string_view text) {
  for (const std::string_view word : {"ompar", "ersus", " vs", " and to ", " and with "})
    if (text.find(word) != text.npos) return true;
  return false;
}

/// Whether a text compares something with the arm of that name: "compared with sitagliptin", "to that of
/// diclofenac".
bool IsHeldAgainst(std::string_view text, std::string_view label) {
  static const Wording kAgainst("role.against");
  // "comparing A with B", "the effects of A versus B"
  static const Wording kSecond("role.second");
  const std::string name = NameInAims(label);
  const bool way = TellsWay(name);
  if (name.size() < 3) return false;
  for (size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const size_t from = at > 240 ? at - 240 : 0;
    std::string_view before = text.substr(from, at - from);
    if (before.ends_with(" (")) before = WithoutWords(before, name.size());
    if (!before.ends_with(' ')) continue;
    if (kAgainst.In(before) || (!way && MayBeSecond(before) && kSecond.In(before))) return true;
  }
  return false;
}

/// Whether the shorter of two names stands in the longer one as words of it: "dinoprostone", "dinoprostone
/// intracervically".
bool IsOneName(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  const auto is_word = [&b](size_t at) {
    return at < b.size() && std::isalnum(static_cast<unsigned char>(b[at])) != 0;
  };
  const size_t at = a.empty() ? b.npos : b.find(a);
  return at != b.npos && TellsWay(a) == TellsWay(b) && (at == 0 || !is_word(at - 1)) &&
         !is_word(at + a.size());
}

/// What the aims of a report say of its treatments.
class ComparedTreatments {
 public:
  explicit ComparedTreatments(std::string_view aims) : aims_(aims) {}

  void Add(std::string_view label) {
    if (!labels_.insert(std::string(label)).second) return;
    const std::string name = NameInAims(label);
    const auto same = std::find_if(names_.begin(), names_.end(),
                                   [&](const Name& other) { return IsOneName(other.name, name); });
    const bool against = IsHeldAgainst(aims_, label);
    if (same == names_.end())
      names_.push_back({name, against});
    else
      *same = {std::min(same->name, name, [](auto& a, auto& b) { return a.size() < b.size(); }),
               same->against || against};
  }

  /// Whether one is held against all others, or all others against one.
  bool TellApart() const {
    const auto count =
        std::count_if(names_.begin(), names_.end(), [](const Name& name) { return name.against; });
    const auto others = static_cast<ptrdiff_t>(names_.size()) - 1;
    return others > 0 && (count == 1 || count == others);
  }

  bool IsAgainst(std::string_view label) const {
    const std::string name = NameInAims(label);
    return std::any_of(names_.begin(), names_.end(),
                       [&](const Name& other) { return other.against && IsOneName(other.name, name); });
  }

 private:
  struct Name {
    std::string name;
    bool against;
  };

  std::string_view aims_;
  std::set<std::string> labels_;
  std::vector<Name> names_;
};

/// Of treatments that nothing else tells apart, the one that the others are compared with is the comparator.
void MarkComparators(const Document& document, std::vector<Match>& matches) {
  static const Wording kKnown("role.known-comparator");
  // What the text goes on to report says no more than its order of words.
  ComparedTreatments treatments(std::string_view(document.text).substr(0, document.text.size() / 2));
  for (const Match& match : matches) {
    const MatchSlot* label = LabelOfArm(match);
    if (!label || label->range.empty()) continue;
    const std::string_view role = RoleOfTreatment(label->text);
    if (IsLetteredArm(label->text)) continue;  // "Group I" of a report that names the treatments, too.
    if (match.Find("role") || kKnown.In(label->text) || GenericName(label->text) != GenericArm::kNo ||
        (!role.empty() && role != "experimental"))
      return;
    // Groups by what people have were not given something else.
    if (document.text.find("patients with " + WithoutGroup(label->text)) != std::string::npos) return;
    treatments.Add(label->text);
  }
  if (!treatments.TellApart()) return;
  for (Match& match : matches)
    if (const MatchSlot* label = LabelOfArm(match);
        label && !label->range.empty() && !IsLetteredArm(label->text) && treatments.IsAgainst(label->text))
      match.Fill("role", "active_comparator");
}

/// "The control group" of a trial that calls itself placebo-controlled and names no placebo beside it.
bool IsPlaceboControlled(const Document& document, const std::vector<Match>& matches) {
  static const Wording kSays("role.placebo-controlled");
  static const Wording kPlacebo("role.named-placebo");
  const auto is_placebo = [](const Match& match) {
    const MatchSlot* label = LabelOfArm(match);
    return label && kPlacebo.In(label->text);
  };
  return kSays.In(document.text) && std::none_of(matches.begin(), matches.end(), is_placebo);
}

/// The roles that the names of the arms tell, or what stands beside a name in its block.
class RoleReader {
 public:
  RoleReader(const Document& document, const std::vector<Reading>& readings, std::vector<Match>& matches)
      : document_(document), readings_(readings), matches_(matches), roles_(RolesOf(matches)) {}

  void Run() {
    for (Match& match : matches_) {
      const MatchSlot* label = LabelOfArm(match);
      if (match.Find("role") || !label || label->range.empty()) continue;
      const std::string_view role = RoleOf(match.reading, label->text);
      if (role.empty()) continue;
      if (std::string& known = roles_[label->text]; known.empty()) known = role;
      match.Fill("role", role);
    }
  }

 private:
  std::string_view RoleOf(uint32_t reading, const std::string& label) {
    if (const std::string_view known = RoleOfNamesake(roles_, label); !known.empty()) return known;
    if (const std::string_view beside = RoleBesideOthers(roles_, label); !beside.empty()) return beside;
    const std::string_view told = Told(reading, label);
    if (!told.empty() || IsLetteredArm(label)) return told;
    if (label == "not") return "no_intervention";  // "to receive cells or not"
    static const Wording kWithout("role.control-without");
    if (kWithout.In(label)) return "no_intervention";
    if (GenericName(label) != GenericArm::kControl) return {};
    const std::string_view role = ControlBeside(reading, label);
    return role.empty() && IsPlacebo() ? "placebo" : role;
  }

  /// What the block tells of an arm, read once for a name and a block: a long block may tell of one arm in
  /// every sentence.
  std::string_view Told(uint32_t reading, const std::string& label) {
    const auto [told, fresh] = told_.try_emplace({reading, label});
    if (!fresh) return told->second;
    const std::string_view text = readings_[reading].text();
    if (!IsLetteredArm(label)) {
      if (IsPlainTreatment(text, label)) told->second = "active_comparator";
      return told->second;
    }
    told->second = RoleSaid(text, label);
    if (told->second.empty() && IsBuiltUpon(text, label)) told->second = "active_comparator";
    if (told->second.empty()) told->second = RoleBeside(text, label, [](std::string_view) { return true; });
    return told->second;
  }

  /// 针刺组只予针刺治疗, 西药组患者采用常规的西药疗法: what others are compared with, by what a Chinese
  /// report says of a group that no role is known of.
  bool IsPlainTreatment(std::string_view text, const std::string& label) const {
    static const Wording kTold("role.chinese-name");
    static const Wording kKnown("role.chinese-known");
    static const Wording kPlain("role.chinese-plain");
    static const Wording kAlone("role.chinese-alone");
    if (roles_.size() > 1 && kAlone.In(label)) return true;
    if (!kTold.In(label) || kKnown.In(label)) return false;
    for (size_t at = text.find(label); at != text.npos; at = text.find(label, at + 1))
      if (kPlain.In(text.substr(at + label.size(), 90))) return true;
    return false;
  }

  /// Whether the control got nothing or a placebo, by what stands beside its name; asked once like Told.
  std::string_view ControlBeside(uint32_t reading, const std::string& label) {
    const auto [role, fresh] = controls_.try_emplace({reading, label});
    if (fresh) role->second = RoleBeside(readings_[reading].text(), label, IsNothingOrPlacebo);
    return role->second;
  }

  bool IsPlacebo() {
    if (!placebo_controlled_) placebo_controlled_ = IsPlaceboControlled(document_, matches_);
    return *placebo_controlled_;
  }

  const Document& document_;
  const std::vector<Reading>& readings_;
  std::vector<Match>& matches_;
  RolesByName roles_;
  /// By block and name.
  std::map<std::pair<uint32_t, std::string>, std::string_view> told_, controls_;
  std::optional<bool> placebo_controlled_;
};

}  // namespace

void FillArmRoles(const Document& document, const std::vector<Reading>& readings,
                  std::vector<Match>& matches) {
  RoleReader(document, readings, matches).Run();
  CompareLetteredPair(readings, matches);
  MarkComparators(document, matches);
}

}  // namespace trialmine

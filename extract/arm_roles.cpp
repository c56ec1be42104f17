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

namespace trialmine {
namespace {

std::string_view RoleOfTreatment(std::string_view words) {
  static const RE2 kPlacebo(
      R"((?i)\b(?:placebo|sham|(?:normal )?saline)\b|安慰剂|(?:^|[^入加于])生理盐水(?:$|[^稀至中配溶])|假手术|假刺激)");
  static const RE2 kNothing(
      R"((?i)\b(?:no (?:treatment|intervention|supplement\w*|medication|prophyla\w+|premedication|drug|further|additional)|(?:un|non-?)(?:treated|trained)|observation only|nothing)\b|^[\s"]*\((?:no|without) (?:[a-rt-z]|s[a-hj-z])|不(?:予|做|给予|使用|采用|采取)|未(?:予|做|给予|使用|采用|采取|干预)|空白)");
  static const RE2 kControl(
      R"((?i)\b(?:control|standard|usual|conventional|routine)\b|对照|常规|传统|标准[^,。;]{0,6}(?:治疗|疗法|方案|护理|剂量))");
  static const RE2 kTreated(
      R"((?i)\b(?:receiv\w+|treated|given|underwent|administered|infusion|injection|treatment|therapy|training|surgery)\b|给予|采用|采取|应用|使用|加用|接受|治疗|注射|口服|[静泵推滴输]注|静滴)");
  // 在常规治疗基础上加用: what is added is tried.
  static const RE2 kAdded(R"(基础上[^,。;]{0,16}(?:加|联合|予|采用|配合|应用|辅|结合|实施|进行))");
  if (RE2::PartialMatch(Piece(words), kPlacebo)) return "placebo";
  if (RE2::PartialMatch(Piece(words), kNothing)) return "no_intervention";
  if (RE2::PartialMatch(Piece(words), kAdded)) return "experimental";
  if (RE2::PartialMatch(Piece(words), kControl)) return "active_comparator";
  static const RE2 kVerb(
      R"((?i)^[\s"')]*(?:patients |participants |subjects |women |children )?(?:was|were|who|had|got)\b)");
  static const RE2 kTold(R"((?i)^[^0-9]*[a-z]{4})");
  if (RE2::PartialMatch(Piece(words), kTreated) ||
      (!RE2::PartialMatch(Piece(words), kVerb) && RE2::PartialMatch(Piece(words), kTold)))
    return "experimental";
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
  static const RE2 kCalled(
      R"(^(?:(?:、|和|与|及)[A-D甲乙丙丁]组)*,?(?:被)?(?:作|设|定|列)?为(?:空白)?(对照|实验|试验|观察|治疗|研究|干预)组)");
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
    static const RE2 kUpon(
        R"(^(?:患者)?的?\p{Han}{0,8}?基础上[^,。;]{0,6}?(?:加|联合|予|采用|配合|应用|辅|结合|实施|进行|增加|再))");
    constexpr std::string_view kOn = "在";
    const std::string_view before = text.substr(0, at);
    if (before.ends_with(kOn) && RE2::PartialMatch(Piece(text.substr(at + name.size(), 60)), kUpon))
      return true;
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
  static const RE2 kAdded(R"((?i)^ ?(?:\+|plus\b|and\b|with\b|combined with\b|in addition to\b))");
  static const RE2 kAdding(R"((?i)(?:\+|\bplus|\band|\bwith|added to|combined with|in addition to) ?$)");
  return std::any_of(names.begin(), names.end(), [&](const auto& other) {
    const size_t at = other.first == label ? std::string::npos : other.first.find(name);
    if (at == std::string::npos) return false;
    return Holds(std::string_view(other.first).substr(at + name.size()), kAdded) ||
           Holds(std::string_view(other.first).substr(0, at), kAdding);
  });
}

/// "methotrexate alone" beside "methotrexate plus prednisone" is what the addition is compared to;
/// "non-G-CSF" beside "G-CSF" got nothing.
std::string_view RoleBesideOthers(const RolesByName& names, std::string_view label) {
  static const RE2 kAlone(
      R"((?i)(?:the )?(.*?)(?: \([^()]*\))?(?: alone| only| monotherapy)(?: (?:group|arm))?)");
  static const RE2 kWithout(R"((?i)(?:the )?(?:non-|no[ -]|without )(.*?)(?: (?:group|arm))?)");
  const auto other_holds = [&](const std::string& name, bool added) {
    return std::any_of(names.begin(), names.end(), [&](const auto& other) {
      if (other.first == label || other.first.find(name) == std::string::npos) return false;
      static const RE2 kAdded(R"((?i)\b(?:plus|and|with|combin\w+|added)\b|\+)");
      return !added || RE2::PartialMatch(other.first, kAdded);
    });
  };
  std::string name;
  // "ART alone" beside one other.
  const auto alone = [](const auto& arm) { return RE2::FullMatch(Piece(arm.first), kAlone); };
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
  static const RE2 kSingle(
      R"((?:单用|单纯|单独)?((?:\p{Han}|[A-Za-z0-9-]){2,12}?)(?:单药|单独)?(?:治疗)?组)");
  static const RE2 kJoined(R"(联合|结合|\+|加)");
  if (RE2::FullMatch(Piece(label), kSingle, &name) && !RE2::PartialMatch(name, kJoined) &&
      std::any_of(names.begin(), names.end(), [&](const auto& other) {
        return other.first != label && other.first.find(name) != std::string::npos &&
               RE2::PartialMatch(other.first, kJoined);
      }))
    return "active_comparator";
  // 胰岛素组 beside 联合组
  static const RE2 kPlain(R"((?:\p{Han}|[A-Za-z0-9-]){2,12}?组)");
  const auto joined = names.find("联合组");
  if (names.size() == 2 && label != "联合组" && joined != names.end() && RE2::FullMatch(Piece(label), kPlain))
    return "active_comparator";
  // 开腹组 beside 腹腔镜组
  static const RE2 kOpen(R"((?:传统|常规)?(?:开腹|开胸|开颅|开放|切开)(?:手术|复位)?组?)");
  static const RE2 kSmall(R"(镜|微创|机器人|经皮|小切口|介入|闭合)");
  if (RE2::FullMatch(Piece(label), kOpen) && std::any_of(names.begin(), names.end(), [&](const auto& other) {
        return RE2::PartialMatch(other.first, kSmall);
      }))
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
  static const RE2 kDose(
      R"((?i)^\d[\d.,/-]* ?(?:mg|g|μg|mcg|ug|microg|ml|iu|u|units?|%)(?:/\w+)* (?:of )?|^(?:(?:single|multiple|daily|weekly|oral|intravenous|topical|doses?|of) )+| [a-z]+ly$|,? \d[\d.,/-]* ?(?:mg|g|μg|mcg|ug|microg|ml|iu|u|units?|%|times|days|weeks)?(?:\b.*)?$|[™®])");
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
  static const RE2 kWay(
      R"((?i)(?:early|late|low|high|immediate|delayed|single|double|short|long|once|twice)\b.*)");
  return RE2::FullMatch(Piece(name), kWay);
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
  static const RE2 kAgainst(
      R"((?i)(?:compared? (?:with|to)|comparison (?:with|to)|superior(?:ity)? to|inferior(?:ity)? to|against|relative to|comparable (?:with|to)|alternative to|with that of|to that of|than|instead of|equivalent to|as effective as)(?: (?:the|an?|that|those|is|of|with|in|for|standard|conventional|usual|oral|intravenous|current|traditional|routine|existing|active|comparator|nonselective|established))*(?: [\w-]+)?(?: [\w-]+)? $|\b(?:with|to) (?:that|those) of (?:[^\s.;,]+ ){0,5}$)");
  // "comparing A with B", "the effects of A versus B"
  static const RE2 kSecond(
      R"((?i)(?:\bcompar(?:e[sd]?|ing|isons? (?:of|between)) [^.;:]+ (?:with|to|and|versus|vs\.?)|\b(?:efficacy|effects?|safety|of|between) [^.;:]{3,80} (?:versus|vs\.?|and to|and with))(?: (?:the|an?|oral|intravenous|topical|standard|conventional|usual|treatment with|therapy with|that|those|\d[\w./-]*|mg|daily|of))*(?: [a-z][a-z-]+)?(?: [\w-]+)? $)");
  const std::string name = NameInAims(label);
  const bool way = TellsWay(name);
  if (name.size() < 3) return false;
  for (size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const size_t from = at > 240 ? at - 240 : 0;
    std::string_view before = text.substr(from, at - from);
    if (before.ends_with(" (")) before = WithoutWords(before, name.size());
    if (!before.ends_with(' ')) continue;
    if (Holds(before, kAgainst) || (!way && MayBeSecond(before) && Holds(before, kSecond))) return true;
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
  static const RE2 kKnown(R"((?i)\bwait|\bno\b|without|observation|untreated|delayed|nothing)");
  // What the text goes on to report says no more than its order of words.
  ComparedTreatments treatments(std::string_view(document.text).substr(0, document.text.size() / 2));
  for (const Match& match : matches) {
    const MatchSlot* label = LabelOfArm(match);
    if (!label || label->range.empty()) continue;
    const std::string_view role = RoleOfTreatment(label->text);
    if (IsLetteredArm(label->text)) continue;  // "Group I" of a report that names the treatments, too.
    if (match.Find("role") || Holds(label->text, kKnown) || GenericName(label->text) != GenericArm::kNo ||
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
  static const RE2 kSays(R"((?i)\b(?:placebo|sham)[- ]controlled\b)");
  static const RE2 kPlacebo(R"((?i)placebo|sham|saline|安慰剂)");
  const auto is_placebo = [](const Match& match) {
    const MatchSlot* label = LabelOfArm(match);
    return label && RE2::PartialMatch(label->text, kPlacebo);
  };
  return RE2::PartialMatch(Piece(document.text), kSays) &&
         std::none_of(matches.begin(), matches.end(), is_placebo);
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
    if (IsLetteredArm(label)) {
      const std::string_view said = RoleSaid(readings_[reading].text(), label);
      if (said.empty() && IsBuiltUpon(readings_[reading].text(), label)) return "active_comparator";
      return !said.empty() ? said : Beside(reading, label, [](std::string_view) { return true; });
    }
    if (IsPlainTreatment(reading, label)) return "active_comparator";
    if (label == "not") return "no_intervention";  // "to receive cells or not"
    static const RE2 kWithout(
        R"((?i)^(?:the )?(?:controls?|no) (?:group |arm )?(?:without|with no|receiving no)\b)");
    if (Holds(label, kWithout)) return "no_intervention";
    if (GenericName(label) != GenericArm::kControl) return {};
    const std::string_view role = Beside(reading, label, IsNothingOrPlacebo);
    return role.empty() && IsPlacebo() ? "placebo" : role;
  }

  /// 针刺组只予针刺治疗, 西药组患者采用常规的西药疗法: what others are compared with, by what a Chinese
  /// report says of a group that no role is known of.
  bool IsPlainTreatment(uint32_t reading, const std::string& label) const {
    static const RE2 kTold(R"(.*[^A-Z]组)");
    static const RE2 kKnown(
        R"(观察|试验|实验|治疗组|研究组|干预|对照|安慰|空白|模型|正常|健康|联合|结合|加|\+)");
    static const RE2 kPlain(
        R"(^(?:患者|病人|患儿)?,?(?:则|均)?(?:(?:只|仅|单纯|单独)(?:给予|予以?|采用|行|接受|实施|使用|应用|进行|做|用|口服)|单用|(?:给予|予以?|采用|行|接受|实施|使用|应用|按)(?:单纯|单独|常规|传统)[^,。;联合加配结辅+基]{1,14}(?:[,。;]|$)))");
    static const RE2 kAlone("(?:单纯|单独|单用)[^联合加配结辅+]{2,14}组");
    if (roles_.size() > 1 && RE2::FullMatch(label, kAlone)) return true;
    if (!RE2::FullMatch(label, kTold) || RE2::PartialMatch(label, kKnown)) return false;
    const std::string_view text = readings_[reading].text();
    for (size_t at = text.find(label); at != text.npos; at = text.find(label, at + 1))
      if (RE2::PartialMatch(Piece(text.substr(at + label.size(), 90)), kPlain)) return true;
    return false;
  }

  /// RoleBeside, asked once for a name and a block: a long block may tell of one arm in every sentence.
  template <typename Predicate>
  std::string_view Beside(uint32_t reading, const std::string& label, Predicate tells) {
    const auto [role, fresh] = beside_.try_emplace({reading, label});
    if (fresh) role->second = RoleBeside(readings_[reading].text(), label, tells);
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
  std::map<std::pair<uint32_t, std::string>, std::string_view> beside_;
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

#include "arm_labels.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "arm_labels_chinese.h"
#include "arm_names.h"
#include "holds.h"

namespace trialmine {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

/// A dose, a frequency or a number word: what is left of a label where the words that name an arm stand
/// elsewhere.
bool NamesNothing(std::string_view label) {
  static const RE2 kPattern(
      R"((?i)(?:\d[\d.,/-]*[ -]?(?:mg|g|μg|mcg|ug|microg\w*|ml|iu|u|units?|grams?|mmol|%|days?|weeks?|months?|hours?|min|times)?(?:/\w+)*|once|twice|daily|weekly|once-daily|twice-daily|single|one|two|three|four|five|six|other|same|each|both|all|receive|low or|different|treatments|groups|arms|patients|subjects|participants|women|men|significant|mean|means|baseline|schedule|regimen)(?: (?:of|mg|the|daily|a|day|per|times|week|groups?|treatments?|arms?|interventions?|conditions?|different|equal))*|(?:after|before|at|during|until|from|within|prior)(?: .*)?|\d+ (?:weekly|daily|monthly) doses of|.* (?:between|from|during|of|in|for|with|among)|(?:assess|compare|determine|evaluate|investigate|examine|test|improve|reduce|prevent|study|detect|achieve|ensure|minimi[sz]e|maximi[sz]e) .*)");
  return RE2::FullMatch(Piece(label), kPattern);
}

std::string_view RoleOfTreatment(std::string_view words) {
  static const RE2 kPlacebo(R"((?i)\b(?:placebo|sham|(?:normal )?saline)\b|安慰剂|生理盐水|假手术|假刺激)");
  static const RE2 kNothing(
      R"((?i)\b(?:no (?:treatment|intervention|supplement\w*|medication|prophyla\w+|premedication|drug|further|additional)|(?:un|non-?)(?:treated|trained)|observation only|nothing)\b|不(?:予|做|给予|使用|采用|采取)|未(?:予|做|给予|使用|采用|采取|干预)|空白)");
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

/// "pain scores between experimental": what led to the name is none of it.
void CutHead(Match& match) {
  static const RE2 kHead(
      R"((?i)(?:(?:.*\b(?:between|among|amongst|during|across|versus|than|compared with|compared to|comparing|receiving|either|whether)|significant|mean|corresponding) |.*(?:分[为成入]|分[配派][至到为]|[标称]?记为|称为|命名为)|故))");
  for (MatchSlot& slot : match.slots) {
    if (slot.name != "label") continue;
    re2::StringPiece rest = Piece(slot.text);
    if (!RE2::Consume(&rest, kHead) || rest.empty()) return;
    const auto cut = static_cast<uint32_t>(slot.text.size() - rest.size());
    slot.text.erase(0, cut);
    if (slot.range.empty()) return;
    if (match.range.begin == slot.range.begin) match.range.begin += cut;
    slot.range.begin += cut;
  }
}

/// "paroxetine orally": how it was given is no part of the name.
void CutTail(Match& match) {
  static const RE2 kTail(
      R"((?i)^(.*[a-z0-9]) (?:orally|daily|weekly|monthly|nightly|intravenously|subcutaneously|once|twice)$)");
  std::string name;
  for (MatchSlot& slot : match.slots) {
    if (slot.name != "label" || slot.range.empty() || !RE2::FullMatch(slot.text, kTail, &name)) continue;
    slot.range.end = slot.range.begin + static_cast<uint32_t>(name.size());
    slot.text = name;
  }
}

/// "simvastatin 40 mg daily": the dose is no part of the name where it tells no arm from another.
void CutDoses(std::vector<Match>& matches) {
  static const RE2 kDose(
      R"((?i)^(.*[a-z)]),? \d[\d.,/-]* ?(?:mg|g|μg|mcg|ug|microg\w*|ml|iu|u|units?|grams?|mmol|%)(?:\b|/).*$)");
  std::map<std::string, std::set<std::string>> doses;
  const auto each = [&matches](auto visit) {
    for (Match& match : matches)
      for (MatchSlot& slot : match.slots)
        if (match.field() == Field::kArm && slot.name == "label" && !slot.range.empty()) visit(slot);
  };
  std::string name;
  each([&](const MatchSlot& slot) {
    if (RE2::FullMatch(slot.text, kDose, &name)) doses[name].insert(slot.text);
  });
  each([&](MatchSlot& slot) {
    if (!RE2::FullMatch(slot.text, kDose, &name) || doses[name].size() > 1) return;
    slot.range.end = slot.range.begin + static_cast<uint32_t>(name.size());
    slot.text = name;
  });
  // "dulaglutide" beside "dulaglutide 1.5 mg" and "dulaglutide 0.75 mg" is neither.
  std::erase_if(matches, [&](const Match& match) {
    const MatchSlot* label = match.field() == Field::kArm ? match.Find("label") : nullptr;
    const auto found = label && !match.Find("count") ? doses.find(label->text) : doses.end();
    return found != doses.end() && found->second.size() > 1;
  });
}

enum class Generic { kNo, kControl, kTreatment };

/// "the control group", "the intervention arm": any trial's name for its arm.
Generic GenericName(std::string_view label) {
  static const RE2 kControl(R"((?i)(?:the )?controls?(?: (?:group|arm))?)");
  static const RE2 kTreatment(
      R"((?i)(?:the )?(?:treatment|treated|intervention|experimental|study|active|active treatment)(?: (?:group|arm))?)");
  if (RE2::FullMatch(Piece(label), kControl)) return Generic::kControl;
  return RE2::FullMatch(Piece(label), kTreatment) ? Generic::kTreatment : Generic::kNo;
}

std::string WithoutGroup(std::string_view label) {
  std::string name(label);
  static const RE2 kGroup(R"((?i)^the | (?:group|arm)$)");
  RE2::GlobalReplace(&name, kGroup, "");
  return name;
}

/// "The treatment group" or "the placebo group" alone, where weaker rules know what was compared with what.
void DropLoneName(std::vector<Match>& matches) {
  std::set<std::string> weaker, sure;
  for (const Match& match : matches) {
    const MatchSlot* label = match.field() == Field::kArm ? match.Find("label") : nullptr;
    if (!label) continue;
    if (!match.rule->fallback && match.Find("count")) return;
    (match.rule->fallback ? weaker : sure).insert(WithoutGroup(label->text));
  }
  if (weaker.size() < 2 || sure.size() != 1) return;
  if (GenericName(*sure.begin()) == Generic::kNo && !weaker.contains(*sure.begin())) return;
  std::erase_if(matches,
                [](const Match& match) { return match.field() == Field::kArm && !match.rule->fallback; });
}

/// "the treatment and control arms" of a report that names what was given: no arms of their own.
void DropGenericNames(std::vector<Match>& matches) {
  DropLoneName(matches);
  static const RE2 kComparator(
      R"((?i)placebo|sham|saline|vehicle|\busual|standard|conventional|no treatment|untreated)");
  static const RE2 kPlacebo(R"((?i)(?:the )?placebo(?: (?:group|arm))?)");
  constexpr float kSure = 0.8F;
  std::set<std::string> comparators;
  bool treatments = false;
  const auto label_of = [](const Match& match) {
    return match.field() == Field::kArm ? match.Find("label") : nullptr;
  };
  for (const Match& match : matches) {
    const MatchSlot* label = label_of(match);
    if (!label || match.rule->fallback || GenericName(label->text) != Generic::kNo) continue;
    if (!match.Find("count") && match.confidence < kSure) continue;
    if (RE2::PartialMatch(label->text, kComparator))
      comparators.insert(label->text);
    else
      treatments = true;
  }
  std::erase_if(matches, [&](const Match& match) {
    const MatchSlot* label = label_of(match);
    if (!label || match.Find("count")) return false;
    const Generic generic = GenericName(label->text);
    // "the placebo group" of a report that says it was saline.
    const bool placebo = comparators.size() == 1 && RE2::FullMatch(Piece(label->text), kPlacebo) &&
                         comparators.begin()->find("lacebo") == std::string::npos;
    return (generic != Generic::kNo || placebo) && treatments && comparators.size() == 1;
  });
}

/// The size in the same entry of a register as the label.
void FillRegisteredSize(const Document& document, const Block& label, Match& match) {
  static const RE2 kSize(R"(\s*(\d{1,6})\s*(?:例|人|名)?\s*)");
  if (label.field != "arm.label" || label.group < 0) return;
  for (const Block& block : document.blocks) {
    std::string size;
    if (block.group == label.group && block.field == "arm.size" &&
        RE2::FullMatch(Piece(document.Text(block.span)), kSize, &size))
      match.Fill("count", size);
  }
}

}  // namespace

bool IsLetteredArm(std::string_view label) {
  static const RE2 kPattern(
      R"((?i)(?:the )?(?:group|arm|cohort) ?(?:[a-z]{1,3}|[ivx]{1,4}|\d)|g-?(?:[ivx]{1,3}|\d)|(?:[a-z]|[甲乙丙丁]|[ⅠⅡⅢⅣ]|i{1,3}|[1-4一二三四]) ?组?)");
  return RE2::FullMatch(Piece(label), kPattern);
}

std::string_view DescriptionOfArm(std::string_view text, Range label) {
  const auto stops = [](std::string_view words) {
    static const RE2 kStop(
        R"((?i)[.;。;](?:\s|$)|,? (?:(?:and|while|whereas|or) )?(?:the |in )?(?:group|arm|cohort)\b|\b(?:in|than) group\b|[,,、]? ?[A-D甲乙丙丁]组)");
    return words.substr(0, PlaceOf(words, kStop));
  };
  std::string_view behind = stops(text.substr(label.end, std::min<size_t>(180, text.size() - label.end)));
  static const RE2 kSays(
      R"((?i)^[\s"')]*(?:patients |participants |subjects |women |children |患者|病人)?(?:\(|:|was|were|who|receiv|had|got|underwent|given|treated|给予|采用|应用|加用|接受|予|单用|仅|联合|为|行|口服|使用|采取|静[脉注滴]|[泵推滴]注|注射|服用|按|经|在|于|实施|进行|均))");
  // B组在A组治疗基础上加服…
  static const RE2 kOnTop(
      R"(^(?:患者|病人)?,?(?:则)?在\p{Han}{0,6}[A-Za-z0-9甲乙丙丁ⅠⅡⅢ]{1,4}组[^,。;组]{0,12}基础上[^,。;]{0,24})");
  re2::StringPiece on_top = Piece(text.substr(label.end, 180)), rest_of_text = on_top;
  if (RE2::Consume(&rest_of_text, kOnTop))
    return {on_top.data(), static_cast<size_t>(rest_of_text.data() - on_top.data())};
  if (RE2::PartialMatch(Piece(behind), kSays)) return behind;
  if (label.begin == 0 || text[label.begin - 1] != '(') return {};
  std::string_view before =
      text.substr(label.begin > 90 ? label.begin - 90 : 0, std::min<uint32_t>(90, label.begin));
  if (const size_t cut = before.find_last_of(".;)"); cut != before.npos) before.remove_prefix(cut + 1);
  static const RE2 kOr(R"((?i).*\b(?:or|and|to|into|while)\b)");
  re2::StringPiece rest = Piece(before);
  RE2::Consume(&rest, kOr);
  return {rest.data(), rest.size()};
}

namespace {

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

/// The names of a document's arms, each once, with the first role that an arm of that name has; empty where
/// none has one.
using RolesByName = std::map<std::string, std::string, std::less<>>;

RolesByName RolesOf(const std::vector<Match>& matches) {
  RolesByName roles;
  for (const Match& match : matches) {
    const MatchSlot* label = match.field() == Field::kArm ? match.Find("label") : nullptr;
    if (!label) continue;
    std::string& known = roles[label->text];
    if (const MatchSlot* role = match.Find("role"); role && known.empty()) known = role->text;
  }
  return roles;
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
  if (RE2::FullMatch(Piece(label), kAlone, &name) && name.size() > 1 && other_holds(name, true))
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

/// Whether a text compares something with the arm of that name: "compared with sitagliptin", "to that of
/// diclofenac".
bool IsHeldAgainst(std::string_view text, std::string_view label) {
  static const RE2 kAgainst(
      R"((?i)(?:compared? (?:with|to)|comparison (?:with|to)|superior(?:ity)? to|inferior(?:ity)? to|against|relative to|comparable (?:with|to)|alternative to|with that of|to that of|than|instead of|equivalent to|as effective as)(?: (?:the|an?|that|those|is|of|with|in|for|standard|conventional|usual|oral|intravenous|current|traditional|routine|existing|active|comparator|nonselective|established))*(?: [\w-]+)?(?: [\w-]+)? $)");
  const std::string name = WithoutGroup(label);
  if (name.size() < 3) return false;
  for (size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const size_t from = at > 80 ? at - 80 : 0;
    if (at > 0 && text[at - 1] == ' ' && Holds(text.substr(from, at - from), kAgainst)) return true;
  }
  return false;
}

/// Of treatments that nothing else tells apart, the one that the others are compared with is the comparator.
void MarkComparators(const Document& document, std::vector<Match>& matches) {
  std::map<std::string, bool> against;
  for (const Match& match : matches) {
    const MatchSlot* label = match.field() == Field::kArm ? match.Find("label") : nullptr;
    if (!label || label->range.empty()) continue;
    const std::string_view role = RoleOfTreatment(label->text);
    static const RE2 kKnown(R"((?i)\bwait|\bno\b|without|observation|untreated|delayed|nothing)");
    if (match.Find("role") || Holds(label->text, kKnown) || IsLetteredArm(label->text) ||
        GenericName(label->text) != Generic::kNo || (!role.empty() && role != "experimental"))
      return;
    // What the text goes on to report says no more than its order of words.
    const std::string_view aims = std::string_view(document.text).substr(0, document.text.size() / 2);
    if (const auto [arm, fresh] = against.try_emplace(WithoutGroup(label->text)); fresh)
      arm->second = IsHeldAgainst(aims, label->text);
  }
  const auto count =
      std::count_if(against.begin(), against.end(), [](const auto& arm) { return arm.second; });
  if (count != 1 || against.size() < 2) return;
  for (Match& match : matches)
    if (const MatchSlot* label = match.field() == Field::kArm ? match.Find("label") : nullptr;
        label && !label->range.empty() && against[WithoutGroup(label->text)])
      match.Fill("role", "active_comparator");
}

/// "The control group" of a trial that calls itself placebo-controlled and names no placebo beside it.
bool IsPlaceboControlled(const Document& document, const std::vector<Match>& matches) {
  static const RE2 kSays(R"((?i)\b(?:placebo|sham)[- ]controlled\b)");
  static const RE2 kPlacebo(R"((?i)placebo|sham|saline|安慰剂)");
  const auto is_placebo = [](const Match& match) {
    const MatchSlot* label = match.field() == Field::kArm ? match.Find("label") : nullptr;
    return label && RE2::PartialMatch(label->text, kPlacebo);
  };
  return RE2::PartialMatch(Piece(document.text), kSays) &&
         std::none_of(matches.begin(), matches.end(), is_placebo);
}

/// "Group B … (control group)" of a report that goes by its letters: one arm, even where the names were not
/// joined.
void DropNamesBesideLetters(std::vector<Match>& matches) {
  std::set<std::string_view> letters;
  for (const Match& match : matches)
    if (const MatchSlot* label = match.field() == Field::kArm ? match.Find("label") : nullptr;
        label && IsLetteredArm(label->text.substr(0, label->text.find(" ("))))
      letters.insert(label->text);
  if (letters.size() < 2) return;
  std::erase_if(matches, [](const Match& match) {
    const MatchSlot* label = match.field() == Field::kArm ? match.Find("label") : nullptr;
    return label && !match.Find("count") && GenericName(label->text) != Generic::kNo;
  });
}

/// The roles that the names of the arms tell, or what stands beside a name in its block.
class RoleReader {
 public:
  RoleReader(const Document& document, const std::vector<Reading>& readings, std::vector<Match>& matches)
      : document_(document), readings_(readings), matches_(matches), roles_(RolesOf(matches)) {}

  void Run() {
    for (Match& match : matches_) {
      const MatchSlot* label = match.field() == Field::kArm ? match.Find("label") : nullptr;
      if (match.Find("role") || !label || label->range.empty()) continue;
      const std::string_view role = RoleOf(match.reading, label->text);
      if (role.empty()) continue;
      match.Fill("role", role);
      if (std::string& known = roles_[label->text]; known.empty()) known = role;
    }
  }

 private:
  std::string_view RoleOf(uint32_t reading, const std::string& label) {
    if (const std::string_view known = RoleOfNamesake(roles_, label); !known.empty()) return known;
    if (const std::string_view beside = RoleBesideOthers(roles_, label); !beside.empty()) return beside;
    if (IsLetteredArm(label)) return Beside(reading, label, [](std::string_view) { return true; });
    if (label == "not") return "no_intervention";  // "to receive cells or not"
    if (GenericName(label) != Generic::kControl) return {};
    const std::string_view role = Beside(reading, label, IsNothingOrPlacebo);
    return role.empty() && IsPlacebo() ? "placebo" : role;
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

void TidyArms(const Document& document, const std::vector<Reading>& readings, std::vector<Match>& matches) {
  for (Match& match : matches) {
    if (match.field() != Field::kArm) continue;
    CutHead(match);
    CutTail(match);
  }
  DropCountsOfEvents(matches);
  CutDoses(matches);
  std::erase_if(matches, [](const Match& match) {
    const MatchSlot* label = match.field() == Field::kArm ? match.Find("label") : nullptr;
    if (!label) return false;
    // "75 mg (n = 20)" and "the 75-mg group" are arms; "75 mg" may be anything.
    const bool grouped = label->text.ends_with(" group") || label->text.ends_with(" arm");
    const bool sized =
        (match.Find("count") || grouped) && label->text.find_first_of("0123456789") != std::string::npos;
    return !sized && NamesNothing(label->text);
  });
  DropGenericNames(matches);
  for (Match& match : matches)
    if (match.field() == Field::kArm)
      FillRegisteredSize(document, document.blocks[readings[match.reading].block], match);
  RoleReader(document, readings, matches).Run();
  CompareLetteredPair(readings, matches);
  MarkComparators(document, matches);
  CallByFullName(matches);
  JoinArmNames(readings, matches);
  DropNamesBesideLetters(matches);
}

}  // namespace trialmine

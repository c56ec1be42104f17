#include "arm_labels.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace trialmine {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

/// A dose, a frequency or a number word: what is left of a label where the words that name an arm stand
/// elsewhere.
bool NamesNothing(std::string_view label) {
  static const RE2 kPattern(
      R"((?i)(?:\d[\d.,/-]*[ -]?(?:mg|g|μg|mcg|ug|microg\w*|ml|iu|u|units?|grams?|mmol|%|days?|weeks?|months?|hours?|min|times)?(?:/\w+)*|once|twice|daily|weekly|once-daily|twice-daily|single|one|two|three|four|five|six|other|same|each|both|all|receive|low or|different|treatments?|patients|subjects|participants|women|men|significant|mean|means)(?: (?:of|mg|the|daily|a|day|per|times|week|groups?|treatments?|arms?|different|equal))*)");
  return RE2::FullMatch(Piece(label), kPattern);
}

/// "Group A", "G-II", "arm 2", "B组", "甲组".
bool IsLettered(std::string_view label) {
  static const RE2 kPattern(
      R"((?i)(?:the )?(?:group|arm|cohort) ?(?:[a-h]|[ivx]{1,4}|\d)|g-?(?:[ivx]{1,3}|\d)|(?:[a-d]|[甲乙丙丁]|[ⅠⅡⅢⅣ]|i{1,3}|[1-4一二三四]) ?组?)");
  return RE2::FullMatch(Piece(label), kPattern);
}

std::string_view RoleOfTreatment(std::string_view words) {
  static const RE2 kPlacebo(R"((?i)\b(?:placebo|sham|(?:normal )?saline)\b|安慰剂|生理盐水|假手术|假刺激)");
  static const RE2 kNothing(
      R"((?i)\b(?:no (?:treatment|intervention|supplement\w*|medication|prophyla\w+|premedication|drug)|untreated|observation only|nothing)\b|不(?:予|做|给予|使用|采用|采取)|未(?:予|做|给予|使用|采用|采取|干预)|空白)");
  static const RE2 kControl(
      R"((?i)\b(?:control|standard|usual|conventional|routine)\b|对照|常规|传统|标准治疗)");
  static const RE2 kTreated(
      R"((?i)\b(?:receiv\w+|treated|given|underwent|administered|infusion|injection|treatment|therapy|training|surgery)\b|给予|采用|应用|加用|接受|治疗|注射|口服)");
  if (RE2::PartialMatch(Piece(words), kPlacebo)) return "placebo";
  if (RE2::PartialMatch(Piece(words), kNothing)) return "no_intervention";
  if (RE2::PartialMatch(Piece(words), kControl)) return "active_comparator";
  if (RE2::PartialMatch(Piece(words), kTreated)) return "experimental";
  return {};
}

/// What the text says of a group right behind its name ("group A received …", "group A (placebo, …)") or,
/// where the name stands in brackets, right before it ("saline (group B)").
std::string_view Description(std::string_view text, Range label) {
  const auto stops = [](std::string_view words) {
    static const RE2 kStop(
        R"((?i)[.;。;](?:\s|$)|,? (?:and|while|whereas|or) (?:the )?(?:group|arm|cohort)\b|\b(?:in|than) group\b|[,,、]? ?[A-D甲乙丙丁]组)");
    re2::StringPiece found;
    static const RE2 kGroup("(" + kStop.pattern() + ")");
    if (RE2::PartialMatch(Piece(words), kGroup, &found))
      words = words.substr(0, static_cast<size_t>(found.data() - words.data()));
    return words;
  };
  std::string_view behind = stops(text.substr(label.end, std::min<size_t>(180, text.size() - label.end)));
  static const RE2 kSays(
      R"((?i)^[\s"')]*(?:patients |participants |subjects |women |children |患者|病人)?(?:\(|:|was|were|who|receiv|had|got|underwent|given|treated|给予|采用|应用|加用|接受|予|单用|仅|联合|为|行|口服|使用))");
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

/// "pain scores between experimental": what led to the name is none of it.
void CutHead(Match& match) {
  static const RE2 kHead(
      R"((?i)(?:.*\b(?:between|among|amongst|during|across|versus|than|compared with|compared to|comparing|receiving|either|whether)|significant|mean) )");
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

enum class Generic { kNo, kControl, kTreatment };

/// "the control group", "the intervention arm": any trial's name for its arm.
Generic GenericName(std::string_view label) {
  static const RE2 kControl(R"((?i)(?:the )?controls?(?: (?:group|arm))?)");
  static const RE2 kTreatment(
      R"((?i)(?:the )?(?:treatment|treated|intervention|experimental|study|active|active treatment)(?: (?:group|arm))?)");
  if (RE2::FullMatch(Piece(label), kControl)) return Generic::kControl;
  return RE2::FullMatch(Piece(label), kTreatment) ? Generic::kTreatment : Generic::kNo;
}

/// "the treatment and control arms" of a report that names what was given: no arms of their own.
void DropGenericNames(std::vector<Match>& matches) {
  static const RE2 kComparator(R"((?i)placebo|sham|\busual|standard|conventional|no treatment|untreated)");
  size_t comparators = 0, treatments = 0;
  const auto label_of = [](const Match& match) {
    return match.field() == Field::kArm ? match.Find("label") : nullptr;
  };
  for (const Match& match : matches) {
    const MatchSlot* label = label_of(match);
    if (!label || match.rule->fallback || !match.Find("count") || GenericName(label->text) != Generic::kNo)
      continue;
    ++(RE2::PartialMatch(label->text, kComparator) ? comparators : treatments);
  }
  std::erase_if(matches, [&](const Match& match) {
    const MatchSlot* label = label_of(match);
    if (!label || match.Find("count")) return false;
    const Generic generic = GenericName(label->text);
    return (generic == Generic::kControl && comparators == 1 && treatments > 0) ||
           (generic == Generic::kTreatment && treatments > 0 && comparators == 1);
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

void TidyArms(const Document& document, const std::vector<Reading>& readings, std::vector<Match>& matches) {
  std::erase_if(matches, [](const Match& match) {
    const MatchSlot* label = match.field() == Field::kArm ? match.Find("label") : nullptr;
    return label && NamesNothing(label->text);
  });
  DropGenericNames(matches);
  for (Match& match : matches) {
    if (match.field() != Field::kArm) continue;
    CutHead(match);
    FillRegisteredSize(document, document.blocks[readings[match.reading].block], match);
    if (match.Find("role")) continue;
    const MatchSlot* label = match.Find("label");
    if (!label || label->range.empty() || !IsLettered(label->text)) continue;
    const std::string_view text = readings[match.reading].text();
    const bool bare = label->text.size() <= 3 && !label->text.ends_with("组");  // "A、B两组"
    const std::string name = bare ? label->text + "组" : label->text;
    for (size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
      const Range place{static_cast<uint32_t>(at), static_cast<uint32_t>(at + name.size())};
      const std::string_view role = RoleOfTreatment(Description(text, place));
      if (role.empty()) continue;
      match.Fill("role", role);
      break;
    }
  }
}

}  // namespace trialmine

#include "arm_labels.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "arm_labels_chinese.h"
#include "arm_names.h"
#include "arm_roles.h"
#include "holds.h"
#include "prefilter.h"
#include "result_arm_words.h"
#include "wording.h"

namespace trialmine {
namespace {

/// A dose, a frequency or a number word: what is left of a label where the words that name an arm stand
/// elsewhere.
bool NamesNothing(std::string_view label) {
  // SAMe is a drug.
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (label.size() > 2 && label.find(' ') == label.npos &&
      std::count_if(label.begin(), label.end(), upper) > 2)
    return false;
  static const Wording kPattern("arm.label.nothing");
  return kPattern.In(label);
}

/// "pain scores between experimental": what led to the name is none of it.
void CutHead(Match& match) {
  static const Wording kHead("arm.label.head");
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
  static const Wording kTail("arm.label.tail");
  std::string name;
  for (MatchSlot& slot : match.slots) {
    if (slot.name != "label" || slot.range.empty() || !RE2::FullMatch(slot.text, kTail, &name)) continue;
    slot.range.end = slot.range.begin + static_cast<uint32_t>(name.size());
    slot.text = name;
  }
}

/// "simvastatin 40 mg daily": the dose is no part of the name where it tells no arm from another.
void CutDoses(std::vector<Match>& matches) {
  static const Wording kDose("arm.label.dose");
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
    const MatchSlot* label = LabelOfArm(match);
    const auto found = label && !match.Find("count") ? doses.find(label->text) : doses.end();
    return found != doses.end() && found->second.size() > 1;
  });
}

/// "13 participants in the lithium group completed" beside "lithium (N = 15)": who was left of an arm is no
/// other arm.
void DropLaterCounts(std::vector<Match>& matches) {
  const auto size_of = [](const Match& match) {
    const MatchSlot* count = match.Find("count");
    return count ? std::strtoul(count->text.c_str(), nullptr, 10) : 0UL;
  };
  const auto name_of = [](const MatchSlot& label) { return Lower(WithoutGroup(label.text)); };
  std::map<std::string, unsigned long> largest;
  for (const Match& match : matches)
    if (const MatchSlot* label = LabelOfArm(match); label && !HoldsHan(label->text))
      largest[name_of(*label)] = std::max(largest[name_of(*label)], size_of(match));
  std::erase_if(matches, [&](const Match& match) {
    const MatchSlot* label = LabelOfArm(match);
    if (!label || HoldsHan(label->text) || size_of(match) == 0) return false;
    return size_of(match) < largest[name_of(*label)];
  });
}

/// "The treatment group" or "the placebo group" alone, where weaker rules know what was compared with what.
void DropLoneName(std::vector<Match>& matches) {
  std::set<std::string> weaker, sure;
  for (const Match& match : matches) {
    const MatchSlot* label = LabelOfArm(match);
    if (!label) continue;
    if (!match.rule->fallback && match.Find("count")) return;
    (match.rule->fallback ? weaker : sure).insert(WithoutGroup(label->text));
  }
  if (weaker.size() < 2 || sure.size() != 1) return;
  if (GenericName(*sure.begin()) == GenericArm::kNo && !weaker.contains(*sure.begin())) return;
  std::erase_if(matches,
                [](const Match& match) { return match.field() == Field::kArm && !match.rule->fallback; });
}

/// "the treatment and control arms" of a report that names what was given: no arms of their own.
void DropGenericNames(const Document& document, std::vector<Match>& matches) {
  DropLoneName(matches);
  static const Wording kComparator("arm.comparator");
  static const Wording kPlacebo("arm.placebo-alone");
  constexpr float kSure = 0.8F;
  static const Wording kTwo("arm.two-only");
  std::set<std::string> comparators, treated;
  for (const Match& match : matches) {
    const MatchSlot* label = LabelOfArm(match);
    if (!label || match.rule->fallback || GenericName(label->text) != GenericArm::kNo) continue;
    if (!match.Find("count") && match.confidence < kSure) continue;
    if (kComparator.In(label->text))
      comparators.insert(label->text);
    else
      treated.insert(WithoutGroup(label->text));
  }
  const bool treatments = !treated.empty();
  const bool pair = treated.size() == 2 && comparators.empty() && kTwo.In(document.text);
  std::erase_if(matches, [&](const Match& match) {
    const MatchSlot* label = LabelOfArm(match);
    if (!label || match.Find("count")) return false;
    const GenericArm generic = GenericName(label->text);
    // "the placebo group" of a report that says it was saline.
    const bool placebo = comparators.size() == 1 && kPlacebo.In(label->text) &&
                         comparators.begin()->find("lacebo") == std::string::npos;
    if (generic == GenericArm::kTreatment && treated.size() > 1) return true;
    if (generic != GenericArm::kNo && pair) return true;
    return (generic != GenericArm::kNo || placebo) && treatments && comparators.size() == 1;
  });
}

/// "The control group" beside "the control group without cells (n = 9)": one arm.
void DropShorterNames(std::vector<Match>& matches) {
  std::set<std::string> sized;
  for (const Match& match : matches)
    if (const MatchSlot* label = LabelOfArm(match); label && match.Find("count")) sized.insert(label->text);
  std::erase_if(matches, [&](const Match& match) {
    const MatchSlot* label = LabelOfArm(match);
    if (!label || match.Find("count") || GenericName(label->text) == GenericArm::kNo) return false;
    return std::count_if(sized.begin(), sized.end(), [&](const std::string& other) {
             return other.size() > label->text.size() && other.starts_with(label->text + " ");
           }) == 1;
  });
}

std::set<std::string> WordsOf(std::string_view label) {
  std::set<std::string> words;
  std::string word;
  for (const char c : Lower(WithoutGroup(label)) + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      word += c;
    } else if (!word.empty()) {
      words.insert(word);
      word.clear();
    }
  }
  return words;
}

/// "The saline group" and "the magnesium sulfate-salbutamol group" beside "normal saline solution (n = 16)"
/// and "isotonic magnesium sulfate (n = 19)": each shares words with one sized arm only, and with none a
/// size.
void DropOtherWordings(std::vector<Match>& matches) {
  std::map<std::string, std::set<std::string>> sized;
  for (const Match& match : matches)
    if (const MatchSlot* label = LabelOfArm(match); label && match.Find("count") && !HoldsHan(label->text))
      sized.try_emplace(label->text, WordsOf(label->text));
  if (sized.size() != 2) return;
  const auto& [one, other] = std::pair(sized.begin()->second, std::next(sized.begin())->second);
  const auto shares = [](const std::set<std::string>& words, const std::set<std::string>& own,
                         const std::set<std::string>& others) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
      return word.size() > 3 && own.contains(word) && !others.contains(word);
    });
  };
  std::erase_if(matches, [&](const Match& match) {
    const MatchSlot* label = LabelOfArm(match);
    if (!label || match.Find("count") || HoldsHan(label->text) || !label->text.ends_with(" group") ||
        sized.contains(label->text))
      return false;
    const std::set<std::string> words = WordsOf(label->text);
    return shares(words, one, other) != shares(words, other, one);
  });
}

/// The size in the same entry of a register as the label.
void FillRegisteredSize(const Document& document, const Block& label, Match& match) {
  static const Wording kSize("arm.registered-size");
  if (label.field != "arm.label" || label.group < 0) return;
  for (const Block& block : document.blocks) {
    std::string size;
    if (block.group == label.group && block.field == "arm.size" &&
        RE2::FullMatch(Piece(document.Text(block.span)), kSize, &size))
      match.Fill("count", size);
  }
}

/// "Group B … (control group)" of a report that goes by its letters: one arm, even where the names were not
/// joined.
void DropNamesBesideLetters(std::vector<Match>& matches) {
  std::set<std::string_view> letters;
  for (const Match& match : matches)
    if (const MatchSlot* label = LabelOfArm(match);
        label && IsLetteredArm(label->text.substr(0, label->text.find(" ("))))
      letters.insert(label->text);
  if (letters.size() < 2) return;
  std::erase_if(matches, [](const Match& match) {
    const MatchSlot* label = LabelOfArm(match);
    return label && !match.Find("count") && GenericName(label->text) != GenericArm::kNo;
  });
}

}  // namespace

bool IsLetteredArm(std::string_view label) {
  static const Wording kPattern("arm.lettered");
  return kPattern.In(label);
}

std::string_view DescriptionOfArm(std::string_view text, Range label) {
  const auto stops = [](std::string_view words) {
    static const Wording kStop("arm.description.stop");
    return words.substr(0, PlaceOf(words, kStop));
  };
  std::string_view behind = stops(text.substr(label.end, std::min<size_t>(180, text.size() - label.end)));
  static const Wording kSays("arm.description.verb");
  // B组在A组治疗基础上加服…
  static const Wording kOnTop("arm.description.on-top");
  re2::StringPiece on_top = Piece(text.substr(label.end, 180)), rest_of_text = on_top;
  if (RE2::Consume(&rest_of_text, kOnTop))
    return {on_top.data(), static_cast<size_t>(rest_of_text.data() - on_top.data())};
  if (kSays.In(behind)) return behind;
  if (label.begin == 0 || text[label.begin - 1] != '(') return {};
  std::string_view before =
      text.substr(label.begin > 90 ? label.begin - 90 : 0, std::min<uint32_t>(90, label.begin));
  if (const size_t cut = before.find_last_of(".;)"); cut != before.npos) before.remove_prefix(cut + 1);
  static const Wording kOr("arm.description.or");
  re2::StringPiece rest = Piece(before);
  RE2::Consume(&rest, kOr);
  return {rest.data(), rest.size()};
}

GenericArm GenericName(std::string_view label) {
  static const Wording kControl("arm.generic.control");
  static const Wording kTreatment("arm.generic.treatment");
  if (kControl.In(label)) return GenericArm::kControl;
  return kTreatment.In(label) ? GenericArm::kTreatment : GenericArm::kNo;
}

std::string WithoutGroup(std::string_view label) {
  std::string name(label);
  static const Wording kGroup("arm.label.group");
  RE2::GlobalReplace(&name, kGroup, "");
  return name;
}

void TidyArms(const Document& document, const std::vector<Reading>& readings, std::vector<Match>& matches) {
  for (Match& match : matches) {
    if (match.field() != Field::kArm) continue;
    CutHead(match);
    CutTail(match);
  }
  DropCountsOfEvents(matches);
  CutDoses(matches);
  std::erase_if(matches, [](const Match& match) {
    const MatchSlot* label = LabelOfArm(match);
    if (!label) return false;
    // "75 mg (n = 20)" and "the 75-mg group" are arms; "75 mg" may be anything.
    const bool grouped = label->text.ends_with(" group") || label->text.ends_with(" arm");
    const bool sized =
        (match.Find("count") || grouped) && label->text.find_first_of("0123456789") != std::string::npos;
    return !sized && NamesNothing(label->text);
  });
  DropLaterCounts(matches);
  DropGenericNames(document, matches);
  DropShorterNames(matches);
  DropOtherWordings(matches);
  for (Match& match : matches)
    if (match.field() == Field::kArm)
      FillRegisteredSize(document, document.blocks[readings[match.reading].block], match);
  FillArmRoles(document, readings, matches);
  CallByFullName(matches);
  JoinArmNames(readings, matches);
  DropNamesBesideLetters(matches);
}

}  // namespace trialmine

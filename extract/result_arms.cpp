#include "result_arms.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "arm_labels.h"
#include "result_arm_words.h"
#include "wording.h"

namespace trialmine {
namespace {

/// A word that may stand in a group's name.
bool MayName(const Token& token) {
  constexpr uint32_t kNever = kBe | kHave | kOccur | kPreposition | kOf | kAnd | kVersus | kDeterminer |
                              kPeople | kClause | kNot | kAll | kGroup | kEnrol | kAdverb | kMeasured |
                              kVerdict | kChange;
  return (token.kind == TokenKind::kText && (token.words & kNever) == 0);
}

/// "A", "II", "1", "two": what may stand behind "group".
bool IsGroupLetter(std::string_view word) {
  if (word.size() > 4 || word.empty()) return false;
  return std::all_of(word.begin(), word.end(), [](char c) {
    return std::isupper(static_cast<unsigned char>(c)) || std::isdigit(static_cast<unsigned char>(c));
  });
}

/// "II", "3", "A2": numbers a group and nothing else.
bool IsGroupNumber(std::string_view word) {
  return word.size() == 1 || word.find_first_not_of("IVX") == word.npos ||
         word.find_first_not_of("0123456789", 1) == word.npos;
}

/// "BuCy", "G2x", "TXA": a name made up of capitals or digits.
bool IsShortName(std::string_view word) {
  if (word.size() < 2 || word.size() > 10) return false;
  return std::any_of(word.begin() + 1, word.end(), [](char c) {
    return std::isupper(static_cast<unsigned char>(c)) || std::isdigit(static_cast<unsigned char>(c));
  });
}

/// 胰岛素用量, 胰岛素抵抗 beside 胰岛素组: what follows an arm's name makes it the name of what was measured.
bool NamesMeasure(std::string_view behind) {
  static constexpr std::string_view kMeasures[] = {"用量", "水平", "抵抗", "浓度", "敏感",   "分泌",
                                                   "释放", "抗体", "剂量", "总量", "用药量", "含量"};
  return std::any_of(std::begin(kMeasures), std::end(kMeasures),
                     [&](std::string_view measure) { return behind.starts_with(measure); });
}

}  // namespace

ArmBook::ArmBook(const std::vector<Match>& matches, const std::vector<Reading>& readings) {
  // What only weaker rules found is none of the document's arms where others found some.
  const bool sure = std::any_of(matches.begin(), matches.end(), [](const Match& match) {
    return match.field() == Field::kArm && !match.rule->fallback && !match.context.other_study;
  });
  for (const Match& match : matches)
    if (match.field() == Field::kDose) LearnTreatments(match);
  for (const Match& match : matches)
    if (const MatchSlot* label = LabelOfArm(match))
      LearnSecondName(label->text, Add(label->text, !sure || !match.rule->fallback));
  for (const Match& match : matches) {
    const MatchSlot* label = LabelOfArm(match);
    const uint32_t arm = label ? Add(label->text, !sure || !match.rule->fallback) : kAllArms;
    if (arm != kAllArms && !label->range.empty())
      LearnAlias(readings[match.reading].text().substr(label->range.end), arm);
  }
  LearnBareNames();
}

/// "telmisartan" is short for "once-daily oral telmisartan" where no other arm's name holds the word.
void ArmBook::LearnBareNames() {
  static const Wording kHow("arm.how");
  static const Wording kGeneric("arm.ends-generic");
  std::string bare;
  for (uint32_t i = 0; i < arms_.size(); ++i) {
    Arm& arm = arms_[i];
    if (!arm.listed || !RE2::FullMatch(arm.stem, kHow, &bare) || bare.size() < 3 || NeedsGroup(bare))
      continue;
    if (kGeneric.In(bare)) continue;
    bool shared = false;
    for (uint32_t other = 0; other < arms_.size(); ++other)
      shared = shared || (other != i && !(i < other && IsOneArm(i, other)) &&
                          !WordsIn(arms_[other].stem, bare).empty());
    if (!shared) arm.shorts.push_back(bare);
  }
  for (uint32_t i = 0; i < arms_.size(); ++i)
    if (arms_[i].listed) LearnCompound(arms_[i]);
}

/// "Koper-knitted grafts" for "gelatin-sealed Koper-knitted polyester graft": a compound that no other arm's
/// name holds, before the noun.
void ArmBook::LearnCompound(Arm& arm) {
  static const RE2 kCompound(R"(([a-z]+-[a-z]+) )");
  const size_t noun = arm.stem.rfind(' ');
  if (noun == std::string::npos || arm.stem.size() - noun < 5) return;
  re2::StringPiece rest(arm.stem), word;
  while (RE2::FindAndConsume(&rest, kCompound, &word)) {
    const std::string_view compound(word.data(), word.size());
    const bool shared = std::any_of(arms_.begin(), arms_.end(), [&](const Arm& other) {
      return &other != &arm && !WordsIn(other.stem, compound).empty();
    });
    if (shared) continue;
    const std::string name = std::string(compound) + arm.stem.substr(noun);
    arm.shorts.push_back(name);
    arm.shorts.push_back(name + "s");
  }
}

/// The words by which a dose calls what was given.
void ArmBook::LearnTreatments(const Match& dose) {
  const MatchSlot* agent = dose.Find("agent");
  if (!agent) return;
  static const RE2 kWord(R"(([A-Za-z][A-Za-z0-9-]{3,}))");
  re2::StringPiece rest(agent->text), word;
  while (RE2::FindAndConsume(&rest, kWord, &word)) {
    std::string lower = Lower({word.data(), word.size()});
    if (std::find(treatments_.begin(), treatments_.end(), lower) == treatments_.end())
      treatments_.push_back(std::move(lower));
  }
}

/// What was given names no outcome by itself: "fotemustine did not improve survival".
void ArmBook::SoftenTreatments(LinkSentence& sentence) const {
  if (treatments_.empty()) return;
  for (Token& token : sentence.tokens)
    if (token.kind == TokenKind::kText && token.words == 0 &&
        std::find(treatments_.begin(), treatments_.end(), Lower(sentence.Of(token))) != treatments_.end())
      token.words = kTreat | kAgent;
}

/// "ropivacaine group (Group R)": both names stand for the arm.
void ArmBook::LearnSecondName(std::string_view label, uint32_t arm) {
  const size_t open = label.find(" (");
  if (arm == kAllArms || open == label.npos || !label.ends_with(')')) return;
  std::string_view name = label.substr(open + 2, label.size() - open - 3);
  const std::string stem = Stem(name);
  if (!NeedsGroup(stem)) name = name.substr(Lower(name).find(stem), stem.size());
  const auto same = [&](const Alias& known) { return known.text == name; };
  if (std::none_of(aliases_.begin(), aliases_.end(), same)) aliases_.push_back({std::string(name), arm});
}

/// "(EG; n = 20)", "group (LD)": capitals or digits right behind a label.
void ArmBook::LearnAlias(std::string_view behind, uint32_t arm) {
  static const Wording kAlias("arm.alias");
  std::string alias;
  if (!RE2::PartialMatch(re2::StringPiece(behind.data(), std::min<size_t>(behind.size(), 60)), kAlias,
                         &alias))
    return;
  const std::string lower = Lower(alias);
  const auto same = [&](const Alias& known) { return known.text == alias; };
  if (std::any_of(arms_.begin(), arms_.end(), [&](const Arm& known) { return known.stem == lower; })) return;
  if (std::none_of(aliases_.begin(), aliases_.end(), same)) aliases_.push_back({std::move(alias), arm});
}

uint32_t ArmBook::Add(std::string_view label, bool listed) {
  const size_t second = label.ends_with(')') ? label.find(" (") : label.npos;
  const std::string stem = Stem(label.substr(0, second));
  if (stem.empty()) return kAllArms;
  const std::string lower = Lower(label);
  const bool says_group = lower.find("group") != std::string::npos || lower.find("arm") != std::string::npos;
  const bool named = !NeedsGroup(stem) && (listed || !says_group);
  for (uint32_t i = 0; i < arms_.size(); ++i) {
    if (arms_[i].stem != stem) continue;
    arms_[i].listed = arms_[i].listed || listed;
    arms_[i].named = arms_[i].named || named;
    return i;
  }
  arms_.push_back({std::string(label), stem, {}, listed, named});
  return static_cast<uint32_t>(arms_.size() - 1);
}

/// The arm that "control" or "treatment" stands for where no arm is called so, and one only can be meant.
uint32_t ArmBook::MeantBy(std::string_view stem) const {
  static const Wording kTreatment("arm.says-treatment");
  const bool treatment = kTreatment.In(stem);
  if (!treatment && stem != "control" && stem != "controls") return kNone;
  uint32_t meant = kNone;
  for (uint32_t i = 0; i < arms_.size(); ++i) {
    if (arms_[i].listed && arms_[i].stem.find(stem) != std::string::npos) return kNone;
    if (!arms_[i].listed || IsControl(i) == treatment) continue;
    if (meant != kNone) return kNone;
    meant = i;
  }
  return meant;
}

/// The arm of that name, or one whose name holds it; kNone where there is none or more than one.
uint32_t ArmBook::Named(std::string_view stem) const {
  for (uint32_t i = 0; i < arms_.size(); ++i)
    if (arms_[i].stem == stem) return i;
  for (const Alias& alias : aliases_)
    if (Stem(alias.text) == stem) return alias.arm;
  if (const uint32_t meant = MeantBy(stem); meant != kNone) return meant;
  uint32_t found = kNone;
  for (uint32_t i = 0; i < arms_.size(); ++i) {
    const size_t at = arms_[i].stem.find(stem);
    if (at == std::string::npos || stem.size() < 2 || !arms_[i].listed) continue;
    const bool whole =
        (at == 0 || !IsWordByte(arms_[i].stem[at - 1])) &&
        (at + stem.size() == arms_[i].stem.size() || !IsWordByte(arms_[i].stem[at + stem.size()]));
    if (!whole) continue;
    if (found != kNone) return kNone;
    found = i;
  }
  return found;
}

/// "intracervical dinoprostone" and "the dinoprostone group": the shorter name ends the longer one.
bool ArmBook::IsOneArm(uint32_t a, uint32_t b) const {
  const std::string& longer = arms_[arms_[a].stem.size() < arms_[b].stem.size() ? b : a].stem;
  const std::string& shorter = arms_[arms_[a].stem.size() < arms_[b].stem.size() ? a : b].stem;
  return shorter.size() > 3 && longer.ends_with(" " + shorter);
}

uint32_t ArmBook::Other(uint32_t arm) const {
  uint32_t other = kNone;
  for (uint32_t i = 0; i < arms_.size(); ++i) {
    if (i == arm || !arms_[i].listed || (arm < arms_.size() && IsOneArm(arm, i))) continue;
    if (other != kNone && IsOneArm(other, i)) continue;
    if (other != kNone) return kNone;
    other = i;
  }
  return arm < arms_.size() && arms_[arm].listed ? other : kNone;
}

std::vector<uint32_t> ArmBook::Listed() const {
  std::vector<uint32_t> listed;
  for (uint32_t i = 0; i < arms_.size(); ++i)
    if (arms_[i].listed) listed.push_back(i);
  return listed;
}

bool ArmBook::IsName(std::string_view words) const {
  const std::string stem = Stem(words);
  return std::any_of(arms_.begin(), arms_.end(), [&](const Arm& arm) { return arm.stem == stem; }) ||
         std::any_of(aliases_.begin(), aliases_.end(),
                     [&](const Alias& alias) { return alias.text == words; });
}

bool ArmBook::IsControl(uint32_t arm) const {
  static const Wording kControl("arm.says-control");
  return arm < arms_.size() && kControl.In(arms_[arm].stem);
}

void ArmBook::Mark(LinkSentence& sentence) {
  MarkAliases(sentence);
  MarkGroups(sentence);
  MarkLabels(sentence);
  if (sentence.chinese) return;
  MarkPeople(sentence);
  SoftenTreatments(sentence);
}

/// Replaces the tokens from `first` to `last` by one for an arm.
void ArmBook::Merge(LinkSentence& sentence, size_t first, size_t last, uint32_t arm) {
  Token& token = sentence.tokens[first];
  token.range.end = sentence.tokens[last].range.end;
  token.kind = TokenKind::kArm;
  token.words = 0;
  token.index = arm;
  sentence.tokens.erase(sentence.tokens.begin() + static_cast<ptrdiff_t>(first) + 1,
                        sentence.tokens.begin() + static_cast<ptrdiff_t>(last) + 1);
}

void ArmBook::MarkGroups(LinkSentence& sentence) {
  for (size_t i = 0; i < sentence.tokens.size(); ++i) {
    const Token& token = sentence.tokens[i];
    if (token.kind != TokenKind::kText) continue;
    const std::string_view word = sentence.Of(token);
    if (word.ends_with("-group") || word.ends_with("-arm") || word.ends_with("-groups")) {
      const std::string label(word.substr(0, word.find_last_not_of('s') + 1));
      const uint32_t arm = Named(Stem(label));
      Merge(sentence, i, i, arm == kNone ? Add(label, false) : arm);
      continue;
    }
    if (sentence.chinese && (token.words & kAll) != 0 && word.size() > 3 && word != "组内" &&
        word.find("组") != word.npos) {
      if (!MarkLettersBefore(sentence, i)) Merge(sentence, i, i, kAllArms);
    } else if (token.Is(kGroup)) {
      if (sentence.Of(token) == "组")
        MarkChineseGroup(sentence, i);
      else
        MarkEnglishGroup(sentence, i);
    }
  }
}

/// The arm called "group" and that letter or number.
uint32_t ArmBook::Lettered(std::string_view letter) {
  const std::string stem = Lower(letter);
  for (const Alias& alias : aliases_)
    if (Stem(alias.text) == stem) return alias.arm;
  return Add("group " + std::string(letter), false);
}

/// "treated", "total laparoscopic" before "group": words that make up the name of a listed arm whatever they
/// are otherwise. Where they begin, and the arm; kNone where there is none.
std::pair<size_t, uint32_t> ArmBook::ListedBefore(const LinkSentence& sentence, size_t group) const {
  const std::vector<Token>& tokens = sentence.tokens;
  if (sentence.Of(tokens[group]).ends_with("s")) return {group, kNone};
  for (size_t first = group > 5 ? group - 5 : 0; first < group; ++first) {
    const bool plain = std::all_of(tokens.begin() + static_cast<ptrdiff_t>(first),
                                   tokens.begin() + static_cast<ptrdiff_t>(group),
                                   [](const Token& token) { return token.kind == TokenKind::kText; });
    if (!plain || tokens[first].Is(kDeterminer) || (first > 0 && tokens[first - 1].Is(kAnd))) continue;
    const uint32_t arm = Called(sentence.text.substr(
        tokens[first].range.begin, tokens[group - 1].range.end - tokens[first].range.begin));
    if (arm != kNone && arms_[arm].listed) return {first, arm};
  }
  return {group, kNone};
}

void ArmBook::MarkEnglishGroup(LinkSentence& sentence, size_t group) {
  std::vector<Token>& tokens = sentence.tokens;
  // "in the cell group ALT fell": the group has its name before it.
  const bool named = group > 0 && (MayName(tokens[group - 1]) || tokens[group - 1].kind == TokenKind::kArm);
  // "group A", "groups 1 and 2"
  if (group + 1 < tokens.size() && ((IsGroupLetter(sentence.Of(tokens[group + 1])) &&
                                     (!named || IsGroupNumber(sentence.Of(tokens[group + 1])))) ||
                                    tokens[group + 1].kind == TokenKind::kNumber)) {
    const bool plural = sentence.Of(tokens[group]).ends_with("s");
    // "groups IA, IT and C"
    for (size_t next = group + 2; plural && next < tokens.size(); ++next) {
      const bool joins = tokens[next].kind == TokenKind::kComma || tokens[next].Is(kAnd);
      const bool letter =
          !joins && (IsGroupLetter(sentence.Of(tokens[next])) || tokens[next].kind == TokenKind::kNumber);
      if (!joins && !letter) break;
      if (letter) Merge(sentence, next, next, Lettered(sentence.Of(tokens[next])));
    }
    const uint32_t arm = Lettered(sentence.Of(tokens[group + 1]));
    if (plural) {
      Merge(sentence, group + 1, group + 1, arm);
      tokens[group].words = kDeterminer;
    } else {
      Merge(sentence, group, group + 1, arm);
    }
    return;
  }
  size_t first = group;
  while (first > 0 && group - first < 5 &&
         (MayName(tokens[first - 1]) || tokens[first - 1].kind == TokenKind::kArm) &&
         sentence.Of(tokens[first - 1]) != "same" && tokens[first - 1].depth == tokens[group].depth)
    --first;
  if (const auto [begin, arm] = ListedBefore(sentence, group); arm != kNone && begin < first) {
    Merge(sentence, begin, group, arm);
    return;
  }
  if (first == group) {
    const bool all =
        group > 0 && (tokens[group - 1].Is(kAll | kNot) || tokens[group - 1].Is(kPreposition | kCompare));
    if (all || sentence.Of(tokens[group]).ends_with("s")) Merge(sentence, group, group, kAllArms);
    return;
  }
  const std::string_view label =
      sentence.text.substr(tokens[first].range.begin, tokens[group].range.begin - tokens[first].range.begin);
  // "both treatment groups", "among study groups"
  if (sentence.Of(tokens[group]).ends_with("s") && (first == 0 || !tokens[first - 1].Is(kAnd)) &&
      NeedsGroup(Stem(label))) {
    Merge(sentence, first, group, kAllArms);
    return;
  }
  uint32_t arm = Named(Stem(label));
  if (arm == kNone) arm = Add(std::string(label) + "group", false);
  // "the control and treatment groups", "in BuCy and BuFlu group"
  const bool plural = sentence.Of(tokens[group]).ends_with("s");
  if (first >= 2 && tokens[first - 1].Is(kAnd) && MayName(tokens[first - 2]) &&
      (plural || IsShortName(sentence.Of(tokens[first - 2])) ||
       Named(Stem(sentence.Of(tokens[first - 2]))) != kNone)) {
    size_t begin = first - 2;
    while (begin > 0 && MayName(tokens[begin - 1])) --begin;
    const std::string_view other = sentence.text.substr(
        tokens[begin].range.begin, tokens[first - 2].range.end - tokens[begin].range.begin);
    uint32_t left = Named(Stem(other));
    if (left == kNone) left = Add(std::string(other) + " group", false);
    Merge(sentence, first, group, arm);
    Merge(sentence, begin, first - 2, left);
    return;
  }
  Merge(sentence, first, group, arm);
}

uint32_t ArmBook::Meant(std::string_view label) const { return Named(Stem(label)); }

/// The arm of exactly that name; kNone where there is none.
uint32_t ArmBook::Called(std::string_view label) const {
  const std::string stem = Stem(label);
  for (uint32_t i = 0; i < arms_.size(); ++i)
    if (arms_[i].stem == stem) return i;
  return kNone;
}

/// "patients receiving drugs": the one arm whose name ("drug therapy") holds what they got; kNone where none
/// does.
uint32_t ArmBook::GivenTo(const LinkSentence& sentence, size_t at) const {
  static constexpr std::array<std::string_view, 8> kGot{"receiving", "received", "given",      "taking",
                                                        "underwent", "with",     "undergoing", "on"};
  if (at < 2 || !sentence.tokens[at - 2].Is(kPeople | kEnrol | kClause)) return kNone;
  if (std::find(kGot.begin(), kGot.end(), sentence.Of(sentence.tokens[at - 1])) == kGot.end()) return kNone;
  std::string word = Lower(sentence.Of(sentence.tokens[at]));
  if (word.size() > 4 && word.ends_with('s') && !word.ends_with("ss")) word.pop_back();
  if (word.size() < 3 || NeedsGroup(word)) return kNone;
  const uint32_t arm = Named(word);
  return arm != kNone && arm < arms_.size() && arms_[arm].listed ? arm : kNone;
}

/// "controls", "control subjects", "treated patients": arms by the people in them.
void ArmBook::MarkPeople(LinkSentence& sentence) {
  for (size_t i = 0; i < sentence.tokens.size(); ++i) {
    if (sentence.tokens[i].kind != TokenKind::kText) continue;
    std::string word = Lower(sentence.Of(sentence.tokens[i]));
    const bool people = i + 1 < sentence.tokens.size() && sentence.tokens[i + 1].Is(kPeople);
    if (word.size() > 9 && word.ends_with("-treated")) {  // "mBMC-treated patients"
      const std::string_view stem = std::string_view(word).substr(0, word.size() - 8);
      uint32_t arm = Named(stem);
      if (arm == kNone) arm = Named(std::string(stem) + "s");
      if (arm != kNone) Merge(sentence, i, i + (people ? 1 : 0), arm);
      continue;
    }
    if (const uint32_t arm = GivenTo(sentence, i); arm != kNone) {
      Merge(sentence, i, i, arm);
      continue;
    }
    const bool leads = i + 1 < sentence.tokens.size() && sentence.tokens[i + 1].kind != TokenKind::kText;
    if (word == "controls" || (word == "control" && leads)) {
      const uint32_t arm = Named("control");
      if (word == "controls" || arm != kNone)
        Merge(sentence, i, i, arm == kNone ? Add("controls", false) : arm);
    } else if (people && NeedsGroup(word) && word.size() > 2) {
      uint32_t arm = Named(word);
      if (arm == kNone && word == "control") arm = Add("control subjects", false);
      if (arm != kNone) Merge(sentence, i, i + 1, arm);
    }
  }
}

/// Labels that name an arm by themselves ("placebo", "GDP"), longest first.
void ArmBook::MarkLabels(LinkSentence& sentence) {
  std::vector<std::pair<std::string_view, uint32_t>> names;
  for (uint32_t i = 0; i < arms_.size(); ++i) {
    if (arms_[i].named) names.emplace_back(arms_[i].stem, i);
    for (const std::string& name : arms_[i].shorts) names.emplace_back(name, i);
  }
  std::stable_sort(names.begin(), names.end(),
                   [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  const std::string lower = Lower(sentence.range.Of(sentence.text));
  for (const auto& [name, arm] : names)
    for (const size_t at : WordsIn(lower, name))
      if (!NamesMeasure(std::string_view(lower).substr(at + name.size())))
        MarkWords(sentence, at, name.size(), arm);
}

/// Short names stand for their arm only in their own capitals, and single letters only beside "group".
void ArmBook::MarkAliases(LinkSentence& sentence) {
  const std::string_view words = sentence.range.Of(sentence.text);
  for (const Alias& alias : aliases_) {
    if (alias.text.size() < 2) continue;
    for (const size_t at : WordsIn(words, alias.text)) MarkWords(sentence, at, alias.text.size(), alias.arm);
  }
}

void ArmBook::MarkWords(LinkSentence& sentence, size_t at, size_t size, uint32_t arm) {
  const Range words{sentence.range.begin + static_cast<uint32_t>(at),
                    sentence.range.begin + static_cast<uint32_t>(at + size)};
  size_t first = 0;
  while (first < sentence.tokens.size() && sentence.tokens[first].range.end <= words.begin) ++first;
  size_t last = first;
  while (last + 1 < sentence.tokens.size() && sentence.tokens[last + 1].range.begin < words.end) ++last;
  bool plain = first < sentence.tokens.size();
  for (size_t i = first; plain && i <= last; ++i)
    plain = sentence.tokens[i].kind == TokenKind::kText || sentence.tokens[i].kind == TokenKind::kNumber;
  if (plain) Merge(sentence, first, last, arm);
}

}  // namespace trialmine

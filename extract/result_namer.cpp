#include "result_namer.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string_view>

#include "result_chinese.h"

namespace trialmine {
namespace {

constexpr uint32_t kVerb = kBe | kHave | kChange | kOccur | kEvent;

bool IsKind(const Token& token, TokenKind kind) { return token.kind == kind; }

}  // namespace

const Phrase* Namer::PhraseOf(uint32_t at) const {
  if (const Phrase* label = LabelInBrackets(at)) return label;
  uint32_t left_of = at;
  for (uint8_t depth = tokens_[at].depth; depth > 0; --depth) left_of = view_.OpenBefore(left_of);
  if (tokens_[at].depth == 0) {
    if (const Phrase* right = RightWhereLeading(at)) return right;
  }
  const Phrase* left =
      NearestLeft(left_of, tokens_[at].depth > 0 && !sentence_.chinese ? 0 : tokens_[left_of].depth);
  if (!left) left = NearestLeft(left_of, tokens_[left_of].depth);
  if (left && tokens_[at].depth > 0)
    if (const Phrase* subject = SubjectBefore(*left)) return subject;
  return left ? left : FirstRight(at);
}

OutcomeName Namer::Named(const Phrase& phrase) const {
  OutcomeName name = NameOf(sentence_, phrase);
  if (!sentence_.chinese || phrase.first < 2 || !tokens_[phrase.first - 1].Is(kPreposition)) return name;
  const std::string_view in = sentence_.Of(tokens_[phrase.first - 1]);
  if (in != "在" && in != "于") return name;
  constexpr std::string_view kPlace = "中的";
  const std::string_view words = phrase.range.Of(sentence_.text);
  const size_t place = words.find(kPlace);
  if (place == words.npos || place + kPlace.size() >= words.size()) return name;
  for (const Phrase& before : phrases_)
    if (before.last + 2 == phrase.first && before.depth == phrase.depth && !before.vague)
      name.text = NameOf(sentence_, before).text + std::string(words.substr(place + kPlace.size()));
  return name;
}

bool Namer::IsHeldAgainst(const Phrase& phrase, uint32_t value) const {
  if (!sentence_.chinese || phrase.depth > 0 || phrase.first == 0 || phrase.last + 1 > value) return false;
  // 低于无转移者(93.5%)
  const uint32_t before = phrase.first - 1;
  const bool without = before > 0 && tokens_[before].Is(kNot) && tokens_[before - 1].Is(kCompare);
  if (!tokens_[before].Is(kCompare) && !without) return false;
  for (uint32_t i = phrase.last + 1; i < value; ++i)
    if (!tokens_[i].Is(kOf | kPeople) && !(without && IsKind(tokens_[i], TokenKind::kOpen))) return false;
  return true;
}

bool Namer::IsElsewhere(const Phrase& phrase, const OutcomeName& same) const {
  if (!sentence_.chinese || phrase.first < 2 || sentence_.Of(tokens_[phrase.first - 1]) != "在") return false;
  if (!IsKind(tokens_[phrase.first - 2], TokenKind::kComma)) return false;
  constexpr std::string_view kIn = "中", kOfIt = "的";
  const std::string_view words = phrase.range.Of(sentence_.text);
  const size_t place = words.rfind(kIn);
  if (place == words.npos) return false;
  std::string_view what = words.substr(place + kIn.size());
  if (what.starts_with(kOfIt)) what.remove_prefix(kOfIt.size());
  return same.text.ends_with(what);
}

std::vector<OutcomeName> Namer::NamesBeforeP(uint32_t at) const {
  uint32_t begin = view_.SegmentBegin(at);
  if (JudgesWhatFollows(at))
    if (std::vector<OutcomeName> behind = NamesBehind(at); !behind.empty()) return behind;
  if (SaysAll(at))
    if (std::vector<OutcomeName> all = AllNamesIn(begin, at); all.size() > 1) return all;
  std::vector<OutcomeName> names = sentence_.chinese ? NamesOfClauses(begin, at) : NamesIn(begin, at);
  if (names.empty()) names = NamesBehind(at);
  if (names.empty() && begin > 0 && !sentence_.chinese) names = NamesIn(0, at);
  if (sentence_.chinese && names.size() > 1) {
    // What describes people, and the effects of a model, are no outcomes and yet have this p. HR in a list is
    // the heart rate.
    const auto none = [this](const OutcomeName& name) {
      const std::string_view words = name.range.Of(sentence_.text);
      return !words.empty() && words != "HR" && NamesNoOutcome(words) && !words.ends_with("效应") &&
             !words.ends_with("性别") && !words.ends_with("年龄");
    };
    if (!std::all_of(names.begin(), names.end(), none)) std::erase_if(names, none);
  }
  if (sentence_.chinese)
    std::erase_if(names, [](const OutcomeName& name) { return name.text == "个月" || DatesOnly(name.text); });
  return names;
}

bool Namer::JudgesWhatFollows(uint32_t at) const {
  if (sentence_.chinese || tokens_[at].depth == 0) return false;
  const uint32_t open = view_.OpenBefore(at), close = view_.CloseAfter(open);
  return open > 0 && sentence_.Of(tokens_[open - 1]) == "significant" && close + 1 < tokens_.size() &&
         tokens_[close + 1].Is(kChangeNoun | kCompare);
}

bool Namer::SaysAll(uint32_t at) const {
  if (sentence_.chinese || at == 0 || tokens_[at].depth == 0) return false;
  const std::string_view word = sentence_.Of(tokens_[at - 1]);
  const std::string_view own = sentence_.Of(tokens_[at]);
  return word == "all" || word == "both" || own.starts_with("all ") || own.starts_with("both ");
}

std::vector<OutcomeName> Namer::AllNamesIn(uint32_t begin, uint32_t end) const {
  std::vector<OutcomeName> names;
  for (const Phrase& phrase : phrases_)
    if (phrase.first >= begin && phrase.last < end && phrase.depth == 0 && !phrase.vague &&
        !view_.AfterVersus(phrase.first))
      names.push_back(Named(phrase));
  return names;
}

std::vector<OutcomeName> Namer::NamesForEach(uint32_t at, size_t count) const {
  int last = -1;
  for (size_t k = 0; k < phrases_.size(); ++k)
    if (phrases_[k].last < at && phrases_[k].depth <= tokens_[at].depth &&
        (!phrases_[k].vague || sentence_.chinese))
      last = static_cast<int>(k);
  if (last < 0) return {};
  std::vector<OutcomeName> names = ListEndingAt(static_cast<size_t>(last), 0);
  // "A、B、C在…组中的阳性率分别为": the list stands before its head.
  const bool apart =
      last > 0 && !sentence_.chinese &&
      phrases_[static_cast<size_t>(last) - 1].depth != phrases_[static_cast<size_t>(last)].depth;
  if (names.size() == 1 && last > 0 && !apart) {
    const std::vector<OutcomeName> list = ListEndingAt(static_cast<size_t>(last) - 1, 0);
    if (list.size() == count) {
      const OutcomeName head = names[0];
      names = list;
      for (OutcomeName& name : names)
        name = {name.text + (sentence_.chinese ? "" : " ") + head.text, name.range};
    }
  }
  return names.size() == count ? names : std::vector<OutcomeName>{};
}

/// Behind the last clause of a sentence that names an arm, before what a report concludes (说明, 提示).
uint32_t Namer::EndOfArms() const {
  static constexpr std::string_view kConcludes[] = {"说明", "提示", "表明"};
  uint32_t end = 0;
  bool arm = false;
  for (uint32_t i = 0; i <= tokens_.size(); ++i) {
    const bool last = i == tokens_.size();
    const bool concludes = !last && i > 0 &&
                           std::find(std::begin(kConcludes), std::end(kConcludes),
                                     sentence_.Of(tokens_[i])) != std::end(kConcludes);
    if (last || concludes || (IsKind(tokens_[i], TokenKind::kComma) && tokens_[i].depth == 0)) {
      if (arm) end = i;
      arm = false;
    }
    if (concludes) break;
    arm = arm || (!last && IsKind(tokens_[i], TokenKind::kArm));
  }
  return end;
}

/// "no differences", "did not differ".
bool Namer::DeniesDifference(uint32_t i) const {
  constexpr uint32_t kNear = 3;
  if (sentence_.chinese || !(tokens_[i].Is(kDifference) || sentence_.Of(tokens_[i]).starts_with("differ")))
    return false;
  for (uint32_t back = 1; back <= kNear && back <= i; ++back)
    if (tokens_[i - back].Is(kNot)) return true;
  return false;
}

std::vector<OutcomeName> Namer::ComparedNames(uint32_t begin) const {
  bool compares = false, arm = false, named = false;
  const auto end = static_cast<uint32_t>(tokens_.size());
  for (uint32_t i = begin; i < end; ++i) {
    compares = compares || tokens_[i].Is(kCompare | kChange | kChangeNoun | kVerdict);
    named = named || SentenceView::IsArm(tokens_[i]);
    arm = arm || tokens_[i].kind == TokenKind::kArm || tokens_[i].Is(kVerdict) || DeniesDifference(i);
  }
  if (!compares || !arm) return {};
  if (begin == 0) return sentence_.chinese && named ? NamesOfClauses(0, EndOfArms()) : NamesIn(0, end);
  // Behind numbers: a clause that names its own arm ("…,且A组疼痛的改善优于B组").
  uint32_t i = begin;
  while (i < end && !(tokens_[i].kind == TokenKind::kArm && Judges(i, end))) ++i;
  const bool held = std::any_of(tokens_.begin() + i, tokens_.end(), [](const Token& token) {
    return token.Is(kVerdict) || (token.Is(kCompare) && token.Is(kHigher | kLower));
  });
  if (!held) return {};
  std::vector<OutcomeName> names = NamesIn(i, end);
  std::erase_if(names, [](const OutcomeName& name) {
    return name.text.ends_with("疗效") || name.text.ends_with("效果");
  });
  return names;
}

bool Namer::NamesBetween(uint32_t begin, uint32_t end) const {
  return std::any_of(phrases_.begin(), phrases_.end(), [&](const Phrase& phrase) {
    return phrase.first > begin && phrase.last < end && phrase.depth == 0;
  });
}

bool Namer::IsVague(const OutcomeName& name) const {
  for (const Phrase& phrase : phrases_)
    if (phrase.vague && phrase.range.Contains(name.range)) return true;
  return false;
}

const Phrase* Namer::LabelInBrackets(uint32_t at) const {
  if (tokens_[at].depth == 0) return nullptr;
  const uint32_t open = view_.OpenBefore(at);
  // "(adjusted mean [SE] change, -22.6 [1.17])": which statistic it is.
  const auto tells_statistic = [this](const Phrase& phrase) {
    const std::string_view words = phrase.range.Of(sentence_.text);
    if (words == "SD" || words == "SE" || words == "SEM" || words == "CI" ||
        words.find("quartile") != words.npos)
      return true;
    return words.find("mean") != words.npos &&
           (words.find('[') != words.npos || words.find("adjusted") != words.npos ||
            words.find("squares") != words.npos);
  };
  const Phrase* label = nullptr;
  for (const Phrase& phrase : phrases_)
    if (phrase.first > open && phrase.last < at && phrase.depth == tokens_[at].depth &&
        !view_.MeasureBetween(phrase.last, at) && !tells_statistic(phrase))
      label = &phrase;
  return label;
}

const Phrase* Namer::RightWhereLeading(uint32_t at) const {
  const Part& part = parts_[tokens_[at].index];
  const bool counts = part.match.Find("events") || part.match.Find("percent");
  if (!counts || (sentence_.chinese && at > 0 && tokens_[at - 1].Is(kBe))) return nullptr;
  // "92%的患者HBV DNA低于…"
  uint32_t next = at + 1;
  if (sentence_.chinese && next + 1 < tokens_.size() && tokens_[next].Is(kOf) &&
      tokens_[next + 1].Is(kPeople))
    next += 2;
  for (const Phrase& phrase : phrases_)
    if (phrase.first == next && phrase.depth == 0) return &phrase;
  // "five patients had flushing, three had discomfort"
  const bool subject = !sentence_.chinese && at + 1 < tokens_.size() && tokens_[at + 1].Is(kHave | kEvent);
  if (!subject && !CountsPeople(at)) return nullptr;
  // "68% of 139 women on the drug with a menstrually associated migraine had pain relief"
  if (const Phrase* had = ObjectOfHaving(at)) return had;
  bool verb = false;
  for (uint32_t i = at + 1; i < tokens_.size(); ++i) {
    if (tokens_[i].depth > 0) continue;
    if (IsKind(tokens_[i], TokenKind::kSemicolon)) break;
    if (tokens_[i].Is(kVerb) || (sentence_.Of(tokens_[i]) == "with" && tokens_[i - 1].Is(kPeople)))
      verb = true;
    if (!verb) continue;
    for (const Phrase& phrase : phrases_)
      if (phrase.first == i) return &phrase;
  }
  return nullptr;
}

const Phrase* Namer::ObjectOfHaving(uint32_t at) const {
  if (sentence_.chinese) return nullptr;
  static constexpr std::string_view kHad[] = {"had",       "achieved", "experienced",
                                              "developed", "showed",   "reported"};
  for (uint32_t i = at + 1; i < tokens_.size() && !view_.IsValueToken(i); ++i) {
    if (IsKind(tokens_[i], TokenKind::kSemicolon)) break;
    if (tokens_[i].depth > 0 || tokens_[i - 1].Is(kClause)) continue;
    if (std::find(std::begin(kHad), std::end(kHad), sentence_.Of(tokens_[i])) == std::end(kHad)) continue;
    uint32_t object = i + 1;
    while (object < tokens_.size() && tokens_[object].Is(kAdverb | kDeterminer)) ++object;
    for (const Phrase& phrase : phrases_)
      if (phrase.first == object && !phrase.vague) return &phrase;
    return nullptr;
  }
  return nullptr;
}

bool Namer::CountsPeople(uint32_t at) const {
  const std::string_view words = sentence_.Of(tokens_[at]);
  for (const std::string_view people : {"patient", "subject", "participant", "women", "men ", "children",
                                        "infants", "individual", "adults", "them", "例"})
    if (words.find(people) != std::string_view::npos) return true;
  for (uint32_t i = at + 1; i < tokens_.size() && i < at + 6; ++i) {
    if (tokens_[i].Is(kPeople)) return true;
    if (!tokens_[i].Is(kOf | kDeterminer) && !IsKind(tokens_[i], TokenKind::kClose) && tokens_[i].depth == 0)
      return false;
  }
  return false;
}

/// "pressure between the first reading and that of the second was 128": what it was measured between does not
/// name it.
const Phrase* Namer::MeasuredBetween(const Phrase& nearest) const {
  if (sentence_.chinese || nearest.last + 1 >= tokens_.size() || !tokens_[nearest.last + 1].Is(kBe))
    return &nearest;
  uint32_t between = nearest.first;
  while (between > 0 && sentence_.Of(tokens_[between]) != "between") {
    --between;
    if (tokens_[between].Is(kBe | kHave | kOccur | kChange | kClause) ||
        IsKind(tokens_[between], TokenKind::kMeasure))
      return &nearest;
  }
  const Phrase* measured = &nearest;
  for (const Phrase& phrase : phrases_)
    if (phrase.last < between && !phrase.vague && phrase.depth <= nearest.depth) measured = &phrase;
  return measured;
}

bool Namer::DescribesGroup(uint32_t i) const {
  while (i > 0 && tokens_[i - 1].Is(kDeterminer | kPreposition)) --i;
  if (i < 2 || !tokens_[i - 1].Is(kEnrol)) return false;
  return tokens_[i - 2].Is(kGroup | kPeople) || sentence_.Of(tokens_[i - 2]) == "those";
}

const Phrase* Namer::NearestLeft(uint32_t at, uint8_t depth) const {
  const Phrase* nearest = nullptr;
  for (const Phrase& phrase : phrases_) {
    if (phrase.last >= at || phrase.depth > depth) continue;
    // "better than in control households (3 vs. 181)": what others are held against.
    if (nearest && !sentence_.chinese && (view_.AfterVersus(phrase.first) || DescribesGroup(phrase.first)))
      continue;
    if (!nearest || nearest->vague || !phrase.vague) nearest = &phrase;
  }
  return nearest ? MeasuredBetween(*nearest) : nullptr;
}

const Phrase* Namer::SubjectBefore(const Phrase& complement) const {
  if (sentence_.chinese || complement.depth > 0) return nullptr;
  uint32_t i = complement.first;
  while (i > 0 && tokens_[i - 1].Is(kDeterminer)) --i;
  if (i < 2 || !tokens_[i - 1].Is(kPreposition) || tokens_[i - 1].Is(kMoment)) return nullptr;
  uint32_t verb = i - 2;
  while (verb > 0 && tokens_[verb].Is(kAdverb)) --verb;
  if (!tokens_[verb].Is(kChange | kCompare | kEvent) || tokens_[verb].Is(kChangeNoun)) return nullptr;
  const Phrase* subject = nullptr;
  for (const Phrase& phrase : phrases_)
    if (phrase.last < verb && phrase.depth == 0 && !phrase.vague && !view_.MeasureBetween(phrase.last, verb))
      subject = &phrase;
  return subject;
}

const Phrase* Namer::FirstRight(uint32_t at) const {
  for (const Phrase& phrase : phrases_)
    if (phrase.first > at && phrase.depth == 0 && !phrase.vague) return &phrase;
  return nullptr;
}

}  // namespace trialmine

#include <algorithm>
#include <iterator>
#include <string_view>

#include "result_namer.h"

namespace trialmine {
namespace {

constexpr uint32_t kVerb = kBe | kHave | kChange | kOccur | kEvent;

bool IsKind(const Token& token, TokenKind kind) { return token.kind == kind; }

/// "systolic" before "diastolic blood pressure": an adjective whose noun stands at the end of the list.
void ShareHeads(std::vector<OutcomeName>& names) {
  for (size_t i = names.size(); i-- > 1;) {
    const size_t head = names[i].text.find(' ');
    if (head != std::string::npos && IsHalfName(names[i - 1].text))
      names[i - 1].text += names[i].text.substr(head);
  }
}

}  // namespace

/// "Kaplan-Meier分析显示…": what shows a result does not name it.
uint32_t Namer::BehindShows(uint32_t begin, uint32_t end) const {
  static constexpr std::string_view kShows[] = {"显示",     "发现",     "提示", "表明",
                                                "结果显示", "结果表明", "证实", "可见"};
  if (!sentence_.chinese) return begin;
  // 超声结果比较:…: a heading, where names stand behind it.
  for (uint32_t i = begin; i < end; ++i)
    if (IsKind(tokens_[i], TokenKind::kColon) && tokens_[i].depth == 0 && NamesBetween(i, end)) begin = i + 1;
  for (uint32_t i = begin; i < end; ++i)
    if (tokens_[i].depth == 0 && tokens_[i].Is(kHave | kTreat) &&
        std::find(std::begin(kShows), std::end(kShows), sentence_.Of(tokens_[i])) != std::end(kShows))
      begin = i + 1;
  return begin;
}

/// A verb of change that is neither passive ("was reduced") nor an adjective ("with reduced function").
bool Namer::IsActiveChange(uint32_t verb) const {
  if (!tokens_[verb].Is(kChange) || tokens_[verb].Is(kChangeNoun) || tokens_[verb].depth > 0) return false;
  for (uint32_t back = 1; back <= 3 && back <= verb; ++back) {
    const Token& before = tokens_[verb - back];
    if (before.Is(kBe) || (back == 1 && before.Is(kPreposition | kOf | kDeterminer | kHave))) return false;
    if (!before.Is(kAdverb)) break;
  }
  return true;
}

std::vector<OutcomeName> Namer::ObjectsOfChange(uint32_t begin, uint32_t end) const {
  if (sentence_.chinese) return {};
  for (uint32_t verb = begin; verb < end; ++verb) {
    if (!IsActiveChange(verb)) continue;
    uint32_t object = verb + 1;
    while (object < end && tokens_[object].Is(kAdverb | kDeterminer)) ++object;
    std::vector<OutcomeName> names;
    for (const Phrase& phrase : phrases_) {
      if (phrase.first < object || phrase.last >= end || phrase.depth > 0) continue;
      if (names.empty() ? phrase.first != object || phrase.vague : !phrase.listed) break;
      names.push_back(Named(phrase));
    }
    if (!names.empty()) return names;
  }
  return {};
}

std::vector<OutcomeName> Namer::NamesIn(uint32_t begin, uint32_t end) const {
  if (std::vector<OutcomeName> objects = ObjectsOfChange(begin, end); !objects.empty()) return objects;
  begin = BehindShows(begin, end);
  if (const std::vector<OutcomeName> objects = ObjectsIn(begin, end); !objects.empty()) return objects;
  uint32_t verb = begin;
  while (verb < end && !(tokens_[verb].depth == 0 && tokens_[verb].Is(kVerb | kCompare | kVerdict))) ++verb;
  if (std::vector<OutcomeName> there = NamesThere(verb, end); !there.empty()) return there;
  int last = -1;
  for (size_t k = 0; k < phrases_.size(); ++k)
    if (phrases_[k].first >= begin && phrases_[k].last < verb && phrases_[k].depth == 0 && !phrases_[k].vague)
      last = static_cast<int>(k);
  if (last < 0)
    for (size_t k = 0; k < phrases_.size(); ++k)
      if (phrases_[k].first >= begin && phrases_[k].last < end && phrases_[k].depth == 0 &&
          !phrases_[k].vague)
        last = static_cast<int>(k);
  return last < 0 ? std::vector<OutcomeName>{}
                  : ListEndingAt(HeadOf(static_cast<size_t>(last), begin), begin);
}

/// "By either method, there was a reduction in A and B": what there is stands behind the verb.
std::vector<OutcomeName> Namer::NamesThere(uint32_t verb, uint32_t end) const {
  if (sentence_.chinese || verb == 0 || verb >= end || !tokens_[verb].Is(kBe)) return {};
  const std::string_view there = sentence_.Of(tokens_[verb - 1]);
  if (there != "there" && there != "There") return {};
  // "no change in A, but B and C fell": what the second half tells of is not there.
  const auto turns = [this](const Token& token) {
    const std::string_view word = sentence_.Of(token);
    return token.depth == 0 && (word == "but" || word == "whereas" || word == "while" || word == "although");
  };
  if (std::any_of(tokens_.begin() + verb, tokens_.begin() + end, turns)) return {};
  std::vector<OutcomeName> names;
  for (const Phrase& phrase : phrases_) {
    if (phrase.first < verb || phrase.last >= end || phrase.depth > 0) continue;
    if (!names.empty() && !phrase.listed) break;
    uint32_t first = phrase.first;
    while (first > 0 && tokens_[first - 1].Is(kDeterminer)) --first;
    const bool changes = tokens_[phrase.first].Is(kChangeNoun) && phrase.last > phrase.first;
    if (names.empty() && (phrase.vague || !(changes || tokens_[first - 1].Is(kOf | kPreposition)))) continue;
    names.push_back(Named(phrase));
  }
  ShareHeads(names);
  return names;
}

/// "the rate at 5 years in responders": the phrase that others only complete.
size_t Namer::HeadOf(size_t k, uint32_t begin) const {
  const auto completes = [this](const Phrase& phrase) {
    uint32_t first = phrase.first;
    while (first > 0 && tokens_[first - 1].Is(kDeterminer)) --first;
    return first > 0 && tokens_[first - 1].Is(kPreposition);
  };
  while (!sentence_.chinese && k > 0 && !phrases_[k].listed && completes(phrases_[k])) {
    const Phrase& before = phrases_[k - 1];
    if (before.first < begin || before.depth > 0 || before.vague) break;
    const auto changes = [](const Token& token) { return token.Is(kChangeNoun); };
    if (std::any_of(tokens_.begin() + before.first, tokens_.begin() + before.last + 1, changes)) break;
    const auto parts = [](const Token& token) {
      return IsKind(token, TokenKind::kComma) || IsKind(token, TokenKind::kSemicolon) || token.Is(kClause);
    };
    if (std::any_of(tokens_.begin() + before.last, tokens_.begin() + phrases_[k].first, parts)) break;
    --k;
  }
  return k;
}

std::vector<OutcomeName> Namer::ObjectsIn(uint32_t begin, uint32_t end) const {
  static constexpr std::string_view kTransitive[] = {"改善", "提高", "降低", "减少", "减轻",
                                                     "缩短", "增加", "增强", "延长"};
  if (!sentence_.chinese) return {};
  for (uint32_t i = begin; i + 1 < end; ++i) {
    if (tokens_[i].depth > 0 || !tokens_[i].Is(kChange)) continue;
    if (std::find(std::begin(kTransitive), std::end(kTransitive), sentence_.Of(tokens_[i])) ==
        std::end(kTransitive))
      return {};
    std::vector<OutcomeName> objects;
    for (const Phrase& phrase : phrases_) {
      if (phrase.first < i || phrase.last >= end || phrase.depth > 0) continue;
      if (objects.empty() ? phrase.first != i + 1 || phrase.vague : !phrase.listed) break;
      objects.push_back(Named(phrase));
    }
    return objects;
  }
  return {};
}

/// 较对照组短: a comparison whose verdict is a bare adjective.
bool Namer::IsBareVerdict(uint32_t i) const {
  static constexpr std::string_view kVerdicts[] = {"高", "低", "长", "短", "大", "小", "多", "少", "好",
                                                   "差", "快", "慢", "优", "轻", "重", "早", "晚"};
  if (!sentence_.chinese || i < 2 || tokens_[i].kind != TokenKind::kText || tokens_[i].depth > 0)
    return false;
  if (std::find(std::begin(kVerdicts), std::end(kVerdicts), sentence_.Of(tokens_[i])) == std::end(kVerdicts))
    return false;
  uint32_t k = i - 1;
  while (k > 0 && tokens_[k].Is(kAdverb | kPeople)) --k;
  return k > 0 && IsKind(tokens_[k], TokenKind::kArm) && tokens_[k - 1].Is(kVersus);
}

bool Namer::Judges(uint32_t begin, uint32_t end) const {
  bool named = false;
  for (uint32_t i = begin; i < end; ++i) {
    if (named &&
        ((tokens_[i].Is(kCompare | kChange | kVerdict) && tokens_[i].depth == 0) || IsBareVerdict(i)))
      return true;
    named = named || std::any_of(phrases_.begin(), phrases_.end(), [&](const Phrase& phrase) {
              return phrase.last == i && phrase.depth == 0 && !phrase.vague;
            });
  }
  return false;
}

/// "在A,B方面,与对照组比较有统计学差异": a clause with a verdict and no name of its own.
bool Namer::OnlyJudges(uint32_t begin, uint32_t end) const {
  const bool verdict = std::any_of(tokens_.begin() + begin, tokens_.begin() + end,
                                   [](const Token& token) { return token.Is(kVerdict | kCompare); });
  return verdict && std::none_of(phrases_.begin(), phrases_.end(), [&](const Phrase& phrase) {
           return phrase.first >= begin && phrase.last < end && phrase.depth == 0;
         });
}

bool Namer::AreBareNames(uint32_t begin, uint32_t end) const {
  const Phrase *first = nullptr, *last = nullptr;
  for (const Phrase& phrase : phrases_)
    if (phrase.first >= begin && phrase.last < end && phrase.depth == 0 && !phrase.vague) {
      if (last && !(phrase.listed && IsKind(tokens_[phrase.first - 1], TokenKind::kComma))) return false;
      if (!first) first = &phrase;
      last = &phrase;
    }
  // 恢复情况方面
  while (last && end > last->last + 1 && tokens_[end - 1].Is(kPreposition)) --end;
  if (!last || last->last + 1 != end) return false;
  // "联合组与胰岛素组相比A、B,C": whom one group is held against comes before the names.
  const uint32_t leads = first == last ? kPreposition | kOf | kAdverb | kPeople : kOf | kAdverb | kPeople;
  bool arm = false;
  for (uint32_t i = begin; i < first->first; ++i) {
    const bool holds = arm && tokens_[i].Is(kAnd | kVersus | kCompare);
    arm = arm || IsKind(tokens_[i], TokenKind::kArm);
    if (!holds && !tokens_[i].Is(leads) && !IsKind(tokens_[i], TokenKind::kTime) &&
        !IsKind(tokens_[i], TokenKind::kArm))
      return false;
  }
  return true;
}

std::vector<OutcomeName> Namer::NamesOfClauses(uint32_t begin, uint32_t end) const {
  std::vector<OutcomeName> names, listed;
  const auto add = [&names](std::vector<OutcomeName> more) {
    for (OutcomeName& name : more)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  };
  uint32_t from = begin;
  for (uint32_t i = begin; i <= end; ++i) {
    // 、 parts clauses where a verb stands before it: 效率降低、指数增高.
    const bool comma = i < end && IsKind(tokens_[i], TokenKind::kComma) && tokens_[i].depth == 0;
    const bool parts =
        i == end || (comma && ((tokens_[i].words & kAnd) == 0 || (i > begin && tokens_[i - 1].Is(kChange))));
    if (!parts) continue;
    // "与正常组织相比,…": what others are held against.
    const bool held =
        i > from + 1 && tokens_[from].Is(kAnd | kVersus) && tokens_[i - 1].Is(kCompare | kVersus);
    // "在手术切口,手术时间,出血量方面": commas make a list, too.
    if (held && i < end) {
      listed.clear();
    } else if (OnlyJudges(from, i)) {
      add(std::move(listed));
      listed.clear();
    } else if (Judges(from, i)) {
      add(std::move(listed));
      add(NamesIn(from, i));
      listed.clear();
    } else if (AreBareNames(from, i)) {
      const std::vector<OutcomeName> name = NamesIn(from, i);
      listed.insert(listed.end(), name.begin(), name.end());
    } else {
      listed.clear();
    }
    from = i + 1;
  }
  return names.empty() ? NamesIn(begin, end) : names;
}

std::vector<OutcomeName> Namer::NamesBehind(uint32_t at) const {
  if (tokens_[at].depth == 0) return {};
  const uint32_t open = view_.OpenBefore(at);
  if (open == 0 || !(tokens_[open - 1].Is(kChangeNoun) || JudgesWhatFollows(at))) return {};
  std::vector<OutcomeName> names;
  for (const Phrase& phrase : phrases_) {
    if (phrase.first < at || phrase.depth > 0) continue;
    if (!names.empty() && (!phrase.listed || view_.MeasureBetween(at, phrase.first))) break;
    names.push_back(Named(phrase));
  }
  return names;
}

std::vector<OutcomeName> Namer::ListEndingAt(size_t k, uint32_t begin) const {
  std::vector<OutcomeName> names{Named(phrases_[k])};
  while (k > 0 && phrases_[k].listed && phrases_[k - 1].first >= begin)
    names.insert(names.begin(), Named(phrases_[--k]));
  if (!sentence_.chinese) ShareHeads(names);
  return names;
}

}  // namespace trialmine

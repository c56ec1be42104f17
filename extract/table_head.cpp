#include "table_head.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>

#include "result_arm_words.h"
#include "result_times.h"
#include "wording.h"

namespace trialmine {
namespace {

void TrimEnd(std::string& text) {
  while (!text.empty() &&
         (text.back() == ' ' || text.back() == ',' || text.back() == ':' || text.back() == ';'))
    text.pop_back();
}

bool IsP(std::string_view head) {
  static const Wording kP("table.p");
  return kP.In(head);
}

bool IsNothing(std::string_view head) {
  static const Wording kNothing("table.nothing");
  return kNothing.In(head);
}

bool IsTotal(std::string_view head) {
  static const Wording kTotal("table.total");
  return kTotal.In(head);
}

bool IsEffect(std::string_view head) {
  static const Wording kEffect("table.effect");
  return kEffect.In(head);
}

bool IsGroups(std::string_view head) {
  static const Wording kGroups("table.groups");
  return kGroups.In(head);
}

bool IsFormat(std::string_view head) {
  static const Wording kFormat("table.format");
  return kFormat.In(head);
}

/// "2 nd week" → "2 week"
std::string WithoutOrdinal(std::string_view words) {
  static const Wording kOrdinal("table.ordinal");
  std::string plain(words);
  RE2::Replace(&plain, kOrdinal, R"(\1 )");
  return plain;
}

}  // namespace

bool IsTimeHead(std::string_view words) {
  const std::string head = WithoutOrdinal(ArmLabel(words));
  static const Wording kBefore("table.before"), kAfter("table.after"), kLater("table.later");
  return kBefore.In(head) || kAfter.In(head) || kLater.In(head);
}

bool IsGenericHeading(std::string_view heading) {
  static const Wording kGeneric("table.generic-heading");
  return kGeneric.In(heading);
}

namespace {

/// The same label, whatever the case, or a part of it made of whole words.
bool Agrees(std::string_view label, std::string_view words) {
  const std::string a = Lower(label), b = Lower(words);
  if (a == b) return true;
  const std::string& longer = a.size() > b.size() ? a : b;
  const std::string& shorter = a.size() > b.size() ? b : a;
  if (shorter.size() < 2) return false;
  const size_t at = longer.find(shorter);
  if (at == std::string::npos) return false;
  const auto edge = [&](size_t i) {
    return i >= longer.size() || !std::isalnum(static_cast<unsigned char>(longer[i]));
  };
  return (at == 0 || edge(at - 1)) && edge(at + shorter.size()) && shorter.size() * 3 >= longer.size();
}

bool NamesArm(std::string_view words, const ArmBook& arms) {
  static const Wording kGroup("table.arm");
  if (words.empty() || words.size() > 80) return false;
  if (kGroup.In(words)) return true;
  const std::string label = ArmLabel(words);
  const auto listed = arms.Listed();
  return std::any_of(listed.begin(), listed.end(),
                     [&](uint32_t arm) { return Agrees(arms.label(arm), label); });
}

}  // namespace

HeadRole RoleOf(std::string_view words, const ArmBook& arms) {
  if (words.empty()) return HeadRole::kNothing;
  if (IsTotal(words)) return HeadRole::kTotal;
  if (IsNothing(words)) return HeadRole::kNothing;
  if (IsP(words)) return HeadRole::kP;
  if (IsFormat(words)) return HeadRole::kFormat;
  if (IsGroups(words)) return HeadRole::kGroups;
  if (IsTimeHead(words)) return HeadRole::kTime;
  if (IsEffect(words)) return HeadRole::kEffect;
  if (NamesArm(words, arms)) return HeadRole::kArm;
  return HeadRole::kName;
}

bool MayBeArm(std::string_view words) {
  static const Wording kElse("table.no-arm");
  return !words.empty() && words.size() <= 60 && !kElse.In(words);
}

std::string ArmLabel(std::string_view head) {
  static const Wording kCount("table.label.count");
  static const Wording kEnd("table.label.end");
  std::string label(head);
  RE2::GlobalReplace(&label, kCount, "");
  for (size_t before = 0; before != label.size();) {
    before = label.size();
    TrimEnd(label);
    RE2::Replace(&label, kEnd, "");
  }
  return label;
}

std::string PeopleIn(std::string_view head) {
  static const Wording kPeople("table.people");
  std::string first, second;
  if (!RE2::PartialMatch(Piece(head), kPeople, &first, &second)) return {};
  return first.empty() ? second : first;
}

std::string TimeText(std::string_view words) {
  static const Wording kBefore("table.before"), kLater("table.later");
  const std::string bare = WithoutOrdinal(ArmLabel(words));
  if (kBefore.In(bare)) return "baseline";
  std::string count_first, unit_first;
  if (!RE2::PartialMatch(bare, kLater, &count_first, &unit_first)) return {};
  return Lower(count_first.empty() ? unit_first : count_first);
}

std::vector<std::pair<std::string_view, std::string_view>> SplitsOf(std::string_view words) {
  std::vector<std::pair<std::string_view, std::string_view>> splits;
  for (size_t i = 1; i + 1 < words.size(); ++i)
    if (words[i] == ' ' || words[i] == ',' || words[i] == '-') {
      std::string_view rest = words.substr(i + 1);
      if (rest.front() != ' ') splits.emplace_back(words.substr(0, i), rest);
    }
  static const Wording kChinese("table.arm-and-time");
  re2::StringPiece arm, time;
  if (RE2::PartialMatch(Piece(words), kChinese, &arm, &time))
    splits.emplace_back(std::string_view(arm.data(), arm.size()), std::string_view(time.data(), time.size()));
  return splits;
}

std::string OutcomeText(std::string_view words, std::string_view marks) {
  static const Wording kFormat("table.name.format");
  std::string name(words);
  for (size_t before = 0; before != name.size();) {
    before = name.size();
    while (name.size() > 2 && name[name.size() - 2] == ' ' &&
           marks.find(name.back()) != std::string_view::npos)
      name.resize(name.size() - 2);
    static const Wording kMark("table.name.mark");
    static const Wording kPower("table.name.power");
    if (!kPower.In(name)) RE2::Replace(&name, kMark, "");
    RE2::Replace(&name, kFormat, "");
    TrimEnd(name);
  }
  return name;
}

std::string WithoutUnit(std::string_view name, std::string_view unit) {
  std::string bare(name);
  const size_t at = unit.empty() ? std::string::npos : bare.rfind(unit);
  if (at == std::string::npos || at < 2) return bare;
  bare.resize(at);
  while (!bare.empty() && (bare.back() == '(' || bare.back() == '[')) bare.pop_back();
  TrimEnd(bare);
  return bare;
}

std::string UnitIn(std::string_view name) {
  static const Wording kUnit("table.name.unit");
  std::string unit;
  RE2::PartialMatch(Piece(name), kUnit, &unit);
  return unit;
}

bool IsBareName(std::string_view name) {
  static const Wording kBare("table.bare-name");
  return name.empty() || kBare.In(name);
}

bool NamesStatistic(std::string_view name) {
  static const Wording kStatistic("table.statistic-name");
  return kStatistic.In(name);
}

std::string_view ComparedIn(std::string_view effect) {
  static const Wording kCompared("table.compared");
  re2::StringPiece compared;
  if (!RE2::PartialMatch(Piece(effect), kCompared, &compared)) return {};
  return {compared.data(), compared.size()};
}

bool DescribesPeople(std::string_view name) {
  static const Wording kPeople("table.people-name");
  return kPeople.In(name);
}

}  // namespace trialmine

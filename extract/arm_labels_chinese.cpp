#include "arm_labels_chinese.h"

#include <re2/re2.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "arm_labels.h"
#include "holds.h"
#include "wording.h"

namespace trialmine {
namespace {

/// What a description says was given, without the verb: 利多卡因 of "加用皮内注射利多卡因".
std::string AgentGiven(std::string_view description) {
  static const Wording kAgent("arm.description.agent");
  std::string agent;
  RE2::PartialMatch(Piece(description), kAgent, &agent);
  return agent;
}

}  // namespace

void DropCountsOfEvents(std::vector<Match>& matches) {
  std::map<std::pair<uint32_t, uint32_t>, Range> outcomes;  // By reading and where the count stands.
  for (const Match& match : matches) {
    const MatchSlot* events = match.field() == Field::kResult ? match.Find("events") : nullptr;
    if (!events || events->range.empty()) continue;
    const MatchSlot* outcome = match.Find("outcome");
    outcomes[{match.reading, events->range.begin}] = outcome ? outcome->range : Range{};
  }
  for (Match& match : matches) {
    const bool share = match.Find("share") != nullptr;  // "(79/163)" of all who were assigned.
    const MatchSlot* count = match.field() == Field::kArm && !share ? match.Find("count") : nullptr;
    const MatchSlot* name = count ? match.Find("label") : nullptr;
    const bool named_before = name && name->range.end <= count->range.begin;
    const auto counted = named_before ? outcomes.find({match.reading, count->range.begin}) : outcomes.end();
    if (counted == outcomes.end()) continue;
    match.slots.erase(match.slots.begin() + (count - match.slots.data()));
    const Range outcome = counted->second;
    for (MatchSlot& slot : match.slots) {
      if (slot.name != "label" || slot.range.empty()) continue;
      if (slot.range.begin < outcome.end && outcome.end < slot.range.end) {
        slot.text.erase(0, outcome.end - slot.range.begin);
        slot.range.begin = outcome.end;
      }
      match.range = slot.range;
    }
  }
}

void CompareLetteredPair(const std::vector<Reading>& readings, std::vector<Match>& matches) {
  std::map<std::string, std::string> given;  // By label: what its longest description says.
  for (const Match& match : matches) {
    const MatchSlot* label = LabelOfArm(match);
    if (!label || label->range.empty() || match.rule->fallback) continue;
    if (!IsLetteredArm(label->text)) return;
    const std::string_view said = DescriptionOfArm(readings[match.reading].text(), label->range);
    std::string& longest = given[label->text.substr(0, label->text.find("组"))];
    if (said.size() > longest.size()) longest = said;
  }
  if (given.size() != 2) return;
  static const Wording kMore("arm.description.more");
  for (const bool first : {true, false}) {
    const auto& [label, less] = first ? *given.begin() : *std::next(given.begin());
    const std::string& more = first ? std::next(given.begin())->second : given.begin()->second;
    const std::string agent = AgentGiven(less);
    if (agent.size() < 6 || kMore.In(agent) || more.find(agent) == std::string::npos || !kMore.In(more))
      continue;
    for (Match& match : matches) {
      if (match.field() != Field::kArm) continue;
      for (MatchSlot& slot : match.slots)
        if (slot.name == "role" && slot.text == "experimental" &&
            match.Find("label")->text.substr(0, match.Find("label")->text.find("组")) == label)
          slot.text = "active_comparator";
    }
    return;
  }
}

void CallByFullName(std::vector<Match>& matches) {
  constexpr std::string_view kControl = "对照组";
  std::set<std::string> full;
  std::set<std::pair<uint32_t, uint32_t>> of_full, of_bare;  // Readings and sentences.
  for (const Match& match : matches) {
    const MatchSlot* label = LabelOfArm(match);
    if (!label || !label->text.ends_with(kControl)) continue;
    const bool bare = label->text == kControl;
    if (bare && match.Find("count")) return;
    if (!bare) full.insert(label->text);
    (bare ? of_bare : of_full).emplace(match.reading, match.sentence);
  }
  const bool told_apart = std::any_of(of_bare.begin(), of_bare.end(),
                                      [&](const auto& place) { return of_full.count(place) > 0; });
  if (full.size() != 1 || told_apart) return;
  const bool placebo = full.begin()->find("安慰剂") != std::string::npos;
  for (Match& match : matches) {
    const bool named = match.field() == Field::kArm && match.Find("label") &&
                       (match.Find("label")->text == kControl || match.Find("label")->text == *full.begin());
    if (!named) continue;
    for (MatchSlot& slot : match.slots) {
      if (slot.name == "label") slot.text = *full.begin();
      if (slot.name == "role" && placebo) slot.text = "placebo";
    }
  }
}

}  // namespace trialmine

#include "arms_of_results.h"

#include <re2/re2.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "arm_labels.h"
#include "wording.h"

namespace trialmine {
namespace {

/// The rule that stands behind arms known by their results alone.
const Rule& ArmOfResultRule() {
  static const Rule kRule = RuleOfCode("arm.zh.of-result", Field::kArm, 0.55F);
  return kRule;
}

}  // namespace

void AddArmsOfResults(const Document& document, const ArmBook& arms, std::vector<Match>& out) {
  constexpr size_t kShort = 300;  // Bytes. A sentence by itself introduces nobody.
  if (arms.Listed().size() >= 2 || document.text.size() < kShort) return;
  static const Wording kName("arm.of-results");
  std::map<std::string, Match> found;
  std::set<std::string> known;
  for (const Match& match : out) {
    if (const MatchSlot* label = LabelOfArm(match); label && !match.rule->fallback) known.insert(label->text);
    if (match.field() != Field::kResult || match.Find("baseline") || match.context.other_study) continue;
    for (const std::string_view slot : {"arm", "comparator"}) {
      const MatchSlot* arm = match.Find(slot);
      if (!arm || arm->range.empty() || !RE2::FullMatch(arm->text, kName)) continue;
      Match& named = found.try_emplace(arm->text, match).first->second;
      named.rule = &ArmOfResultRule();
      named.confidence = named.rule->confidence;
      named.range = arm->range;
      named.slots.clear();
      named.Fill("label", arm->text, arm->range);
    }
  }
  for (const std::string& label : known) found.erase(label);
  if (found.size() + known.size() < 2) return;
  for (auto& [label, match] : found) out.push_back(std::move(match));
}

}  // namespace trialmine

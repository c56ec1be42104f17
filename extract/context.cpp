#include <algorithm>
#include <iterator>
#include <span>

#include "matcher.h"

namespace trialmine {
namespace {

bool& Flag(Context& context, CueKind kind) {
  switch (kind) {
    case CueKind::kNegated:
      return context.negated;
    case CueKind::kOtherStudy:
      return context.other_study;
    case CueKind::kAnimal:
      return context.animal;
    case CueKind::kPlanned:
      return context.planned;
    case CueKind::kBaseline:
      return context.baseline;
  }
  return context.negated;
}

bool Concerns(const std::vector<Field>& fields, Field field) {
  return fields.empty() || std::find(fields.begin(), fields.end(), field) != fields.end();
}

bool NothingStops(const CompiledEntry& entry, std::string_view text, uint32_t begin, uint32_t end) {
  return entry.stops.empty() || !entry.stops.FoundIn(text.substr(begin, end - begin));
}

/// Both are of one reading.
bool InScope(const Hit& hit, const Match& match, std::string_view text) {
  const Direction direction = hit.entry->cue().direction;
  if (direction == Direction::kBlock) return true;
  if (hit.sentence != match.sentence) return false;
  if (direction == Direction::kSentence) return true;
  if (hit.range.end <= match.range.begin)
    return direction != Direction::kBackward &&
           NothingStops(*hit.entry, text, hit.range.end, match.range.begin);
  if (match.range.end <= hit.range.begin)
    return direction != Direction::kForward &&
           NothingStops(*hit.entry, text, match.range.end, hit.range.begin);
  return false;  // Within the finding: its own words.
}

/// The hits of one reading; hits stand in the order of their readings.
std::span<const Hit> HitsOf(const std::vector<Hit>& hits, uint32_t reading) {
  const auto first =
      std::partition_point(hits.begin(), hits.end(), [&](const Hit& hit) { return hit.reading < reading; });
  const auto last =
      std::partition_point(first, hits.end(), [&](const Hit& hit) { return hit.reading == reading; });
  return {first, last};
}

void DropGuarded(std::vector<Hit>& cues) {
  std::vector<Hit> guards;
  std::copy_if(cues.begin(), cues.end(), std::back_inserter(guards),
               [](const Hit& hit) { return hit.entry->cue().guard; });
  if (guards.empty()) return;
  std::erase_if(cues, [&](const Hit& cue) {
    if (cue.entry->cue().guard) return true;
    const std::span<const Hit> near = HitsOf(guards, cue.reading);
    return std::any_of(near.begin(), near.end(),
                       [&](const Hit& guard) { return guard.range.Overlaps(cue.range); });
  });
}

/// The cues that speak for the whole document, each once.
std::vector<const Cue*> DocumentCues(const std::vector<Hit>& cues) {
  std::vector<const Cue*> found;
  for (const Hit& hit : cues) {
    const Cue& cue = hit.entry->cue();
    if (cue.direction == Direction::kDocument && std::find(found.begin(), found.end(), &cue) == found.end())
      found.push_back(&cue);
  }
  return found;
}

// False where an effect drops the match.
bool ApplyEffects(const std::vector<Effect>& effects, Match& match) {
  for (const Effect& effect : effects) {
    if (!Flag(match.context, effect.context) || !Concerns(effect.fields, match.field())) continue;
    if (effect.rules != RuleLanguage::kAny && effect.rules != match.rule->language) continue;
    if (effect.drop) return false;
    match.confidence *= effect.confidence;
    for (const auto& [name, text] : effect.gives) {
      std::erase_if(match.slots, [&name = name](const MatchSlot& slot) { return slot.name == name; });
      match.Fill(name, text);
    }
  }
  return true;
}

}  // namespace

void ApplyCues(const std::vector<Reading>& readings, const RuleSet::Impl& rules, std::vector<Hit>& cues,
               std::vector<Match>& matches) {
  DropGuarded(cues);
  const std::vector<const Cue*> everywhere = DocumentCues(cues);
  for (Match& match : matches) {
    for (const Cue* cue : everywhere)
      if (Concerns(cue->fields, match.field())) Flag(match.context, cue->sets) = true;
    for (const Hit& hit : HitsOf(cues, match.reading)) {
      const Cue& cue = hit.entry->cue();
      bool& flag = Flag(match.context, cue.sets);
      if (!flag && Concerns(cue.fields, match.field()) && InScope(hit, match, readings[match.reading].text()))
        flag = true;
    }
  }
  std::erase_if(matches, [&](Match& match) { return !ApplyEffects(rules.table.effects, match); });
}

}  // namespace trialmine

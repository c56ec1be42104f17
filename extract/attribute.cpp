#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "matcher.h"
#include "sentence.h"

namespace trialmine {
namespace {

uint32_t Distance(Range a, Range b) {
  if (a.Overlaps(b)) return 0;
  return a.end <= b.begin ? b.begin - a.end : a.begin - b.end;
}

/// The clauses of one sentence, cut once for all questions about it in a row.
class ClauseReader {
 public:
  bool InOneClause(const Reading& reading, uint32_t sentence, Range a, Range b) {
    if (reading_ != &reading || sentence_ != sentence) {
      reading_ = &reading;
      sentence_ = sentence;
      clauses_ = Clauses(reading.text(), reading.sentences[sentence]);
    }
    const auto [a_first, a_last] = Overlapping(a);
    const auto [b_first, b_last] = Overlapping(b);
    return std::max(a_first, b_first) < std::min(a_last, b_last);
  }

 private:
  using Place = std::vector<Range>::const_iterator;
  std::pair<Place, Place> Overlapping(Range range) const {
    return {std::partition_point(clauses_.begin(), clauses_.end(),
                                 [&](Range clause) { return clause.end <= range.begin; }),
            std::partition_point(clauses_.begin(), clauses_.end(),
                                 [&](Range clause) { return clause.begin < range.end; })};
  }

  const Reading* reading_ = nullptr;
  uint32_t sentence_ = 0;
  std::vector<Range> clauses_;
};

/// "50 mg of A daily or 500 mg of B twice daily": what stands behind an "or" is more likely another's.
bool Parted(std::string_view text, Range a, Range b) {
  if (a.Overlaps(b)) return false;
  const std::string_view between = Range{std::min(a.end, b.end), std::max(a.begin, b.begin)}.Of(text);
  for (const std::string_view mark : {" or ", " versus ", " vs ", " vs. ", "; "})
    if (between.find(mark) != between.npos) return true;
  return false;
}

/// How good an attribute is for a match: nearer circle, no "or" between, preferred side, distance, file
/// order. Less is better.
using Fitness = std::tuple<Reach, bool, bool, uint32_t, const Attribute*>;

Fitness FitnessOf(const Reading& reading, const Match& match, const Hit& hit, ClauseReader& clauses) {
  Reach circle = Reach::kBlock;
  if (hit.sentence == match.sentence)
    circle = clauses.InOneClause(reading, match.sentence, match.range, hit.range) ? Reach::kClause
                                                                                  : Reach::kSentence;
  const Prefer prefer = hit.entry->attribute().prefer;
  const bool before = hit.range.begin < match.range.begin;
  const bool wrong_side = (prefer == Prefer::kBefore && !before) || (prefer == Prefer::kAfter && before);
  return {circle, Parted(reading.text(), match.range, hit.range), wrong_side,
          Distance(match.range, hit.range), &hit.entry->attribute()};
}

/// Whether two attributes of one slot would fill it alike.
bool SayTheSame(const Hit& a, const Hit& b) {
  const auto filled = [](const Hit& hit) -> std::string_view {
    for (const MatchSlot& slot : hit.slots)
      if (slot.name == hit.entry->attribute().slot) return slot.text;
    return {};
  };
  return filled(a) == filled(b);
}

/// Whether nothing but a joining word stands between two members of a list.
bool Joins(std::string_view between) {
  for (const std::string_view word :
       {", ", " and ", ", and ", " or ", ", or ", " plus ", "/", "、", "及", "和"})
    if (between == word) return true;
  return false;
}

/// "topical and intravenous administration of …": of what is listed for one slot, the first.
const Hit& FirstOfList(const Reading& reading, std::span<const Hit> attributes, const Hit& chosen) {
  const Hit* first = &chosen;
  const auto precedes = [&](const Hit& hit) {
    const Attribute &one = hit.entry->attribute(), &other = first->entry->attribute();
    return one.of == other.of && one.slot == other.slot && hit.sentence == first->sentence &&
           hit.range.end < first->range.begin &&
           Joins(Range{hit.range.end, first->range.begin}.Of(reading.text()));
  };
  for (auto found = attributes.begin(); found != attributes.end();) {
    found = std::find_if(attributes.begin(), attributes.end(), precedes);
    if (found != attributes.end()) first = &*found;
  }
  return *first;
}

}  // namespace

void ApplyAttributes(const std::vector<Reading>& readings, const std::vector<Hit>& attributes,
                     std::vector<Match>& matches) {
  ClauseReader clauses;
  for (Match& match : matches) {
    const Reading& reading = readings[match.reading];
    // Hits stand in the order of their readings.
    auto first = std::lower_bound(attributes.begin(), attributes.end(), match.reading,
                                  [](const Hit& hit, uint32_t r) { return hit.reading < r; });
    const auto last = std::upper_bound(first, attributes.end(), match.reading,
                                       [](uint32_t r, const Hit& hit) { return r < hit.reading; });
    std::map<std::string_view, std::pair<Fitness, const Hit*>> best;
    std::set<std::string_view> doubted;
    for (auto hit = first; hit != last; ++hit) {
      const Attribute& attribute = hit->entry->attribute();
      if (attribute.of != match.field() || match.Find(attribute.slot)) continue;
      if (attribute.reach != Reach::kBlock && hit->sentence != match.sentence) continue;
      const Fitness fitness = FitnessOf(reading, match, *hit, clauses);
      if (std::get<0>(fitness) > attribute.reach) continue;
      auto [place, fresh] = best.try_emplace(attribute.slot, fitness, &*hit);
      if (fresh) continue;
      const bool far = std::get<0>(fitness) == Reach::kBlock;
      if (far && std::get<0>(place->second.first) == Reach::kBlock &&
          !SayTheSame(*hit, *place->second.second))
        doubted.insert(attribute.slot);
      if (fitness < place->second.first) place->second = {fitness, &*hit};
    }
    for (const auto& [slot, choice] : best) {
      // From other sentences only what they agree on.
      if (std::get<0>(choice.first) == Reach::kBlock && doubted.contains(slot)) continue;
      const Hit& hit = FirstOfList(reading, {first, last}, *choice.second);
      for (const MatchSlot& filled : hit.slots) match.Fill(filled.name, filled.text, filled.range);
    }
  }
}

}  // namespace trialmine

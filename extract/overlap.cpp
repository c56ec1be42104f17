#include <algorithm>
#include <numeric>

#include "matcher.h"

namespace trialmine {
namespace {

// Which match of a field holds each byte of one reading; -1: none.
class Owners {
 public:
  explicit Owners(size_t bytes) : owners_(bytes, -1) {}

  /// The match that bars `match`, or -1. Matches made by the same match of a pattern do not bar each other.
  int32_t Bars(const std::vector<Match>& matches, const Match& match) const {
    for (uint32_t at = match.range.begin; at < match.range.end; ++at) {
      const int32_t owner = owners_[at];
      if (owner >= 0 && matches[static_cast<size_t>(owner)].group != match.group) return owner;
    }
    return -1;
  }

  void Take(Range range, int32_t owner) {
    std::fill(owners_.begin() + range.begin, owners_.begin() + range.end, owner);
  }

 private:
  std::vector<int32_t> owners_;
};

bool Precedes(const Match& a, const Match& b) {
  if (a.rule->rank != b.rule->rank) return a.rule->rank > b.rule->rank;
  if (a.range.size() != b.range.size()) return a.range.size() > b.range.size();
  if (a.rule != b.rule) return a.rule < b.rule;
  return a.range.begin < b.range.begin;
}

}  // namespace

void ResolveOverlaps(const std::vector<Reading>& readings, std::vector<Match>& matches,
                     std::vector<Loss>* lost) {
  std::vector<int32_t> order(matches.size());
  std::iota(order.begin(), order.end(), 0);
  auto at = [&matches](int32_t i) -> const Match& { return matches[static_cast<size_t>(i)]; };
  // Text by text, field by field; within one, the winners first.
  std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
    const Match &left = at(a), &right = at(b);
    if (left.reading != right.reading) return left.reading < right.reading;
    if (left.field() != right.field()) return left.field() < right.field();
    return Precedes(left, right);
  });
  std::vector<bool> kept(matches.size(), false);
  for (size_t first = 0; first < order.size();) {
    size_t last = first;
    while (last < order.size() && at(order[last]).reading == at(order[first]).reading &&
           at(order[last]).field() == at(order[first]).field())
      ++last;
    Owners owners(last - first > 1 ? readings[at(order[first]).reading].text().size() : 0);
    for (size_t i = first; i < last; ++i) {
      const Match& match = at(order[i]);
      const int32_t winner = last - first > 1 ? owners.Bars(matches, match) : -1;
      if (winner >= 0) {
        if (lost) lost->push_back({match, at(winner)});
        continue;
      }
      if (last - first > 1) owners.Take(match.range, order[i]);
      kept[static_cast<size_t>(order[i])] = !match.rule->guard;
    }
    first = last;
  }
  size_t next = 0;
  for (size_t i = 0; i < matches.size(); ++i)
    if (kept[i]) {
      if (next != i) matches[next] = std::move(matches[i]);
      ++next;
    }
  matches.erase(matches.begin() + static_cast<std::ptrdiff_t>(next), matches.end());
}

}  // namespace trialmine

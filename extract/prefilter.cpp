#include "prefilter.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace trialmine {
namespace {

// The first bytes of a word tell enough, and the automaton should stay in the cache.
constexpr size_t kEnough = 9;

}  // namespace

uint32_t Prefilter::NumberOf(const std::vector<std::string>& words) {
  const auto [place, fresh] = numbers_.try_emplace(words, static_cast<uint32_t>(numbers_.size()));
  if (fresh)
    for (const std::string& word : words) words_.Add(word.substr(0, kEnough), place->second);
  return place->second;
}

Prefilter::Way Prefilter::AddWay(const std::vector<Clue>& clues) {
  Way way;
  double least = 0;
  way.begin = static_cast<uint32_t>(needs_.size());
  for (const Clue& clue : clues) {
    uint32_t cut = 0;
    for (const std::string& word : clue.words)
      cut = std::max(cut, static_cast<uint32_t>(word.size() - std::min(word.size(), kEnough)));
    const Need need{NumberOf(clue.words), clue.reach, clue.cut + cut};
    needs_.push_back(need);
    if (way.rarest == kNone || clue.frequency < least) {
      way.rarest = need.clue;
      least = clue.frequency;
    }
  }
  way.end = static_cast<uint32_t>(needs_.size());
  return way;
}

void Prefilter::Add(std::string_view regex, std::string_view needs) {
  for (const std::vector<Clue>& clues : reader_->Read(regex)) ways_.push_back(AddWay(clues));
  also_needed_.emplace_back();
  if (!needs.empty())
    for (const std::vector<Clue>& clues : reader_->Read(needs)) also_needed_.back().push_back(AddWay(clues));
  starts_.push_back(static_cast<uint32_t>(ways_.size()));
}

bool Prefilter::IsBlind(uint32_t regex) const {
  for (uint32_t i = starts_[regex]; i < starts_[regex + 1]; ++i)
    if (ways_[i].rarest == kNone) return true;
  return false;
}

void Prefilter::Build() {
  words_.Build();
  clues_ = numbers_.size();
  numbers_.clear();
  reader_.reset();
}

Prefilter::Group Prefilter::AddGroup(std::vector<uint32_t> regexes) {
  Members members;
  std::vector<std::vector<uint32_t>> by_clue(clues_);
  for (const uint32_t regex : regexes) {
    if (IsBlind(regex)) {
      members.blind.push_back(regex);
      continue;
    }
    for (uint32_t i = starts_[regex]; i < starts_[regex + 1]; ++i) by_clue[ways_[i].rarest].push_back(regex);
  }
  for (const std::vector<uint32_t>& list : by_clue) {
    members.starts.push_back(static_cast<uint32_t>(members.by_clue.size()));
    members.by_clue.insert(members.by_clue.end(), list.begin(), list.end());
  }
  members.starts.push_back(static_cast<uint32_t>(members.by_clue.size()));
  members.regexes = std::move(regexes);
  groups_.push_back(std::move(members));
  return static_cast<Group>(groups_.size() - 1);
}

const std::vector<uint32_t>& Prefilter::Candidates(Group group, Found& found) const {
  const Members& members = groups_[group];
  found.wanted.assign(starts_.size() / 64 + 1, 0);
  const auto want = [&found](uint32_t regex) { found.wanted[regex / 64] |= uint64_t{1} << (regex % 64); };
  for (const uint32_t regex : members.blind) want(regex);
  for (const uint32_t clue : found.order)
    for (uint32_t i = members.starts[clue]; i < members.starts[clue + 1]; ++i) want(members.by_clue[i]);
  found.candidates.clear();
  for (uint32_t word = 0; word < found.wanted.size(); ++word)
    for (uint64_t bits = found.wanted[word]; bits != 0; bits &= bits - 1)
      found.candidates.push_back(64 * word + static_cast<uint32_t>(std::countr_zero(bits)));
  return found.candidates;
}

void Prefilter::Scan(std::string_view text, Found& found) const {
  found.clues.assign(clues_ / 64 + 1, 0);
  found.ends.resize(clues_);
  found.order.clear();
  words_.Scan(text, found.memory, [&found](uint32_t clue, uint32_t end) {
    uint64_t& bits = found.clues[clue / 64];
    const uint64_t bit = uint64_t{1} << (clue % 64);
    if ((bits & bit) == 0) {
      found.ends[clue].begin = end;
      found.order.push_back(clue);
      bits |= bit;
    }
    found.ends[clue].end = end;
  });
}

std::optional<Range> Prefilter::Begins(uint32_t regex, const Found& found, std::string_view text) const {
  std::optional<Range> begins;
  if (!HoldsAny(also_needed_[regex], found)) return begins;
  for (uint32_t i = starts_[regex]; i < starts_[regex + 1]; ++i) {
    const Way& way = ways_[i];
    if (way.rarest != kNone && !Holds(found, way.rarest)) continue;
    const std::optional<Range> more = BeginsOf(way, found, static_cast<uint32_t>(text.size()));
    if (!more) continue;
    begins = begins ? Range{std::min(begins->begin, more->begin), std::max(begins->end, more->end)} : *more;
  }
  return begins;
}

bool Prefilter::HoldsAny(const std::vector<Way>& ways, const Found& found) const {
  return ways.empty() || std::any_of(ways.begin(), ways.end(), [&](const Way& way) {
           return std::all_of(needs_.begin() + way.begin, needs_.begin() + way.end,
                              [&](const Need& need) { return Holds(found, need.clue); });
         });
}

std::optional<Range> Prefilter::BeginsOf(const Way& way, const Found& found, uint32_t size) const {
  Range begins{0, size};
  uint32_t earliest = 0;  // Where the words so far end at the earliest.
  for (uint32_t i = way.begin; i < way.end; ++i) {
    const Need& need = needs_[i];
    if (!Holds(found, need.clue)) return std::nullopt;
    const Range ends = found.ends[need.clue];
    if (ends.end + need.cut < earliest) return std::nullopt;
    earliest = std::max(earliest, ends.begin);
    if (need.reach != Clue::kFar && ends.begin > need.reach)
      begins.begin = std::max(begins.begin, ends.begin - need.reach);
    begins.end = std::min(begins.end, ends.end);
  }
  if (begins.begin > begins.end) return std::nullopt;
  return begins;
}

}  // namespace trialmine

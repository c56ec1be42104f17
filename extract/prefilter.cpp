#include "prefilter.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace trialmine {
namespace {

// The first bytes of a word tell enough, and the automaton should stay in the cache.
constexpr size_t kEnough = 9;

}  // namespace

bool HoldsHan(std::string_view text) {
  const auto is_lead = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0xE4 && byte <= 0xE9;
  };
  for (; text.size() >= sizeof(uint64_t); text.remove_prefix(sizeof(uint64_t))) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, text.data(), sizeof bytes);
    // Most text is ASCII.
    if ((bytes & 0x8080808080808080) != 0 && std::any_of(text.begin(), text.begin() + sizeof bytes, is_lead))
      return true;
  }
  return std::any_of(text.begin(), text.end(), is_lead);
}

Prefilter::Prefilter(const std::vector<Wanted>& regexes, bool han) {
  ClueReader reader;
  Clues clues;
  ways_of_.resize(regexes.size());
  also_needed_.resize(regexes.size());
  never_.resize(regexes.size());
  for (const bool of_whole : {true, false}) {
    for (size_t i = 0; i < regexes.size(); ++i) {
      const Wanted& wanted = regexes[i];
      if (wanted.of_whole != of_whole) continue;
      ways_of_[i].begin = static_cast<uint32_t>(ways_.size());
      AddWays(reader.Read(wanted.regex), han, clues, ways_);
      ways_of_[i].end = static_cast<uint32_t>(ways_.size());
      if (!wanted.needs.empty()) AddWays(reader.Read(wanted.needs), han, clues, also_needed_[i]);
      never_[i] = !wanted.needs.empty() && also_needed_[i].empty();
    }
    if (of_whole) clues_of_whole_ = static_cast<uint32_t>(clues.size());
  }
  clues_ = clues.size();
  FindWords(clues);
  SortByClue();
}

/// Adds the ways that a text can go.
void Prefilter::AddWays(std::vector<std::vector<Clue>> ways, bool han, Clues& clues, std::vector<Way>& to) {
  for (std::vector<Clue>& known : ways) {
    if (!han)
      for (Clue& clue : known) std::erase_if(clue.words, HoldsHan);
    if (std::any_of(known.begin(), known.end(), [](const Clue& clue) { return clue.words.empty(); }))
      continue;
    Way way;
    double least = 0;
    way.begin = static_cast<uint32_t>(needs_.size());
    for (Clue& clue : known) {
      uint32_t cut = 0;
      for (const std::string& word : clue.words)
        cut = std::max(cut, static_cast<uint32_t>(word.size() - std::min(word.size(), kEnough)));
      const auto number = clues.try_emplace(std::move(clue.words), static_cast<uint32_t>(clues.size())).first;
      needs_.push_back({number->second, clue.reach, clue.cut + cut});
      if (way.rarest == kNone || clue.frequency < least) {
        way.rarest = number->second;
        least = clue.frequency;
      }
    }
    way.end = static_cast<uint32_t>(needs_.size());
    to.push_back(way);
  }
}

void Prefilter::FindWords(const Clues& clues) {
  // Shorter beginnings make fewer states, and at length as few as there may be.
  for (size_t enough = kEnough;; --enough) {
    words_ = WordFinder();
    for (const auto& [words, number] : clues)
      for (const std::string& word : words) words_.Add(std::string_view(word).substr(0, enough), number);
    if (!words_.Build()) continue;
    for (Need& need : needs_) need.cut += static_cast<uint32_t>(kEnough - enough);
    return;
  }
}

bool Prefilter::IsBlind(uint32_t regex) const {
  for (uint32_t i = ways_of_[regex].begin; i < ways_of_[regex].end; ++i)
    if (ways_[i].rarest == kNone) return true;
  return false;
}

void Prefilter::SortByClue() {
  const auto count = static_cast<uint32_t>(also_needed_.size());
  std::vector<std::vector<uint32_t>> by_clue(clues_);
  blind_.assign(count / 64 + 1, 0);
  for (uint32_t regex = 0; regex < count; ++regex) {
    if (never_[regex]) continue;
    if (IsBlind(regex)) {
      blind_[regex / 64] |= uint64_t{1} << (regex % 64);
      continue;
    }
    for (uint32_t i = ways_of_[regex].begin; i < ways_of_[regex].end; ++i)
      by_clue[ways_[i].rarest].push_back(regex);
  }
  for (const std::vector<uint32_t>& list : by_clue) {
    by_clue_starts_.push_back(static_cast<uint32_t>(by_clue_.size()));
    by_clue_.insert(by_clue_.end(), list.begin(), list.end());
  }
  by_clue_starts_.push_back(static_cast<uint32_t>(by_clue_.size()));
}

const std::vector<uint32_t>& Prefilter::Candidates(std::span<const uint64_t> among, Found& found) const {
  found.wanted_ = blind_;
  for (const uint32_t clue : found.order_)
    for (uint32_t i = by_clue_starts_[clue]; i < by_clue_starts_[clue + 1]; ++i)
      found.wanted_[by_clue_[i] / 64] |= uint64_t{1} << (by_clue_[i] % 64);
  found.candidates_.clear();
  for (uint32_t word = 0; word < found.wanted_.size(); ++word)
    for (uint64_t bits = found.wanted_[word] & (among.empty() ? ~uint64_t{0} : among[word]); bits != 0;
         bits &= bits - 1)
      found.candidates_.push_back(64 * word + static_cast<uint32_t>(std::countr_zero(bits)));
  return found.candidates_;
}

std::optional<Range> Prefilter::Begins(uint32_t regex, const Found& found, Range part) const {
  std::optional<Range> begins;
  if (!HoldsAny(also_needed_[regex], found)) return begins;
  for (uint32_t i = ways_of_[regex].begin; i < ways_of_[regex].end; ++i) {
    const Way& way = ways_[i];
    if (way.rarest != kNone && !found.Holds(way.rarest)) continue;
    const std::optional<Range> more = BeginsOf(way, found, part);
    if (!more) continue;
    begins = begins ? Range{std::min(begins->begin, more->begin), std::max(begins->end, more->end)} : *more;
  }
  return begins;
}

bool Prefilter::HoldsAny(const std::vector<Way>& ways, const Found& found) const {
  return ways.empty() || std::any_of(ways.begin(), ways.end(), [&](const Way& way) {
           return std::all_of(needs_.begin() + way.begin, needs_.begin() + way.end,
                              [&](const Need& need) { return found.Holds(need.clue); });
         });
}

std::optional<Range> Prefilter::BeginsOf(const Way& way, const Found& found, Range part) const {
  Range begins = part;
  uint32_t earliest = 0;  // Where the words so far end at the earliest.
  for (uint32_t i = way.begin; i < way.end; ++i) {
    const Need& need = needs_[i];
    if (!found.Holds(need.clue)) return std::nullopt;
    const Range ends = found.clues_[need.clue].ends;
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

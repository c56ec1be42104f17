#include "prefilter.h"

namespace trialmine {
namespace {

// The first bytes of a word tell enough, and the automaton should stay in the cache.
constexpr size_t kEnough = 7;
constexpr uint32_t kOdd = 0;  // The tag of the odd letters.

}  // namespace

uint32_t Prefilter::NumberOf(const Clue& clue) {
  const auto [place, fresh] = numbers_.try_emplace(clue, static_cast<uint32_t>(numbers_.size()) + 1);
  if (fresh)
    for (const std::string& word : clue) words_.Add(word.substr(0, kEnough), place->second);
  return place->second;
}

void Prefilter::Add(std::string_view regex) {
  for (const Clue& clue : reader_.Read(regex)) needed_.push_back(NumberOf(clue));
  starts_.push_back(static_cast<uint32_t>(needed_.size()));
}

void Prefilter::Build() {
  for (std::string_view letter : kOddLetters) words_.Add(letter, kOdd);
  words_.Build();
  found_size_ = numbers_.size() / 64 + 1;
  numbers_.clear();
  reader_ = {};
}

void Prefilter::Scan(std::string_view text, Found& found) const {
  std::vector<uint64_t>& clues = found.clues;
  clues.assign(found_size_, 0);
  words_.Scan(text, found.memory,
              [&clues](uint32_t clue) { clues[clue / 64] |= uint64_t{1} << (clue % 64); });
  if (clues[0] >> kOdd & 1) clues.assign(found_size_, ~uint64_t{0});
}

}  // namespace trialmine

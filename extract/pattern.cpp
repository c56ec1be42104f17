#include "pattern.h"

#include <algorithm>

namespace trialmine {
namespace {

// With less, RE2::Set quietly falls back to many times slower matching when its automaton does not fit.
constexpr int64_t kSetMemory = int64_t{256} << 20;
constexpr int64_t kPatternMemory = int64_t{32} << 20;

RE2::Options Options(int64_t memory) {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_max_mem(memory);
  return options;
}

}  // namespace

const RE2& Pattern::re() const {
  std::call_once(once_, [this] { re_ = std::make_unique<RE2>(regex_, Options(kPatternMemory)); });
  return *re_;
}

bool Pattern::FoundIn(std::string_view text) const { return RE2::PartialMatch(Piece(text), re()); }

Status CheckPattern(const std::string& regex) {
  // Adding to a set parses without compiling.
  RE2::Set set(Options(kPatternMemory), RE2::UNANCHORED);
  std::string reason;
  if (set.Add(regex, &reason) < 0) return Error{"bad_input", reason};
  return {};
}

void PatternSet::Add(const std::string& regex, uint32_t tag) {
  regexes_.push_back(regex);
  tags_.push_back(tag);
}

void PatternSet::Compile() const {
  set_ = std::make_unique<RE2::Set>(Options(kSetMemory), RE2::UNANCHORED);
  for (const std::string& regex : regexes_) set_->Add(regex, nullptr);
  if (!set_->Compile()) set_.reset();
}

void PatternSet::Match(std::string_view text, std::vector<uint32_t>& tags) const {
  tags.clear();
  if (tags_.empty()) return;
  std::call_once(once_, [this] { Compile(); });
  std::vector<int> found;
  RE2::Set::ErrorInfo error{RE2::Set::kNoError};
  if (set_ && set_->Match(Piece(text), &found, &error)) {
    std::sort(found.begin(), found.end());
    for (int i : found) tags.push_back(tags_[static_cast<size_t>(i)]);
  } else if (!set_ || error.kind != RE2::Set::kNoError) {
    tags = tags_;  // Out of memory: the patterns are to be tried one by one.
  }
}

}  // namespace trialmine

#include "pattern.h"

#include <re2/set.h>

#include <algorithm>

namespace trialmine {
namespace {

constexpr int64_t kMemory = int64_t{8} << 20;

RE2::Options Options() {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  options.set_max_mem(kMemory);
  return options;
}

}  // namespace

const Regex* Pattern::regex() const {
  std::call_once(regex_once_, [this] { compiled_ = Regex::Compile(regex_); });
  return compiled_.get();
}

const RE2& Pattern::re2() const {
  std::call_once(re2_once_, [this] { re2_ = std::make_unique<RE2>(regex_, Options()); });
  return *re2_;
}

const std::vector<std::pair<uint32_t, std::string>>& Pattern::names() const {
  if (const Regex* compiled = regex()) return compiled->names();
  std::call_once(names_once_, [this] {
    for (const auto& [group, name] : re2().CapturingGroupNames())
      names_.emplace_back(static_cast<uint32_t>(group), name);
  });
  return names_;
}

bool Pattern::Search(std::string_view text, Range begins, Regex::Groups& groups, int count) const {
  if (const Regex* compiled = regex()) {
    const Regex::Found found = compiled->Search(text, begins, groups, count);
    if (found != Regex::Found::kUndecided) return found == Regex::Found::kYes;
  }
  return SearchSteadily(text, begins, groups, count);
}

bool Pattern::SearchSteadily(std::string_view text, Range begins, Regex::Groups& groups, int count) const {
  std::array<re2::StringPiece, Regex::kMostGroups> pieces;
  const re2::StringPiece whole(text.data(), text.size());
  if (begins.begin > text.size() ||
      !re2().Match(whole, begins.begin, text.size(), RE2::UNANCHORED, pieces.data(), count))
    return false;
  for (int i = 0; i < count; ++i) {
    const re2::StringPiece& piece = pieces[static_cast<size_t>(i)];
    groups[static_cast<size_t>(i)] = {piece.data(), piece.size()};
  }
  return groups[0].data() <= text.data() + begins.end;
}

bool Pattern::FoundIn(std::string_view text) const {
  Regex::Groups groups;
  return Search(text, {0, static_cast<uint32_t>(text.size())}, groups, 1);
}

Status CheckPattern(const std::string& regex) {
  // Adding to a set parses without compiling.
  RE2::Set set(Options(), RE2::UNANCHORED);
  std::string reason;
  if (set.Add(regex, &reason) < 0) return Error{"bad_input", reason};
  return {};
}

}  // namespace trialmine

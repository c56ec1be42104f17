#pragma once

#include <re2/re2.h>
#include <re2/set.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/result.h"

namespace trialmine {

/// A regex that is compiled when it is first needed: most rules meet no text in a short run. Safe for many threads.
class Pattern {
 public:
  explicit Pattern(std::string regex) : regex_(std::move(regex)) {}

  bool empty() const { return regex_.empty(); }
  /// REQUIRES: the regex is valid (see CheckPattern).
  const RE2& re() const;
  bool FoundIn(std::string_view text) const;

 private:
  std::string regex_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<RE2> re_;
};

/// Why a regex would not compile, if so.
Status CheckPattern(const std::string& regex);

/// A regex that matches wherever `regex` does, and perhaps elsewhere, without counting far: `[^.]{0,80}` becomes `[^.]*`. In an
/// automaton of many patterns every count multiplies the states by those of every other.
std::string Relaxed(std::string_view regex);

/// Many patterns tried in one pass. Compiled when first used; safe for many threads.
class PatternSet {
 public:
  /// `tag` is what Match gives for this pattern.
  void Add(const std::string& regex, uint32_t tag);
  bool empty() const { return tags_.empty(); }

  /// The tags of the patterns that may occur in `text`, in the order in which they were added: all that do, and few others.
  void Match(std::string_view text, std::vector<uint32_t>& tags) const;
  /// Every tag: what Match would give if all patterns occurred.
  void All(std::vector<uint32_t>& tags) const { tags = tags_; }

 private:
  void Compile() const;

  std::vector<std::string> regexes_;
  std::vector<uint32_t> tags_;
  mutable std::once_flag once_;
  /// Several: the states of one automaton for all would be the product of theirs.
  mutable std::vector<std::unique_ptr<RE2::Set>> sets_;
};

inline re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace trialmine

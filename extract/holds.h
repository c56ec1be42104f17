#pragma once

#include <re2/re2.h>

#include <string_view>

namespace trialmine {

/// The text as RE2 takes it.
inline re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

/// Whether the pattern matches anywhere in the text.
inline bool Holds(std::string_view text, const RE2& pattern) {
  return RE2::PartialMatch(Piece(text), pattern);
}

/// Where the pattern first matches, or npos.
inline size_t PlaceOf(std::string_view text, const RE2& pattern) {
  // The whole match only: RE2 finds that without the slow search for groups.
  re2::StringPiece match;
  return pattern.Match(Piece(text), 0, text.size(), RE2::UNANCHORED, &match, 1)
             ? static_cast<size_t>(match.data() - text.data())
             : std::string_view::npos;
}

}  // namespace trialmine

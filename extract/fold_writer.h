#pragma once

#include <string_view>

#include "fold.h"

namespace trialmine {

/// Writes a Folded piece by piece, keeping the map.
class FoldWriter {
 public:
  explicit FoldWriter(Folded& out) : out_(out) {}

  /// Bytes that keep their number: `text` stands for as many source bytes from `source` on.
  void Copy(std::string_view text, uint32_t source) {
    if (text.empty()) return;
    const auto end = source + static_cast<uint32_t>(text.size());
    if (!out_.runs_.empty() && out_.runs_.back().linear && out_.runs_.back().source_end == source) {
      out_.runs_.back().source_end = end;
    } else {
      out_.runs_.push_back({size(), source, end, true});
    }
    out_.text_.append(text);
  }

  /// `text` stands for the source bytes [begin, end) as a whole.
  void Replace(std::string_view text, uint32_t begin, uint32_t end) {
    if (text.empty()) return;
    out_.runs_.push_back({size(), begin, end, false});
    out_.text_.append(text);
  }

  /// Part of an earlier folding, with its map.
  void Append(const Folded& from, Range range);

  char last() const { return out_.text_.empty() ? '\0' : out_.text_.back(); }

 private:
  uint32_t size() const { return static_cast<uint32_t>(out_.text_.size()); }

  Folded& out_;
};

/// Repairs that need more than one character: multiplication signs, `+/-`, `<=`, injected pinyin, spaced-out
/// formulas. Gives `folded` back untouched where nothing is to be repaired.
Folded Repair(Folded folded);

/// The simplified form of a traditional character, or `c` itself.
char32_t Simplified(char32_t c);

}  // namespace trialmine

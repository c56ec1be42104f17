#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parse/document.h"
#include "range.h"

namespace trialmine {

/// The reading of a piece of text that rules match, and the way back to the text.
///
/// What folding does (docs/rules.md has the table):
/// - superscripts: 10⁶ → 10^6, kg⁻¹ → kg^-1, cm² → cm^2; ½ → 1/2 (2½ → 2 1/2); subscripts → plain digits
/// - width: NFKC where it does no harm (full-width ASCII, ㎎ ㎏ Ⅱ ﬁ, μ for both micro signs); ① ™ … stay
/// - dashes: every hyphen, dash and minus → `-`
/// - multiplication: × ✕ ✖ ∗, and x X х * between digits → `×` (U+00D7)
/// - ranges: ～ 〜 ∼ → `~`
/// - others: quotes → ' and ", spaces → ' ', ≦ <= → ≤, ≧ >= → ≥, +/- +- → ±, middle dots → · (. between
///   digits), zero-width gone
/// - script: traditional Chinese characters → simplified, one to one (著 stays); 隨機(jī) → 随机
/// - damage: `1 0 ^ { 6 }` → 10^6, `P { < } 0 . 0 5` → P<0.05 (formulas that a PDF reader spaced out)
///
/// 。 、 ± ≤ ≥ stay; ， ； ： （ ） ！ ？ ％ become ASCII.
class Folded {
 public:
  /// Folds UTF-8 `text`, which begins at byte `base` of its document. Invalid bytes stand for themselves.
  explicit Folded(std::string_view text, uint32_t base = 0);

  std::string_view text() const { return text_; }

  /// The characters of the document from which a part of the folded text came. Whole characters, never
  /// outside the folded piece; empty only where `range` is.
  Span Source(Range range) const;

 private:
  friend class FoldWriter;

  /// Folded bytes from `folded` to the next run's, and the source bytes they came from. A linear run maps
  /// byte to byte; otherwise every byte stands for the whole of the source.
  struct Run {
    uint32_t folded;
    uint32_t source;
    uint32_t source_end;
    bool linear;
  };
  size_t RunAt(uint32_t folded) const;

  std::string text_;
  std::vector<Run> runs_;  ///< In order, none empty.
};

}  // namespace trialmine

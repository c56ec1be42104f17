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
/// What folding does, in this order:
///   superscripts   10⁶ → 10^6, kg⁻¹ → kg^-1, cm² → cm^2, ½ → 1/2 (2½ → 2 1/2); subscripts → plain digits
///   damage         `1 0 ^ { 6 }` → 10^6, `P { < } 0 . 0 5` → P < 0.05 (formulas a PDF reader spaced out)
///   width          NFKC where it does no harm: full-width ASCII, ㎎ ㎏ Ⅱ ﬁ; μ for both micro signs; ①②③ stay
///   dashes         every hyphen, dash and minus → `-` (no-break and soft ones too)
///   multiplication × ✕ ✖ ⨯ ∗, and х x X * between digits and a power of ten → `×` (U+00D7)
///   ranges         ～ 〜 ∼ ˜ → `~`
///   others         quotes → ' and ", spaces → ' ', ≦ → ≤, ≧ → ≥, <= → ≤, >= → ≥, +/- and +- → `±`, ∶ → `:`
///   script         traditional Chinese characters → simplified, one to one (著 stays); 隨機(jī) → 随机
/// What stands for itself: ≤ ≥ ± × ~ ^ 。 、 ； (Chinese full stop, enumeration comma stay; ，；：（）！？ become ASCII).
class Folded {
 public:
  /// Folds UTF-8 `text`, which begins at byte `base` of its document. Invalid bytes stand for themselves.
  explicit Folded(std::string_view text, uint32_t base = 0);

  std::string_view text() const { return text_; }

  /// The characters of the document from which a part of the folded text came. Whole characters, never outside
  /// the folded piece; empty only where `range` is.
  Span Source(Range range) const;

 private:
  friend class FoldWriter;

  /// Folded bytes from `folded` to the next run's. A linear run maps byte to byte; otherwise every byte stands for the
  /// whole of the source up to the next run.
  struct Run {
    uint32_t folded;
    uint32_t source;
    bool linear;
  };
  size_t RunAt(uint32_t folded) const;

  std::string text_;
  std::vector<Run> runs_;  ///< In order; the last is a sentinel at the end of both texts.
};

}  // namespace trialmine

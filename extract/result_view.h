#pragma once

#include <cstdint>
#include <vector>

#include "result_measures.h"
#include "result_sentence.h"

namespace trialmine {

/// Questions about the places of tokens in a sentence that linking asks again and again. All indexes are of
/// tokens.
class SentenceView {
 public:
  SentenceView(const LinkSentence& sentence, const std::vector<Part>& parts)
      : sentence_(sentence), tokens_(sentence.tokens), parts_(parts) {}

  /// The bracket that is open at `at`.
  uint32_t OpenBefore(uint32_t at) const;
  /// The bracket that closes the one at `open`.
  uint32_t CloseAfter(uint32_t open) const;
  /// Whether a number stands between two tokens.
  bool MeasureBetween(uint32_t from, uint32_t to) const;
  /// Whether a `;` or a comma outside brackets stands between two tokens.
  bool SemicolonBetween(uint32_t from, uint32_t to) const;
  bool CommaBetween(uint32_t from, uint32_t to) const;
  /// After the last `;` outside brackets or the last measure before `at`.
  uint32_t SegmentBegin(uint32_t at) const;
  /// Whether a token names one arm.
  static bool IsArm(const Token& token);
  /// Whether "than", "compared with" stand before a token: the arm there is what another is compared to.
  bool AfterVersus(uint32_t i) const;
  /// Whether a Chinese clause says with an arm only what others are compared to (与对照组相比).
  bool ComparedWith(uint32_t i) const;
  /// 高于A组(52%)和B组: whether an arm is joined to one that others are held against.
  bool JoinsVersus(uint32_t i) const;
  /// Whether a token is a value: no lone p or interval.
  bool IsValueToken(uint32_t i) const;
  /// "29% with A, 39% with B, and 40% with C": whether a value only tells for another arm what the value
  /// before it told.
  bool ListsByArm(uint32_t from, uint32_t to) const;
  /// Behind the last value between `begin` and `at`.
  uint32_t SinceValue(uint32_t at, uint32_t begin) const;
  /// The arms named between two tokens, each once, those compared to last.
  std::vector<Token> DistinctArms(uint32_t begin, uint32_t end) const;

  static bool IsKind(const Token& token, TokenKind kind) { return token.kind == kind; }

 private:
  const LinkSentence& sentence_;
  const std::vector<Token>& tokens_;
  const std::vector<Part>& parts_;
};

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "range.h"
#include "result_words.h"

namespace trialmine {

/// What a stretch of a sentence was recognised as before its words are read.
enum class MarkKind : uint8_t { kMeasure, kArm, kTime };

/// A stretch that counts as one token. `index` leads to whatever it stands for.
struct Mark {
  MarkKind kind = MarkKind::kMeasure;
  Range range;
  uint32_t index = 0;
};

enum class TokenKind : uint8_t {
  kText,
  kNumber,
  kComma,
  kSemicolon,
  kColon,
  kOpen,
  kClose,
  kStop,
  kMeasure,
  kArm,
  kTime
};

/// A word, a run of Chinese characters that the lexicon does not know, a number, a punctuation mark, or a
/// mark.
struct Token {
  Range range;
  TokenKind kind = TokenKind::kText;
  uint8_t depth = 0;   ///< Of brackets; a bracket has the depth of what it encloses.
  uint32_t words = 0;  ///< Classes of Word.
  uint32_t index = 0;  ///< Of a mark.

  bool Is(uint32_t classes) const { return kind == TokenKind::kText && (words & classes) != 0; }
};

/// A sentence as the linking of results reads it.
struct LinkSentence {
  std::string_view text;  ///< Of the whole reading.
  Range range;
  bool chinese = false;
  std::vector<Token> tokens;

  std::string_view Of(const Token& token) const { return token.range.Of(text); }
};

/// Splits a sentence into tokens. `marks` are in text order and do not overlap.
LinkSentence Tokenize(std::string_view text, Range sentence, const std::vector<Mark>& marks);

/// Whether a token stands behind the word, with no more than "a mean of" between: 5.5 in "from a mean
/// of 5.5".
bool Follows(const LinkSentence& sentence, uint32_t token, std::string_view word);

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "parse/document.h"

// Browsers count UTF-16 units, the program counts bytes. Text goes to the page cut into sentences, and a
// place is a sentence and units within it; here is where one becomes the other.

namespace trialmine {

/// UTF-16 units of a UTF-8 text: one for each character, two beyond U+FFFF. A byte that belongs to no
/// character counts as one, as the U+FFFD that stands for it does.
uint32_t Utf16Length(std::string_view text);

/// The byte at which so many units end; nothing beyond the text's end or inside a character.
std::optional<uint32_t> ByteOfUtf16(std::string_view text, uint32_t units);

/// Part of a sentence.
struct Anchor {
  uint32_t block = 0, sentence = 0;
  uint32_t start = 0, end = 0;  ///< UTF-16 units of the sentence, half-open.
  friend bool operator==(const Anchor&, const Anchor&) = default;
};

/// The text of one document cut into sentences, block by block.
class SentenceMap {
 public:
  /// The document must outlive it. Blocks are cut when they are first asked for.
  explicit SentenceMap(const Document& document) : document_(document), blocks_(document.blocks.size()) {}

  /// The sentences of a block: without gaps, together the whole of it.
  const std::vector<Span>& Sentences(uint32_t block);

  /// The parts of sentences that a span covers; empty for an empty span or one outside all blocks.
  std::vector<Anchor> AnchorsOf(Span span);

  /// From the start of an anchor to its end, or to `end` in a later sentence of the same block. Nothing for a
  /// place that does not exist or is empty.
  std::optional<Span> SpanOf(const Anchor& anchor, std::optional<uint32_t> end_sentence = {});

 private:
  struct Cut {
    bool done = false;
    std::vector<Span> sentences;
  };
  const Document& document_;
  std::vector<Cut> blocks_;
};

}  // namespace trialmine

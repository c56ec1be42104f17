#include "utf16.h"

#include <algorithm>

#include "extract/sentences.h"
#include "fetch/utf8.h"

namespace trialmine {
namespace {

/// Bytes of the character that `text` begins with, one for a byte of none.
size_t Bytes(std::string_view text) { return std::max<size_t>(1, CharacterLength(text)); }

uint32_t Units(size_t bytes) { return bytes == 4 ? 2 : 1; }

}  // namespace

uint32_t Utf16Length(std::string_view text) {
  uint32_t units = 0;
  while (!text.empty()) {
    const size_t bytes = Bytes(text);
    units += Units(bytes);
    text.remove_prefix(bytes);
  }
  return units;
}

std::optional<uint32_t> ByteOfUtf16(std::string_view text, uint32_t units) {
  size_t at = 0;
  while (units > 0 && at < text.size()) {
    const size_t bytes = Bytes(text.substr(at));
    if (Units(bytes) > units) return {};
    units -= Units(bytes);
    at += bytes;
  }
  if (units > 0) return {};
  return static_cast<uint32_t>(at);
}

const std::vector<Span>& SentenceMap::Sentences(uint32_t block) {
  Cut& cut = blocks_[block];
  if (!cut.done) {
    const Span span = document_.blocks[block].span;
    cut.sentences = SentenceSpans(document_.Text(span), span.begin);
    cut.done = true;
  }
  return cut.sentences;
}

std::vector<Anchor> SentenceMap::AnchorsOf(Span span) {
  std::vector<Anchor> anchors;
  if (span.empty()) return anchors;
  const std::vector<Block>& blocks = document_.blocks;
  auto block = std::upper_bound(blocks.begin(), blocks.end(), span.begin,
                                [](uint32_t begin, const Block& b) { return begin < b.span.end; });
  for (; block != blocks.end() && block->span.begin < span.end; ++block) {
    const auto index = static_cast<uint32_t>(block - blocks.begin());
    const std::vector<Span>& sentences = Sentences(index);
    for (size_t i = 0; i < sentences.size(); ++i) {
      const Span sentence = sentences[i];
      if (!sentence.Overlaps(span)) continue;
      const uint32_t begin = std::max(sentence.begin, span.begin), end = std::min(sentence.end, span.end);
      const uint32_t start = Utf16Length(document_.Text({sentence.begin, begin}));
      anchors.push_back(
          {index, static_cast<uint32_t>(i), start, start + Utf16Length(document_.Text({begin, end}))});
    }
  }
  return anchors;
}

std::optional<Span> SentenceMap::SpanOf(const Anchor& anchor, std::optional<uint32_t> end_sentence) {
  if (anchor.block >= blocks_.size()) return {};
  const std::vector<Span>& sentences = Sentences(anchor.block);
  const uint32_t last = end_sentence.value_or(anchor.sentence);
  if (anchor.sentence >= sentences.size() || last >= sentences.size()) return {};
  const auto begin = ByteOfUtf16(document_.Text(sentences[anchor.sentence]), anchor.start);
  const auto end = ByteOfUtf16(document_.Text(sentences[last]), anchor.end);
  if (!begin || !end) return {};
  const Span span{sentences[anchor.sentence].begin + *begin, sentences[last].begin + *end};
  if (span.begin >= span.end) return {};
  return span;
}

}  // namespace trialmine

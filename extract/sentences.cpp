#include "extract/sentences.h"

#include "fold.h"
#include "sentence.h"

namespace trialmine {

std::vector<Span> SentenceSpans(std::string_view text, uint32_t base) {
  std::vector<Span> spans;
  if (text.empty()) return spans;
  const Folded folded(text, base);
  uint32_t begin = base;
  for (const Range sentence : Sentences(folded.text())) {
    const uint32_t first = folded.Source(sentence).begin;
    if (first > begin && !spans.empty()) {
      spans.back().end = first;
      begin = first;
    }
    if (spans.empty() || first >= begin) spans.push_back({begin, begin});
  }
  const auto end = static_cast<uint32_t>(base + text.size());
  if (spans.empty()) return {{base, end}};
  spans.back().end = end;
  // Two sentences of one folded character have no place between them to be cut at.
  std::erase_if(spans, [](Span span) { return span.empty(); });
  return spans;
}

}  // namespace trialmine

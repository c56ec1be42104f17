// Any bytes, read as one paragraph: no crash, and every finding lies within the text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "extract/extract.h"
#include "fold.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace trialmine;
  static const Result<RuleSet> rules = RuleSet::BuiltIn();
  if (!rules.ok()) std::abort();
  RuleExample example;
  example.text.assign(reinterpret_cast<const char*>(data), size);
  const Folded folded(example.text);
  for (uint32_t i = 0; i < folded.text().size(); ++i) {
    const Span span = folded.Source({i, i + 1});
    if (span.empty() || span.end > size) std::abort();
  }
  for (const Finding& finding : Extract(ExampleDocument(example), *rules))
    if (finding.span.empty() || finding.span.end > size) std::abort();
  return 0;
}

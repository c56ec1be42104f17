// Any bytes, read as one paragraph: every finding lies within the text, and so does every way back from the
// folded reading.
#include "extract/extract.h"
#include "fold.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace trialmine;
  static const Result<RuleSet> rules = RuleSet::BuiltIn();
  Require(rules.ok(), "the built-in rules are whole");
  RuleExample example;
  example.text = FuzzBytes(data, size);
  const Folded folded(example.text);
  for (uint32_t i = 0; i < folded.text().size(); ++i) {
    const Span span = folded.Source({i, i + 1});
    Require(!span.empty() && span.end <= size, "a folded byte has its source");
  }
  for (const Finding& finding : Extract(ExampleDocument(example), *rules))
    Require(!finding.span.empty() && finding.span.end <= size, "a finding stands within the text");
  return 0;
}

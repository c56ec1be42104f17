#include "extract/extract.h"

#include <algorithm>
#include <tuple>

#include "pipeline.h"
#include "result.h"
#include "sentence.h"

namespace trialmine {
namespace {

std::vector<Reading> ReadBlocks(const Document& document, const RuleSet::Impl& rules) {
  std::vector<Reading> readings;
  readings.reserve(document.blocks.size());
  for (uint32_t i = 0; i < document.blocks.size(); ++i) {
    const Block& block = document.blocks[i];
    const bool reference = block.kind == BlockKind::kReference || block.section == Section::kReferences;
    if (reference && !rules.reads_references) continue;
    Reading reading{i, Folded(document.Text(block.span), block.span.begin), {}};
    reading.sentences = Sentences(reading.text());
    readings.push_back(std::move(reading));
  }
  return readings;
}

Finding ToFinding(const Document& document, const Reading& reading, Match&& match) {
  Finding finding;
  finding.field = match.field();
  finding.span = reading.folded.Source(match.range);
  finding.rule = match.rule->id;
  finding.fallback = match.rule->fallback;
  finding.block = reading.block;
  finding.section = document.blocks[reading.block].section;
  finding.confidence = match.confidence;
  finding.context = match.context;
  finding.slots.reserve(match.slots.size());
  for (MatchSlot& slot : match.slots) {
    const Span span = slot.range.empty() ? Span{} : reading.folded.Source(slot.range);
    finding.slots.push_back({std::move(slot.name), std::move(slot.text), span});
  }
  return finding;
}

// Total, so that equal input gives equal output whatever order the steps left.
bool Precedes(const Match& a, const Match& b) {
  auto key = [](const Match& m) { return std::tuple(m.reading, m.range.begin, m.range.end, m.field(), m.rule, m.group); };
  return key(a) < key(b);
}

}  // namespace

std::vector<Finding> ReadDocument(const Document& document, const RuleSet::Impl& rules, Trace* trace) {
  std::vector<Reading> readings = ReadBlocks(document, rules);
  Hits hits;
  for (uint32_t i = 0; i < readings.size(); ++i) Search(document, readings[i], i, rules, hits);
  ResolveOverlaps(readings, hits.matches, trace ? &trace->lost : nullptr);
  if (trace) trace->resolved = hits.matches;
  ApplyAttributes(readings, hits.attributes, hits.matches);
  ApplyCues(readings, rules, hits.cues, hits.matches);
  std::stable_sort(hits.matches.begin(), hits.matches.end(), Precedes);
  LinkResults(document, readings, hits.matches);
  std::stable_sort(hits.matches.begin(), hits.matches.end(), Precedes);
  std::vector<Finding> findings;
  findings.reserve(hits.matches.size());
  for (Match& match : hits.matches) findings.push_back(ToFinding(document, readings[match.reading], std::move(match)));
  if (trace) {
    trace->readings = std::move(readings);
    trace->attributes = std::move(hits.attributes);
    trace->cues = std::move(hits.cues);
  }
  return findings;
}

std::vector<Finding> Extract(const Document& document, const RuleSet& rules) { return ReadDocument(document, rules.impl(), nullptr); }

}  // namespace trialmine

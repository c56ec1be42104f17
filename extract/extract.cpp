#include "extract/extract.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <tuple>

#include "pipeline.h"
#include "result.h"
#include "sentence.h"

namespace trialmine {
namespace {

// More bytes than a paragraph has. The findings of a reading are compared with one another, so that a book in
// one block has to be read in pieces.
constexpr size_t kLongestReading = size_t{16} << 10;

// How much of a block's text makes one reading: up to the end of a line, a sentence or at least a word.
size_t PieceSize(std::string_view text) {
  if (text.size() <= kLongestReading) return text.size();
  const std::string_view piece = text.substr(0, kLongestReading);
  for (std::string_view mark : {"\n", ". ", "。", " "}) {
    const size_t at = piece.rfind(mark);
    if (at != std::string_view::npos && at > kLongestReading / 2) return at + mark.size();
  }
  size_t end = kLongestReading;
  while (end + U8_MAX_LENGTH > kLongestReading && U8_IS_TRAIL(static_cast<unsigned char>(text[end]))) --end;
  return end;
}

std::vector<Reading> ReadBlocks(const Document& document, const RuleSet::Impl& rules) {
  std::vector<Reading> readings;
  readings.reserve(document.blocks.size());
  for (uint32_t i = 0; i < document.blocks.size(); ++i) {
    const Block& block = document.blocks[i];
    const bool reference = block.kind == BlockKind::kReference || block.section == Section::kReferences;
    if (reference && !rules.reads_references) continue;
    Span rest = block.span;
    do {
      const auto size = static_cast<uint32_t>(PieceSize(document.Text(rest)));
      Reading reading{i, Folded(document.Text({rest.begin, rest.begin + size}), rest.begin), {}};
      reading.sentences = Sentences(reading.text());
      readings.push_back(std::move(reading));
      rest.begin += size;
    } while (!rest.empty());
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
  auto key = [](const Match& m) {
    return std::tuple(m.reading, m.range.begin, m.range.end, m.field(), m.rule, m.group);
  };
  return key(a) < key(b);
}

std::vector<Finding> FindingsOf(Draft& draft, const RuleSet::Impl& rules, Trace* trace) {
  auto& [document, readings, hits] = draft;
  ResolveOverlaps(readings, hits.matches, trace ? &trace->lost : nullptr);
  if (trace) trace->resolved = hits.matches;
  ApplyAttributes(readings, hits.attributes, hits.matches);
  ApplyCues(readings, rules, hits.cues, hits.matches);
  std::stable_sort(hits.matches.begin(), hits.matches.end(), Precedes);
  LinkResults(*document, readings, hits.matches);
  std::stable_sort(hits.matches.begin(), hits.matches.end(), Precedes);
  std::vector<Finding> findings;
  findings.reserve(hits.matches.size());
  for (Match& match : hits.matches)
    findings.push_back(ToFinding(*document, readings[match.reading], std::move(match)));
  return findings;
}

}  // namespace

std::vector<Finding> ReadDocument(const Document& document, const RuleSet::Impl& rules, Trace* trace) {
  Draft draft{&document, ReadBlocks(document, rules), {}};
  Search({&draft, 1}, rules);
  std::vector<Finding> findings = FindingsOf(draft, rules, trace);
  if (trace) {
    trace->readings = std::move(draft.readings);
    trace->attributes = std::move(draft.hits.attributes);
    trace->cues = std::move(draft.hits.cues);
  }
  return findings;
}

std::vector<Finding> Extract(const Document& document, const RuleSet& rules) {
  return ReadDocument(document, rules.impl(), nullptr);
}

std::vector<std::vector<Finding>> Extract(std::span<const Document> documents, const RuleSet& rules) {
  std::vector<Draft> drafts;
  drafts.reserve(documents.size());
  for (const Document& document : documents)
    drafts.push_back({&document, ReadBlocks(document, rules.impl()), {}});
  Search(drafts, rules.impl());
  std::vector<std::vector<Finding>> findings;
  findings.reserve(documents.size());
  for (Draft& draft : drafts) findings.push_back(FindingsOf(draft, rules.impl(), nullptr));
  return findings;
}

}  // namespace trialmine

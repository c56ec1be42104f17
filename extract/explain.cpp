#include <algorithm>
#include <iterator>
#include <optional>
#include <sstream>

#include "extract/extract.h"
#include "pipeline.h"

namespace trialmine {
namespace {

struct NamedKind {
  std::string_view name;
  BlockKind kind;
  Section section;
};
constexpr NamedKind kKinds[] = {
    {"title", BlockKind::kTitle, Section::kTitle},
    {"heading", BlockKind::kHeading, Section::kOther},
    {"list_item", BlockKind::kListItem, Section::kOther},
    {"cell", BlockKind::kCell, Section::kTable},
    {"header_cell", BlockKind::kCell, Section::kTable},
    {"caption", BlockKind::kCaption, Section::kCaption},
    {"footnote", BlockKind::kFootnote, Section::kTable},
    {"label", BlockKind::kLabel, Section::kOther},
    {"reference", BlockKind::kReference, Section::kReferences},
    {"background", BlockKind::kParagraph, Section::kBackground},
    {"objective", BlockKind::kParagraph, Section::kObjective},
    {"methods", BlockKind::kParagraph, Section::kMethods},
    {"results", BlockKind::kParagraph, Section::kResults},
    {"discussion", BlockKind::kParagraph, Section::kDiscussion},
    {"conclusion", BlockKind::kParagraph, Section::kConclusion},
    {"registration", BlockKind::kParagraph, Section::kRegistration},
    {"table", BlockKind::kFootnote, Section::kTable},
};

Document DocumentAt(std::string_view text, std::string_view place) {
  Document document;
  document.text = text;
  document.source = "text";
  document.registry_record = place == "registry" || place.starts_with("field:");
  Block block;
  block.span = {0, static_cast<uint32_t>(text.size())};
  auto named = std::find_if(std::begin(kKinds), std::end(kKinds),
                            [place](const NamedKind& k) { return k.name == place; });
  if (named != std::end(kKinds)) {
    block.kind = named->kind;
    block.section = named->section;
  }
  if (place.starts_with("field:")) {
    block.kind = BlockKind::kField;
    block.section = Section::kRegistration;
    block.field = place.substr(6);
  }
  if (block.kind == BlockKind::kCell) block.table = 0;
  block.cell.header = place == "header_cell";
  document.blocks.push_back(std::move(block));
  return document;
}

std::string Describe(const Match& match, std::string_view text) {
  std::ostringstream out;
  out << match.rule->id << " \"" << match.range.Of(text) << '"';
  for (const MatchSlot& slot : match.slots) out << ' ' << slot.name << "=\"" << slot.text << '"';
  return out.str();
}

std::string_view Name(CueKind kind) {
  switch (kind) {
    case CueKind::kNegated:
      return "negated";
    case CueKind::kOtherStudy:
      return "other_study";
    case CueKind::kAnimal:
      return "animal";
    case CueKind::kPlanned:
      return "planned";
    case CueKind::kBaseline:
      return "baseline";
  }
  return "";
}

void WriteFinding(std::ostream& out, const Document& document, const Finding& finding) {
  out << "finding    " << trialmine::Name(finding.field) << " [" << finding.span.begin << ','
      << finding.span.end << ") \"" << document.Text(finding.span) << "\" by " << finding.rule
      << ", confidence " << finding.confidence;
  for (const Slot& slot : finding.slots) out << "\n             " << slot.name << " = " << slot.text;
  const Context& context = finding.context;
  for (auto [set, name] : {std::pair{context.negated, "negated"},
                           std::pair{context.other_study, "other_study"}, std::pair{context.animal, "animal"},
                           std::pair{context.planned, "planned"}, std::pair{context.baseline, "baseline"}})
    if (set) out << "\n             " << name;
  out << '\n';
}

}  // namespace

Document ExampleDocument(const RuleExample& example) { return DocumentAt(example.text, example.place); }

std::vector<Finding> ExampleFindings(const RuleExample& example, const RuleSet& rules) {
  const std::vector<Rule>& all = rules.impl().table.rules;
  auto rule = std::find_if(all.begin(), all.end(), [&](const Rule& r) { return r.id == example.rule; });
  if (rule == all.end()) return {};
  std::vector<Finding> findings = Extract(ExampleDocument(example), rules);
  std::erase_if(findings, [&](const Finding& finding) {
    return example.whole_field ? finding.field != rule->field : finding.rule != example.rule;
  });
  return findings;
}

std::string Explain(std::string_view text, const RuleSet& rules) {
  const Document document = DocumentAt(text, "text");
  Trace trace;
  const std::vector<Finding> findings = ReadDocument(document, rules.impl(), &trace);
  std::ostringstream out;
  for (const Reading& reading : trace.readings) {
    out << "folded     " << reading.text() << '\n';
    for (Range sentence : reading.sentences) out << "sentence   " << sentence.Of(reading.text()) << '\n';
  }
  auto read = [&trace](uint32_t reading) { return trace.readings[reading].text(); };
  for (const Match& match : trace.resolved)
    out << "match      " << Describe(match, read(match.reading)) << '\n';
  for (const Loss& loss : trace.lost)
    out << "lost       " << Describe(loss.loser, read(loss.loser.reading)) << " to " << loss.winner.rule->id
        << '\n';
  for (const Hit& hit : trace.attributes) {
    out << "attribute  " << hit.entry->entry->id << " \"" << hit.range.Of(read(hit.reading)) << '"';
    for (const MatchSlot& slot : hit.slots) out << ' ' << slot.name << "=\"" << slot.text << '"';
    out << '\n';
  }
  for (const Hit& hit : trace.cues)
    out << "cue        " << hit.entry->entry->id << " \"" << hit.range.Of(read(hit.reading)) << "\" "
        << Name(hit.entry->cue().sets) << '\n';
  for (const Finding& finding : findings) WriteFinding(out, document, finding);
  return out.str();
}

}  // namespace trialmine

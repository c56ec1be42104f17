#include <utility>

#include "assemble.h"
#include "fact_id.h"
#include "fields.h"
#include "normalize/trial.h"
#include "quote.h"
#include "select.h"

namespace trialmine {
namespace {

/// Whether the same fact was given by another rule already: the same words with the same value. Findings are
/// in text order, so it stands among the last ones.
bool IsKnown(const std::vector<Fact>& facts, const Span span, const Value& value) {
  for (auto fact = facts.rbegin(); fact != facts.rend() && fact->finding.span.begin == span.begin; ++fact)
    if (fact->finding.span == span && fact->value == value) return true;
  return false;
}

}  // namespace

Record Normalize(Document document, std::vector<Finding> findings) {
  Record record;
  record.document = std::move(document);
  record.facts.reserve(findings.size());
  for (Finding& finding : findings) {
    auto read = ReadValue(finding, record.document);
    if (!read) continue;
    QuoteNames(read->value, finding, record.document);
    if (IsKnown(record.facts, finding.span, read->value)) continue;
    Fact fact{{}, std::move(finding), std::move(read->value), std::move(read->conversion)};
    record.facts.push_back(std::move(fact));
  }
  SelectFacts(record.facts);
  FactNamer namer(record.document);
  for (Fact& fact : record.facts) fact.id = namer.Name(fact.finding);
  record.trial = AssembleTrial(record.document, record.facts);
  return record;
}

}  // namespace trialmine

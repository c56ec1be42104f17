#include <unordered_set>
#include <utility>

#include "assemble.h"
#include "fact_id.h"
#include "fields.h"
#include "normalize/trial.h"

namespace trialmine {
namespace {

/// Whether the same fact was just given by another rule: the same field, words and value.
class Duplicates {
 public:
  bool Seen(const Fact& fact) {
    const Span span = fact.finding.span;
    std::string key = std::to_string(span.begin) + ' ' + std::to_string(span.end) + ' ' +
                      std::string(Name(fact.finding.field)) + ToJson(fact.value);
    return !seen_.insert(std::move(key)).second;
  }

 private:
  std::unordered_set<std::string> seen_;
};

}  // namespace

Record Normalize(Document document, std::vector<Finding> findings) {
  Record record;
  record.document = std::move(document);
  FactNamer namer(record.document);
  Duplicates duplicates;
  for (Finding& finding : findings) {
    auto read = ReadValue(finding, record.document);
    if (!read) continue;
    Fact fact{{}, std::move(finding), std::move(read->value), std::move(read->conversion)};
    if (duplicates.Seen(fact)) continue;
    fact.id = namer.Name(fact.finding);
    record.facts.push_back(std::move(fact));
  }
  record.trial = AssembleTrial(record.document, record.facts);
  return record;
}

}  // namespace trialmine

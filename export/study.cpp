#include "study.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "store/review.h"
#include "store/value_json.h"
#include "study_arms.h"
#include "table.h"

namespace trialmine {
namespace {

bool IsSettled(const StoredFact& fact) { return fact.state == "accepted" || fact.state == "corrected"; }

/// What the surroundings say is no fact of this trial is not exported as one; findings.ndjson has it all the
/// same.
bool IsOfThisTrial(const StoredFact& fact) {
  for (const char* word : {"other_study", "animal"})
    if (fact.context.find(word) != std::string::npos) return false;
  return true;
}

/// A person's word that the report does not give a number. These fields are nothing without theirs: no row
/// may make a 0 of it. A result without its numbers is a row of empty cells.
bool IsNotReported(const StoredFact& fact) {
  return (fact.field == "sample_size" || fact.field == "dose") &&
         fact.EffectiveValue().find("\"not_reported\":true") != std::string::npos;
}

using MergedNames = std::unordered_map<std::string, std::string>;

/// Calls the arms that people merged by one name.
void MergeArms(const MergedNames& merged, Value& value) {
  const auto rename = [&merged](std::string& name) {
    if (const auto into = merged.find(name); into != merged.end()) name = into->second;
  };
  if (auto* size = std::get_if<SampleSize>(&value)) rename(size->arm);
  if (auto* arm = std::get_if<Arm>(&value)) rename(arm->label);
  if (auto* dose = std::get_if<Dose>(&value)) rename(dose->arm);
  if (auto* result = std::get_if<ResultValue>(&value)) {
    rename(result->arm);
    rename(result->comparator);
  }
}

Status ReadFacts(Store& store, int64_t document, bool reviewed_only, Report& report) {
  Result<std::vector<StoredFact>> facts = FactsOf(store, document);
  if (!facts) return facts.error();
  Result<MergedNames> merged = MergedArms(store, report.stored.document.id);
  if (!merged) return merged.error();
  for (StoredFact& fact : *facts) {
    const std::optional<Field> field = FieldNamed(fact.field);
    if (!field || (reviewed_only && !IsSettled(fact)) || !IsOfThisTrial(fact) || IsNotReported(fact))
      continue;
    Result<Value> value = FromJson(*field, fact.EffectiveValue());
    if (!value)
      return Error{"store", "the value of fact " + fact.id + " cannot be read: " + value.error().detail};
    MergeArms(*merged, *value);
    report.facts.push_back({std::move(fact), std::move(*value)});
  }
  return {};
}

/// The first text that a registry record gives for a field.
std::string FieldText(const Document& document, std::string_view field) {
  for (const Block& block : document.blocks)
    if (block.kind == BlockKind::kField && block.field == field)
      return std::string(document.Text(block.span));
  return {};
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

/// `Family Year` of the first report that names an author, for forest plots; the id where there is none or
/// where the name is not ASCII (a plot without the font would draw boxes).
void Label(Study& study) {
  for (const Report& report : study.reports) {
    const Document& document = report.stored.document;
    if (study.year.empty()) study.year = document.published.substr(0, 4);
    if (!study.label_native.empty() || document.authors.empty()) continue;
    study.label_native = document.authors.front().family;
    if (document.published.size() >= 4) study.label_native += ' ' + document.published.substr(0, 4);
  }
  if (study.label_native.empty()) study.label_native = study.id;
  study.label = IsAscii(study.label_native) ? study.label_native : study.id;
}

/// The number randomised where all reports that state one agree; where they do not, none, and a flag.
void CountRandomised(Study& study) {
  std::set<int64_t> counts;
  std::vector<std::string> states;
  for (const Report& report : study.reports) {
    for (const TypedFact& fact : report.facts) {
      const auto* size = std::get_if<SampleSize>(&fact.value);
      if (!size || size->kind != "randomized" || !size->arm.empty() || size->approximate) continue;
      if (fact.stored.state == "rejected" || (!size->unit.empty() && size->unit != "participants")) continue;
      counts.insert(size->count);
      study.evidence.push_back(fact.stored.id);
      states.push_back(fact.stored.state);
    }
  }
  study.review_state = CombinedState(states);
  if (counts.size() == 1) study.randomised = *counts.begin();
  if (counts.size() > 1) study.flags = "n_randomised_differs";
}

}  // namespace

std::string CombinedState(const std::vector<std::string>& states) {
  for (const char* state : {"stale", "pending", "rejected", "corrected", "accepted"})
    if (std::find(states.begin(), states.end(), state) != states.end()) return state;
  return {};
}

Result<Study> ReadStudy(Store& store, const StoredTrial& trial, bool reviewed_only) {
  Study study;
  study.id = trial.key;
  for (const auto& [id, registry] : trial.registrations) study.registry_ids.push_back(id);
  std::set<std::string> versions;
  for (int64_t id : trial.documents) {
    Report report;
    Result<StoredDocument> stored = LoadDocument(store, id, true);
    if (!stored) return stored.error();
    report.stored = std::move(*stored);
    Document& document = report.stored.document;
    if (study.design.empty()) study.design = FieldText(document, "design");
    if (study.condition.empty()) study.condition = FieldText(document, "condition");
    document.text = {};
    document.blocks = {};
    if (Status status = ReadFacts(store, id, reviewed_only, report); !status) return status.error();
    versions.insert(report.stored.rules_version);
    study.reports.push_back(std::move(report));
  }
  study.rules_version = Joined({versions.begin(), versions.end()});
  Label(study);
  CountRandomised(study);
  if (ArmsDifferFromRandomised(study)) study.flags = "arms_sum_differs";
  return study;
}

}  // namespace trialmine

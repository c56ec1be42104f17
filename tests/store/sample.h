#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include "store/store.h"

// Records made by hand for the tests of the store and of what reads it.

namespace trialmine::sample {

/// A folder of its own for one test, gone at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "trialmine-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Appends one paragraph to the document and a fact for its words `quote`.
inline Fact& AddFact(Record& record, const std::string& id, Field field, Value value,
                     const std::string& quote) {
  Document& document = record.document;
  Block block;
  block.span.begin = static_cast<uint32_t>(document.text.size());
  document.text += "In this trial, " + quote + " 。\n";
  block.span.end = static_cast<uint32_t>(document.text.size() - 1);
  document.blocks.push_back(block);
  Fact fact;
  fact.id = id;
  fact.finding.field = field;
  const auto begin = static_cast<uint32_t>(document.text.rfind(quote));
  fact.finding.span = {begin, static_cast<uint32_t>(begin + quote.size())};
  fact.finding.rule = "test.rule";
  fact.finding.section = Section::kResults;
  fact.finding.block = static_cast<uint32_t>(document.blocks.size() - 1);
  fact.finding.confidence = 0.5F;
  fact.value = std::move(value);
  record.facts.push_back(std::move(fact));
  return record.facts.back();
}

/// A report of one sentence that enrolled 60 participants.
inline Record Report(const std::string& id, const std::vector<RegistrationId>& own_ids = {}) {
  Record record;
  record.document.id = id;
  record.document.source = "pubmed";
  record.document.file = "batch.xml";
  record.document.title = "Report " + id;
  record.document.languages = {"en"};
  record.document.sha256 = std::string(64, 'a');
  record.document.text = "试验 " + id + "\n";
  record.trial.emplace();
  record.trial->key = own_ids.empty() ? id : own_ids.front().id;
  for (const RegistrationId& own : own_ids) record.trial->ids.push_back({own, {}});
  AddFact(record, "size-" + id, Field::kSampleSize, SampleSize{60, "randomized", "", "participants", false},
          "60 patients were randomized");
  return record;
}

inline RegistrationId Own(const std::string& id, const std::string& registry) {
  return {id, registry, "", "own", "well_formed", ""};
}

}  // namespace trialmine::sample

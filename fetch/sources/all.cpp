#include <algorithm>

#include "sources.h"

namespace trialmine {

const std::vector<const Source*>& Sources() {
  static const std::vector<const Source*> kSources = [] {
    std::vector<const Source*> all{&PubMed(), &PubMedFiles(), &Pmc(), &EuropePmc(), &ClinicalTrialsGov(),
                                   &Ctis(),   &Isrctn(),      &Web()};
    for (const Source* source : LookUps()) all.push_back(source);
    for (const Source* source : SwitchedOff()) all.push_back(source);
    return all;
  }();
  return kSources;
}

std::string SourceSettings::Get(std::string_view key, std::string_view otherwise) const {
  const std::vector<std::string>& all = All(key);
  return all.empty() ? std::string(otherwise) : all.front();
}

const std::vector<std::string>& SourceSettings::All(std::string_view key) const {
  static const std::vector<std::string> kNone;
  const auto found = values.find(std::string(key));
  return found == values.end() ? kNone : found->second;
}

const Source* FindSource(std::string_view name) {
  const auto found = std::find_if(Sources().begin(), Sources().end(),
                                  [&](const Source* source) { return source->info().name == name; });
  return found == Sources().end() ? nullptr : *found;
}

}  // namespace trialmine

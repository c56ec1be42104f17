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

const Source* FindSource(std::string_view name) {
  const auto found = std::find_if(Sources().begin(), Sources().end(),
                                  [&](const Source* source) { return source->info().name == name; });
  return found == Sources().end() ? nullptr : *found;
}

}  // namespace trialmine

#pragma once

#include <vector>

#include "fetch/crawl_source.h"

// The sources share small helpers whose names later stages have too: they stand in a namespace of their own.
namespace trialmine {
inline namespace sources {

// What each file of this folder offers to all.cpp.
const Source& PubMed();
const Source& PubMedFiles();
const Source& Pmc();
const Source& EuropePmc();
const Source& ClinicalTrialsGov();
const Source& Ctis();
const Source& Isrctn();
const Source& Web();
/// Registers asked for single records from a list of one's own.
std::vector<const Source*> LookUps();
/// Sources that are not crawled, each with its reason.
std::vector<const Source*> SwitchedOff();

}  // namespace sources
}  // namespace trialmine

#pragma once

#include "document_builder.h"
#include "json_value.h"

namespace trialmine {

/// Writes the posted results of a ClinicalTrials.gov study (`resultsSection`) as tables: participant flow,
/// baseline, outcomes, adverse events.
///
/// The first row holds the groups with `(n = N)`, the first column says which statistic its row gives ("Mean
/// (SD), mmHg"). Statistical analyses follow their outcome's table as sentences.
void WriteCtgovResults(JsonValue results, DocumentBuilder* builder);

/// `ACTIVE_COMPARATOR` as the registry's pages print it: `Active Comparator`.
std::string ReadableEnum(std::string_view value);

}  // namespace trialmine

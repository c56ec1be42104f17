#pragma once

#include <cstdint>
#include <string>

#include "fetch/result.h"
#include "store/store.h"

namespace trialmine {

struct ExportOptions {
  bool reviewed_only =
      false;  ///< Only what a person accepted or corrected, and only studies with such a fact.
};

/// What an export wrote.
struct ExportReport {
  int64_t studies = 0, reports = 0, arm_rows = 0, contrast_rows = 0, findings = 0, exclusions = 0;
};

/// Writes the tables for meta-analysis into `folder` (made where it is missing): studies.csv, arms.csv,
/// contrasts.csv, reports.csv, exclusions.csv, findings.ndjson, references.ris, datapackage.json, README.md.
/// docs/export.md describes every column.
///
/// The same store gives the same bytes. The files are written beside the old ones and take their place one by
/// one only when all are complete. Errors: those of the store, `disk_full` where the folder cannot be
/// written.
Result<ExportReport> Export(Store& store, const std::string& folder, const ExportOptions& options = {});

}  // namespace trialmine

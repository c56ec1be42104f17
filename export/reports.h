#pragma once

#include <string>

#include "study.h"

namespace trialmine {

/// Why a document or an input is in no study.
struct Exclusion {
  std::string record, source, reason, detail;
};

void AppendStudiesHeader(std::string& csv);
void AppendStudyRow(const Study& study, std::string& csv);
void AppendStudiesResource(std::string& json);

void AppendReportsHeader(std::string& csv);
/// One row per report; renditions of one report (abstract, full text) share the row. Returns how many rows.
int64_t AppendReportRows(const Study& study, std::string& csv);
void AppendReportsResource(std::string& json);

void AppendExclusionsHeader(std::string& csv);
void AppendExclusionRow(const Exclusion& exclusion, std::string& csv);
void AppendExclusionsResource(std::string& json);

/// The reports of a study as RIS references.
void AppendRis(const Study& study, std::string& ris);

/// A line of findings.ndjson.
void AppendFinding(const StoredFact& fact, const std::string& study_id, std::string& ndjson);

}  // namespace trialmine

#include "reports.h"

#include <algorithm>
#include <cmath>

#include "store/json_text.h"
#include "table.h"

namespace trialmine {
namespace {

struct ReportRow {
  const Study* study;
  const StoredDocument* stored;
};

/// The report's id of one kind (`pmid:`…), without the kind.
std::string IdOf(const Document& document, std::string_view kind) {
  if (document.id.starts_with(kind)) return document.id.substr(kind.size());
  for (const std::string& alias : document.aliases)
    if (alias.starts_with(kind)) return alias.substr(kind.size());
  return {};
}

/// One rendition per report id. Renditions come sorted by id and source: the first stands for the report.
std::vector<const StoredDocument*> Distinct(const Study& study) {
  std::vector<const StoredDocument*> reports;
  for (const Report& report : study.reports) {
    if (reports.empty() || reports.back()->document.id != report.stored.document.id)
      reports.push_back(&report.stored);
  }
  return reports;
}

bool IsRetracted(const Study& study) {
  return std::any_of(study.reports.begin(), study.reports.end(),
                     [](const Report& report) { return report.stored.document.retracted; });
}

std::string PrimaryReport(const Study& study) {
  for (const StoredDocument* stored : Distinct(study))
    if (!stored->document.registry_record) return stored->document.id;
  return study.reports.empty() ? std::string() : study.reports.front().stored.document.id;
}

constexpr Column<Study> kStudies[] = {
    {"study_id", "string", "Own registration id, else the id of the only report",
     [](const Study& s) { return s.id; }},
    {"label", "string", "ASCII label for plots", [](const Study& s) { return s.label; }},
    {"label_native", "string", "The label in the script of the report",
     [](const Study& s) { return s.label_native; }},
    {"year", "integer", "Year of the first report", [](const Study& s) { return s.year; }},
    {"registry_ids", "string", "Own registration ids, ;-separated",
     [](const Study& s) { return Joined(s.registry_ids); }},
    {"design", "string", "As a registry record states it", [](const Study& s) { return s.design; }},
    {"condition", "string", "As a registry record states it", [](const Study& s) { return s.condition; }},
    {"n_randomised", "integer", "People randomised, where all reports that say so agree",
     [](const Study& s) { return Decimal(s.randomised); }},
    {"n_reports", "integer", "Reports and records of the study",
     [](const Study& s) { return std::to_string(Distinct(s).size()); }},
    {"retracted", "boolean", "One of the reports is marked as retracted by its source",
     [](const Study& s) { return std::string(IsRetracted(s) ? "true" : "false"); }},
    {"primary_report_id", "string", "First report that is not a registry record", PrimaryReport},
    {"review_state", "string", "Of n_randomised: the least settled of its facts",
     [](const Study& s) { return s.review_state; }},
    {"check_flags", "string", "What does not add up, ;-separated", [](const Study& s) { return s.flags; }},
    {"evidence_ids", "string", "Facts behind n_randomised in findings.ndjson, ;-separated",
     [](const Study& s) { return Joined(s.evidence); }},
    {"rule_version", "string", "Rules that read the reports", [](const Study& s) { return s.rules_version; }},
};

constexpr Column<ReportRow> kReports[] = {
    {"report_id", "string", "The report", [](const ReportRow& r) { return r.stored->document.id; }},
    {"study_id", "string", "Its study", [](const ReportRow& r) { return r.study->id; }},
    {"pmid", "string", "PubMed id", [](const ReportRow& r) { return IdOf(r.stored->document, "pmid:"); }},
    {"pmcid", "string", "PubMed Central id",
     [](const ReportRow& r) { return IdOf(r.stored->document, "pmcid:"); }},
    {"doi", "string", "DOI", [](const ReportRow& r) { return IdOf(r.stored->document, "doi:"); }},
    {"title", "string", "Title", [](const ReportRow& r) { return r.stored->document.title; }},
    {"published", "string", "ISO 8601 date of the precision known",
     [](const ReportRow& r) { return r.stored->document.published; }},
    {"lang", "string", "BCP 47 tags, ;-separated",
     [](const ReportRow& r) { return Joined(r.stored->document.languages); }},
    {"source", "string", "Where it was read from",
     [](const ReportRow& r) { return r.stored->document.source; }},
    {"source_url", "string", "Address, where there is one",
     [](const ReportRow& r) { return r.stored->document.url; }},
    {"response_sha256", "string", "Digest of the archived bytes",
     [](const ReportRow& r) { return r.stored->document.sha256; }},
    {"retrieved_at", "string", "ISO 8601 UTC", [](const ReportRow& r) { return r.stored->retrieved_at; }},
    {"retracted", "boolean", "The source marks it as retracted",
     [](const ReportRow& r) { return std::string(r.stored->document.retracted ? "true" : "false"); }},
};

constexpr Column<Exclusion> kExclusions[] = {
    {"record", "string", "Document id, or the input's name", [](const Exclusion& e) { return e.record; }},
    {"source", "string", "Where it was read from", [](const Exclusion& e) { return e.source; }},
    {"reason", "string", "no_trial, withdrawn, not_reviewed, or why the input could not be read",
     [](const Exclusion& e) { return e.reason; }},
    {"detail", "string", "In words", [](const Exclusion& e) { return e.detail; }},
};

void RisLine(const char* tag, std::string_view text, std::string& ris) {
  if (text.empty()) return;
  ris += tag;
  ris += "  - ";
  for (char c : text) ris += c == '\n' || c == '\r' ? ' ' : c;
  ris += '\n';
}

void AppendReference(const StoredDocument& stored, std::string& ris) {
  const Document& document = stored.document;
  RisLine("TY", document.registry_record ? "WEB" : "JOUR", ris);
  RisLine("ID", document.id, ris);
  for (const Author& author : document.authors)
    RisLine("AU", author.given.empty() ? author.family : author.family + ", " + author.given, ris);
  RisLine("TI", document.title.empty() ? document.id : document.title, ris);
  RisLine("JO", document.journal, ris);
  RisLine("PY", document.published.substr(0, 4), ris);
  std::string date = document.published;
  std::replace(date.begin(), date.end(), '-', '/');
  RisLine("DA", date, ris);
  RisLine("DO", IdOf(document, "doi:"), ris);
  RisLine("AN", IdOf(document, "pmid:"), ris);
  RisLine("UR", document.url, ris);
  for (const std::string& language : document.languages) RisLine("LA", language, ris);
  ris += "ER  - \n\n";
}

}  // namespace

void AppendStudiesHeader(std::string& csv) { AppendHeader(kStudies, csv); }
void AppendStudyRow(const Study& study, std::string& csv) { AppendRow(kStudies, study, csv); }
void AppendStudiesResource(std::string& json) { AppendResource("studies", kStudies, "study_id", json); }

void AppendReportsHeader(std::string& csv) { AppendHeader(kReports, csv); }
int64_t AppendReportRows(const Study& study, std::string& csv) {
  const auto reports = Distinct(study);
  for (const StoredDocument* stored : reports) AppendRow(kReports, ReportRow{&study, stored}, csv);
  return static_cast<int64_t>(reports.size());
}
void AppendReportsResource(std::string& json) { AppendResource("reports", kReports, "", json); }

void AppendExclusionsHeader(std::string& csv) { AppendHeader(kExclusions, csv); }
void AppendExclusionRow(const Exclusion& exclusion, std::string& csv) {
  AppendRow(kExclusions, exclusion, csv);
}
void AppendExclusionsResource(std::string& json) { AppendResource("exclusions", kExclusions, "", json); }

void AppendRis(const Study& study, std::string& ris) {
  for (const StoredDocument* stored : Distinct(study)) AppendReference(*stored, ris);
}

void AppendFinding(const StoredFact& fact, const std::string& study_id, std::string& ndjson) {
  {
    JsonObject line(ndjson);
    line.Number("schema", 1);
    line.Text("id", fact.id);
    line.Text("document", fact.document);
    line.TextIfAny("study_id", study_id);
    line.Text("field", fact.field);
    line.Number("start", fact.start_char);
    line.Number("end", fact.end_char);
    line.Text("text", fact.quote);
    line.Text("section", fact.section);
    line.Text("rule", fact.rule);
    line.Raw("confidence", Decimal(std::round(fact.confidence * 1000) / 1000));
    line.Raw("value", fact.value);
    line.TextIfAny("context", fact.context);
    line.TextIfAny("conversion", fact.conversion);
    line.Text("review_state", fact.state);
    line.Text("rule_version", fact.rules_version);
    if (fact.decision) line.Raw("decision", ToJsonLine(*fact.decision));
  }
  ndjson += '\n';
}

}  // namespace trialmine

// The XML export of the Chinese Clinical Trial Registry, in the WHO's exchange format; other registries offer
// it too.

#include <string>

#include "document_builder.h"
#include "formats.h"
#include "html_metadata.h"
#include "registry_text.h"
#include "xml_stream.h"

namespace trialmine {
namespace {

constexpr std::string_view kRecords[] = {"Triall", "trial"};
constexpr std::string_view kSkipped[] = {"contacts", "ethics_reviews"};

// Empty values are filled with semicolons.
std::string Stated(XmlElement element) {
  const std::string_view value = element.trimmed();
  if (value.find_first_not_of("; \t\r\n") == std::string_view::npos || value == "N/A") return {};
  return WithoutMarkup(value);
}

void AddIdentity(XmlElement record, XmlElement main, DocumentBuilder& builder) {
  Document& document = builder.document();
  document.registry_record = true;
  document.id = Stated(main.Child("trial_id"));
  document.title = Stated(main.Child("public_title"));
  if (document.title.empty()) document.title = Stated(main.Child("scientific_title"));
  document.published = IsoDate(main.Child("date_registration").trimmed());
  document.url = Stated(main.Child("url"));
  builder.AddField("Registration number", "id", document.id);
  builder.AddField("Public title", "title", Stated(main.Child("public_title")));
  builder.AddField("Scientific title", "scientific_title", Stated(main.Child("scientific_title")));
  builder.AddField("Acronym", "acronym", Stated(main.Child("acronym")));
  auto secondary = [&](const std::string& id) {
    builder.AddField("Secondary ID", "secondary_id", id);
    if (!id.empty()) document.data_bank_ids.push_back(id);
  };
  secondary(Stated(main.Child("utrn")));
  for (XmlElement entry : record.Child("secondary_ids").children()) secondary(Stated(entry.Child("sec_id")));
}

void AddOutcomes(XmlElement outcomes, std::string_view label, std::string_view field,
                 DocumentBuilder& builder) {
  for (XmlElement outcome : outcomes.children()) AddPieces(label, field, Stated(outcome), &builder);
}

void AddResults(XmlElement main, DocumentBuilder& builder) {
  constexpr std::pair<std::string_view, std::string_view> kResults[] = {
      {"results_participant_flow", "Participant flow"}, {"results_baseline_char", "Baseline characteristics"},
      {"results_outcome_measures", "Outcome measures"}, {"results_adverse_events", "Adverse events"},
      {"results_summary", "Summary of results"},
  };
  for (const auto& [name, heading] : kResults) {
    const std::string text = Stated(main.Child(name));
    if (text.empty()) continue;
    builder.Add(BlockKind::kHeading, Section::kResults, heading);
    builder.Add(BlockKind::kParagraph, Section::kResults, text);
  }
}

void ReadRecord(XmlElement record, std::vector<Document>& documents) {
  DocumentBuilder builder;
  const XmlElement main = record.Child("main");
  AddIdentity(record, main, builder);
  builder.AddField("Recruitment status", "status", Stated(main.Child("recruitment_status")));
  builder.AddField("Date of enrolment", "start_date", Stated(main.Child("date_enrolment")));
  AddTargetSize("Target size", Stated(main.Child("target_size")), &builder);
  builder.AddField("Actual enrolment", "sample_size.actual", Stated(main.Child("results_actual_enrolment")));
  builder.AddField("Completion", "completion_date", Stated(main.Child("results_date_completed")));
  builder.AddField("Study type", "design", Stated(main.Child("study_type")));
  builder.AddField("Study design", "design", Stated(main.Child("study_design")));
  builder.AddField("Phase", "phase", Stated(main.Child("phase")));
  AddPieces("Condition", "condition", Stated(main.Child("hc_freetext")), &builder);
  AddPieces("Interventions", "intervention.name", Stated(main.Child("i_freetext")), &builder);
  AddOutcomes(record.Child("primary_outcome"), "Primary outcome", "outcome.primary", builder);
  AddOutcomes(record.Child("secondary_outcome"), "Secondary outcome", "outcome.secondary", builder);
  const XmlElement criteria = record.Child("criteria");
  AddParagraphs("Inclusion criteria", "eligibility", Stated(criteria.Child("inclusion_criteria")), -1,
                &builder);
  AddParagraphs("Exclusion criteria", "eligibility", Stated(criteria.Child("exclusion_criteria")), -1,
                &builder);
  AddResults(main, builder);
  documents.push_back(builder.Take());
}

constexpr XmlFormat kFormat{"chictr", kRecords, kSkipped, ReadRecord};

}  // namespace

std::unique_ptr<DocumentStream> OpenChiCtrXml(const Response& response, const ParseLimits& limits) {
  return OpenXml(response, limits, kFormat);
}

}  // namespace trialmine

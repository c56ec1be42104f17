// Studies of ClinicalTrials.gov in its older XML (`clinical_study`).

#include <string>

#include "document_builder.h"
#include "formats.h"
#include "html_metadata.h"
#include "registry_text.h"
#include "xml_stream.h"

namespace trialmine {
namespace {

constexpr std::string_view kRecords[] = {"clinical_study"};
constexpr std::string_view kSkipped[] = {
    "location",           "overall_official", "overall_contact",    "overall_contact_backup",
    "responsible_party",  "sponsors",         "condition_browse",   "intervention_browse",
    "location_countries", "point_of_contact", "certain_agreements",
};

void AddIds(XmlElement ids, DocumentBuilder& builder) {
  Document& document = builder.document();
  document.id = ids.Child("nct_id").trimmed();
  if (!document.id.empty()) document.url = "https://clinicaltrials.gov/study/" + document.id;
  builder.AddField("ClinicalTrials.gov ID", "id", document.id);
  for (XmlElement id : ids.children()) {
    if (id.name() == "nct_alias") document.aliases.emplace_back(id.trimmed());
    if ((id.name() != "org_study_id" && id.name() != "secondary_id") || id.trimmed().empty()) continue;
    builder.AddField("Other study ID", "secondary_id", id.trimmed());
    document.data_bank_ids.emplace_back(id.trimmed());
  }
}

void AddDates(XmlElement study, DocumentBuilder& builder) {
  Document& document = builder.document();
  for (std::string_view name : {"study_first_posted", "study_first_submitted", "firstreceived_date"})
    if (document.published.empty()) document.published = IsoDate(study.Child(name).trimmed());
  for (std::string_view name : {"last_update_posted", "last_update_submitted", "lastchanged_date"})
    if (document.version.empty()) document.version = IsoDate(study.Child(name).trimmed());
  builder.AddField("Overall status", "status", study.Child("overall_status").text());
  builder.AddField("Why stopped", "status", study.Child("why_stopped").text());
  builder.AddField("Study start", "start_date", study.Child("start_date").text());
  builder.AddField("Primary completion", "completion_date", study.Child("primary_completion_date").text());
  builder.AddField("Study completion", "completion_date", study.Child("completion_date").text());
}

void AddEnrollment(XmlElement enrollment, DocumentBuilder& builder) {
  const std::string type(enrollment.Attribute("type"));
  std::string field = "sample_size";
  if (type == "Actual") field += ".actual";
  if (type == "Anticipated" || type == "Estimated") field += ".planned";
  builder.AddField(type.empty() ? "Enrollment" : "Enrollment (" + type + ")", field, enrollment.text());
}

void AddDesign(XmlElement study, DocumentBuilder& builder) {
  constexpr std::pair<std::string_view, std::string_view> kParts[] = {
      {"allocation", "Allocation"},
      {"intervention_model", "Intervention model"},
      {"intervention_model_description", ""},
      {"primary_purpose", "Primary purpose"},
      {"masking", "Masking"},
      {"masking_description", ""},
      {"observational_model", "Observational model"},
      {"time_perspective", "Time perspective"},
  };
  builder.AddField("Study type", "design", study.Child("study_type").text());
  builder.AddField("Phase", "phase", study.Child("phase").text());
  builder.AddField("Study design", "design", study.Child("study_design").text());  // Until 2016, in one line.
  const XmlElement design = study.Child("study_design_info");
  for (const auto& [name, label] : kParts) builder.AddField(label, "design", design.Child(name).text());
  builder.AddField("Target follow-up duration", "follow_up", study.Child("target_duration").text());
  AddEnrollment(study.Child("enrollment"), builder);
}

void AddArm(XmlElement study, XmlElement arm, DocumentBuilder& builder) {
  const int32_t group = builder.NewGroup();
  const std::string_view label = arm.Child("arm_group_label").trimmed();
  builder.AddField("Arm", "arm.label", label, group);
  builder.AddField("Arm type", "arm.role", arm.Child("arm_group_type").text(), group);
  AddParagraphs("Arm description", "arm.description", arm.Child("description").text(), group, &builder);
  // An intervention names the arms that get it.
  for (XmlElement intervention : study.children()) {
    if (intervention.name() != "intervention") continue;
    for (XmlElement given_to : intervention.children()) {
      if (given_to.name() != "arm_group_label" || given_to.trimmed() != label) continue;
      const std::string type(intervention.Child("intervention_type").trimmed());
      const std::string name(intervention.Child("intervention_name").trimmed());
      builder.AddField("Arm intervention", "intervention.name", type.empty() ? name : type + ": " + name,
                       group);
    }
  }
}

void AddIntervention(XmlElement intervention, DocumentBuilder& builder) {
  const int32_t group = builder.NewGroup();
  const std::string type(intervention.Child("intervention_type").trimmed());
  builder.AddField(type.empty() ? "Intervention" : "Intervention (" + type + ")", "intervention.name",
                   intervention.Child("intervention_name").text(), group);
  AddParagraphs("Intervention description", "intervention.description",
                intervention.Child("description").text(), group, &builder);
}

void AddOutcomes(XmlElement study, std::string_view element, std::string_view label, std::string_view field,
                 DocumentBuilder& builder) {
  for (XmlElement outcome : study.children()) {
    if (outcome.name() != element) continue;
    const int32_t group = builder.NewGroup();
    builder.AddField(label, field, outcome.Child("measure").text(), group);
    builder.AddField("Time frame", "outcome.time_frame", outcome.Child("time_frame").text(), group);
    AddParagraphs("Outcome description", "outcome.description", outcome.Child("description").text(), group,
                  &builder);
  }
}

void AddText(XmlElement study, std::string_view element, std::string_view label, std::string_view field,
             DocumentBuilder& builder) {
  AddParagraphs(label, field, study.Child(element).Find("textblock").text(), -1, &builder);
}

void ReadRecord(XmlElement study, std::vector<Document>& documents) {
  DocumentBuilder builder;
  Document& document = builder.document();
  document.registry_record = true;
  document.title = study.Child("brief_title").trimmed();
  if (document.title.empty()) document.title = study.Child("official_title").trimmed();
  AddIds(study.Child("id_info"), builder);
  builder.AddField("Brief title", "title", study.Child("brief_title").text());
  builder.AddField("Official title", "scientific_title", study.Child("official_title").text());
  builder.AddField("Acronym", "acronym", study.Child("acronym").text());
  AddDates(study, builder);
  AddText(study, "brief_summary", "Brief summary", "summary", builder);
  AddText(study, "detailed_description", "Detailed description", "summary", builder);
  for (XmlElement child : study.children())
    if (child.name() == "condition") builder.AddField("Condition", "condition", child.text());
  AddDesign(study, builder);
  for (XmlElement child : study.children())
    if (child.name() == "arm_group") AddArm(study, child, builder);
  for (XmlElement child : study.children())
    if (child.name() == "intervention") AddIntervention(child, builder);
  AddOutcomes(study, "primary_outcome", "Primary outcome", "outcome.primary", builder);
  AddOutcomes(study, "secondary_outcome", "Secondary outcome", "outcome.secondary", builder);
  AddOutcomes(study, "other_outcome", "Other outcome", "outcome.other", builder);
  AddText(study, "eligibility", "Eligibility criteria", "eligibility", builder);
  for (XmlElement child : study.children())
    if (child.name() == "reference" || child.name() == "results_reference")
      builder.Add(BlockKind::kReference, Section::kReferences, child.Child("citation").text());
  documents.push_back(builder.Take());
}

constexpr XmlFormat kFormat{"clinicaltrials.gov", kRecords, kSkipped, ReadRecord};

}  // namespace

std::unique_ptr<DocumentStream> OpenClinicalTrialsXml(const Response& response, const ParseLimits& limits) {
  return OpenXml(response, limits, kFormat);
}

}  // namespace trialmine

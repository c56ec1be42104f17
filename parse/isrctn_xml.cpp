// Records of the ISRCTN registry (namespace http://www.67bricks.com/isrctn).

#include <string>

#include "document_builder.h"
#include "formats.h"
#include "html_metadata.h"
#include "registry_text.h"
#include "xml_stream.h"

namespace trialmine {
namespace {

constexpr std::string_view kRecords[] = {"trial"};
constexpr std::string_view kSkipped[] = {"contact", "sponsor", "funder", "trialCentres", "attachedFiles"};

std::string Stated(XmlElement element) {
  const std::string_view value = element.trimmed();
  if (value == "Nil known" || value == "Not provided at time of registration" || value == "Not Applicable")
    return {};
  return std::string(value);
}

void AddIds(XmlElement trial, DocumentBuilder& builder) {
  Document& document = builder.document();
  std::string id = Stated(trial.Child("isrctn"));
  if (!id.empty() && !id.starts_with("ISRCTN")) id.insert(0, "ISRCTN");
  document.id = id;
  if (!id.empty()) document.url = "https://www.isrctn.com/" + id;
  builder.AddField("ISRCTN", "id", id);
  const XmlElement references = trial.Child("externalRefs");
  if (std::string doi = Stated(references.Child("doi")); !doi.empty())
    document.aliases.push_back("doi:" + doi);
  auto secondary = [&](std::string_view label, XmlElement element) {
    const std::string number = Stated(element);
    builder.AddField(label, "secondary_id", number);
    if (!number.empty()) document.data_bank_ids.push_back(number);
  };
  secondary("EudraCT/CTIS number", references.Child("eudraCTNumber"));
  secondary("ClinicalTrials.gov number", references.Child("clinicalTrialsGovNumber"));
  secondary("IRAS number", references.Child("irasNumber"));
  secondary("Protocol/serial number", references.Child("protocolSerialNumber"));
  for (XmlElement number : references.Child("secondaryNumbers").children())
    secondary("Secondary number", number);
}

// One outcome a line, as registrants number them; newer records hold them in elements.
void AddOutcomes(XmlElement description, const std::string& kind, DocumentBuilder& builder) {
  const std::string field = "outcome." + kind;
  const std::string label = kind == "primary" ? "Primary outcome" : "Secondary outcome";
  for (std::string_view line : SplitPieces(description.Child(kind + "Outcome").text(), "\r\n"))
    builder.AddField(label, field, line, builder.NewGroup());
  for (XmlElement measure : description.Child(kind + "Outcomes").children()) {
    const int32_t group = builder.NewGroup();
    builder.AddField(label, field, Stated(measure.Child("variable")), group);
    builder.AddField("Method", "outcome.description", Stated(measure.Child("method")), group);
    builder.AddField("Time points", "outcome.time_frame", Stated(measure.Child("timepoints")), group);
  }
}

void AddInterventions(XmlElement interventions, DocumentBuilder& builder) {
  for (XmlElement intervention : interventions.children()) {
    const int32_t group = builder.NewGroup();
    builder.AddField("Drug names", "intervention.name", Stated(intervention.Child("drugNames")), group);
    AddParagraphs("Intervention", "intervention.description", Stated(intervention.Child("description")),
                  group, &builder);
    builder.AddField("Phase", "phase", Stated(intervention.Child("phase")));
  }
}

void AddDesign(XmlElement trial, DocumentBuilder& builder) {
  const XmlElement design = trial.Child("trialDesign");
  builder.AddField("Study design", "design", Stated(design.Child("studyDesign")));
  builder.AddField("Primary study design", "design", Stated(design.Child("primaryStudyDesign")));
  builder.AddField("Secondary study design", "design", Stated(design.Child("secondaryStudyDesign")));
  builder.AddField("Overall trial end", "completion_date",
                   Stated(design.Child("overallEndDate")).substr(0, 10));
  const XmlElement participants = trial.Child("participants");
  builder.AddField("Recruitment start", "start_date",
                   Stated(participants.Child("recruitmentStart")).substr(0, 10));
  builder.AddField("Recruitment status", "status", Stated(participants.Child("recruitmentStatusOverride")));
  builder.AddField("Target number of participants", "sample_size.planned",
                   Stated(participants.Child("targetEnrolment")));
  builder.AddField("Total final enrolment", "sample_size.actual",
                   Stated(participants.Child("totalFinalEnrolment")));
  AddParagraphs("Inclusion criteria", "eligibility", Stated(participants.Child("inclusion")), -1, &builder);
  AddParagraphs("Exclusion criteria", "eligibility", Stated(participants.Child("exclusion")), -1, &builder);
}

void ReadRecord(XmlElement trial, std::vector<Document>& documents) {
  DocumentBuilder builder;
  Document& document = builder.document();
  const XmlElement description = trial.Child("trialDescription");
  document.registry_record = true;
  document.title = Stated(description.Child("title"));
  if (document.title.empty()) document.title = Stated(description.Child("scientificTitle"));
  document.published = IsoDate(trial.Child("isrctn").Attribute("dateAssigned").substr(0, 10));
  document.version = trial.Attribute("lastUpdated").substr(0, 10);
  AddIds(trial, builder);
  builder.AddField("Public title", "title", Stated(description.Child("title")));
  builder.AddField("Scientific title", "scientific_title", Stated(description.Child("scientificTitle")));
  builder.AddField("Acronym", "acronym", Stated(description.Child("acronym")));
  AddParagraphs("Study objectives", "summary", Stated(description.Child("studyHypothesis")), -1, &builder);
  for (XmlElement condition : trial.Child("conditions").children())
    builder.AddField("Condition", "condition", Stated(condition.Child("description")));
  AddDesign(trial, builder);
  AddInterventions(trial.Child("interventions"), builder);
  AddOutcomes(description, "primary", builder);
  AddOutcomes(description, "secondary", builder);
  AddParagraphs("Plain English summary", "summary", Stated(description.Child("plainEnglishSummary")), -1,
                &builder);
  documents.push_back(builder.Take());
}

constexpr XmlFormat kFormat{"isrctn", kRecords, kSkipped, ReadRecord};

}  // namespace

std::unique_ptr<DocumentStream> OpenIsrctnXml(const Response& response, const ParseLimits& limits) {
  return OpenXml(response, limits, kFormat);
}

}  // namespace trialmine

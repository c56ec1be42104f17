#include <cctype>
#include <string>
#include <utility>

#include "ctgov_results.h"
#include "formats.h"
#include "json_stream.h"
#include "registry_text.h"

namespace trialmine {
namespace {

// The API writes prose in Markdown: `\>=` is `>=`.
std::string Prose(const std::string& markdown) {
  std::string out;
  for (size_t i = 0; i < markdown.size(); ++i) {
    if (markdown[i] == '\\' && i + 1 < markdown.size() &&
        std::ispunct(static_cast<unsigned char>(markdown[i + 1])) != 0)
      ++i;
    out += markdown[i];
  }
  return out;
}

// `PHASE2` is `Phase 2`, several stand with a slash.
std::string Phases(JsonValue phases) {
  std::string out;
  phases.Each([&](JsonValue phase) {
    std::string name = ReadableEnum(phase.text());
    if (name.starts_with("Phase")) name.insert(5, " ");
    if (name == "Na") name = "Not Applicable";
    out += (out.empty() ? "" : "/") + name;
  });
  return out;
}

void WriteIdentification(JsonValue module, DocumentBuilder* builder) {
  Document& document = builder->document();
  document.id = module["nctId"].text();
  document.url = "https://clinicaltrials.gov/study/" + document.id;
  document.title = module["briefTitle"].text();
  if (document.title.empty()) document.title = module["officialTitle"].text();
  builder->AddField("ClinicalTrials.gov ID", "id", document.id);
  auto secondary = [&](const std::string& id) {
    builder->AddField("Other study ID", "secondary_id", id);
    if (!id.empty()) document.data_bank_ids.push_back(id);
  };
  secondary(module["orgStudyIdInfo"]["id"].text());
  module["secondaryIdInfos"].Each([&](JsonValue info) { secondary(info["id"].text()); });
  module["nctIdAliases"].Each([&](JsonValue alias) { document.aliases.push_back(alias.text()); });
  builder->AddField("Brief title", "title", module["briefTitle"].text());
  builder->AddField("Official title", "scientific_title", module["officialTitle"].text());
  builder->AddField("Acronym", "acronym", module["acronym"].text());
}

void WriteStatus(JsonValue module, DocumentBuilder* builder) {
  Document& document = builder->document();
  document.published = module["studyFirstPostDateStruct"]["date"].text();
  if (document.published.empty()) document.published = module["studyFirstSubmitDate"].text();
  document.version = module["lastUpdatePostDateStruct"]["date"].text();
  builder->AddField("Overall status", "status", ReadableEnum(module["overallStatus"].text()));
  builder->AddField("Why stopped", "status", Prose(module["whyStopped"].text()));
  builder->AddField("Study start", "start_date", module["startDateStruct"]["date"].text());
  builder->AddField("Primary completion", "completion_date",
                    module["primaryCompletionDateStruct"]["date"].text());
  builder->AddField("Study completion", "completion_date", module["completionDateStruct"]["date"].text());
}

void WriteDesign(JsonValue module, DocumentBuilder* builder) {
  builder->AddField("Study type", "design", ReadableEnum(module["studyType"].text()));
  builder->AddField("Phase", "phase", Phases(module["phases"]));
  const JsonValue info = module["designInfo"];
  builder->AddField("Allocation", "design", ReadableEnum(info["allocation"].text()));
  builder->AddField("Intervention model", "design", ReadableEnum(info["interventionModel"].text()));
  builder->AddField("", "design", Prose(info["interventionModelDescription"].text()));
  builder->AddField("Primary purpose", "design", ReadableEnum(info["primaryPurpose"].text()));
  builder->AddField("Masking", "design", ReadableEnum(info["maskingInfo"]["masking"].text()));
  builder->AddField("Observational model", "design", ReadableEnum(info["observationalModel"].text()));
  builder->AddField("Time perspective", "design", ReadableEnum(info["timePerspective"].text()));
  builder->AddField("Target follow-up duration", "follow_up", module["targetDuration"].text());
  const JsonValue enrollment = module["enrollmentInfo"];
  const std::string type = enrollment["type"].text();
  const char* field = type == "ACTUAL"      ? "sample_size.actual"
                      : type == "ESTIMATED" ? "sample_size.planned"
                                            : "sample_size";
  builder->AddField(type.empty() ? "Enrollment" : "Enrollment (" + ReadableEnum(type) + ")", field,
                    enrollment["count"].text());
}

void WriteArms(JsonValue module, DocumentBuilder* builder) {
  module["armGroups"].Each([&](JsonValue arm) {
    const int32_t group = builder->NewGroup();
    builder->AddField("Arm", "arm.label", arm["label"].text(), group);
    builder->AddField("Arm type", "arm.role", ReadableEnum(arm["type"].text()), group);
    AddParagraphs("Arm description", "arm.description", Prose(arm["description"].text()), group, builder);
    arm["interventionNames"].Each([&](JsonValue name) {
      builder->AddField("Arm intervention", "intervention.name", name.text(), group);
    });
  });
  module["interventions"].Each([&](JsonValue intervention) {
    const int32_t group = builder->NewGroup();
    const std::string type = ReadableEnum(intervention["type"].text());
    builder->AddField(type.empty() ? "Intervention" : "Intervention (" + type + ")", "intervention.name",
                      intervention["name"].text(), group);
    AddParagraphs("Intervention description", "intervention.description",
                  Prose(intervention["description"].text()), group, builder);
  });
}

void WriteOutcomes(JsonValue outcomes, const char* label, const char* field, DocumentBuilder* builder) {
  outcomes.Each([&](JsonValue outcome) {
    const int32_t group = builder->NewGroup();
    builder->AddField(label, field, outcome["measure"].text(), group);
    builder->AddField("Time frame", "outcome.time_frame", outcome["timeFrame"].text(), group);
    AddParagraphs("Outcome description", "outcome.description", Prose(outcome["description"].text()), group,
                  builder);
  });
}

Status WriteStudy(JsonValue study, DocumentBuilder* builder) {
  const JsonValue protocol = study["protocolSection"];
  if (!protocol["identificationModule"]["nctId"])
    return Error{"unknown_format", "JSON without the protocol of a study"};
  Document& document = builder->document();
  document.source = "clinicaltrials.gov";
  document.registry_record = true;
  WriteIdentification(protocol["identificationModule"], builder);
  WriteStatus(protocol["statusModule"], builder);
  AddParagraphs("Brief summary", "summary", Prose(protocol["descriptionModule"]["briefSummary"].text()), -1,
                builder);
  AddParagraphs("Detailed description", "summary",
                Prose(protocol["descriptionModule"]["detailedDescription"].text()), -1, builder);
  protocol["conditionsModule"]["conditions"].Each(
      [&](JsonValue condition) { builder->AddField("Condition", "condition", condition.text()); });
  WriteDesign(protocol["designModule"], builder);
  WriteArms(protocol["armsInterventionsModule"], builder);
  const JsonValue outcomes = protocol["outcomesModule"];
  WriteOutcomes(outcomes["primaryOutcomes"], "Primary outcome", "outcome.primary", builder);
  WriteOutcomes(outcomes["secondaryOutcomes"], "Secondary outcome", "outcome.secondary", builder);
  WriteOutcomes(outcomes["otherOutcomes"], "Other outcome", "outcome.other", builder);
  AddParagraphs("Eligibility criteria", "eligibility",
                Prose(protocol["eligibilityModule"]["eligibilityCriteria"].text()), -1, builder);
  WriteCtgovResults(study["resultsSection"], builder);
  protocol["referencesModule"]["references"].Each([&](JsonValue reference) {
    builder->Add(BlockKind::kReference, Section::kReferences, reference["citation"].text());
  });
  return {};
}

}  // namespace

std::unique_ptr<DocumentStream> OpenClinicalTrialsJson(const Response& response, const ParseLimits& limits) {
  return OpenJsonRecords(response, limits, WriteStudy);
}

}  // namespace trialmine

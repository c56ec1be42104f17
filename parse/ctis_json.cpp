#include <string>
#include <utility>

#include "formats.h"
#include "html_metadata.h"
#include "json_stream.h"
#include "registry_text.h"

namespace trialmine {
namespace {

void WriteIdentity(JsonValue record, JsonValue identifiers, DocumentBuilder* builder) {
  Document& document = builder->document();
  document.source = "ctis";
  document.registry_record = true;
  document.id = record["ctNumber"].text();
  document.url = "https://euclinicaltrials.eu/ctis-public/view/" + document.id;
  for (const std::string& title :
       {identifiers["fullTitle"].text(), identifiers["publicTitle"].text(), record["ctTitle"].text(),
        record["title"].text(), record["shortTitle"].text()})
    if (document.title.empty()) document.title = title;
  document.published = IsoDate(record["decisionDateOverall"].text());
  document.version = IsoDate(record["lastUpdated"].text());
  builder->AddField("EU CT number", "id", document.id);
  builder->AddField("Full title", "scientific_title", identifiers["fullTitle"].text());
  builder->AddField(
      "Public title", "title",
      identifiers["publicTitle"] ? identifiers["publicTitle"].text() : record["ctTitle"].text());
  builder->AddField(
      "Short title", "acronym",
      identifiers["shortTitle"] ? identifiers["shortTitle"].text() : record["shortTitle"].text());
  auto secondary = [&](const char* label, const std::string& id) {
    builder->AddField(label, "secondary_id", id);
    if (!id.empty()) document.data_bank_ids.push_back(id);
  };
  secondary("EudraCT number", record["authorizedApplication"]["eudraCt"]["eudraCtCode"]
                                  .text());  // Of a trial that began under the directive.
  const JsonValue numbers = identifiers["secondaryIdentifyingNumbers"];
  secondary("NCT number", numbers["nctNumber"]["number"].text());
  secondary("ISRCTN number", numbers["isrctnNumber"]["number"].text());
  secondary("WHO universal trial number", numbers["whoUniversalTrialNumber"]["number"].text());
  numbers["additionalRegistries"].Each(
      [&](JsonValue registry) { secondary("Other registry", registry["number"].text()); });
}

// The total is of the EU alone; elsewhere more may be planned.
void WriteDesign(JsonValue record, JsonValue part, JsonValue information, DocumentBuilder* builder) {
  const std::string status = record["ctStatus"].text();
  if (status.find_first_not_of("0123456789") != std::string::npos)
    builder->AddField("Status", "status", status);
  builder->AddField("Start in the EU", "start_date", record["startDateEU"].text());
  builder->AddField("Phase", "phase", record["trialPhase"].text());
  JsonValue conditions = information["medicalCondition"]["partIMedicalConditions"];
  if (!conditions) conditions = part["medicalConditions"];
  conditions.Each([&](JsonValue condition) {
    builder->AddField("Condition", "condition", condition["medicalCondition"].text());
  });
  if (!conditions) builder->AddField("Conditions", "condition", record["conditions"].text());
  builder->AddField("Subjects planned in the EU", "sample_size.planned",
                    record["totalNumberEnrolled"].text());
}

void WriteObjectives(JsonValue information, DocumentBuilder* builder) {
  const JsonValue objective = information["trialObjective"];
  AddParagraphs("Main objective", "summary", objective["mainObjective"].text(), -1, builder);
  objective["secondaryObjectives"].Each([&](JsonValue o) {
    AddParagraphs("Secondary objective", "summary", o["secondaryObjective"].text(), -1, builder);
  });
  const JsonValue criteria = information["eligibilityCriteria"];
  criteria["principalInclusionCriteria"].Each([&](JsonValue c) {
    AddParagraphs("Inclusion criterion", "eligibility", c["principalInclusionCriteria"].text(), -1, builder);
  });
  criteria["principalExclusionCriteria"].Each([&](JsonValue c) {
    AddParagraphs("Exclusion criterion", "eligibility", c["principalExclusionCriteria"].text(), -1, builder);
  });
  auto end_points = [&](const char* list, const char* label, const char* field) {
    information["endPoint"][list].Each([&](JsonValue point) {
      builder->AddField(label, field, point["endPoint"].text(), builder->NewGroup());
    });
  };
  end_points("primaryEndPoints", "Primary end point", "outcome.primary");
  end_points("secondaryEndPoints", "Secondary end point", "outcome.secondary");
}

void WriteProducts(JsonValue part, DocumentBuilder* builder) {
  part["products"].Each([&](JsonValue product) {
    const int32_t group = builder->NewGroup();
    const JsonValue dictionary = product["productDictionaryInfo"];
    const std::string name =
        product["productName"] ? product["productName"].text() : dictionary["prodName"].text();
    builder->AddField("Product", "intervention.name", name, group);
    builder->AddField("Active substance", "intervention.description",
                      dictionary["activeSubstanceName"].text(), group);
    product["routes"].Each([&](JsonValue route) {
      builder->AddField("Route", "intervention.description", route.text(), group);
    });
    const std::string amount = product["maxDailyDoseAmount"].text(),
                      total = product["maxTotalDoseAmount"].text();
    if (!amount.empty())
      builder->AddField("Maximum daily dose", "intervention.description",
                        amount + " " + product["doseUom"].text(), group);
    if (!total.empty())
      builder->AddField("Maximum total dose", "intervention.description",
                        total + " " + product["doseUomTotal"].text(), group);
  });
}

// Three generations of one undocumented API: the search's rows, and the record before and after June 2024.
Status WriteTrial(JsonValue record, DocumentBuilder* builder) {
  if (!record["ctNumber"]) return Error{"unknown_format", "JSON without the number of an EU trial"};
  JsonValue part = record["authorizedApplication"]["authorizedPartI"];
  if (!part) part = record["authorizedPartI"];
  const JsonValue details = part["trialDetails"];
  const JsonValue information = details["trialInformation"];
  WriteIdentity(record, details["clinicalTrialIdentifiers"], builder);
  WriteDesign(record, part, information, builder);
  WriteProducts(part, builder);
  WriteObjectives(information, builder);
  return {};
}

}  // namespace

std::unique_ptr<DocumentStream> OpenCtisJson(const Response& response, const ParseLimits& limits) {
  return OpenJsonRecords(response, limits, WriteTrial);
}

}  // namespace trialmine

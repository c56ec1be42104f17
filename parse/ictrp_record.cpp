#include "ictrp_record.h"

#include "html_metadata.h"
#include "registry_text.h"

namespace trialmine {
namespace {

// Registers pad empty columns and write N/A.
std::string_view Stated(std::string_view value) {
  value = TrimSpaces(value);
  return value == "N/A" || value == "NA" || value == "None" || value == "NULL" ? std::string_view() : value;
}

std::string PrintedDate(std::string_view printed) {
  std::string iso = IsoDate(printed);
  return iso.empty() ? std::string(printed) : iso;
}

}  // namespace

void WriteIctrpRecord(const std::function<std::string_view(std::string_view)>& value,
                      DocumentBuilder* builder) {
  auto text = [&](std::string_view name) { return WithoutMarkup(Stated(value(name))); };
  Document& document = builder->document();
  document.source = "ictrp";
  document.registry_record = true;
  if (std::string id = text("TrialID"); !id.empty()) document.id = id;
  document.title = text("Public title");
  if (document.title.empty()) document.title = text("Scientific title");
  document.published = IsoDate(text("Date registration3"));
  if (document.published.empty()) document.published = PrintedDate(text("Date registration"));
  document.version = PrintedDate(text("Last Refreshed on"));
  if (std::string url = text("web address"); url.starts_with("http")) document.url = url;

  builder->AddField("Trial ID", "id", text("TrialID"));
  builder->AddField("Public title", "title", text("Public title"));
  builder->AddField("Scientific title", "scientific_title", text("Scientific title"));
  builder->AddField("Acronym", "acronym", text("Acronym"));
  for (const char* name : {"Secondary IDs", "Secondary ID", "SecondaryIDs"}) {
    const std::string ids = text(name);
    AddPieces("Secondary IDs", "secondary_id", ids, builder);
    for (std::string_view id : SplitPieces(ids, ";\n")) document.data_bank_ids.emplace_back(id);
  }
  builder->AddField("Recruitment status", "status", text("Recruitment Status"));
  builder->AddField("Date of first enrolment", "start_date", text("Date enrollement"));
  AddTargetSize("Target size", text("Target size"), builder);
  builder->AddField("Study type", "design", text("Study type"));
  AddParagraphs("Study design", "design", text("Study design"), -1, builder);
  builder->AddField("Phase", "phase", text("Phase"));
  AddPieces("Condition", "condition", text("Condition"), builder);
  AddPieces("Intervention", "intervention.name", text("Intervention"), builder);
  AddPieces("Primary outcome", "outcome.primary", text("Primary outcome"), builder);
  AddPieces("Secondary outcome", "outcome.secondary", text("Secondary outcome"), builder);
  AddParagraphs("Inclusion criteria", "eligibility", text("Inclusion Criteria"), -1, builder);
  AddParagraphs("Exclusion criteria", "eligibility", text("Exclusion Criteria"), -1, builder);
}

}  // namespace trialmine

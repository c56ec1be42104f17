// The XML export of the WHO's trial search portal.

#include <algorithm>
#include <cctype>

#include "formats.h"
#include "ictrp_record.h"
#include "xml_stream.h"

namespace trialmine {
namespace {

constexpr std::string_view kRecords[] = {"Trial"};
constexpr std::string_view kSkipped[] = {"Contact_Firstname", "Contact_Lastname", "Contact_Address",
                                         "Contact_Email",     "Contact_Tel",      "Contact_Affiliation"};

// An element `Public_title` is the column `Public title`, in whatever case.
bool IsColumn(std::string_view element, std::string_view column) {
  return std::ranges::equal(element, column, [](unsigned char e, unsigned char c) {
    return std::tolower(e == '_' ? ' ' : e) == std::tolower(c);
  });
}

void ReadRecord(XmlElement trial, std::vector<Document>& documents) {
  DocumentBuilder builder;
  WriteIctrpRecord(
      [&](std::string_view column) {
        for (XmlElement child : trial.children())
          if (IsColumn(child.name(), column)) return child.trimmed();
        return std::string_view();
      },
      &builder);
  documents.push_back(builder.Take());
}

constexpr XmlFormat kFormat{"ictrp", kRecords, kSkipped, ReadRecord};

}  // namespace

std::unique_ptr<DocumentStream> OpenIctrpXml(const Response& response, const ParseLimits& limits) {
  return OpenXml(response, limits, kFormat);
}

}  // namespace trialmine

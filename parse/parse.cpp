#include "parse/parse.h"

#include <optional>
#include <string>
#include <utility>

#include "encoding.h"
#include "formats.h"
#include "sniff.h"
#include "stream.h"

namespace trialmine {

std::string_view Name(Format format) {
  switch (format) {
    case Format::kUnknown:
      return "unknown";
    case Format::kPubMedXml:
      return "pubmed-xml";
    case Format::kJats:
      return "jats";
    case Format::kHtml:
      return "html";
    case Format::kChiCtrHtml:
      return "chictr-html";
    case Format::kClinicalTrialsJson:
      return "clinicaltrials-json";
    case Format::kClinicalTrialsXml:
      return "clinicaltrials-xml";
    case Format::kIctrpXml:
      return "ictrp-xml";
    case Format::kIctrpCsv:
      return "ictrp-csv";
    case Format::kChiCtrXml:
      return "chictr-xml";
    case Format::kCtisJson:
      return "ctis-json";
    case Format::kIsrctnXml:
      return "isrctn-xml";
    case Format::kText:
      return "text";
  }
  return "unknown";
}

bool HoldsManyRecords(Format format) {
  switch (format) {
    case Format::kPubMedXml:
    case Format::kJats:
    case Format::kClinicalTrialsJson:
    case Format::kClinicalTrialsXml:
    case Format::kIctrpXml:
    case Format::kIctrpCsv:
    case Format::kChiCtrXml:
    case Format::kCtisJson:
    case Format::kIsrctnXml:
      return true;
    default:
      return false;
  }
}

namespace {

/// Hands on what another stream gives, but for documents that are too long.
class BoundedStream : public DocumentStream {
 public:
  BoundedStream(std::unique_ptr<DocumentStream> documents, uint64_t max_text)
      : documents_(std::move(documents)), max_text_(max_text) {}

  std::optional<Result<Document>> Next() override {
    std::optional<Result<Document>> next = documents_->Next();
    if (!next || !next->ok() || (*next)->text.size() <= max_text_) return next;
    return Error{"too_big", (*next)->id + " has " + std::to_string((*next)->text.size()) +
                                " bytes of text, and " + std::to_string(max_text_) +
                                " is the most that is read"};
  }

 private:
  std::unique_ptr<DocumentStream> documents_;
  uint64_t max_text_;
};

std::unique_ptr<DocumentStream> Open(const Response& response, const ParseLimits& limits) {
  auto prefix = ReadPrefix(response.body, kSniffBytes);
  if (!prefix) return OneError(prefix.error());
  const Sniffed sniffed = SniffBytes(*prefix, response.media_type);
  switch (sniffed.format) {
    case Format::kPubMedXml:
      return OpenPubMed(response, limits);
    case Format::kJats:
      return OpenJats(response, limits);
    case Format::kHtml:
      return OpenHtml(response, limits);
    case Format::kChiCtrHtml:
      return OpenChiCtrHtml(response, limits);
    case Format::kClinicalTrialsJson:
      return OpenClinicalTrialsJson(response, limits);
    case Format::kClinicalTrialsXml:
      return OpenClinicalTrialsXml(response, limits);
    case Format::kIctrpXml:
      return OpenIctrpXml(response, limits);
    case Format::kIctrpCsv:
      return OpenIctrpCsv(response, limits);
    case Format::kChiCtrXml:
      return OpenChiCtrXml(response, limits);
    case Format::kCtisJson:
      return OpenCtisJson(response, limits);
    case Format::kIsrctnXml:
      return OpenIsrctnXml(response, limits);
    case Format::kText:
      return OpenText(response, limits);
    case Format::kUnknown:
      break;
  }
  return OneError(sniffed.error);
}

}  // namespace

std::unique_ptr<DocumentStream> Parse(const Response& response, const ParseLimits& limits) {
  return std::make_unique<BoundedStream>(Open(response, limits), limits.max_text);
}

}  // namespace trialmine

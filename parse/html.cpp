#include <utility>

#include "document_builder.h"
#include "encoding.h"
#include "formats.h"
#include "html_content.h"
#include "html_metadata.h"
#include "html_tree.h"
#include "html_writer.h"
#include "stream.h"

namespace trialmine {
namespace {

// A tree takes some thirty times the bytes of its page; nothing that people read is larger.
constexpr uint64_t kMaxPage = uint64_t{32} << 20;

void SetIdentity(const HtmlMetadata& metadata, Document* document) {
  std::vector<std::string> ids;
  if (!metadata.pmid.empty()) ids.push_back("pmid:" + metadata.pmid);
  if (!metadata.pmcid.empty()) ids.push_back("pmcid:" + metadata.pmcid);
  if (!metadata.doi.empty()) ids.push_back("doi:" + metadata.doi);
  if (ids.empty()) return;
  document->id = ids.front();
  document->aliases.assign(ids.begin() + 1, ids.end());
}

Result<Document> ReadHtml(const Response& response, const ParseLimits& limits) {
  auto bytes = response.body.ReadAll(std::min(kMaxPage, limits.max_record));
  if (!bytes) return bytes.error();
  auto tree = HtmlTree::Parse(DecodeText(*bytes, response.charset), limits);
  if (!tree) return tree.error();
  HtmlMetadata metadata = ReadMetadata(tree->root());
  DocumentBuilder builder;
  SetOrigin(response, "html", &builder.document());
  SetIdentity(metadata, &builder.document());
  if (!metadata.title.empty()) builder.Add(BlockKind::kTitle, Section::kTitle, metadata.title);
  WriteHtml(FindContent(tree->root()), metadata.title, &builder);
  for (const std::string& reference : metadata.references) builder.Add(BlockKind::kReference, Section::kReferences, reference);
  Document document = builder.Take();
  if (document.text.empty()) return Error{"empty", "a page without text"};
  document.title = std::move(metadata.title);
  document.published = std::move(metadata.published);
  document.journal = std::move(metadata.journal);
  document.authors = std::move(metadata.authors);
  if (document.url.empty()) document.url = std::move(metadata.canonical);
  return document;
}

}  // namespace

std::unique_ptr<DocumentStream> OpenHtml(const Response& response, const ParseLimits& limits) {
  return OneDocument([response, limits] { return ReadHtml(response, limits); });
}

}  // namespace trialmine

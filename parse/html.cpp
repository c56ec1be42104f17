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

bool IsRegistrationLabel(std::string_view text) {
  for (std::string_view label : {"Registration Number", "Registration number", "registration number",
                                 "登记号", "注册号", "登記號", "註冊號", "Trial ID", "EudraCT Number"})
    if (text.size() < 60 && text.find(label) != std::string_view::npos) return true;
  return false;
}

// A register's page states its number in a table of labels and values, among the first rows.
void SetRegistration(Document* document) {
  constexpr int kRows = 4;
  const std::vector<Block>& blocks = document->blocks;
  for (size_t i = 0; i + 1 < blocks.size() && blocks[i].table <= 0 && blocks[i].cell.row < kRows; ++i) {
    const Block& label = blocks[i];
    const Block& value = blocks[i + 1];
    if (label.kind != BlockKind::kCell || value.kind != BlockKind::kCell ||
        label.cell.row != value.cell.row || label.cell.column != 0)
      continue;
    const std::string_view id = document->Text(value.span);
    const bool looks_like_id = id.size() >= 6 && id.size() < 30 && id.find(' ') == std::string_view::npos &&
                               id.find_first_of("0123456789") != std::string_view::npos;
    if (!IsRegistrationLabel(document->Text(label.span)) || !looks_like_id) continue;
    document->id = id;
    document->registry_record = true;
    return;
  }
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
  for (const std::string& reference : metadata.references)
    builder.Add(BlockKind::kReference, Section::kReferences, reference);
  Document document = builder.Take();
  if (document.text.empty()) return Error{"empty", "a page without text"};
  if (document.id.starts_with("sha256:")) SetRegistration(&document);
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

#include <string>
#include <string_view>
#include <utility>

#include "document_builder.h"
#include "encoding.h"
#include "formats.h"
#include "stream.h"

namespace trialmine {
namespace {

Result<Document> ReadText(const Response& response, const ParseLimits& limits) {
  auto bytes = response.body.ReadAll(limits.max_record);
  if (!bytes) return bytes.error();
  const std::string text = DecodeText(*bytes, response.charset);
  DocumentBuilder builder;
  SetOrigin(response, "text", &builder.document());
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find("\n\n", at), text.size());
    builder.Add(BlockKind::kParagraph, Section::kOther, std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
  return builder.Take();
}

}  // namespace

std::unique_ptr<DocumentStream> OpenText(const Response& response, const ParseLimits& limits) {
  return OneDocument([response, limits] { return ReadText(response, limits); });
}

}  // namespace trialmine

#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "parse/parse.h"
#include "xml_record.h"

namespace trialmine {

/// What the stream must know of an XML format: where its records are, and how one is read.
struct XmlFormat {
  std::string_view source;                    ///< Document::source.
  std::span<const std::string_view> records;  ///< Elements that are one record each, wherever they stand.
  std::span<const std::string_view> skipped;  ///< Elements whose content no one reads; not kept.
  /// Appends the documents of one record. Must not keep `record`.
  void (*read)(XmlElement record, std::vector<Document>& documents);
};

/// Reads a response record by record with libxml2's push parser.
///
/// Neither entities nor DTDs are ever loaded or expanded: a document that declares an entity is refused
/// (`forbidden_entity`), the named characters of HTML are known anyway. A record beyond the limits is an
/// error (`too_big`) and the next one is read; nesting beyond the limits, a break in the markup
/// (`ill_formed`) or a missing end (`truncated`) end the stream after the documents before it. A response
/// without a single record is an error (`empty`). `format` must outlive the stream.
std::unique_ptr<DocumentStream> OpenXml(const Response& response, const ParseLimits& limits,
                                        const XmlFormat& format);

}  // namespace trialmine

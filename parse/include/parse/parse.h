#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/response.h"
#include "parse/document.h"

namespace trialmine {

enum class Format : uint8_t {
  kUnknown,
  kPubMedXml,
  kJats,
  kHtml,
  kChiCtrHtml,
  kClinicalTrialsJson,
  kClinicalTrialsXml,
  kIctrpXml,
  kIctrpCsv,
  kChiCtrXml,
  kCtisJson,
  kIsrctnXml,
  kText,
};
std::string_view Name(Format format);

/// The format of a response, from its first bytes (64 KiB are plenty); the declared type only decides between
/// text and HTML where the bytes do not.
Format Sniff(std::string_view prefix, std::string_view media_type);

/// Whether one response of this format may hold many documents and is read as a stream.
bool HoldsManyRecords(Format format);

struct ParseLimits {
  uint64_t max_record = uint64_t{64} << 20;  ///< Bytes of one record (or of one single-document response).
  /// Bytes of one document's text: what it is found to say may take fifty times as much memory.
  uint64_t max_text = uint64_t{16} << 20;
  int max_depth = 512;  ///< Nested elements.
};

/// The documents of one response, one after another. An error stands where a record (or the rest of the
/// response) could not be read; documents may follow it. Memory is bounded by the largest record.
class DocumentStream {
 public:
  virtual ~DocumentStream() = default;
  /// The next document or error, or nothing at the end. Not thread-safe.
  virtual std::optional<Result<Document>> Next() = 0;
};

/// Opens a response for reading. Never fails: a response that cannot be read gives a stream of one error.
std::unique_ptr<DocumentStream> Parse(const Response& response, const ParseLimits& limits = {});

}  // namespace trialmine

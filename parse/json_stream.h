#pragma once

#include <memory>
#include <string>
#include <utility>

#include "document_builder.h"
#include "encoding.h"
#include "json_records.h"
#include "json_value.h"
#include "stream.h"

namespace trialmine {

/// A stream of the documents that `write` makes of the records of a JSON response. `write(record, builder)`
/// gives a Status; the document's origin is already set.
template <typename Write>
class JsonStream : public DocumentStream {
 public:
  JsonStream(const Response& response, std::unique_ptr<ByteSource> source, const ParseLimits& limits,
             Write write)
      : response_(response),
        records_(std::move(source), limits.max_record),
        limits_(limits),
        write_(std::move(write)) {}

  std::optional<Result<Document>> Next() override {
    auto record = records_.Next();
    if (!record) return std::nullopt;
    if (!*record) return record->error();
    RepairSurrogates(&record->value());
    return Read(record->value());
  }

 private:
  Result<Document> Read(const std::string& record) {
    if (parser_.allocate(record.size(), limits_.max_depth) != simdjson::SUCCESS)
      return Error{"too_big", "a record too large to read"};
    simdjson::dom::element root;
    const simdjson::error_code code = parser_.parse(record).get(root);
    if (code == simdjson::DEPTH_ERROR)
      return Error{"too_deep", "JSON nested more than " + std::to_string(limits_.max_depth) + " levels deep"};
    if (code != simdjson::SUCCESS) return Error{"ill_formed", simdjson::error_message(code)};
    DocumentBuilder builder;
    SetOrigin(response_, "", &builder.document());
    if (Status status = write_(JsonValue(root), &builder); !status) return status.error();
    return builder.Take();
  }

  Response response_;
  JsonRecords records_;
  ParseLimits limits_;
  Write write_;
  simdjson::dom::parser parser_;
};

template <typename Write>
std::unique_ptr<DocumentStream> OpenJsonRecords(const Response& response, const ParseLimits& limits,
                                                Write write) {
  auto source = OpenDecoded(response);
  if (!source) return OneError(source.error());
  return std::make_unique<JsonStream<Write>>(response, std::move(*source), limits, std::move(write));
}

}  // namespace trialmine

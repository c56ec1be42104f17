// What the fuzz targets have in common: bytes in, and what must hold of every document that comes out.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "encoding.h"
#include "parse/parse.h"

namespace trialmine {

inline std::string_view FuzzBytes(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the program, which the fuzzer takes for a crash.
inline void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

/// The promises of parse/document.h that later stages build on.
inline void CheckDocument(const Document& document) {
  const std::string_view text = document.text;
  Require(ValidUtf8Prefix(text) == text.size(), "a document's text is UTF-8");
  Require(!document.id.empty(), "a document has an id");
  uint32_t end = 0;
  for (const Block& block : document.blocks) {
    Require(block.span.begin >= end && block.span.end >= block.span.begin, "blocks are in order and apart");
    Require(block.span.end <= text.size(), "a block stands within the text");
    end = block.span.end;
    const std::string_view words = document.Text(block.span);
    Require(ValidUtf8Prefix(words) == words.size(), "a block begins and ends between characters");
  }
}

inline Response FuzzResponse(std::string body, std::string media_type = {}) {
  Response response;
  response.file = "fuzz";
  response.media_type = std::move(media_type);
  response.body = Body::FromString(std::move(body));
  return response;
}

/// Reads all documents of a response and checks each. Small limits, so that what enforces them is reached.
inline void ReadDocuments(const Response& response) {
  const auto documents = Parse(response, {.max_record = 1 << 20, .max_depth = 64});
  while (const auto document = documents->Next()) {
    if (document->ok()) {
      CheckDocument(**document);
    } else {
      Require(!document->error().code.empty(), "an error has a code");
    }
  }
}

}  // namespace trialmine

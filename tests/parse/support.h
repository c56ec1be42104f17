#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "parse/parse.h"

namespace trialmine {

struct Answer {
  std::string_view bytes;
  std::string media_type = {};
  std::string charset = {};
};

inline std::vector<Result<Document>> ReadAll(const Answer& answer, const ParseLimits& limits = {}) {
  Response response;
  response.media_type = answer.media_type;
  response.charset = answer.charset;
  response.body = Body::FromString(std::string(answer.bytes));
  auto stream = Parse(response, limits);
  std::vector<Result<Document>> all;
  while (auto next = stream->Next()) all.push_back(std::move(*next));
  return all;
}

/// The one document of a response; an empty one, and a failed test, where there is an error instead.
inline Document ReadOne(const Answer& answer) {
  auto all = ReadAll(answer);
  if (all.size() == 1 && all[0].ok()) return *std::move(all[0]);
  ADD_FAILURE() << all.size() << " documents"
                << (all.empty() || all[0].ok() ? ""
                                               : ", " + all[0].error().code + ": " + all[0].error().detail);
  return {};
}

inline std::string CodeOf(const Answer& answer, const ParseLimits& limits = {}) {
  auto all = ReadAll(answer, limits);
  return all.empty() ? "nothing" : all.back().ok() ? "ok" : all.back().error().code;
}

/// A document in short: one line a block, `kind section: text`, with the place of a cell and the name and
/// group of a field.
inline std::string Outline(const Document& document) {
  constexpr const char* kKinds[] = {"title",   "heading",  "paragraph", "item",  "cell",
                                    "caption", "footnote", "reference", "label", "field"};
  std::string out;
  for (const Block& block : document.blocks) {
    out += kKinds[static_cast<int>(block.kind)];
    if (block.kind == BlockKind::kCell) {
      out += " " + std::to_string(block.table) + "[" + std::to_string(block.cell.row) + "," +
             std::to_string(block.cell.column);
      if (block.cell.row_span > 1) out += " rows " + std::to_string(block.cell.row_span);
      if (block.cell.column_span > 1) out += " columns " + std::to_string(block.cell.column_span);
      out += block.cell.header ? " header]" : "]";
    } else if (block.kind == BlockKind::kField) {
      out += " " + block.field;
      if (block.group >= 0) out += " #" + std::to_string(block.group);
    } else {
      out += " ";
      out += Name(block.section);
    }
    out += ": ";
    out += document.Text(block.span);
    out += '\n';
  }
  return out;
}

/// Only the fields of a registry record.
inline std::string Fields(const Document& document) {
  std::string out, dump = Outline(document);
  for (size_t at = 0; at < dump.size();) {
    const size_t end = dump.find('\n', at);
    if (dump.compare(at, 6, "field ") == 0) out += dump.substr(at + 6, end - at - 5);
    at = end + 1;
  }
  return out;
}

inline void ExpectSpansInOrder(const Document& document) {
  uint32_t last = 0;
  for (const Block& block : document.blocks) {
    EXPECT_LE(last, block.span.begin);
    EXPECT_LT(block.span.begin, block.span.end);
    EXPECT_LE(block.span.end, document.text.size());
    last = block.span.end;
  }
}

/// Reads every prefix of `bytes`: none may crash, and spans stay right.
inline void ExpectSafeWhenCut(std::string_view bytes) {
  for (size_t size = 0; size < bytes.size(); ++size)
    for (const Result<Document>& result : ReadAll({bytes.substr(0, size)}))
      if (result.ok()) ExpectSpansInOrder(*result);
}

}  // namespace trialmine

#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "formats.h"
#include "parse/parse.h"

namespace trialmine {

/// Bytes that a reader gets `piece` at a time, as from a slow source.
class PiecedStorage : public Body::Storage {
 public:
  PiecedStorage(std::string bytes, size_t piece) : bytes_(std::move(bytes)), piece_(piece) {}
  Result<std::unique_ptr<ByteSource>> Open() const override {
    return std::unique_ptr<ByteSource>(new Source(*this));
  }

 private:
  class Source : public ByteSource {
   public:
    explicit Source(const PiecedStorage& storage) : storage_(storage) {}
    Result<size_t> Read(std::span<char> buffer) override {
      const size_t size = std::min({buffer.size(), storage_.piece_, storage_.bytes_.size() - at_});
      std::copy_n(storage_.bytes_.begin() + static_cast<std::ptrdiff_t>(at_), size, buffer.begin());
      at_ += size;
      return size;
    }

   private:
    const PiecedStorage& storage_;
    size_t at_ = 0;
  };
  std::string bytes_;
  size_t piece_;
};

using Opener = std::unique_ptr<DocumentStream> (*)(const Response&, const ParseLimits&);

struct Reading {
  std::vector<Document> documents;
  std::vector<Error> errors;
  /// Ids and error codes in the order in which they came: "pmid:1 pmid:2 truncated".
  std::string order;
};

inline Reading ReadAll(Opener open, const Response& response, const ParseLimits& limits = {}) {
  Reading reading;
  auto stream = open(response, limits);
  while (auto next = stream->Next()) {
    if (!reading.order.empty()) reading.order += ' ';
    reading.order += next->ok() ? (*next)->id : next->error().code;
    if (next->ok())
      reading.documents.push_back(std::move(**next));
    else
      reading.errors.push_back(next->error());
  }
  return reading;
}

inline Reading ReadAll(Opener open, const std::string& bytes, const ParseLimits& limits = {}) {
  Response response;
  response.file = "test.xml";
  response.body = Body::FromString(bytes);
  return ReadAll(open, response, limits);
}

inline Reading ReadInPieces(Opener open, const std::string& bytes, size_t piece,
                            const std::string& charset = "") {
  Response response;
  response.charset = charset;
  response.body = Body(std::make_shared<PiecedStorage>(bytes, piece), bytes.size(), std::string(64, '0'));
  return ReadAll(open, response);
}

/// Blocks in short form, one a line: `paragraph methods [METHODS] {Sixty patients…}`, `cell table 0(1,2 1x3
/// header) {…}`.
inline std::string Dump(const Document& document) {
  constexpr const char* kKinds[] = {"title",   "heading",  "paragraph", "item",  "cell",
                                    "caption", "footnote", "reference", "label", "field"};
  std::string out;
  for (const Block& block : document.blocks) {
    out += std::string(kKinds[static_cast<size_t>(block.kind)]) + ' ' + std::string(Name(block.section));
    if (block.table >= 0) out += ' ' + std::to_string(block.table);
    if (block.kind == BlockKind::kCell) {
      const Cell& cell = block.cell;
      out += '(' + std::to_string(cell.row) + ',' + std::to_string(cell.column) + ' ' +
             std::to_string(cell.row_span) + 'x' + std::to_string(cell.column_span) +
             (cell.header ? " header)" : ")");
    }
    if (!block.field.empty()) out += " [" + block.field + ']';
    if (block.group >= 0) out += " #" + std::to_string(block.group);
    out += " {" + std::string(document.Text(block.span)) + "}\n";
  }
  return out;
}

}  // namespace trialmine

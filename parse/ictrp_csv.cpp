#include <algorithm>
#include <cctype>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "encoding.h"
#include "formats.h"
#include "ictrp_record.h"
#include "stream.h"

namespace trialmine {
namespace {

// Rows of RFC 4180: quoted values may hold commas, doubled quotes and line breaks.
class CsvReader {
 public:
  CsvReader(std::unique_ptr<ByteSource> source, uint64_t max_row)
      : source_(std::move(source)), max_row_(max_row) {}

  // The next row that is not empty; nothing at the end. `truncated` where the text ends within quotes,
  // `too_big` for a row over the limit.
  std::optional<Result<std::vector<std::string>>> Next() {
    std::vector<std::string> row;
    std::string value;
    bool quoted = false, any = false;
    uint64_t size = 0;
    while (auto c = Take()) {
      if (++size > max_row_)
        return Fail({"too_big", "a row of more than " + std::to_string(max_row_) + " bytes"});
      if (quoted) {
        if (*c != '"') {
          value += *c;
        } else if (Peek() == '"') {
          value += *Take();
        } else {
          quoted = false;
        }
      } else if (*c == '"' && value.empty()) {
        quoted = any = true;
      } else if (*c == ',') {
        row.push_back(std::exchange(value, {}));
        any = true;
      } else if (*c == '\n') {
        if (!any && value.empty()) continue;
        row.push_back(std::move(value));
        return row;
      } else if (*c != '\r') {
        value += *c;
      }
    }
    if (error_) return Fail(*std::exchange(error_, std::nullopt));
    if (quoted) return Fail({"truncated", "the text ends within a quoted value"});
    if (!any && value.empty()) return std::nullopt;
    row.push_back(std::move(value));
    return row;
  }

 private:
  Result<std::vector<std::string>> Fail(Error error) {
    buffer_.clear();
    at_ = 0;
    ended_ = true;
    return error;
  }

  std::optional<char> Peek() {
    if (at_ == buffer_.size() && !ended_) Fill();
    return at_ < buffer_.size() ? std::optional(buffer_[at_]) : std::nullopt;
  }
  std::optional<char> Take() {
    auto c = Peek();
    at_ += c.has_value();
    return c;
  }
  void Fill() {
    buffer_.resize(64 << 10);
    at_ = 0;
    auto got = source_->Read(buffer_);
    if (!got) error_ = got.error();
    buffer_.resize(got ? *got : 0);
    ended_ = buffer_.empty();
  }

  std::unique_ptr<ByteSource> source_;
  uint64_t max_row_;
  std::string buffer_;
  size_t at_ = 0;
  bool ended_ = false;
  std::optional<Error> error_;
};

// The two export styles write `Public title` and `Public_title`, with varying case.
std::string ColumnKey(std::string_view name) {
  std::string key(name);
  for (char& c : key) c = c == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  while (key.ends_with(' ')) key.pop_back();
  return key;
}

class IctrpCsvStream : public DocumentStream {
 public:
  IctrpCsvStream(const Response& response, std::unique_ptr<ByteSource> source, const ParseLimits& limits)
      : response_(response), rows_(std::move(source), limits.max_record) {}

  std::optional<Result<Document>> Next() override {
    if (columns_.empty()) {
      auto header = rows_.Next();
      if (!header) return std::nullopt;
      if (!*header) return header->error();
      for (size_t i = 0; i < (*header)->size(); ++i) columns_.emplace(ColumnKey((**header)[i]), i);
    }
    auto row = rows_.Next();
    if (!row) return std::nullopt;
    if (!*row) return row->error();
    ++row_number_;
    // A row cut short by the end of the file is not a record; one that merely leaves out empty last columns
    // is.
    if ((*row)->size() * 2 < columns_.size())
      return Error{"truncated", "row " + std::to_string(row_number_) + " has " +
                                    std::to_string((*row)->size()) + " of " +
                                    std::to_string(columns_.size()) + " columns"};
    return Read(**row);
  }

 private:
  Document Read(const std::vector<std::string>& row) {
    DocumentBuilder builder;
    SetOrigin(response_, "ictrp", &builder.document());
    WriteIctrpRecord(
        [&](std::string_view name) {
          auto it = columns_.find(ColumnKey(name));
          return it == columns_.end() || it->second >= row.size() ? std::string_view()
                                                                  : std::string_view(row[it->second]);
        },
        &builder);
    return builder.Take();
  }

  Response response_;
  CsvReader rows_;
  std::unordered_map<std::string, size_t> columns_;
  size_t row_number_ = 0;
};

}  // namespace

std::unique_ptr<DocumentStream> OpenIctrpCsv(const Response& response, const ParseLimits& limits) {
  auto source = OpenDecoded(response);
  if (!source) return OneError(source.error());
  return std::make_unique<IctrpCsvStream>(response, std::move(*source), limits);
}

}  // namespace trialmine

#include "lines.h"

#include <simdjson.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "base64.h"
#include "feed.h"
#include "in_order.h"
#include "json_text.h"
#include "line_reader.h"
#include "parse/parse.h"
#include "pipeline.h"

namespace trialmine {
namespace {

constexpr size_t kMaxLine = size_t{64} << 20;
constexpr size_t kTaskBytes = 64 << 10;
constexpr char kStandardInput[] = "-";

/// What is written for a line.
struct Answer {
  size_t number = 0;
  std::string line;
  std::optional<Error> error;
};

Error BadLine(std::string detail) { return {"bad_input", std::move(detail)}; }

/// Reads the request. `id` is set as soon as it is known, so that an error can name it.
Result<Response> ReadRequest(simdjson::dom::parser& parser, const std::string& text, std::string& id) {
  simdjson::dom::object object;
  if (const auto error = parser.parse(text).get(object))
    return BadLine(std::string("not a JSON object: ") + simdjson::error_message(error));
  std::string_view value;
  if (object["id"].get(value) || value.empty())
    return BadLine("\"id\" must be a string with something in it");
  id = value;

  Response response;
  response.file = id;
  if (!object["text"].get(value)) {
    response.media_type = "text/plain";
    response.charset = "utf-8";
    response.body = Body::FromString(std::string(value));
    return response;
  }
  if (object["body_base64"].get(value)) return BadLine("needs \"text\" or \"body_base64\", a string");
  std::optional<std::string> bytes = DecodeBase64(value);
  if (!bytes) return BadLine("\"body_base64\" is not base64");
  response.body = Body::FromString(std::move(*bytes));
  if (!object["media_type"].get(value)) response.media_type = value;
  return response;
}

/// The one document of the response, under the id of the request.
Result<Document> OneDocument(const Response& response, const std::string& id) {
  const std::unique_ptr<DocumentStream> documents = Parse(response);
  std::optional<Result<Document>> document = documents->Next();
  if (!document) return NoDocument();
  if (!document->ok()) return document->error();
  if (documents->Next()) return BadLine("holds more than one document; a line takes one");
  Document& read = **document;
  if (read.id != id) {
    if (!read.id.starts_with("sha256:")) read.aliases.push_back(std::exchange(read.id, {}));
    read.id = id;
  }
  return std::move(*document);
}

/// Answers lines; holds what is costly to make anew for each.
class Answerer {
 public:
  Answerer(const RuleSet& rules, bool with_text) : rules_(rules), with_text_(with_text) {}

  std::vector<Answer> operator()(const std::vector<InputLine>& lines) const {
    simdjson::dom::parser parser(kMaxLine + simdjson::SIMDJSON_PADDING);
    std::vector<Answer> answers;
    answers.reserve(lines.size());
    for (const InputLine& line : lines) answers.push_back(For(line, parser));
    return answers;
  }

 private:
  Answer For(const InputLine& line, simdjson::dom::parser& parser) const {
    std::string id;
    Result<Document> document = DocumentOf(line, parser, id);
    if (!document.ok())
      return {line.number, ErrorLine(id, kStandardInput, document.error()), document.error()};
    StageClock off;
    return {line.number, ToJsonLine(ReadDocument(std::move(*document), rules_, off), with_text_) + '\n',
            std::nullopt};
  }

  static Result<Document> DocumentOf(const InputLine& line, simdjson::dom::parser& parser, std::string& id) {
    if (line.too_long) return Error{"too_big", "the line is longer than 64 MB"};
    const Result<Response> request = ReadRequest(parser, line.text, id);
    if (!request.ok()) return request.error();
    return OneDocument(*request, id);
  }

  const RuleSet& rules_;
  bool with_text_;
};

bool IsRegularFile(int fd) {
  struct stat info;
  return ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

}  // namespace

ExitCode ExtractLines(const LinesOptions& options, const RuleSet& rules) {
  LineReader reader(STDIN_FILENO, kMaxLine);
  Output output;
  const Answerer answer(rules, options.with_text);
  const bool conversing = !IsRegularFile(STDIN_FILENO);
  bool failed = false;
  Status status;

  const auto next = [&]() -> std::optional<std::vector<InputLine>> {
    std::vector<InputLine> lines;
    for (size_t bytes = 0; lines.empty() || (bytes < kTaskBytes && reader.HasLine());) {
      std::optional<InputLine> line = reader.Next();
      if (!line) break;
      bytes += line->text.size();
      lines.push_back(std::move(*line));
    }
    if (lines.empty()) return std::nullopt;
    return lines;
  };
  const auto take = [&](const std::vector<Answer>& answers) {
    for (const Answer& a : answers) {
      if (a.error) ReportError("-:" + std::to_string(a.number), *a.error);
      failed |= a.error.has_value();
      status = output.Write(a.line);
    }
    if (conversing && status.ok()) status = output.Flush();
    return status.ok();
  };
  InOrder(options.jobs, next, answer, take);

  if (status.ok()) status = output.Flush();
  if (!status.ok()) return Fail("", status.error());
  if (!reader.status().ok()) return Fail(kStandardInput, reader.status().error());
  return EndOfRun(failed);
}

}  // namespace trialmine

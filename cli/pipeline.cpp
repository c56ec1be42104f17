#include "pipeline.h"

#include <ctime>
#include <optional>
#include <thread>
#include <utility>

#include "feed.h"
#include "in_order.h"

namespace trialmine {
namespace {

/// Turns the pieces of a task into readings.
class Reader {
 public:
  Reader(const RuleSet& rules, const Sink& sink, StageClock& clock, bool pages_by_url)
      : rules_(rules), sink_(sink), clock_(clock), pages_by_url_(pages_by_url) {}

  std::vector<ReadInput> Read(std::vector<Piece> task) && {
    for (Piece& piece : task) {
      if (piece.document)
        Add({std::move(piece.file), std::move(piece.response), std::move(*piece.document)});
      else
        AddAll(piece.file, std::move(piece.response));
    }
    ReadParsed();
    return std::move(readings_);
  }

 private:
  /// A document, or why there is none.
  struct Parsed {
    std::string file;
    std::shared_ptr<const Response> response;
    Result<Document> document;
  };

  void AddAll(const std::string& file, std::shared_ptr<const Response> response) {
    const std::unique_ptr<DocumentStream> documents =
        clock_.Time(Stage::kParse, [&] { return Parse(*response); });
    const auto next = [&] { return clock_.Time(Stage::kParse, [&] { return documents->Next(); }); };
    bool first = true;
    while (std::optional<Result<Document>> document = next()) {
      if (pages_by_url_ && document->ok()) NameByUrl(**document, *response);
      Add({file, std::exchange(first, false) ? response : nullptr, std::move(*document)});
    }
    if (first) Add({file, std::move(response), NoDocument()});
  }

  void Add(Parsed parsed) {
    if (parsed.document.ok()) bytes_ += parsed.document->text.size();
    parsed_.push_back(std::move(parsed));
    if (bytes_ >= kBatchBytes) ReadParsed();
  }

  void ReadParsed() {
    std::vector<Document> documents;
    documents.reserve(parsed_.size());
    for (Parsed& parsed : parsed_)
      if (parsed.document.ok()) documents.push_back(std::move(*parsed.document));
    std::vector<Record> records = ReadDocuments(std::move(documents), rules_, clock_);
    auto record = records.begin();
    for (Parsed& parsed : parsed_) {
      readings_.push_back({std::move(parsed.file),
                           std::move(parsed.response),
                           parsed.document.ok() ? Result<Record>(std::move(*record++))
                                                : Result<Record>(parsed.document.error()),
                           {}});
      clock_.Time(Stage::kWrite, [&] { sink_.Prepare(readings_.back()); });
    }
    parsed_.clear();
    bytes_ = 0;
  }

  const RuleSet& rules_;
  const Sink& sink_;
  StageClock& clock_;
  const bool pages_by_url_;
  std::vector<Parsed> parsed_;  ///< Still to be read.
  size_t bytes_ = 0;            ///< In their texts.
  std::vector<ReadInput> readings_;
};

}  // namespace

int64_t StageClock::ThreadNanoseconds() {
  timespec now;
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

void NameByUrl(Document& document, const Response& response) {
  constexpr std::string_view kByBytes = "sha256:";
  if (response.url.empty() || !document.id.starts_with(kByBytes)) return;
  const size_t part = document.id.find('#');  // Of several in one response.
  const std::string suffix = part == std::string::npos ? "" : document.id.substr(part);
  document.id = "url:" + response.url + suffix;
}

Record ReadDocument(Document document, const RuleSet& rules, StageClock& clock) {
  std::vector<Document> documents;
  documents.push_back(std::move(document));
  return std::move(ReadDocuments(std::move(documents), rules, clock).front());
}

std::vector<Record> ReadDocuments(std::vector<Document> documents, const RuleSet& rules, StageClock& clock) {
  std::vector<std::vector<Finding>> findings =
      clock.Time(Stage::kExtract, [&] { return Extract(documents, rules); });
  std::vector<Record> records;
  records.reserve(documents.size());
  clock.Time(Stage::kNormalize, [&] {
    for (size_t i = 0; i < documents.size(); ++i)
      records.push_back(Normalize(std::move(documents[i]), std::move(findings[i])));
  });
  return records;
}

Status RunPipeline(const PipelineOptions& options, const RuleSet& rules, Sink& sink, StageClock& clock) {
  Feed feed(options.paths, clock);
  Status status;
  InOrder(
      options.jobs, [&] { return feed.Next(); },
      [&](std::vector<Piece> task) {
        return Reader(rules, sink, clock, options.pages_by_url).Read(std::move(task));
      },
      [&](std::vector<ReadInput> readings) {
        for (ReadInput& reading : readings) {
          status = sink.Take(std::move(reading));
          if (!status.ok()) return false;
        }
        return true;
      });
  return status;
}

int JobsFor(int jobs) {
  if (jobs > 0) return jobs;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace trialmine

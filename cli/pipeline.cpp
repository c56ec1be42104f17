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

  std::vector<ReadInput> Read(std::vector<Piece> task) const {
    std::vector<ReadInput> readings;
    for (Piece& piece : task) {
      if (piece.document)
        Add(piece.file, std::move(piece.response), std::move(*piece.document), readings);
      else
        AddAll(piece.file, std::move(piece.response), readings);
    }
    return readings;
  }

 private:
  void Add(const std::string& file, std::shared_ptr<const Response> response, Result<Document> document,
           std::vector<ReadInput>& readings) const {
    Result<Record> record = document.ok()
                                ? Result<Record>(ReadDocument(std::move(document).value(), rules_, clock_))
                                : document.error();
    ReadInput& reading = readings.emplace_back(ReadInput{file, std::move(response), std::move(record), {}});
    clock_.Time(Stage::kWrite, [&] { sink_.Prepare(reading); });
  }

  void AddAll(const std::string& file, std::shared_ptr<const Response> response,
              std::vector<ReadInput>& readings) const {
    const size_t before = readings.size();
    const std::unique_ptr<DocumentStream> documents =
        clock_.Time(Stage::kParse, [&] { return Parse(*response); });
    const auto next = [&] { return clock_.Time(Stage::kParse, [&] { return documents->Next(); }); };
    while (std::optional<Result<Document>> document = next()) {
      if (pages_by_url_ && document->ok()) NameByUrl(**document, *response);
      Add(file, readings.size() == before ? response : nullptr, std::move(*document), readings);
    }
    if (readings.size() == before) Add(file, std::move(response), NoDocument(), readings);
  }

  const RuleSet& rules_;
  const Sink& sink_;
  StageClock& clock_;
  const bool pages_by_url_;
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
  std::vector<Finding> findings = clock.Time(Stage::kExtract, [&] { return Extract(document, rules); });
  return clock.Time(Stage::kNormalize, [&] { return Normalize(std::move(document), std::move(findings)); });
}

Status RunPipeline(const PipelineOptions& options, const RuleSet& rules, Sink& sink, StageClock& clock) {
  Feed feed(options.paths, clock);
  const Reader reader(rules, sink, clock, options.pages_by_url);
  Status status;
  InOrder(
      options.jobs, [&] { return feed.Next(); },
      [&](std::vector<Piece> task) { return reader.Read(std::move(task)); },
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

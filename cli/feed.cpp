#include "feed.h"

#include <utility>

#include "interrupt.h"

namespace trialmine {
namespace {

constexpr uint64_t kSmallResponse = 1 << 20;
constexpr uint64_t kSniffedBytes = 64 << 10;

/// A small response is parsed whole by one thread, whatever it holds; a large one too unless it may hold many
/// records.
bool IsStreamed(const Response& response) {
  if (response.body.size() <= kSmallResponse) return false;
  Result<std::unique_ptr<ByteSource>> source = response.body.Open();
  if (!source) return false;
  std::string prefix(kSniffedBytes, '\0');
  size_t filled = 0;
  while (filled < prefix.size()) {
    const Result<size_t> count = (*source)->Read(std::span(prefix).subspan(filled));
    if (!count || *count == 0) break;
    filled += *count;
  }
  prefix.resize(filled);
  return HoldsManyRecords(Sniff(prefix, response.media_type));
}

size_t Weight(const Piece& piece) {
  if (piece.document) return piece.document->ok() ? (*piece.document)->text.size() : 0;
  return piece.response ? piece.response->body.size() : 0;
}

}  // namespace

Error NoDocument() { return {"empty", "holds no document"}; }

Feed::Feed(std::vector<std::string> paths, StageClock& clock) : inputs_(std::move(paths)), clock_(clock) {}

std::optional<std::vector<Piece>> Feed::Next() {
  std::vector<Piece> task;
  size_t weight = 0;
  while (weight < kBatchBytes && !Interrupted()) {
    std::optional<Piece> piece = NextPiece();
    if (!piece) break;
    weight += Weight(*piece);
    task.push_back(std::move(*piece));
  }
  if (task.empty()) return std::nullopt;
  return task;
}

std::optional<Piece> Feed::NextPiece() {
  while (true) {
    if (!streamed_) {
      std::optional<Input> input = clock_.Time(Stage::kFetch, [&] { return inputs_.Next(); });
      if (!input) return std::nullopt;
      Piece piece = Open(std::move(*input));
      if (!streamed_) return piece;
    }
    std::optional<Result<Document>> document =
        clock_.Time(Stage::kParse, [&] { return streamed_->documents->Next(); });
    if (!document && streamed_->first) document = NoDocument();
    if (document) {
      const bool first = std::exchange(streamed_->first, false);
      return Piece{streamed_->response->file, first ? streamed_->response : nullptr, std::move(document)};
    }
    streamed_.reset();
  }
}

/// The piece that stands for the input; starts streaming instead where that is how it is read.
Piece Feed::Open(Input input) {
  if (!input.response.ok()) return {std::move(input.file), nullptr, input.response.error()};
  auto response = std::make_shared<const Response>(std::move(input.response).value());
  if (clock_.Time(Stage::kParse, [&] { return IsStreamed(*response); }))
    streamed_ = Streamed{response, Parse(*response)};
  return {std::move(input.file), std::move(response), std::nullopt};
}

}  // namespace trialmine

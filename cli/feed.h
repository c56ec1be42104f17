#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fetch/inputs.h"
#include "fetch/response.h"
#include "parse/document.h"
#include "parse/parse.h"
#include "stage_clock.h"

namespace trialmine {

/// A response still to be parsed, or one document (or failure) of a response that is read as a stream.
struct Piece {
  std::string file;
  std::shared_ptr<const Response> response;  ///< Set on the first piece of each response.
  std::optional<Result<Document>> document;  ///< Nothing: parse `response`.
};

/// Text that is read at once: worth a thread's while, and enough that what the rules need stays in the cache
/// from document to document.
constexpr size_t kBatchBytes = size_t{256} << 10;

/// Cuts the inputs into tasks of a size worth a thread's while: several small responses, or some documents of
/// a large one.
class Feed {
 public:
  Feed(std::vector<std::string> paths, StageClock& clock);

  /// The next task, never empty, or nothing at the end or once Interrupted(). Not thread-safe.
  std::optional<std::vector<Piece>> Next();

 private:
  std::optional<Piece> NextPiece();
  Piece Open(Input input);

  /// The response that is being read as a stream.
  struct Streamed {
    std::shared_ptr<const Response> response;
    std::unique_ptr<DocumentStream> documents;
    bool first = true;
  };

  Inputs inputs_;
  StageClock& clock_;
  std::optional<Streamed> streamed_;
};

/// What a response without any document is reported as.
Error NoDocument();

}  // namespace trialmine

#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "parse/parse.h"

namespace trialmine {

/// A stream of the one document that `read` makes, when it is asked for.
template <typename Read>
std::unique_ptr<DocumentStream> OneDocument(Read read) {
  class Stream : public DocumentStream {
   public:
    explicit Stream(Read r) : read_(std::move(r)) {}
    std::optional<Result<Document>> Next() override {
      if (done_) return std::nullopt;
      done_ = true;
      return read_();
    }

   private:
    Read read_;
    bool done_ = false;
  };
  return std::make_unique<Stream>(std::move(read));
}

inline std::unique_ptr<DocumentStream> OneError(Error error) {
  return OneDocument([error = std::move(error)]() -> Result<Document> { return error; });
}

/// What every document takes from its response, and `sha256:…` as the id it has until it shows a better one.
inline void SetOrigin(const Response& response, std::string_view source, Document* document) {
  document->source = source;
  document->file = response.file;
  document->url = response.url;
  document->sha256 = response.body.sha256();
  document->id = "sha256:" + response.body.sha256();
}

}  // namespace trialmine

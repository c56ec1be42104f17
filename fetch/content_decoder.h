#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace trialmine {

/// Undoes the Content-Encoding of one answer as its bytes come, and knows whether all of it came.
class ContentDecoder {
 public:
  /// Whether a Content-Encoding changes the bytes at all: the empty one and `identity` do not.
  static bool Decodes(std::string_view content_encoding);
  /// For gzip, deflate (with and without its wrapper), br and zstd, and several of them one upon the other.
  /// Nothing for others.
  static std::optional<ContentDecoder> For(std::string_view content_encoding);

  /// Takes decoded bytes; false where it wants no more.
  using Sink = std::function<bool(std::string_view)>;
  /// Decodes what came next. False where the bytes are damaged or the sink wants no more; then no more may
  /// come.
  bool Feed(std::string_view bytes, const Sink& sink);

  /// Whether the data came to its end.
  bool complete() const;
  bool damaged() const;

  /// One coding; implemented for each library.
  class Codec {
   public:
    virtual ~Codec() = default;
    virtual bool Feed(std::string_view bytes, const Sink& sink) = 0;
    bool complete() const { return complete_; }
    bool damaged() const { return damaged_; }

   protected:
    bool complete_ = false;
    bool damaged_ = false;
  };

 private:
  bool FeedFrom(size_t codec, std::string_view bytes, const Sink& sink);

  std::vector<std::unique_ptr<Codec>> codecs_;  ///< The last applied first.
};

}  // namespace trialmine

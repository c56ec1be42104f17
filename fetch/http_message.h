#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/response.h"
#include "source.h"

namespace trialmine {

/// Header fields as HTTP and WARC write them: `Name: value` lines up to an empty one.
class Headers {
 public:
  /// Reads the lines from where the source stands, past the empty one. `ill_formed` where they are no such
  /// lines or are longer than any real ones; `truncated`, or the source's error, where it ends before the
  /// empty line.
  static Result<Headers> Read(PeekSource& source);

  void Add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  /// The first value under a name in any case; empty where there is none.
  std::string_view Get(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

bool SameHttpToken(std::string_view a, std::string_view b);
std::string_view TrimHttpSpace(std::string_view text);

struct MediaType {
  std::string type;     ///< Lower case, without parameters.
  std::string charset;  ///< As declared, without quotes.
};
MediaType ParseMediaType(std::string_view content_type);

/// The status of a line such as `HTTP/1.1 200 OK`.
std::optional<int> ParseStatusLine(std::string_view line);

/// Undoes Transfer-Encoding and Content-Encoding. A body that is not encoded as its headers say is given as
/// it stands, for archives often keep the headers of the wire with a body already decoded.
Result<std::unique_ptr<ByteSource>> DecodeContent(std::unique_ptr<ByteSource> content, const Headers& headers,
                                                  uint64_t max_ratio);

}  // namespace trialmine

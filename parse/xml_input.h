#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/response.h"

namespace trialmine {

/// The bytes of an XML response as UTF-8, chunk by chunk.
///
/// The encoding is that of the byte order mark, else of the XML declaration, else of the response's charset,
/// else UTF-8. UTF-8 goes through untouched (the XML parser checks it); everything else is converted
/// strictly.
class XmlInput {
 public:
  explicit XmlInput(const Response& response);
  ~XmlInput();
  XmlInput(const XmlInput&) = delete;
  XmlInput& operator=(const XmlInput&) = delete;

  /// The next piece, valid until the next call; empty at the end. What stands before a bad byte comes before
  /// its error (`encoding`, `ill_formed` for a NUL byte, or the body's own); after an error the input is at
  /// its end.
  Result<std::string_view> Next();

  /// True where offsets in the UTF-8 are not offsets in the response.
  bool converted() const { return converter_ != nullptr; }

 private:
  struct Converter;

  Result<size_t> Read(size_t at_least);
  Status Begin();
  std::string_view UntilNul(std::string_view utf8);
  std::string_view Convert(std::string_view bytes, bool last);

  Body body_;
  std::string charset_;
  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<Converter> converter_;
  std::string buffer_;
  std::string utf8_;
  uint64_t offset_ = 0;  ///< Of the piece in hand, in the body.
  size_t prefix_ = 0;    ///< Bytes of buffer_ read to find the encoding, not yet given out.
  size_t bom_ = 0;
  bool ended_ = false;            ///< The body is read to its end.
  bool done_ = false;             ///< Nothing more is given out but failure_.
  std::optional<Error> failure_;  ///< To report once what stands before it is given out.
};

}  // namespace trialmine

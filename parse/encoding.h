#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "fetch/response.h"

namespace trialmine {

/// The encoding of text whose first bytes are `prefix`, as a name that ICU knows ("UTF-8", "gb18030",
/// "windows-1252"…).
///
/// In this order: byte order mark, strict UTF-8, the charset of the HTTP header, the one the text declares of
/// itself (an XML declaration, an HTML meta element), detection. Strict UTF-8 with several multi-byte
/// characters beats a declaration, and a declaration under which the bytes make no sense is passed over.
/// Labels are read as browsers read them: gb2312 is GB18030, latin1 is Windows-1252.
std::string DetectEncoding(std::string_view prefix, std::string_view http_charset);

/// The name ICU knows for a charset label, or an empty string for a label of no known encoding.
std::string EncodingOfLabel(std::string_view label);

/// `bytes` as UTF-8, without a byte order mark. What is invalid under `encoding` becomes U+FFFD.
std::string ToUtf8(std::string_view bytes, std::string_view encoding);

/// DetectEncoding and ToUtf8 in one.
std::string DecodeText(std::string_view bytes, std::string_view http_charset);

/// A body read as UTF-8, decoded as it streams; the encoding is settled on the first bytes.
Result<std::unique_ptr<ByteSource>> OpenDecoded(const Response& response);

/// The first `limit` bytes of a body (fewer where it is shorter).
Result<std::string> ReadPrefix(const Body& body, size_t limit);

/// Length of the longest prefix of `bytes` that is well-formed UTF-8.
size_t ValidUtf8Prefix(std::string_view bytes);

}  // namespace trialmine

#pragma once

#include <string>

#include "fetch/response.h"
#include "gzip.h"

namespace trialmine {

/// The record that begins each file of the archive, ready to be packed.
std::string WarcInfo(const std::string& file_name);

/// Writes a response as one record: a `response` with a minimal HTTP head where there was an HTTP answer,
/// else a `resource`.
///
/// WARC-Payload-Digest is the sha256 that is known before the body is read, and by which the store finds a
/// response; another digest would cost another pass. A torn body is marked by WARC-Truncated.
///
/// `unreadable` where the body no longer gives the bytes it was made from.
Status WriteRecord(const Response& response, GzipMember& member);

/// The path a `file:` URI names; nothing for any other URI.
std::optional<std::string> PathOfFileUri(std::string_view uri);

}  // namespace trialmine

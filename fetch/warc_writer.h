#pragma once

#include <functional>
#include <optional>
#include <string>

#include "fetch/exchange.h"
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

/// Where an earlier answer stands of which this one is a repetition: fields of its record.
struct WarcOriginal {
  std::string url;
  std::string date;
  std::string payload_digest;
};

/// Writes an exchange as members of their own: the answer (`response`, or `revisit` where there is an
/// original), whose end is told to `answer_end`, then the request and, after redirects, a note of them.
/// REQUIRES: the exchange has a status.
Status WriteExchange(const Exchange& exchange, const std::optional<WarcOriginal>& original,
                     GzipMember& member, const std::function<void()>& answer_end);

/// The path a `file:` URI names; nothing for any other URI.
std::optional<std::string> PathOfFileUri(std::string_view uri);

}  // namespace trialmine

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/response.h"

// One request to a source and what came of it: the words in which client, crawler, sources and frontier
// speak.

namespace trialmine {

/// What came of a request. More than a status: sources say errors with 200.
enum class Outcome {
  kOk,
  kNotModified,
  kGone,
  kNotFound,
  kRateLimited,  ///< Exchange::retry_after says until when, where the source said so.
  kServerError,
  kBlocked,  ///< A challenge or block page. Never solved: the host stops and a person is told.
  kAuthNeeded,
  kBadRequest,
  kTruncated,  ///< Fewer bytes or records than announced.
  kTooBig,
  kWrongType,
  kDeniedByRobots,
  kTls,
  kDns,
  kAddressRefused,  ///< The name leads to an address that is not to be spoken to, or the URL is not http(s).
  kNetwork,         ///< Not connected, reset, or too slow.
};

/// The public name: ok not_modified gone not_found rate_limited server_error blocked auth_needed bad_request
/// truncated too_big wrong_type denied_by_robots tls dns address_refused network.
std::string_view Name(Outcome outcome);
std::optional<Outcome> OutcomeNamed(std::string_view name);

/// Whether asking again later may give something else (rate limits, server errors, truncation, network, DNS).
bool IsTransient(Outcome outcome);

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

/// What lets a source answer "not modified".
struct Validators {
  std::string etag;
  std::string last_modified;
};

struct Request {
  std::string url;
  std::string method = "GET";
  std::string body;          ///< Of a POST.
  std::string content_type;  ///< Of that body.
  HeaderFields headers;      ///< Beyond those the client always sends.
  /// `api_key=…`, encoded: added to the form in `body`, else to the URL's query, at the moment of sending. In
  /// no exchange, log or archive.
  std::string secret_query;
  Validators validators;  ///< Sent as If-None-Match and If-Modified-Since where set.
  /// The types of content a caller can use, of: xml json html text gzip zip csv pdf. Empty takes any.
  /// Judged by the bytes, then by the declared type; anything else is kWrongType.
  std::vector<std::string> accept;
  bool keep_encoded = false;  ///< Ask for and keep the bytes as they stand (files whose digest is published).
  uint64_t max_bytes = 0;     ///< Decoded; 0 takes the client's limit.
  /// A redirect ends the request and says where it leads (Exchange::redirect_to), so that whoever asked can
  /// see to that host's own turn and rules first. It is gone on with by the same request and `onward`.
  bool hand_back_redirects = false;
  /// Where redirects have led so far: the URLs passed through, `url` first, and then the one to ask now.
  /// Empty to begin with.
  std::vector<std::string> onward;
};

/// One answer, or why there was none.
struct Exchange {
  /// As asked for, without secrets; its headers are all that were sent in the last hop but Host.
  Request request;
  Outcome outcome = Outcome::kNetwork;
  std::string detail;     ///< One plain sentence without secrets; empty for kOk.
  int status = 0;         ///< 0 where no answer came.
  HeaderFields headers;   ///< Of the final answer.
  Response response;      ///< Its body may be torn (kTruncated, kTooBig).
  std::string cut;        ///< Why a torn body stops, in the words of WARC-Truncated: length time disconnect
                          ///< unspecified.
  Validators validators;  ///< As the source gave them.
  std::optional<std::chrono::seconds> retry_after;  ///< Clamped to 0…1 hour.
  std::vector<std::string> redirects;               ///< URLs passed through, in order.
  /// Where a redirect that was handed back leads; else empty. To be asked as it is, and shown to nobody.
  std::string redirect_to;
  std::string address;                   ///< The peer's, `192.0.2.1`.
  std::string protocol;                  ///< `http/1.1`, `h2`.
  std::string date;                      ///< ISO 8601 UTC of the request, with milliseconds.
  std::chrono::milliseconds latency{0};  ///< Until the first byte.
  uint64_t wire_bytes = 0;

  /// The first header field of this name in any case; empty where there is none.
  std::string_view Header(std::string_view name) const;
};

}  // namespace trialmine

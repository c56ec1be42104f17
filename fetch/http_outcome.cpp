#include "http_outcome.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace trialmine {
namespace {

/// Whether a handshake failed because the line did, and not because of a certificate.
bool LineBroke(std::string_view message) {
  constexpr std::array<std::string_view, 5> kWords = {"SSL_ERROR_SYSCALL", "unexpected eof", "reset by peer",
                                                      "timed out", "timeout"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view words) { return message.find(words) != std::string_view::npos; });
}

Outcome OutcomeOfClientError(int status, bool has_retry_after) {
  switch (status) {
    case 401:
    case 403:
    case 407:
      return Outcome::kAuthNeeded;
    case 404:
      return Outcome::kNotFound;
    case 410:
    case 451:
      return Outcome::kGone;
    case 408:
    case 425:
      return Outcome::kServerError;
    case 429:
      return Outcome::kRateLimited;
    default:
      return has_retry_after ? Outcome::kRateLimited : Outcome::kBadRequest;
  }
}

}  // namespace

Outcome OutcomeOfStatus(int status, bool conditional, bool has_retry_after) {
  if (status == 206) return Outcome::kTruncated;  // No part was asked for.
  if (status >= 200 && status < 300) return Outcome::kOk;
  if (status == 304) return conditional ? Outcome::kNotModified : Outcome::kServerError;
  if (status >= 300 && status < 400) return Outcome::kBadRequest;
  if (status >= 400 && status < 500) return OutcomeOfClientError(status, has_retry_after);
  return status == 503 && has_retry_after ? Outcome::kRateLimited : Outcome::kServerError;
}

std::string DescribeStatus(Outcome outcome, int status) {
  if (outcome == Outcome::kOk) return {};
  if (outcome == Outcome::kNotModified) return "not modified";
  if (outcome == Outcome::kTruncated) return "the server sent a part that was not asked for";
  return "the server answered with status " + std::to_string(status);
}

Outcome OutcomeOfFailure(CURLcode code, const std::string& message, bool answered) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Outcome::kDns;
    case CURLE_URL_MALFORMAT:
      return Outcome::kBadRequest;
    case CURLE_FILESIZE_EXCEEDED:
      return Outcome::kTooBig;
    case CURLE_SSL_CONNECT_ERROR:
      return LineBroke(message) ? Outcome::kNetwork : Outcome::kTls;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_USE_SSL_FAILED:
      return Outcome::kTls;
    default:
      return answered ? Outcome::kTruncated : Outcome::kNetwork;
  }
}

}  // namespace trialmine

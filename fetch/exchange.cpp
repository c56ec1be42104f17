#include "fetch/exchange.h"

#include <array>

#include "http_message.h"

namespace trialmine {
namespace {

struct OutcomeName {
  Outcome outcome;
  std::string_view name;
};

constexpr std::array<OutcomeName, 17> kNames = {{{Outcome::kOk, "ok"},
                                                 {Outcome::kNotModified, "not_modified"},
                                                 {Outcome::kGone, "gone"},
                                                 {Outcome::kNotFound, "not_found"},
                                                 {Outcome::kRateLimited, "rate_limited"},
                                                 {Outcome::kServerError, "server_error"},
                                                 {Outcome::kBlocked, "blocked"},
                                                 {Outcome::kAuthNeeded, "auth_needed"},
                                                 {Outcome::kBadRequest, "bad_request"},
                                                 {Outcome::kTruncated, "truncated"},
                                                 {Outcome::kTooBig, "too_big"},
                                                 {Outcome::kWrongType, "wrong_type"},
                                                 {Outcome::kDeniedByRobots, "denied_by_robots"},
                                                 {Outcome::kTls, "tls"},
                                                 {Outcome::kDns, "dns"},
                                                 {Outcome::kAddressRefused, "address_refused"},
                                                 {Outcome::kNetwork, "network"}}};

}  // namespace

std::string_view Name(Outcome outcome) {
  for (const OutcomeName& known : kNames) {
    if (known.outcome == outcome) return known.name;
  }
  return "network";
}

std::optional<Outcome> OutcomeNamed(std::string_view name) {
  for (const OutcomeName& known : kNames) {
    if (known.name == name) return known.outcome;
  }
  return std::nullopt;
}

bool IsTransient(Outcome outcome) {
  switch (outcome) {
    case Outcome::kRateLimited:
    case Outcome::kServerError:
    case Outcome::kTruncated:
    case Outcome::kDns:
    case Outcome::kNetwork:
      return true;
    default:
      return false;
  }
}

std::string_view Exchange::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (SameHttpToken(key, name)) return value;
  }
  return {};
}

}  // namespace trialmine

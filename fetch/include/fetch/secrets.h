#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fetch/exchange.h"

// Keys and passwords must reach the source they are for and nothing else: no log, archive, store or message.

namespace trialmine {

/// The text with every secret's value replaced by `REDACTED`: parameters, JSON members and header fields
/// whose whole name is one of api_key, token, authorization, password and their kin (`pageToken` is none),
/// user and password in a URL, and each of `values` (those of 4 bytes and more) wherever it stands.
std::string RedactSecrets(std::string_view text, const std::vector<std::string>& values = {});

/// Whether a header field or parameter of this name carries a secret.
bool IsSecretName(std::string_view name);

/// The request as it may be kept: URL, headers and body redacted.
Request RedactSecrets(Request request, const std::vector<std::string>& values = {});

}  // namespace trialmine

#include "fetch/secrets.h"

#include <algorithm>
#include <array>

namespace trialmine {
namespace {

constexpr std::string_view kRedacted = "REDACTED";
constexpr size_t kShortestSecret = 4;

constexpr std::array<std::string_view, 22> kSecretNames = {"apikey",
                                                           "xapikey",
                                                           "token",
                                                           "accesstoken",
                                                           "authtoken",
                                                           "refreshtoken",
                                                           "sessiontoken",
                                                           "xauthtoken",
                                                           "authorization",
                                                           "password",
                                                           "passwd",
                                                           "pwd",
                                                           "secret",
                                                           "clientsecret",
                                                           "servicekey",
                                                           "signature",
                                                           "xamzsignature",
                                                           "xamzcredential",
                                                           "xamzsecuritytoken",
                                                           "cookie",
                                                           "setcookie",
                                                           "proxyauthorization"};

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool IsNameCharacter(char c) {
  return (Lower(c) >= 'a' && Lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// Where the value begins that belongs to a name ending at `at`: after `=`, `: ` or `": "`. npos for none.
size_t ValueAfter(std::string_view text, size_t at) {
  while (at < text.size() && (text[at] == '"' || text[at] == '\'' || text[at] == ' ')) ++at;
  if (at >= text.size() || (text[at] != '=' && text[at] != ':')) return std::string_view::npos;
  ++at;
  while (at < text.size() && text[at] == ' ') ++at;
  return at;
}

/// One past a value's last byte. A header field reaches to the end of its line, what is quoted to its quote.
size_t EndOfValue(std::string_view text, size_t begin, bool is_field) {
  if (begin < text.size() && (text[begin] == '"' || text[begin] == '\'')) {
    return std::min(text.find(text[begin], begin + 1), text.size());
  }
  return std::min(text.find_first_of(is_field ? "\r\n" : "&;#<> \t\r\n\"'", begin), text.size());
}

/// Replaces the user information of URLs, which ends with the last @ of the authority.
void RedactUserinfo(std::string& text) {
  for (size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
    const size_t begin = at + 3;
    const size_t end = std::min(text.find_first_of("/?# \t\r\n\"'<>", begin), text.size());
    const size_t mark = text.rfind('@', end);
    if (mark != std::string::npos && mark >= begin && mark < end) {
      text.replace(begin, mark - begin, kRedacted);
    }
  }
}

void ReplaceAll(std::string& text, std::string_view what) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + kRedacted.size())) {
    text.replace(at, what.size(), kRedacted);
  }
}

}  // namespace

bool IsSecretName(std::string_view name) {
  std::string letters;
  for (char c : name) {
    if (c != '_' && c != '-') letters += Lower(c);
  }
  return std::find(kSecretNames.begin(), kSecretNames.end(), letters) != kSecretNames.end();
}

std::string RedactSecrets(std::string_view text, const std::vector<std::string>& values) {
  std::string redacted;
  size_t done = 0;
  for (size_t at = 0; at < text.size();) {
    if (!IsNameCharacter(text[at])) {
      ++at;
      continue;
    }
    const size_t begin = at;
    while (at < text.size() && IsNameCharacter(text[at])) ++at;
    if (!IsSecretName(text.substr(begin, at - begin))) continue;
    size_t value = ValueAfter(text, at);
    if (value == std::string_view::npos) continue;
    const bool is_field = at < text.size() && text[at] == ':';
    const size_t end = EndOfValue(text, value, is_field);
    if (value < end && (text[value] == '"' || text[value] == '\'')) ++value;
    if (value >= end) continue;
    redacted.append(text.substr(done, value - done)).append(kRedacted);
    done = at = end;
  }
  redacted.append(text.substr(done));
  RedactUserinfo(redacted);
  for (const std::string& secret : values) {
    if (secret.size() >= kShortestSecret) ReplaceAll(redacted, secret);
  }
  return redacted;
}

Request RedactSecrets(Request request, const std::vector<std::string>& values) {
  request.url = RedactSecrets(request.url, values);
  request.body = RedactSecrets(request.body, values);
  request.secret_query.clear();
  for (auto& [name, value] : request.headers) {
    value = IsSecretName(name) ? std::string(kRedacted) : RedactSecrets(value, values);
  }
  return request;
}

}  // namespace trialmine

#include "url.h"

#include <curl/curl.h>

#include <memory>

#include "digest.h"
#include "text.h"

namespace trialmine {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

std::string Part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, CURLU_NO_DEFAULT_PORT) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

// Pages write spaces and Chinese letters into links as they are; control characters stay refused.
constexpr unsigned kLenient = CURLU_URLENCODE;

bool IsPlain(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

std::string PercentEncode(std::string_view text) {
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (IsPlain(c)) {
      encoded += c;
      continue;
    }
    for (encoded += '%'; const char digit : HexDigits(static_cast<unsigned char>(c)))
      encoded += digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
  }
  return encoded;
}

std::string EncodeForm(const Parameters& parameters) {
  std::string form;
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    if (!form.empty()) form += '&';
    form += name + "=" + PercentEncode(value);
  }
  return form;
}

std::string UrlWith(std::string_view base, const Parameters& parameters) {
  const std::string form = EncodeForm(parameters);
  return std::string(base) + (form.empty() ? "" : "?" + form);
}

std::optional<std::string> ResolveUrl(std::string_view reference, std::string_view base) {
  const Url url(curl_url());
  if (!base.empty() &&
      curl_url_set(url.get(), CURLUPART_URL, std::string(base).c_str(), kLenient) != CURLUE_OK)
    return std::nullopt;
  const std::string text(Trim(reference));
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), kLenient) != CURLUE_OK) return std::nullopt;
  const std::string scheme = Part(url.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return std::nullopt;
  if (!Part(url.get(), CURLUPART_USER).empty()) return std::nullopt;
  curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
  const std::string host = Lower(Part(url.get(), CURLUPART_HOST));
  if (host.empty() || curl_url_set(url.get(), CURLUPART_HOST, host.c_str(), 0) != CURLUE_OK)
    return std::nullopt;
  return Part(url.get(), CURLUPART_URL);
}

std::string HostOf(const std::string& url) {
  const Url parsed(curl_url());
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), kLenient) != CURLUE_OK) return {};
  return Lower(Part(parsed.get(), CURLUPART_HOST));
}

}  // namespace trialmine

#include "fetch/url.h"

#include <curl/curl.h>

#include <charconv>
#include <memory>

namespace trialmine {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, FreeUrl>;

constexpr unsigned kParse = CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE;

std::string Part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK || text == nullptr) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
  return text;
}

bool Set(CURLU* url, std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return false;
  return curl_url_set(url, CURLUPART_URL, std::string(text).c_str(), kParse) == CURLUE_OK;
}

std::string LowerAscii(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::optional<Url> Parts(CURLU* handle) {
  curl_url_set(handle, CURLUPART_FRAGMENT, nullptr, 0);
  Url url;
  url.scheme = LowerAscii(Part(handle, CURLUPART_SCHEME));
  url.host = LowerAscii(Part(handle, CURLUPART_HOST));
  curl_url_set(handle, CURLUPART_HOST, url.host.c_str(), 0);
  url.path = Part(handle, CURLUPART_PATH);
  url.query = Part(handle, CURLUPART_QUERY);
  url.has_userinfo = !Part(handle, CURLUPART_USER).empty() || !Part(handle, CURLUPART_PASSWORD).empty();
  const std::string port = Part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port.data(), port.data() + port.size(), url.port);
  url.text = Part(handle, CURLUPART_URL, CURLU_NO_DEFAULT_PORT);
  if (url.text.empty() || url.scheme.empty()) return std::nullopt;
  return url;
}

}  // namespace

std::string Url::Origin() const { return scheme + "://" + host + ":" + std::to_string(port); }

std::string Url::Target() const { return query.empty() ? path : path + "?" + query; }

std::optional<Url> ParseUrl(std::string_view text) {
  const Handle handle(curl_url());
  if (!handle || !Set(handle.get(), text)) return std::nullopt;
  return Parts(handle.get());
}

std::optional<Url> ResolveUrl(std::string_view base, std::string_view reference) {
  const Handle handle(curl_url());
  if (!handle || !Set(handle.get(), base) || !Set(handle.get(), reference)) return std::nullopt;
  return Parts(handle.get());
}

}  // namespace trialmine

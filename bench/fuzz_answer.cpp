// What a server can put into an answer's head, its Location and its first bytes.
#include "fetch/secrets.h"
#include "fetch/url.h"
#include "fuzz.h"
#include "http_fields.h"
#include "sniff.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace trialmine;
  const std::string_view bytes = FuzzBytes(data, size);
  AnswerHead head;
  for (std::string_view rest = bytes; !rest.empty();) {
    const size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    if (!head.Add(rest.substr(0, end))) break;
    rest.remove_prefix(end);
  }
  const auto wait = ParseRetryAfter(head.Get("Retry-After"), std::chrono::system_clock::now());
  Require(!wait || (wait->count() >= 0 && wait->count() <= 3600), "a wait is at most an hour");
  if (const auto next = ResolveUrl("https://a.example/b?c", head.Get("Location"))) {
    Require(ParseUrl(next->text).has_value(), "a resolved URL can be read again");
  }
  Require(!SniffContent(bytes, head.Get("Content-Type")).empty(), "content is of some kind");
  (void)FindChallenge(head.status(), bytes);
  const std::string secret =
      "api_key=" + std::string(bytes.substr(0, bytes.find_first_of("&;#<> \t\r\n\"'")));
  Require(RedactSecrets(RedactSecrets(secret)) == RedactSecrets(secret), "redaction is done at once");
  return 0;
}

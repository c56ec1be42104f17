#include "http_fields.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

#include "http_message.h"

namespace trialmine {
namespace {

constexpr size_t kMaxHead = size_t{256} << 10;
constexpr std::chrono::seconds kLongestWait = std::chrono::hours(1);

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

bool AnswerHead::Add(std::string_view line) {
  bytes_ += line.size();
  if (bytes_ > kMaxHead) return false;
  if (const std::optional<int> status = ParseStatusLine(line); status && !complete_) {
    status_ = *status;
    fields_.clear();
    return true;
  }
  const std::string_view text = TrimHttpSpace(line);
  if (text.empty()) {
    complete_ = status_ >= 200 || status_ == 101;
    return true;
  }
  if (complete_) return true;  // A trailer.
  const size_t colon = text.find(':');
  const bool continues = line.front() == ' ' || line.front() == '\t';
  if (continues && !fields_.empty()) {
    fields_.back().second.append(" ").append(text);
  } else if (colon != std::string_view::npos) {
    fields_.emplace_back(TrimHttpSpace(text.substr(0, colon)), TrimHttpSpace(text.substr(colon + 1)));
  }
  return true;
}

std::string_view AnswerHead::Get(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (SameHttpToken(key, name)) return value;
  }
  return {};
}

std::optional<std::chrono::seconds> ParseRetryAfter(std::string_view value,
                                                    std::chrono::system_clock::time_point now) {
  const std::string text(TrimHttpSpace(value));
  std::chrono::seconds wait{0};
  if (IsDigits(text)) {
    wait = text.size() > 9 ? kLongestWait : std::chrono::seconds(std::stol(text));
  } else {
    const time_t date = text.empty() ? -1 : curl_getdate(text.c_str(), nullptr);
    if (date < 0) return std::nullopt;
    wait = std::chrono::seconds(date - std::chrono::system_clock::to_time_t(now));
  }
  return std::clamp(wait, std::chrono::seconds(0), kLongestWait);
}

std::string IsoTime(std::chrono::system_clock::time_point time) {
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  const std::time_t seconds = since / 1000;
  std::tm utc = {};
  gmtime_r(&seconds, &utc);
  std::array<char, 64> text;
  const size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text.data() + size, text.size() - size, ".%03dZ", static_cast<int>(since % 1000));
  return text.data();
}

}  // namespace trialmine

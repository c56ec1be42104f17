#include "answer.h"

#include "text.h"

namespace trialmine {
inline namespace sources {
namespace {

constexpr uint64_t kMaxAnswer = uint64_t{512} << 20;

}  // namespace

Reading Verdict(Outcome outcome, std::string detail) {
  Reading reading;
  reading.outcome = outcome;
  reading.detail = std::move(detail);
  return reading;
}

std::optional<Reading> Unusable(const Exchange& exchange) {
  const bool answered = exchange.status == 200 && exchange.outcome == Outcome::kWrongType;
  if (exchange.outcome == Outcome::kOk || answered) return std::nullopt;
  return Verdict(exchange.outcome, exchange.detail);
}

Answer ReadAnswer(const Exchange& exchange) {
  if (std::optional<Reading> verdict = Unusable(exchange)) return {{}, std::move(verdict)};
  const Body& body = exchange.response.body;
  if (body.failure())
    return {{}, Verdict(Outcome::kTruncated, "The answer broke off: " + body.failure()->detail + ".")};
  Result<std::string> text = body.ReadAll(kMaxAnswer);
  if (!text)
    return {{}, Verdict(Outcome::kTooBig, "The answer cannot be read: " + text.error().detail + ".")};
  return {std::move(*text), std::nullopt};
}

std::string Beginning(const Exchange& exchange) {
  Result<std::string> bytes = exchange.response.body.ReadPrefix(4096);
  return bytes ? std::move(*bytes) : std::string();
}

bool LooksLikeHtml(std::string_view text) {
  const std::string begin = Lower(Trim(text.substr(0, 1024)));
  return begin.starts_with("<!doctype html") || begin.starts_with("<html") || begin.starts_with("<head") ||
         (begin.starts_with("<") && Contains(begin, "<html"));
}

Reading Misfit(std::string_view body, std::string_view expected) {
  if (Trim(body).empty())
    return Verdict(Outcome::kTruncated, "The answer is empty in place of " + std::string(expected) + ".");
  const std::string_view what = LooksLikeHtml(body) ? "an HTML page" : "something else";
  return Verdict(Outcome::kServerError, "The answer is " + std::string(what) + " in place of " +
                                            std::string(expected) + ": " + Excerpt(body));
}

Reading Broken(const Error& error) {
  const bool torn = error.code == "truncated" || error.code == "ill_formed" || error.code == "unreadable";
  return Verdict(torn ? Outcome::kTruncated : Outcome::kTooBig,
                 "The answer cannot be read: " + error.detail + ".");
}

Delivery Deliver(const Task& task, const Exchange& exchange) { return {task.key, exchange.response, {}}; }

Result<int64_t> NumberSetting(const SourceSettings& settings, std::string_view key, int64_t otherwise,
                              int64_t least, int64_t most) {
  const std::string text = settings.Get(key);
  if (text.empty()) return otherwise;
  const std::optional<int64_t> number = ToNumber(text);
  if (number && *number >= least && *number <= most) return *number;
  return Error{"bad_input", std::string(key) + " must be a whole number from " + std::to_string(least) +
                                " to " + std::to_string(most)};
}

bool IsYes(const SourceSettings& settings, std::string_view key, bool otherwise) {
  const std::string text = settings.Get(key, otherwise ? "yes" : "no");
  return text == "yes" || text == "true";
}

std::string MakeMark(std::string_view reached, std::string_view query) {
  return std::string(reached) + " #" + Fingerprint(query);
}

std::string ReadMark(std::string_view watermark, std::string_view query) {
  const size_t mark = watermark.rfind(" #");
  if (mark == std::string_view::npos || watermark.substr(mark + 2) != Fingerprint(query)) return {};
  return std::string(watermark.substr(0, mark));
}

}  // namespace sources
}  // namespace trialmine

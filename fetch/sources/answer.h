#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fetch/crawl_source.h"

namespace trialmine {
inline namespace sources {

/// A reading that gives nothing but a verdict.
Reading Verdict(Outcome outcome, std::string detail);

/// The verdict of the exchange itself, where its body is not worth reading: everything but an answer with
/// status 200. A wrong type with 200 is left to the source, which knows what it may mean.
std::optional<Reading> Unusable(const Exchange& exchange);

/// The body as text, or the verdict on a body that is torn, too large or cannot be read.
struct Answer {
  std::string text;
  std::optional<Reading> verdict;
};
Answer ReadAnswer(const Exchange& exchange);

/// The first bytes of the body, torn or not; enough to tell what it is.
std::string Beginning(const Exchange& exchange);

/// Whether a text begins as an HTML page does.
bool LooksLikeHtml(std::string_view text);

/// What to say of a body that is not what was asked for. Servers in trouble send an HTML page or half an
/// answer with status 200; asking again mends most of it.
Reading Misfit(std::string_view body, std::string_view expected);
/// What to say of a body whose XML could not be read.
Reading Broken(const Error& error);

/// A body that goes on to be parsed. `name` is its task's key.
Delivery Deliver(const Task& task, const Exchange& exchange);

/// A setting as a number between bounds; `otherwise` where it is not set.
Result<int64_t> NumberSetting(const SourceSettings& settings, std::string_view key, int64_t otherwise,
                              int64_t least, int64_t most);
/// A setting that is `yes` or `no`.
bool IsYes(const SourceSettings& settings, std::string_view key, bool otherwise);

/// A watermark that holds only for the query it was reached with: where the query changes, what is old to the
/// source may be new to us.
std::string MakeMark(std::string_view reached, std::string_view query);
/// What MakeMark was given; empty where the query was another.
std::string ReadMark(std::string_view watermark, std::string_view query);

}  // namespace sources
}  // namespace trialmine

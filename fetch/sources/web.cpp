#include <re2/re2.h>

#include <algorithm>
#include <memory>

#include "answer.h"
#include "fetch/url.h"
#include "links.h"
#include "sources.h"
#include "state.h"
#include "text.h"

// Pages of the web, from URLs, lists of them, sitemaps and feeds, and along links within a site as far as
// asked for. Every page is kept and asked again when due, by a conditional request.

namespace trialmine {
inline namespace sources {
namespace {

constexpr int64_t kMaxDepth = 20;
constexpr int64_t kMaxNesting = 3;  // Of sitemap indexes.
constexpr uint64_t kMaxPage = uint64_t{64} << 20;

Task WebTask(std::string_view kind, const std::string& url, int64_t depth) {
  Task task;
  task.kind = kind;
  task.key = url;
  task.request.url = url;
  task.state = State().Set("depth", depth).Text();
  task.recurring = true;
  task.priority = kind == "list" ? 1 : 0;
  return task;
}

// A setting's patterns, compiled.
class Patterns {
 public:
  explicit Patterns(const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns)
      patterns_.push_back(std::make_unique<RE2>(pattern, RE2::Quiet));
  }
  bool MatchOne(const std::string& url) const {
    return std::any_of(patterns_.begin(), patterns_.end(),
                       [&](const auto& pattern) { return RE2::PartialMatch(url, *pattern); });
  }

 private:
  std::vector<std::unique_ptr<RE2>> patterns_;
};

bool IsHtml(const Exchange& exchange, std::string_view text) {
  const std::string& type = exchange.response.media_type;
  return type == "text/html" || type == "application/xhtml+xml" || LooksLikeHtml(text);
}

std::string HostOf(const std::string& url) {
  const std::optional<Url> parsed = ParseUrl(url);
  return parsed ? parsed->host : std::string();
}

class WebSource : public Source {
 public:
  WebSource() {
    info_.name = "web";
    info_.title = "Web pages, URL lists, sitemaps and feeds";
    info_.pace.delay = std::chrono::milliseconds(2000);
    info_.every = std::chrono::hours(24);
    info_.settings = {"urls", "lists", "follow", "exclude", "depth"};
  }

  const SourceInfo& info() const override { return info_; }

  Status Check(const SourceSettings& settings) const override {
    if (settings.All("urls").empty() && settings.All("lists").empty())
      return Error{"bad_input", "urls or lists (sitemaps, feeds, lists of URLs) must be set"};
    for (const char* key : {"urls", "lists"})
      for (const std::string& url : settings.All(key))
        if (!CanonicalUrl(url))
          return Error{"bad_input", std::string(key) + ": " + url + " is not an http(s) URL"};
    for (const char* key : {"follow", "exclude"})
      for (const std::string& pattern : settings.All(key))
        if (const RE2 compiled(pattern, RE2::Quiet); !compiled.ok())
          return Error{"bad_input", std::string(key) + ": " + pattern + ": " + compiled.error()};
    const Result<int64_t> depth = NumberSetting(settings, "depth", 1, 0, kMaxDepth);
    if (!depth) return depth.error();
    return {};
  }

  Result<Start> Begin(const SourceSettings& settings, const std::string&, UtcTime) const override {
    if (Status usable = Check(settings); !usable) return usable.error();
    Start start;
    for (const char* key : {"lists", "urls"})
      for (const std::string& url : settings.All(key)) {
        start.sweep.query += (start.sweep.query.empty() ? "" : " ") + url;
        start.tasks.push_back(
            WebTask(std::string_view(key) == "urls" ? "page" : "list", *CanonicalUrl(url), 0));
      }
    return start;
  }

  Reading Read(const Sweep&, const Task& task, const Exchange& exchange,
               const SourceSettings& settings) const override {
    if (exchange.outcome == Outcome::kNotModified) {
      Reading reading;
      reading.outcome = Outcome::kNotModified;
      reading.announced = reading.delivered = task.kind == "page" ? 1 : 0;
      return reading;
    }
    return task.kind == "list" ? ReadList(task, exchange, settings) : ReadPage(task, exchange, settings);
  }

  /// Pages are due one by one: there is nothing to remember of a sweep.
  std::string Watermark(const Sweep&) const override { return ""; }

 private:
  static Reading ReadList(const Task& task, const Exchange& exchange, const SourceSettings& settings) {
    if (std::optional<Reading> verdict = Unusable(exchange)) return std::move(*verdict);
    const std::string url = exchange.response.url.empty() ? task.request.url : exchange.response.url;
    const Result<std::optional<UrlList>> list = ReadUrlList(exchange.response.body, url);
    if (!list) return Broken(list.error());
    if (!*list) return Misfit(Beginning(exchange), "a sitemap, a feed or a list of URLs");
    Reading reading;
    const Patterns exclude(settings.All("exclude"));
    for (const std::string& page : (*list)->pages)
      if (!exclude.MatchOne(page)) reading.next.push_back(WebTask("page", page, 0));
    const int64_t nesting = State(task.state).Number("depth");
    for (const std::string& further : (*list)->lists)
      if (nesting < kMaxNesting) reading.next.push_back(WebTask("list", further, nesting + 1));
    return reading;
  }

  static Reading ReadPage(const Task& task, const Exchange& exchange, const SourceSettings& settings) {
    if (exchange.outcome != Outcome::kOk) return Verdict(exchange.outcome, exchange.detail);
    Reading reading;
    reading.announced = reading.delivered = 1;
    reading.deliveries.push_back(Deliver(task, exchange));
    const int64_t depth = State(task.state).Number("depth");
    if (settings.All("follow").empty() || depth >= NumberSetting(settings, "depth", 1, 0, kMaxDepth).value())
      return reading;
    const Result<std::string> text = exchange.response.body.ReadPrefix(kMaxPage);
    if (!text || !IsHtml(exchange, *text)) return reading;
    const std::string url = exchange.response.url.empty() ? task.request.url : exchange.response.url;
    const std::string host = HostOf(task.request.url);
    const Patterns follow(settings.All("follow")), exclude(settings.All("exclude"));
    for (const std::string& link : PageLinks(*text, url))
      if (HostOf(link) == host && follow.MatchOne(link) && !exclude.MatchOne(link))
        reading.next.push_back(WebTask("page", link, depth + 1));
    return reading;
  }

  SourceInfo info_;
};

}  // namespace

const Source& Web() {
  static const WebSource kSource;
  return kSource;
}

}  // namespace sources
}  // namespace trialmine

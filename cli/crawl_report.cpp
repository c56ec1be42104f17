#include "crawl_report.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "store/json_text.h"

namespace trialmine {
namespace {

std::string Bytes(int64_t bytes) {
  char text[32];
  const auto number = static_cast<double>(bytes);
  if (bytes < 10'000) return std::to_string(bytes) + " B";
  if (bytes < 10'000'000) {
    std::snprintf(text, sizeof text, "%.0f kB", number / 1e3);
  } else if (bytes < 10'000'000'000) {
    std::snprintf(text, sizeof text, "%.0f MB", number / 1e6);
  } else {
    std::snprintf(text, sizeof text, "%.1f GB", number / 1e9);
  }
  return text;
}

std::string Pad(std::string text, size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string PadLeft(std::string text, size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string Words(SourceReport::End end) {
  std::string words(Name(end));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

void AppendSource(const std::string& name, const SourceReport& source, std::string& out) {
  out += Pad(name, 18) + " " + Pad(Words(source.end), 12);
  for (const int64_t number :
       {source.requests, source.deliveries, source.unchanged, source.failed, source.retries})
    out += PadLeft(std::to_string(number), 10);
  out += PadLeft(Bytes(source.bytes), 10) + "\n";
  if (!source.detail.empty()) out += "    " + source.detail + "\n";
  if (source.end == SourceReport::End::kNotDue && source.next)
    out += "    due at " + Iso8601(*source.next) + "\n";
}

void AppendSourceJson(const SourceReport& source, JsonObject& object) {
  object.Text("end", Name(source.end));
  object.TextIfAny("detail", source.detail);
  object.Number("requests", source.requests);
  object.Number("retries", source.retries);
  object.Number("bytes", source.bytes);
  object.Number("deliveries", source.deliveries);
  object.Number("unchanged", source.unchanged);
  object.Number("failed", source.failed);
  object.Number("announced", source.announced);
  object.Number("delivered", source.delivered);
  object.Number("left", source.left);
  if (source.next) object.Text("next", Iso8601(*source.next));
  JsonObject outcomes(object.Key("outcomes"));
  for (const auto& [kind, count] : source.outcomes) outcomes.Number(Name(kind), count);
}

/// Writes one metric with a sample for each of a map's entries.
class MetricWriter {
 public:
  explicit MetricWriter(std::string& out) : out_(out) {}
  void Head(const char* name, const char* help) {
    out_ += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " gauge\n";
    name_ = name;
  }
  void Sample(const char* label, const std::string& value, double number) {
    char text[64];
    std::snprintf(text, sizeof text, "%.15g", number);
    out_ += name_;
    if (*label) {
      out_ += std::string("{") + label + "=";
      AppendJsonText(value, out_);  // The same escapes.
      out_ += "}";
    }
    out_ += std::string(" ") + text + "\n";
  }

 private:
  std::string& out_;
  std::string name_;
};

double Seconds(std::optional<UtcTime> time) {
  return time ? static_cast<double>(time->time_since_epoch().count()) / 1000 : 0;
}

}  // namespace

std::string ReportText(const CrawlOutcome& outcome) {
  std::string out = "crawl      " + outcome.started_at + ", " +
                    SayDuration(std::chrono::milliseconds(static_cast<int64_t>(outcome.seconds * 1000))) +
                    "\n";
  out += Pad("source", 18) + " " + Pad("end", 12);
  for (const char* title : {"requests", "delivered", "unchanged", "failed", "retries", "bytes"})
    out += PadLeft(title, 10);
  out += "\n";
  for (const auto& [name, source] : outcome.report.sources) AppendSource(name, source, out);
  for (const auto& [name, host] : outcome.report.hosts) {
    out += "host " + name + ": " + std::to_string(host.requests) + " requests, " + Bytes(host.bytes) + ", " +
           std::to_string(host.not_modified) + " not modified, " + std::to_string(host.rate_limited) +
           " times told to slow down, one in " + SayDuration(host.delay) + "\n";
  }
  if (outcome.unread > 0)
    out += "unread     " + std::to_string(outcome.unread) +
           " deliveries; `trialmine mine --pending` reads them\n";
  return out;
}

std::string ReportJson(const CrawlOutcome& outcome) {
  std::string out;
  {
    JsonObject object(out);
    object.Number("schema", 1);
    object.Text("started_at", outcome.started_at);
    object.Text("ended_at", outcome.ended_at);
    object.Number("milliseconds", static_cast<int64_t>(outcome.seconds * 1000));
    object.Number("unread", outcome.unread);
    if (outcome.read) {
      object.Number("documents", outcome.read->documents());
      object.Number("reading_failures", outcome.read->failures());
    }
    {
      JsonObject sources(object.Key("sources"));
      for (const auto& [name, source] : outcome.report.sources) {
        JsonObject one(sources.Key(name));
        AppendSourceJson(source, one);
      }
    }
    JsonObject hosts(object.Key("hosts"));
    for (const auto& [name, host] : outcome.report.hosts) {
      JsonObject one(hosts.Key(name));
      one.Number("requests", host.requests);
      one.Number("bytes", host.bytes);
      one.Number("not_modified", host.not_modified);
      one.Number("rate_limited", host.rate_limited);
      one.Number("failures", host.failures);
      one.Number("waited_ms", host.waited.count());
      one.Number("delay_ms", host.delay.count());
    }
  }
  return out + "\n";
}

std::string Metrics(const CrawlOutcome& outcome, const std::vector<SourceState>& states) {
  std::string out;
  MetricWriter metric(out);
  metric.Head("trialmine_crawl_last_run_timestamp_seconds", "When the last run of the crawl ended.");
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  metric.Sample("", "", static_cast<double>(std::chrono::duration_cast<std::chrono::seconds>(now).count()));
  metric.Head("trialmine_crawl_seconds", "How long the last run took.");
  metric.Sample("", "", outcome.seconds);
  metric.Head("trialmine_unread_deliveries", "Fetched and not read.");
  metric.Sample("", "", static_cast<double>(outcome.unread));
  const struct {
    const char *name, *help;
    double (*value)(const SourceState&);
  } of_states[] = {
      {"trialmine_source_complete_timestamp_seconds", "When the source's last complete sweep ended.",
       [](const SourceState& state) { return Seconds(state.completed_at); }},
      {"trialmine_source_trouble", "1 where the last sweep was not complete.",
       [](const SourceState& state) { return state.trouble.empty() ? 0.0 : 1.0; }},
      {"trialmine_source_backlog", "Tasks left to ask.",
       [](const SourceState& state) { return static_cast<double>(state.open + state.failed); }},
  };
  for (const auto& one : of_states) {
    metric.Head(one.name, one.help);
    for (const SourceState& state : states) metric.Sample("source", state.name, one.value(state));
  }
  metric.Head("trialmine_source_needs_person", "1 where nothing more is asked until somebody acts.");
  for (const auto& [name, source] : outcome.report.sources)
    metric.Sample("source", name, source.end == SourceReport::End::kNeedsPerson ? 1 : 0);
  const struct {
    const char *name, *help;
    double (*value)(const HostReport&);
  } of_hosts[] = {
      {"trialmine_host_requests", "Requests of the last run.",
       [](const HostReport& host) { return static_cast<double>(host.requests); }},
      {"trialmine_host_bytes", "Bytes received in the last run.",
       [](const HostReport& host) { return static_cast<double>(host.bytes); }},
      {"trialmine_host_not_modified", "Answers that nothing has changed.",
       [](const HostReport& host) { return static_cast<double>(host.not_modified); }},
      {"trialmine_host_rate_limited", "Answers that asked to slow down.",
       [](const HostReport& host) { return static_cast<double>(host.rate_limited); }},
      {"trialmine_host_failures", "Failures of the host or the way to it.",
       [](const HostReport& host) { return static_cast<double>(host.failures); }},
      {"trialmine_host_delay_seconds", "Between two requests, as adapted.",
       [](const HostReport& host) { return static_cast<double>(host.delay.count()) / 1000; }},
  };
  for (const auto& one : of_hosts) {
    metric.Head(one.name, one.help);
    for (const auto& [name, host] : outcome.report.hosts) metric.Sample("host", name, one.value(host));
  }
  return out;
}

std::string StatusLine(const CrawlReport& report, double seconds) {
  int64_t requests = 0, delivered = 0, announced = 0;
  std::string busy;
  for (const auto& [name, source] : report.sources) {
    requests += source.requests;
    delivered += source.deliveries;
    announced += source.left;
    if (source.end == SourceReport::End::kNotDue && !source.next) busy += (busy.empty() ? "" : " ") + name;
  }
  char text[96];
  std::snprintf(text, sizeof text, "%lld requests, %lld delivered, %.1f a second",
                static_cast<long long>(requests), static_cast<long long>(delivered),
                seconds > 0 ? static_cast<double>(requests) / seconds : 0);
  std::string line = text;
  if (announced > 0) line += ", " + std::to_string(announced) + " left";
  return busy.empty() ? line : line + "  [" + busy + "]";
}

Status WriteAtomically(const std::string& path, const std::string& content) {
  const std::string temporary = path + ".tmp." + std::to_string(::getpid());
  const auto fail = [&] {
    const Error error{"disk_full", "cannot write " + path + ": " + std::strerror(errno)};
    (void)::unlink(temporary.c_str());
    return error;
  };
  std::FILE* file = std::fopen(temporary.c_str(), "wb");
  if (!file) return fail();
  const bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size() &&
                       std::fflush(file) == 0 && ::fsync(::fileno(file)) == 0;
  if (std::fclose(file) != 0 || !written) return fail();
  if (std::rename(temporary.c_str(), path.c_str()) != 0) return fail();
  return {};
}

}  // namespace trialmine

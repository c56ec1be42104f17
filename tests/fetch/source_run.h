#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fetch/crawl_source.h"
#include "http_outcome.h"
#include "percent.h"

// A crawl without a network: a source, a server that is a function, and a frontier in memory.

namespace trialmine {

struct FakeAnswer {
  int status = 200;
  std::string body;
  std::string type = "application/json";
  Outcome outcome = Outcome::kOk;  ///< Of the line itself; kOk: as the status says.
};
using FakeServer = std::function<FakeAnswer(const Request&)>;

inline Exchange MakeExchange(const Request& request, const FakeAnswer& answer) {
  Exchange exchange;
  exchange.request = request;
  exchange.status = answer.status;
  exchange.outcome = answer.outcome != Outcome::kOk
                         ? answer.outcome
                         : OutcomeOfStatus(answer.status, !request.validators.etag.empty(), false);
  if (exchange.outcome != Outcome::kOk) exchange.detail = DescribeStatus(exchange.outcome, answer.status);
  exchange.response.url = request.url;
  exchange.response.media_type = answer.type;
  exchange.response.status = answer.status;
  exchange.response.body = Body::FromString(answer.body);
  return exchange;
}

struct Ran {
  bool complete = false;
  std::string watermark;  ///< What the sweep leaves; the old one where it is not complete.
  int64_t announced = 0, delivered = 0;
  int restarts = 0;
  std::vector<std::string> asked;  ///< URLs, with the body of a POST behind a blank.
  std::vector<std::string> delivered_bodies;
  std::vector<Delivery> deliveries;
  std::vector<std::string> failures;  ///< `key: outcome: detail`.
  std::vector<std::string> notes;     ///< Details of what was ok.
};

inline UtcTime At(int year, unsigned month, unsigned day, int hour = 12) {
  return std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day)) +
         std::chrono::hours(hour);
}

/// One sweep to its end. `each` is told of the settings before every request, and may change the run.
inline Ran RunSweep(const Source& source, SourceSettings settings, const std::string& watermark, UtcTime now,
                    const FakeServer& server, const std::function<void(SourceSettings*)>& each = {}) {
  Ran ran;
  ran.watermark = watermark;
  for (;;) {
    Result<Source::Start> start = source.Begin(settings, watermark, now);
    if (!start) {
      ran.failures.push_back("begin: " + start.error().detail);
      return ran;
    }
    Sweep sweep = start->sweep;
    std::deque<Task> open;
    std::set<std::string> keys;
    std::map<std::string, int> attempts;
    const auto add = [&](const std::vector<Task>& tasks) {
      for (const Task& task : tasks)
        if (keys.insert(task.key).second) open.push_back(task);
    };
    add(start->tasks);
    ran.announced = ran.delivered = 0;
    ran.failures.clear();
    bool restart = false;
    while (!open.empty() && !restart && ran.asked.size() < 100000) {
      const Task task = open.front();
      open.pop_front();
      if (each) each(&settings);
      const Request request = source.ToSend(task, settings);
      ran.asked.push_back(request.url + (request.body.empty() ? "" : " " + request.body));
      const Reading reading = source.Read(sweep, task, MakeExchange(request, server(request)), settings);
      if (!reading.data_timestamp.empty()) sweep.data_timestamp = reading.data_timestamp;
      if (reading.restart_sweep) {
        restart = ++ran.restarts < 10;
        continue;
      }
      const bool done = reading.outcome == Outcome::kOk || reading.outcome == Outcome::kNotModified;
      if (!done && IsTransient(reading.outcome) && ++attempts[task.key] < 4) {
        open.push_back(task);
        continue;
      }
      if (!done) {
        ran.failures.push_back(task.key + ": " + std::string(Name(reading.outcome)) + ": " + reading.detail);
        continue;
      }
      if (!reading.detail.empty()) ran.notes.push_back(reading.detail);
      ran.announced += reading.announced;
      ran.delivered += reading.delivered;
      for (const Delivery& delivery : reading.deliveries) {
        ran.deliveries.push_back(delivery);
        ran.delivered_bodies.push_back(*delivery.response.body.ReadAll(UINT64_MAX));
      }
      add(reading.next);
    }
    if (restart) continue;
    ran.complete = open.empty() && ran.failures.empty() && ran.announced == ran.delivered;
    if (ran.complete) ran.watermark = source.Watermark(sweep);
    return ran;
  }
}

/// A parameter of a URL or a form, decoded; empty where it is not there.
inline std::string Parameter(const Request& request, const std::string& name) {
  const std::string form =
      "&" + (request.body.empty() ? request.url.substr(request.url.find('?') + 1) : request.body);
  const size_t at = form.find("&" + name + "=");
  if (at == std::string::npos) return {};
  const size_t begin = at + name.size() + 2;
  return PercentDecode(form.substr(begin, form.find('&', begin) - begin));
}

inline SourceSettings Settings(std::map<std::string, std::vector<std::string>> values) {
  SourceSettings settings;
  settings.values = std::move(values);
  settings.tool = "trialmine";
  settings.email = "operator@example.org";
  settings.run = "run-1";
  return settings;
}

}  // namespace trialmine

#include <algorithm>

#include "answer.h"
#include "form.h"
#include "json.h"
#include "sources.h"
#include "state.h"
#include "text.h"
#include "window.h"

// ClinicalTrials.gov, API v2. The register is rebuilt once a day and says so (`dataTimestamp`): a sweep reads
// one build from end to end, and begins again where the build changed under it. Page tokens are good for one
// pass only: where one is refused, or is left from an earlier run, the pass begins again.

namespace trialmine {
inline namespace sources {
namespace {

constexpr std::string_view kBase = "https://clinicaltrials.gov/api/v2/";
constexpr int64_t kPageSize = 200, kLargestPage = 1000;
constexpr int64_t kMaxPasses = 4;
constexpr int64_t kOverlapDays = 1;
constexpr size_t kIdsAtOnce = 100;
constexpr std::string_view kQueries[] = {"cond",  "term", "intr", "titles", "outc",
                                         "spons", "lead", "id",   "locn"};

// A page of one pass over the studies.
struct Page {
  std::string form;   // Every parameter but the token, encoded once: they must not change within a pass.
  std::string stamp;  // The build of the register that the sweep reads.
  std::string run;    // The run of the program that was given `token`.
  std::string token;
  int64_t number = 1, pass = 1;
  int64_t announced = 0, seen = 0;
};

Page ReadPage(const Task& task) {
  const State state(task.state);
  Page page;
  page.form = state.Get("form");
  page.stamp = state.Get("stamp");
  page.run = state.Get("run");
  page.token = state.Get("token");
  page.number = state.Number("number", 1);
  page.pass = state.Number("pass", 1);
  page.announced = state.Number("announced");
  page.seen = state.Number("seen");
  return page;
}

std::string PageUrl(const Page& page) {
  const std::string token = page.token.empty() ? "" : "&pageToken=" + Encode(page.token);
  return std::string(kBase) + "studies?" + page.form + token;
}

Task PageTask(const Page& page) {
  Task task;
  task.kind = "page";
  task.key = "page:" + std::to_string(page.pass) + ":" + std::to_string(page.number);
  task.request.url = PageUrl(page);
  State state;
  state.Set("form", page.form).Set("stamp", page.stamp).Set("run", page.run).Set("token", page.token);
  state.Set("number", page.number).Set("pass", page.pass);
  state.Set("announced", page.announced).Set("seen", page.seen);
  task.state = state.Text();
  return task;
}

Task VersionTask(std::string_view kind, const State& state) {
  Task task;
  task.kind = kind;
  task.key = kind;
  task.request.url = std::string(kBase) + "version";
  task.state = state.Text();
  return task;
}

// What a token of another run, or none, makes of a page: the first of a new pass.
Page FirstOf(Page page) {
  page.token.clear();
  page.number = 1;
  return page;
}

bool IsStale(const Page& page, const SourceSettings& settings) {
  return page.number > 1 && page.run != settings.run;
}

Reading PassAgain(const Page& page, std::string detail) {
  if (page.pass >= kMaxPasses) return Verdict(Outcome::kTruncated, std::move(detail));
  Reading reading;
  reading.detail = std::move(detail);
  reading.announced = -page.announced;
  reading.delivered = -page.seen;
  Page again = FirstOf(page);
  ++again.pass;
  again.announced = again.seen = 0;
  reading.next.push_back(PageTask(again));
  return reading;
}

// 403 is how the service throttles; the rest is as the status says.
std::optional<Reading> Refused(const Exchange& exchange) {
  if (exchange.status == 403)
    return Verdict(Outcome::kRateLimited,
                   "The service refused with 403, as it does where it is asked too much.");
  if (exchange.status == 400)
    return Verdict(Outcome::kBadRequest, "The service says: " + Excerpt(Beginning(exchange)));
  return std::nullopt;
}

class ClinicalTrialsGovSource : public Source {
 public:
  ClinicalTrialsGovSource() {
    info_.name = "ctgov";
    info_.title = "ClinicalTrials.gov (API v2)";
    info_.by_hand =
        "Search at https://clinicaltrials.gov/, download the result as JSON, and give the file to `trialmine "
        "mine`";
    info_.pace.robots = false;
    info_.settings = {"ids", "filter", "overlap_days", "page_size", "since"};
    for (const std::string_view name : kQueries) info_.settings.emplace_back(name);
  }

  const SourceInfo& info() const override { return info_; }

  Status Check(const SourceSettings& settings) const override {
    for (const std::string& id : settings.All("ids"))
      if (id.size() != 11 || !id.starts_with("NCT") || !ToNumber(id.substr(3)))
        return Error{"bad_input", "ids: " + id + " is not an NCT number"};
    if (settings.All("ids").size() > kIdsAtOnce)
      return Error{"bad_input",
                   "ids may be " + std::to_string(kIdsAtOnce) + " at most; use a query for more"};
    if (const std::string since = settings.Get("since"); !since.empty() && !ToDay(since))
      return Error{"bad_input", "since must be a date, 2026-11-22"};
    const Result<int64_t> overlap = NumberSetting(settings, "overlap_days", kOverlapDays, 0, 365);
    if (!overlap) return overlap.error();
    const Result<int64_t> size = NumberSetting(settings, "page_size", kPageSize, 1, kLargestPage);
    if (!size) return size.error();
    return {};
  }

  Result<Start> Begin(const SourceSettings& settings, const std::string& watermark, UtcTime) const override {
    if (Status usable = Check(settings); !usable) return usable.error();
    Start start;
    Parameters parameters = Query(settings);
    start.sweep.query = EncodeForm(parameters) + " since " + settings.Get("since");
    const std::string mark = ReadMark(watermark, start.sweep.query);
    const auto overlap = std::chrono::days(*NumberSetting(settings, "overlap_days", kOverlapDays, 0, 365));
    std::optional<std::chrono::sys_days> from = ToDay(settings.Get("since"));
    if (const auto day = ToDay(mark.substr(0, 10)); day && (!from || *from < *day - overlap))
      from = *day - overlap;
    start.sweep.from = from ? Iso(*from) : "";
    std::string filter = settings.Get("filter");
    if (from) {
      const std::string range = "AREA[LastUpdatePostDate]RANGE[" + Iso(*from) + ",MAX]";
      filter = filter.empty() ? range : "(" + filter + ") AND " + range;
    }
    parameters.emplace_back("filter.advanced", filter);
    parameters.emplace_back("countTotal", "true");
    parameters.emplace_back(
        "pageSize", std::to_string(*NumberSetting(settings, "page_size", kPageSize, 1, kLargestPage)));
    parameters.emplace_back("format", "json");
    start.tasks.push_back(
        VersionTask("version", State().Set("form", EncodeForm(parameters)).Set("mark", mark)));
    return start;
  }

  Request ToSend(const Task& task, const SourceSettings& settings) const override {
    Request request = task.request;
    if (task.kind != "page") return request;
    const Page page = ReadPage(task);
    if (IsStale(page, settings)) request.url = PageUrl(FirstOf(page));
    return request;
  }

  Reading Read(const Sweep&, const Task& task, const Exchange& exchange,
               const SourceSettings& settings) const override {
    return task.kind == "page" ? ReadStudies(task, exchange, settings) : ReadVersion(task, exchange);
  }

  std::string Watermark(const Sweep& sweep) const override {
    return MakeMark(sweep.data_timestamp, sweep.query);
  }

 private:
  static Parameters Query(const SourceSettings& settings) {
    Parameters parameters;
    for (const std::string_view name : kQueries)
      parameters.emplace_back("query." + std::string(name), settings.Get(name));
    std::string ids;
    for (const std::string& id : settings.All("ids")) ids += (ids.empty() ? "" : ",") + id;
    parameters.emplace_back("filter.ids", ids);
    return parameters;
  }

  // Asked before the first page and after the last.
  static Reading ReadVersion(const Task& task, const Exchange& exchange) {
    if (std::optional<Reading> refused = Refused(exchange)) return std::move(*refused);
    const Answer answer = ReadAnswer(exchange);
    if (answer.verdict) return *answer.verdict;
    const std::optional<Json> json = Json::Parse(answer.text);
    const std::string stamp = json ? (*json)["dataTimestamp"].text() : "";
    if (!ToSecond(stamp)) return Misfit(answer.text, "the version of the data");
    const State state(task.state);
    Reading reading;
    reading.data_timestamp = stamp;
    if (task.kind == "version") {
      Page page;
      page.form = state.Get("form");
      page.stamp = stamp;
      if (stamp == state.Get("mark")) {
        reading.detail = "The register's data are those of the last sweep.";
      } else {
        reading.next.push_back(PageTask(page));
      }
    } else if (stamp != state.Get("stamp")) {
      reading.restart_sweep = true;
      reading.detail = "The register's data changed during the sweep, which begins again.";
    }
    return reading;
  }

  // A page's JSON, or the verdict on what is no page.
  struct Studies {
    Json page;
    std::optional<Reading> verdict;
  };
  static Studies ParseStudies(const Exchange& exchange) {
    if (std::optional<Reading> refused = Refused(exchange)) return {{}, std::move(refused)};
    const Answer answer = ReadAnswer(exchange);
    if (answer.verdict) return {{}, answer.verdict};
    const std::optional<Json> json = Json::Parse(answer.text);
    if (!json && Trim(answer.text).starts_with('{'))
      return {{}, Verdict(Outcome::kTruncated, "The page of studies breaks off.")};
    if (!json || !(*json)["studies"].is_array()) return {{}, Misfit(answer.text, "a page of studies")};
    return {*json, std::nullopt};
  }

  static Reading ReadStudies(const Task& task, const Exchange& exchange, const SourceSettings& settings) {
    Page page = ReadPage(task);
    if (exchange.status == 400 && page.number > 1 && !IsStale(page, settings))
      return PassAgain(page, "A page token was refused.");
    Studies studies = ParseStudies(exchange);
    if (studies.verdict) return std::move(*studies.verdict);
    Reading reading;
    if (IsStale(page, settings)) {  // ToSend asked for the first page again.
      reading.announced = -page.announced;
      reading.delivered = -page.seen;
      page = FirstOf(page);
      ++page.pass;
      page.announced = page.seen = 0;
    }
    if (page.number == 1) {
      const std::optional<int64_t> total = studies.page["totalCount"].number();
      if (!total) return Verdict(Outcome::kServerError, "The first page of studies has no count.");
      page.announced = *total;
      reading.announced += *total;
    }
    return TakeStudies(studies.page, page, std::move(reading), task, exchange, settings);
  }

  static Reading TakeStudies(const Json& json, Page page, Reading reading, const Task& task,
                             const Exchange& exchange, const SourceSettings& settings) {
    const auto studies = static_cast<int64_t>(json["studies"].size());
    page.seen += studies;
    reading.delivered += studies;
    if (studies > 0) reading.deliveries.push_back(Deliver(task, exchange));
    page.token = json["nextPageToken"].text();
    page.run = settings.run;
    ++page.number;
    if (page.token.empty() && page.seen != page.announced) return CountsDiffer(page, std::move(reading));
    reading.next.push_back(page.token.empty() ? VersionTask("version_after", State().Set("stamp", page.stamp))
                                              : PageTask(page));
    return reading;
  }

  // The last page came, and there were fewer or more studies than announced. What this page brought is kept
  // all the same.
  static Reading CountsDiffer(const Page& page, Reading reading) {
    Reading again = PassAgain(page, "The register announced " + std::to_string(page.announced) +
                                        " studies and gave " + std::to_string(page.seen) + ".");
    if (again.outcome != Outcome::kOk) return again;
    again.announced += reading.announced;
    again.delivered += reading.delivered;
    again.deliveries = std::move(reading.deliveries);
    return again;
  }

  SourceInfo info_;
};

}  // namespace

const Source& ClinicalTrialsGov() {
  static const ClinicalTrialsGovSource kSource;
  return kSource;
}

}  // namespace sources
}  // namespace trialmine

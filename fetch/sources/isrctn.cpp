#include "answer.h"
#include "form.h"
#include "sources.h"
#include "state.h"
#include "text.h"
#include "window.h"
#include "xml.h"

// ISRCTN. A query answers with so many trials at once and has no pages, so that windows of the time of the
// last edit are halved until they fit. A window without a time of day would be ignored without a word.

namespace trialmine {
inline namespace sources {
namespace {

constexpr std::string_view kBase = "https://www.isrctn.com/api/query/format/default";
constexpr std::string_view kBeginning = "2000-01-01";
constexpr int64_t kLimit = 1000;
constexpr int64_t kOverlapHours = 1;

std::string Term(const std::string& query, const TimeWindow& window) {
  const std::string times = "lastEdited GE " + Iso(window.from) + " AND lastEdited LT " + Iso(window.to);
  return query.empty() ? times : "(" + query + ") AND " + times;
}

// Asks for the number of trials in the window (`limit=0`), or for the trials.
Task WindowTask(std::string_view kind, const std::string& query, const TimeWindow& window) {
  Task task;
  task.kind = kind;
  task.key = task.kind + ":" + window.Name();
  task.request.url =
      UrlWith(kBase, {{"q", Term(query, window)}, {"limit", kind == "count" ? "0" : std::to_string(kLimit)}});
  task.state = State().Set("query", query).Set("from", Iso(window.from)).Set("to", Iso(window.to)).Text();
  task.priority = kind == "count" ? 1 : 0;
  return task;
}

class IsrctnSource : public Source {
 public:
  IsrctnSource() {
    info_.name = "isrctn";
    info_.title = "ISRCTN";
    info_.by_hand =
        "Search at https://www.isrctn.com/, download the result as XML, and give the file to `trialmine "
        "mine`";
    info_.pace.robots = false;
    info_.settings = {"query", "since", "overlap_hours"};
  }

  const SourceInfo& info() const override { return info_; }

  Status Check(const SourceSettings& settings) const override {
    if (!ToDay(settings.Get("since", kBeginning)))
      return Error{"bad_input", "since must be a date, 2026-11-22"};
    const Result<int64_t> overlap = NumberSetting(settings, "overlap_hours", kOverlapHours, 0, 10000);
    if (!overlap) return overlap.error();
    return {};
  }

  Result<Start> Begin(const SourceSettings& settings, const std::string& watermark,
                      UtcTime now) const override {
    if (Status usable = Check(settings); !usable) return usable.error();
    Start start;
    const std::string query(Trim(settings.Get("query"))), since = settings.Get("since", kBeginning);
    start.sweep.query = query + " since " + since;
    TimeWindow window{*ToDay(since), std::chrono::floor<std::chrono::seconds>(now)};
    const auto overlap =
        std::chrono::hours(*NumberSetting(settings, "overlap_hours", kOverlapHours, 0, 10000));
    if (const auto mark = ToSecond(ReadMark(watermark, start.sweep.query)))
      window.from = std::max(window.from, *mark - overlap);
    if (window.empty()) return Error{"bad_input", "since lies in the future"};
    start.sweep.from = Iso(window.from);
    start.sweep.to = Iso(window.to);
    start.tasks.push_back(WindowTask("count", query, window));
    return start;
  }

  Reading Read(const Sweep&, const Task& task, const Exchange& exchange,
               const SourceSettings&) const override {
    const Answer answer = ReadAnswer(exchange);
    if (answer.verdict) return *answer.verdict;
    if (!Contains(answer.text.substr(0, 2048), "allTrials")) return Misfit(answer.text, "a list of trials");
    int64_t trials = 0;
    std::optional<int64_t> total;
    const Status read = ReadXml(exchange.response.body, [&](const XmlTag& tag) {
      if (tag.depth == 1 && tag.name == "fullTrial") ++trials;
      if (const auto count = tag.attributes.find("totalCount");
          tag.depth == 0 && count != tag.attributes.end())
        total = ToNumber(count->second);
    });
    if (!read) return Broken(read.error());
    if (!total) return Misfit(answer.text, "a count of trials");
    return task.kind == "count" ? ReadCount(task, *total) : ReadTrials(task, exchange, *total, trials);
  }

  std::string Watermark(const Sweep& sweep) const override { return MakeMark(sweep.to, sweep.query); }

 private:
  static TimeWindow WindowOf(const State& state) {
    return {ToSecond(state.Get("from")).value_or(std::chrono::sys_seconds()),
            ToSecond(state.Get("to")).value_or(std::chrono::sys_seconds())};
  }

  static Reading Halve(const State& state, int64_t total) {
    const TimeWindow window = WindowOf(state);
    const auto halves = window.Halves();
    if (!halves)
      return Verdict(Outcome::kTooBig, "One second, " + Iso(window.from) + ", has " + std::to_string(total) +
                                           " trials, and a query lists " + std::to_string(kLimit) + ".");
    Reading reading;
    reading.next.push_back(WindowTask("count", state.Get("query"), halves->first));
    reading.next.push_back(WindowTask("count", state.Get("query"), halves->second));
    return reading;
  }

  static Reading ReadCount(const Task& task, int64_t total) {
    const State state(task.state);
    if (total > kLimit) return Halve(state, total);
    Reading reading;
    if (total > 0) reading.next.push_back(WindowTask("trials", state.Get("query"), WindowOf(state)));
    return reading;
  }

  static Reading ReadTrials(const Task& task, const Exchange& exchange, int64_t total, int64_t trials) {
    if (total > kLimit) return Halve(State(task.state), total);
    if (trials != total)
      return Verdict(Outcome::kTruncated, "The source announced " + std::to_string(total) +
                                              " trials and gave " + std::to_string(trials) + ".");
    Reading reading;
    reading.announced = reading.delivered = trials;
    if (trials > 0) reading.deliveries.push_back(Deliver(task, exchange));
    return reading;
  }

  SourceInfo info_;
};

}  // namespace

const Source& Isrctn() {
  static const IsrctnSource kSource;
  return kSource;
}

}  // namespace sources
}  // namespace trialmine

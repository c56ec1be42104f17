#include <algorithm>

#include "answer.h"
#include "form.h"
#include "json.h"
#include "sources.h"
#include "state.h"
#include "text.h"
#include "window.h"
#include "xml.h"

// The EU's Clinical Trials Information System. Its search lists 10,000 trials and not one more, without a
// word: the rest is listed from the other end. What changed is found by a feed of the last seven days, or
// else by going through the whole list and comparing the time of each trial's last update.

namespace trialmine {
inline namespace sources {
namespace {

constexpr std::string_view kBase = "https://euclinicaltrials.eu/ctis-public-api/";
constexpr int64_t kPageSize = 100, kCap = 10000;
constexpr int64_t kMaxRounds = 4;
constexpr std::chrono::days kFeedReaches{6};
constexpr std::chrono::days kOverlap{1};
constexpr std::pair<const char*, const char*> kCriteria[] = {{"contain_all", "containAll"},
                                                             {"contain_any", "containAny"},
                                                             {"contain_not", "containNot"},
                                                             {"medical_condition", "medicalCondition"}};

// How the list is gone through: to take every trial, those updated since a day, or those decided since a day
// (where the feed tells of the others).
enum class Mode { kAll, kUpdated, kDecided };
constexpr std::string_view kModes[] = {"all", "updated", "decided"};

struct List {
  std::string criteria;
  Mode mode = Mode::kAll;
  std::string since;
  bool ascending = false;
  int64_t number = 1;  // Of the page, from 1, in its direction.
  int64_t round = 1;
  int64_t total = 0;  // As the round's first page said.
  int64_t seen = 0;   // Trials listed by the round so far.
};

List ReadList(const Task& task) {
  const State state(task.state);
  List list;
  list.criteria = state.Get("criteria");
  list.mode = static_cast<Mode>(std::find(std::begin(kModes), std::end(kModes), state.Get("mode", "all")) -
                                std::begin(kModes));
  list.since = state.Get("since");
  list.ascending = state.Get("ascending") == "yes";
  list.number = state.Number("number", 1);
  list.round = state.Number("round", 1);
  list.total = state.Number("total");
  list.seen = state.Number("seen");
  return list;
}

Task ListTask(const List& list) {
  Task task;
  task.kind = "list";
  const std::string direction = list.ascending ? "ASC" : "DESC";
  task.key = "list:" + std::to_string(list.round) + ":" + direction + ":" + std::to_string(list.number);
  task.request.url = std::string(kBase) + "search";
  task.request.method = "POST";
  task.request.content_type = "application/json";
  task.request.body = "{\"pagination\":{\"page\":" + std::to_string(list.number) +
                      ",\"size\":" + std::to_string(kPageSize) +
                      "},\"sort\":{\"property\":\"decisionDate\",\"direction\":\"" + direction +
                      "\"},\"searchCriteria\":" + list.criteria + "}";
  State state;
  state.Set("criteria", list.criteria).Set("mode", kModes[static_cast<size_t>(list.mode)]);
  state.Set("since", list.since).Set("ascending", list.ascending ? "yes" : "no");
  state.Set("number", list.number).Set("round", list.round).Set("total", list.total).Set("seen", list.seen);
  task.state = state.Text();
  task.priority = 1;
  return task;
}

// `alone`: the list did not announce it, so that it does itself.
Task TrialTask(const std::string& number, bool alone) {
  Task task;
  task.kind = "trial";
  task.key = number;
  task.request.url = std::string(kBase) + "retrieve/" + Encode(number);
  task.state = State().Set("alone", alone ? "yes" : "no").Text();
  return task;
}

// `2024-518143-38-00`, anywhere in a text.
std::string NumberIn(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dddddd-dd-dd";
  for (size_t at = 0; at + kShape.size() <= text.size(); ++at) {
    const std::string_view piece = text.substr(at, kShape.size());
    const bool fits = std::equal(piece.begin(), piece.end(), kShape.begin(), [](char c, char shape) {
      return shape == 'd' ? c >= '0' && c <= '9' : c == shape;
    });
    if (fits) return std::string(piece);
  }
  return {};
}

std::optional<std::chrono::sys_days> AnyDay(const std::string& text) {
  const std::string day = text.substr(0, 10);
  return ToDay(day) ? ToDay(day) : ToDayOfEurope(day);
}

// A trial without a readable date counts as new.
bool IsOlder(const std::string& date, const std::string& since) {
  const auto day = AnyDay(date), from = ToDay(since);
  return day && from && *day < *from;
}

// The service throttles with 403 too.
std::optional<Reading> Throttled(const Exchange& exchange) {
  if (exchange.status != 403) return std::nullopt;
  return Verdict(Outcome::kRateLimited,
                 "The service refused with 403, as it does where it is asked too much.");
}

Reading ListAgain(List list, std::string detail) {
  if (list.round >= kMaxRounds) return Verdict(Outcome::kTruncated, std::move(detail));
  Reading reading;
  reading.detail = std::move(detail);
  ++list.round;
  list.ascending = false;
  list.number = 1;
  list.total = list.seen = 0;
  reading.next.push_back(ListTask(list));
  return reading;
}

// The page after this one, or none; `too_big` where neither end reaches the middle.
Reading NextPage(List list, Reading reading) {
  if (list.total > 2 * kCap)
    return Verdict(Outcome::kTooBig, "There are " + std::to_string(list.total) +
                                         " trials, and the search lists " + std::to_string(2 * kCap) +
                                         " from both ends: the criteria must be narrower.");
  if (list.seen >= list.total) {
    // Trials are counted as they come; what a repeated list announces is the same records.
    reading.announced = list.mode == Mode::kAll ? list.total : 0;
    return reading;
  }
  if (list.seen == kCap && !list.ascending) {
    list.ascending = true;
    list.number = 0;
  }
  ++list.number;
  reading.next.push_back(ListTask(list));
  return reading;
}

class CtisSource : public Source {
 public:
  CtisSource() {
    info_.name = "ctis";
    info_.title = "EU Clinical Trials Information System";
    info_.by_hand =
        "Search at https://euclinicaltrials.eu/, download the trials found, and give the files to `trialmine "
        "mine`";
    info_.pace.delay = std::chrono::milliseconds(500);
    info_.pace.parallel = 2;
    info_.pace.http1_only = true;  // Downloads over HTTP/2 were incomplete.
    for (const auto& [setting, name] : kCriteria) info_.settings.emplace_back(setting);
  }

  const SourceInfo& info() const override { return info_; }
  Status Check(const SourceSettings&) const override { return {}; }

  Result<Start> Begin(const SourceSettings& settings, const std::string& watermark,
                      UtcTime now) const override {
    Start start;
    List list;
    for (const auto& [setting, name] : kCriteria)
      if (const std::string value = settings.Get(setting); !value.empty())
        list.criteria += (list.criteria.empty() ? "" : ",") + JsonString(name) + ":" + JsonString(value);
    list.criteria = "{" + list.criteria + "}";
    start.sweep.query = list.criteria;
    const auto today = std::chrono::floor<std::chrono::days>(now);
    start.sweep.to = Iso(today);
    if (const auto mark = ToDay(ReadMark(watermark, start.sweep.query))) {
      list.since = start.sweep.from = Iso(*mark - kOverlap);
      const bool feed = today - *mark + kOverlap <= kFeedReaches;
      list.mode = feed ? Mode::kDecided : Mode::kUpdated;
      if (feed) start.tasks.push_back(FeedTask(list.criteria));
    }
    start.tasks.push_back(ListTask(list));
    return start;
  }

  Reading Read(const Sweep&, const Task& task, const Exchange& exchange,
               const SourceSettings&) const override {
    if (std::optional<Reading> throttled = Throttled(exchange)) return std::move(*throttled);
    if (task.kind == "list") return ReadPage(task, exchange);
    if (task.kind == "feed") return ReadFeed(exchange);
    return ReadTrial(task, exchange);
  }

  std::string Watermark(const Sweep& sweep) const override { return MakeMark(sweep.to, sweep.query); }

 private:
  static Task FeedTask(const std::string& criteria) {
    Task task;
    task.kind = "feed";
    task.key = "feed";
    task.request.url = UrlWith(std::string(kBase) + "rss/updates.rss", {{"search_criteria", criteria}});
    task.priority = 1;
    return task;
  }

  static Reading ReadFeed(const Exchange& exchange) {
    const Answer answer = ReadAnswer(exchange);
    if (answer.verdict) return *answer.verdict;
    if (!Contains(answer.text.substr(0, 2048), "<rss")) return Misfit(answer.text, "a feed");
    Reading reading;
    int64_t items = 0;
    std::string number;
    const Status read = ReadXml(exchange.response.body, {}, [&](const XmlTag& tag, std::string_view text) {
      const bool names =
          tag.parent == "item" && (tag.name == "link" || tag.name == "guid" || tag.name == "title");
      if (names && number.empty()) number = NumberIn(text);
      if (tag.name != "item") return;
      ++items;
      if (!number.empty()) reading.next.push_back(TrialTask(number, true));
      number.clear();
    });
    if (!read) return Broken(read.error());
    if (static_cast<int64_t>(reading.next.size()) != items)
      return Verdict(Outcome::kServerError, "The feed has items that name no trial.");
    return reading;
  }

  static Reading ReadPage(const Task& task, const Exchange& exchange) {
    const Answer answer = ReadAnswer(exchange);
    if (answer.verdict) return *answer.verdict;
    const std::optional<Json> json = Json::Parse(answer.text);
    const std::optional<int64_t> total = json ? (*json)["pagination"]["totalRecords"].number() : std::nullopt;
    if (!total || !(*json)["data"].is_array())
      return Trim(answer.text).starts_with('{') && !json
                 ? Verdict(Outcome::kTruncated, "The list of trials breaks off.")
                 : Misfit(answer.text, "a list of trials");
    List list = ReadList(task);
    if (list.seen == 0) list.total = *total;
    if (*total != list.total)
      return ListAgain(list, "The number of trials changed from " + std::to_string(list.total) + " to " +
                                 std::to_string(*total) + " while they were listed.");
    const auto rows = static_cast<int64_t>((*json)["data"].size());
    const int64_t wanted = std::min(kPageSize, list.total - list.seen);
    if (rows < wanted)
      return Verdict(Outcome::kTruncated, "The page lists " + std::to_string(rows) + " trials in place of " +
                                              std::to_string(wanted) + ".");
    Reading reading;
    bool older = false;
    int64_t row = 0;
    (*json)["data"].Each([&](const Json& trial) {
      if (row++ < wanted) older = TakeRow(list, trial, &reading) || older;
    });
    list.seen += wanted;
    if (list.mode == Mode::kDecided && older) return reading;
    return NextPage(std::move(list), std::move(reading));
  }

  // Returns whether the row and all after it are older than what is asked for.
  static bool TakeRow(const List& list, const Json& trial, Reading* reading) {
    const std::string number = NumberIn(trial["ctNumber"].text());
    if (list.mode == Mode::kUpdated && IsOlder(trial["lastUpdated"].text(), list.since)) return false;
    if (list.mode == Mode::kDecided && IsOlder(trial["decisionDateOverall"].text(), list.since)) return true;
    if (!number.empty()) reading->next.push_back(TrialTask(number, list.mode != Mode::kAll));
    return false;
  }

  static Reading ReadTrial(const Task& task, const Exchange& exchange) {
    const Answer answer = ReadAnswer(exchange);
    if (answer.verdict) return *answer.verdict;
    const std::optional<Json> trial = Json::Parse(answer.text);
    if (!trial && Trim(answer.text).starts_with('{'))
      return Verdict(Outcome::kTruncated, "The trial's record breaks off.");
    if (!trial || (*trial)["ctNumber"].text() != task.key)
      return Misfit(answer.text, "the trial " + task.key);
    Reading reading;
    reading.announced = State(task.state).Get("alone") == "yes" ? 1 : 0;
    reading.delivered = 1;
    reading.deliveries.push_back(Deliver(task, exchange));
    return reading;
  }

  SourceInfo info_;
};

}  // namespace

const Source& Ctis() {
  static const CtisSource kSource;
  return kSource;
}

}  // namespace sources
}  // namespace trialmine

#include "answer.h"
#include "form.h"
#include "json.h"
#include "sources.h"
#include "state.h"
#include "text.h"
#include "window.h"
#include "xml.h"

// Europe PMC: a search by cursor, and the full text of what it finds. A search ends in one of four ways: no
// next cursor, the same cursor again, `*`, or an empty list.

namespace trialmine {
inline namespace sources {
namespace {

constexpr std::string_view kBase = "https://www.ebi.ac.uk/europepmc/webservices/rest/";
constexpr int64_t kPageSize = 1000;
constexpr size_t kLongestGet = 2000;
constexpr int64_t kMaxRounds = 2;
constexpr int64_t kOverlapDays = 2;
constexpr int64_t kLooks = 3;  // After so many empty answers there is no full text.

// A search's page. What of it was counted is taken back where the search is done again.
struct Page {
  std::string query, cursor = "*";
  int64_t number = 1, round = 1;
  int64_t announced = 0;  // As the round's first page said.
  int64_t seen = 0;       // Records listed by the round so far.
  int64_t counted = 0;    // Of them, those that were counted as delivered: no full text follows.
};

Task PageTask(const Page& page, const SourceSettings& settings) {
  Task task;
  task.kind = "page";
  task.key = "page:" + std::to_string(page.round) + ":" + std::to_string(page.number);
  const std::string form = EncodeForm({{"query", page.query},
                                       {"resultType", "lite"},
                                       {"format", "json"},
                                       {"pageSize", std::to_string(kPageSize)},
                                       {"cursorMark", page.cursor},
                                       {"email", settings.email}});
  if (form.size() <= kLongestGet) {
    task.request.url = std::string(kBase) + "search?" + form;
  } else {
    task.request.url = std::string(kBase) + "searchPOST";
    task.request.method = "POST";
    task.request.body = form;
    task.request.content_type = "application/x-www-form-urlencoded";
  }
  task.state = State()
                   .Set("query", page.query)
                   .Set("cursor", page.cursor)
                   .Set("number", page.number)
                   .Set("round", page.round)
                   .Set("announced", page.announced)
                   .Set("seen", page.seen)
                   .Set("counted", page.counted)
                   .Text();
  task.priority = 1;
  return task;
}

Page ReadPage(const Task& task) {
  const State state(task.state);
  return {state.Get("query"),       state.Get("cursor", "*"),  state.Number("number", 1),
          state.Number("round", 1), state.Number("announced"), state.Number("seen"),
          state.Number("counted")};
}

Task FullTextTask(const std::string& id) {
  Task task;
  task.kind = "fulltext";
  task.key = id;
  task.request.url = std::string(kBase) + Encode(id) + "/fullTextXML";
  return task;
}

// The id by which a result's full text is served; empty where it has none.
std::string FullTextId(const Json& result) {
  if (result["isOpenAccess"].text() != "Y" && result["inEPMC"].text() != "Y") return {};
  return result["pmcid"].text();
}

// The search from its beginning, where it gave another number of records than it announced.
Reading SearchAgain(const Page& page, const SourceSettings& settings) {
  const std::string detail = "The search announced " + std::to_string(page.announced) +
                             " records and listed " + std::to_string(page.seen) + ".";
  if (page.round >= kMaxRounds) return Verdict(Outcome::kTruncated, detail);
  Reading reading;
  reading.detail = detail;
  reading.announced = -page.announced;
  reading.delivered = -page.counted;
  Page again;
  again.query = page.query;
  again.round = page.round + 1;
  reading.next.push_back(PageTask(again, settings));
  return reading;
}

Reading ReadSearchPage(const Task& task, const Exchange& exchange, const SourceSettings& settings) {
  const Answer answer = ReadAnswer(exchange);
  if (answer.verdict) return *answer.verdict;
  const std::optional<Json> json = Json::Parse(answer.text);
  if (!json && Trim(answer.text).starts_with('{'))
    return Verdict(Outcome::kTruncated, "The page of results breaks off.");
  if (!json || !json->is_object()) return Misfit(answer.text, "a page of results");
  if ((*json)["errCode"] || (*json)["errMsg"])
    return Verdict(Outcome::kBadRequest, "The source says: " + Excerpt((*json)["errMsg"].text()));
  const std::optional<int64_t> hits = (*json)["hitCount"].number();
  if (!hits)
    return Verdict(Outcome::kBadRequest, "The source refused a part of the query without saying which.");

  Page page = ReadPage(task);
  Reading reading;
  const int64_t counted_before = page.counted;
  if (page.number == 1) page.announced = reading.announced = *hits;
  (*json)["resultList"]["result"].Each([&](const Json& result) {
    ++page.seen;
    const std::string id = FullTextId(result);
    if (id.empty()) {
      ++page.counted;
    } else {
      reading.next.push_back(FullTextTask(id));
    }
  });
  reading.delivered = page.counted - counted_before;

  const std::string next = (*json)["nextCursorMark"].text();
  const bool ended =
      next.empty() || next == page.cursor || next == "*" || (*json)["resultList"]["result"].size() == 0;
  if (!ended) {
    ++page.number;
    page.cursor = next;
    reading.next.push_back(PageTask(page, settings));
  } else if (page.seen != page.announced) {
    Reading again = SearchAgain(page, settings);
    if (again.outcome != Outcome::kOk) return again;
    again.announced += reading.announced;
    again.delivered += reading.delivered;
    for (Task& found : reading.next) again.next.push_back(std::move(found));
    return again;
  }
  return reading;
}

// `PMC123`, however often it is looked for.
std::string ArticleOf(const Task& task) { return task.key.substr(0, task.key.find(':')); }

std::string NoFullText(const Task& task) { return "There is no full text of " + ArticleOf(task) + "."; }

// An answer without a byte stands for a text that is not there, and for a server in trouble: it is asked for
// again, and believed in the end.
Reading AfterNothing(const Task& task) {
  State state(task.state);
  const int64_t looks = state.Number("looks") + 1;
  Reading reading;
  if (looks >= kLooks) {
    reading.delivered = 1;
    reading.detail = NoFullText(task);
    return reading;
  }
  Task again = task;
  again.key += ":again";
  again.state = state.Set("looks", looks).Text();
  again.priority = -1;
  reading.next.push_back(std::move(again));
  return reading;
}

Reading ReadFullText(const Task& task, const Exchange& exchange) {
  Reading reading;
  reading.delivered = 1;
  const std::string begin = Beginning(exchange);
  if (exchange.outcome == Outcome::kOk && Trim(begin).empty()) return AfterNothing(task);
  if (exchange.outcome == Outcome::kNotFound || exchange.outcome == Outcome::kGone) {
    reading.detail = NoFullText(task);
    return reading;
  }
  if (std::optional<Reading> verdict = Unusable(exchange)) return std::move(*verdict);
  if (!Contains(begin, "<article")) return Misfit(begin, "an article");
  const Status whole = ReadXml(exchange.response.body, {});
  if (!whole) return Broken(whole.error());
  reading.deliveries.push_back(Deliver(task, exchange));
  reading.deliveries.back().name = ArticleOf(task);
  return reading;
}

class EuropePmcSource : public Source {
 public:
  EuropePmcSource() {
    info_.name = "europepmc";
    info_.title = "Europe PMC";
    info_.by_hand =
        "Download the articles from https://europepmc.org/ and give the files to `trialmine mine`";
    info_.pace.delay = std::chrono::milliseconds(200);
    info_.pace.parallel = 2;
    info_.pace.robots = false;
    info_.settings = {"query", "since", "overlap_days"};
  }

  const SourceInfo& info() const override { return info_; }

  Status Check(const SourceSettings& settings) const override {
    if (Trim(settings.Get("query")).empty()) return Error{"bad_input", "query is missing"};
    if (const std::string since = settings.Get("since"); !since.empty() && !ToDay(since))
      return Error{"bad_input", "since must be a date, 2026-11-22"};
    const Result<int64_t> overlap = NumberSetting(settings, "overlap_days", kOverlapDays, 0, 365);
    if (!overlap) return overlap.error();
    return {};
  }

  Result<Start> Begin(const SourceSettings& settings, const std::string& watermark,
                      UtcTime now) const override {
    if (Status usable = Check(settings); !usable) return usable.error();
    Start start;
    const std::string query(Trim(settings.Get("query")));
    start.sweep.query = query + " since " + settings.Get("since");
    const auto today = std::chrono::floor<std::chrono::days>(now);
    std::optional<std::chrono::sys_days> from = ToDay(settings.Get("since"));
    const auto overlap = std::chrono::days(*NumberSetting(settings, "overlap_days", kOverlapDays, 0, 365));
    if (const auto mark = ToDay(ReadMark(watermark, start.sweep.query));
        mark && (!from || *from < *mark - overlap))
      from = *mark - overlap;
    start.sweep.from = from ? Iso(*from) : "";
    start.sweep.to = Iso(today);
    Page page;
    page.query =
        from ? "(" + query + ") AND (UPDATE_DATE:[" + Iso(*from) + " TO " + Iso(today) + "])" : query;
    start.tasks.push_back(PageTask(page, settings));
    return start;
  }

  Reading Read(const Sweep&, const Task& task, const Exchange& exchange,
               const SourceSettings& settings) const override {
    return task.kind == "page" ? ReadSearchPage(task, exchange, settings) : ReadFullText(task, exchange);
  }

  std::string Watermark(const Sweep& sweep) const override { return MakeMark(sweep.to, sweep.query); }

 private:
  SourceInfo info_;
};

}  // namespace

const Source& EuropePmc() {
  static const EuropePmcSource kSource;
  return kSource;
}

}  // namespace sources
}  // namespace trialmine

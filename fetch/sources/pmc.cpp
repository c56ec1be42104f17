#include "eutils.h"
#include "pmc_article.h"
#include "pmc_inventory.h"
#include "sources.h"

// Full text of PubMed Central. Articles are objects of a public bucket, one folder for each version, with the
// licence and a retraction in a metadata file of its own. Which articles: a list of ids, a search, or
// whatever the bucket's inventory says has changed. A search may also be fetched by E-utilities.

namespace trialmine {
inline namespace sources {
namespace {

constexpr std::string_view kRecords[] = {"article"};
constexpr std::string_view kAccounted[] = {"error"};
constexpr EntrezDatabase kPmc{"pmc", kRecords, kAccounted, true};
constexpr std::string_view kBeginning = "2000-01-01";
constexpr int64_t kOverlapDays = 3;

class PmcSource : public Source {
 public:
  PmcSource() {
    info_.name = "pmc";
    info_.title = "PubMed Central (full text)";
    info_.pace.delay = std::chrono::milliseconds(50);
    info_.pace.hosts = {{"eutils.ncbi.nlm.nih.gov", std::chrono::milliseconds(370)}};
    info_.pace.parallel = 8;
    info_.pace.robots = false;
    info_.settings = {"ids", "query", "inventory", "since", "way", "licenses", "overlap_days"};
  }

  const SourceInfo& info() const override { return info_; }

  Status Check(const SourceSettings& settings) const override {
    for (const std::string& id : settings.All("ids"))
      if (ArticleId(id).empty()) return Error{"bad_input", "ids: " + id + " is not a PMC number"};
    const bool inventory = IsYes(settings, "inventory", false);
    const bool query = !settings.Get("query").empty();
    if (int{!settings.All("ids").empty()} + int{query} + int{inventory} != 1)
      return Error{"bad_input", "one of ids, query and inventory must be set"};
    const std::string way = settings.Get("way", "objects");
    if (way != "objects" && way != "efetch") return Error{"bad_input", "way must be objects or efetch"};
    if (way == "efetch" && !query) return Error{"bad_input", "way = efetch needs a query"};
    if (way == "efetch" && !settings.All("licenses").empty())
      return Error{"bad_input", "licences are known only of objects"};
    if (inventory && settings.Get("since").empty())
      return Error{"bad_input", "inventory needs since: the bucket holds millions of articles"};
    if (!ToDay(settings.Get("since", kBeginning)))
      return Error{"bad_input", "since must be a date, 2026-11-22"};
    const Result<int64_t> overlap = NumberSetting(settings, "overlap_days", kOverlapDays, 0, 365);
    if (!overlap) return overlap.error();
    return {};
  }

  Result<Start> Begin(const SourceSettings& settings, const std::string& watermark,
                      UtcTime now) const override {
    if (Status usable = Check(settings); !usable) return usable.error();
    Start start;
    const std::string query = settings.Get("query");
    const bool inventory = IsYes(settings, "inventory", false);
    start.sweep.query = (inventory ? "inventory" : query) + " since " + settings.Get("since", kBeginning);
    for (const std::string& id : settings.All("ids")) start.sweep.query += ", " + ArticleId(id);
    for (const std::string& license : settings.All("licenses")) start.sweep.query += ", " + license;
    const auto mark = ToDay(ReadMark(watermark, start.sweep.query));
    const auto overlap = std::chrono::days(*NumberSetting(settings, "overlap_days", kOverlapDays, 0, 365));
    const auto today = std::chrono::floor<std::chrono::days>(now);
    DayWindow window{*ToDay(settings.Get("since", kBeginning)), today + std::chrono::days(1)};
    if (mark) window.from = std::max(window.from, *mark - overlap);
    if (window.empty()) return Error{"bad_input", "since lies in the future"};
    start.sweep.from = Iso(window.from);
    start.sweep.to = Iso(today);
    for (const std::string& id : settings.All("ids"))
      start.tasks.push_back(VersionsTask(ArticleId(id), Found::kById));
    if (!query.empty())
      start.tasks.push_back(
          SearchTask(kPmc, {query, "", "pmcrdat", window}, settings.Get("way") == "efetch", settings));
    if (inventory) start.tasks.push_back(InventoriesTask(start.sweep.from));
    return start;
  }

  Request ToSend(const Task& task, const SourceSettings& settings) const override {
    return task.kind == "search" || task.kind == "batch" ? WithKey(task.request, settings) : task.request;
  }

  Reading Read(const Sweep&, const Task& task, const Exchange& exchange,
               const SourceSettings& settings) const override {
    if (task.kind == "search")
      return ReadSearch(kPmc, task, exchange, settings,
                        [](const std::string& id) { return VersionsTask(ArticleId(id), Found::kBySearch); });
    if (task.kind == "batch") return ReadBatch(kPmc, task, exchange, settings);
    if (task.kind == "versions" || task.kind == "metadata" || task.kind == "article")
      return ReadArticleTask(task, exchange, settings);
    return ReadInventoryTask(task, exchange);
  }

  /// Of an inventory, its own day; else the day of the sweep.
  std::string Watermark(const Sweep& sweep) const override {
    return MakeMark(sweep.data_timestamp.empty() ? sweep.to : sweep.data_timestamp, sweep.query);
  }

 private:
  SourceInfo info_;
};

}  // namespace

const Source& Pmc() {
  static const PmcSource kSource;
  return kSource;
}

}  // namespace sources
}  // namespace trialmine

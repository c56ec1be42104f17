#include <algorithm>
#include <set>

#include "digest.h"
#include "eutils.h"
#include "json.h"
#include "pmc_inventory.h"
#include "s3.h"
#include "sources.h"
#include "state.h"
#include "text.h"
#include "xml.h"

// Full text of PubMed Central. Articles are objects of a public bucket, one folder for each version, with the
// licence and a retraction in a metadata file of its own. Which articles: a list of ids, a search, or
// whatever the bucket's inventory says has changed. A search may also be fetched by E-utilities.

namespace trialmine {
namespace {

constexpr std::string_view kBucket = "https://pmc-oa-opendata.s3.amazonaws.com/";
constexpr std::string_view kInventories = "inventory-reports/pmc-oa-opendata/metadata/";
constexpr std::string_view kRecords[] = {"article"};
constexpr std::string_view kAccounted[] = {"error"};
constexpr EntrezDatabase kPmc{"pmc", kRecords, kAccounted, true};
constexpr std::string_view kBeginning = "2000-01-01";
constexpr int64_t kOverlapDays = 3;
constexpr size_t kInventoriesTried = 3;

// `PMC123`, from `PMC123` or `123`; empty for anything else.
std::string ArticleId(std::string_view text) {
  const std::string_view digits = text.starts_with("PMC") ? text.substr(3) : text;
  const std::optional<int64_t> number = ToNumber(digits);
  return number && *number > 0 ? "PMC" + std::string(digits) : std::string();
}

Task BucketTask(std::string kind, std::string key, std::string_view object, const State& state) {
  Task task;
  task.kind = std::move(kind);
  task.key = std::move(key);
  task.request.url = std::string(kBucket) + std::string(object);
  task.state = state.Text();
  return task;
}

// Which versions there are of an article. `alone`: it was asked for by its id, and is looked after for good.
Task VersionsTask(const std::string& article, bool alone) {
  Task task = BucketTask("versions", "versions:" + article, "",
                         State().Set("article", article).Set("alone", alone ? "yes" : "no"));
  task.request = ListBucket(kBucket, article + ".");
  task.recurring = alone;
  return task;
}

// The metadata of the first of `versions` (`PMC123.3 PMC123.2`, newest first) from `at` on.
Task MetadataTask(const State& state, int64_t at) {
  const std::string versions = state.Get("versions");
  const std::string name(Split(versions, ' ')[static_cast<size_t>(at)]);
  Task task =
      BucketTask("metadata", "metadata:" + name, "metadata/" + name + ".json", State(state).Set("at", at));
  task.recurring = state.Get("alone") == "yes";
  return task;
}

Task ArticleTask(const State& state, const std::string& name) {
  Task task =
      BucketTask("article", "article:" + name, name + "/" + name + ".xml", State(state).Set("name", name));
  task.recurring = state.Get("alone") == "yes";
  return task;
}

// A missing key may be one that is just being written: it is looked for once more.
std::optional<Reading> LookAgain(const Task& task) {
  State state(task.state);
  if (state.Get("again") == "yes") return std::nullopt;
  Reading reading;
  Task again = task;
  again.key += ":again";
  again.state = state.Set("again", "yes").Text();
  again.recurring = false;
  reading.next.push_back(std::move(again));
  return reading;
}

// One article dealt with. Those found by a search or an inventory were announced there.
Reading Accounted(const State& state, std::string detail) {
  Reading reading;
  reading.detail = std::move(detail);
  reading.announced = state.Get("alone") == "yes" ? 1 : 0;
  reading.delivered = 1;
  return reading;
}

bool IsTrue(const Json& value) {
  return value.text() == "true" || value.text() == "yes" || value.text() == "1";
}

int64_t VersionOf(std::string_view name) { return ToNumber(name.substr(name.rfind('.') + 1)).value_or(0); }

Reading ReadVersions(const Task& task, const Exchange& exchange) {
  BucketAnswer list = ReadBucketPage(exchange);
  if (list.verdict) return std::move(*list.verdict);
  State state(task.state);
  std::vector<std::string> names;
  const std::string known = state.Get("versions");
  for (const std::string_view name : Split(known, ' '))
    if (!name.empty()) names.emplace_back(name);
  for (const std::string& folder : list.page.folders) {
    const std::string name = ArticleOfKey(folder + folder.substr(0, folder.size() - 1) + ".xml");
    if (!name.empty()) names.push_back(name);
  }
  std::sort(names.begin(), names.end(),
            [](const std::string& a, const std::string& b) { return VersionOf(a) > VersionOf(b); });
  std::string versions;
  for (const std::string& name : names) versions += (versions.empty() ? "" : " ") + name;
  state.Set("versions", versions);
  if (!list.page.next.empty()) {
    Reading reading;
    Task more = task;
    more.key += "+";
    more.request = ListBucket(kBucket, state.Get("article") + ".", list.page.next);
    more.state = state.Text();
    reading.next.push_back(std::move(more));
    return reading;
  }
  if (names.empty()) return Accounted(state, "There is no open full text of " + state.Get("article") + ".");
  Reading reading;
  reading.next.push_back(MetadataTask(state, 0));
  return reading;
}

// Published articles come before manuscripts, later versions before earlier ones.
Reading ReadMetadata(const Task& task, const Exchange& exchange, const SourceSettings& settings) {
  State state(task.state);
  const std::string versions = state.Get("versions");
  const std::vector<std::string_view> names = Split(versions, ' ');
  const int64_t at = state.Number("at");
  if (at < 0 || at >= static_cast<int64_t>(names.size()))
    return Verdict(Outcome::kBadRequest, "The task's state cannot be read.");
  const std::string name(names[static_cast<size_t>(at)]);
  if (exchange.outcome == Outcome::kNotModified) return Verdict(Outcome::kNotModified, "");
  if (IsNoSuchKey(exchange)) {
    if (std::optional<Reading> again = LookAgain(task)) return std::move(*again);
    Reading reading;
    reading.detail = "There is no metadata of " + name + ": its licence is not known.";
    reading.next.push_back(ArticleTask(state, name));
    return reading;
  }
  const Answer answer = ReadAnswer(exchange);
  if (answer.verdict) return *answer.verdict;
  const std::optional<Json> metadata = Json::Parse(answer.text);
  if (!metadata || !(*metadata)["pmcid"]) return Misfit(answer.text, "the metadata of an article");

  if (state.Get("first").empty() || !IsTrue((*metadata)["is_manuscript"])) {
    state.Set("first", state.Get("first", name));
    state.Set("chosen", name).Set("license", (*metadata)["license_code"].text());
    state.Set("retracted", IsTrue((*metadata)["is_retracted"]) ? "true" : "false");
  }
  if (IsTrue((*metadata)["is_manuscript"]) && at + 1 < static_cast<int64_t>(names.size())) {
    Reading reading;
    state.Set("again", "no");
    reading.next.push_back(MetadataTask(state, at + 1));
    return reading;
  }
  const std::vector<std::string>& licenses = settings.All("licenses");
  const std::string license = state.Get("license");
  if (!licenses.empty() && std::find(licenses.begin(), licenses.end(), license) == licenses.end())
    return Accounted(
        state, "The licence of " + state.Get("chosen") + ", " + license + ", is not one of those wanted.");
  Reading reading;
  state.Set("again", "no");
  reading.next.push_back(ArticleTask(state, state.Get("chosen")));
  return reading;
}

Reading ReadArticle(const Task& task, const Exchange& exchange) {
  const State state(task.state);
  if (exchange.outcome == Outcome::kNotModified) {
    Reading reading = Accounted(state, "");
    reading.outcome = Outcome::kNotModified;
    return reading;
  }
  const std::string name = state.Get("name");
  if (IsNoSuchKey(exchange)) {
    if (std::optional<Reading> again = LookAgain(task)) return std::move(*again);
    return Accounted(state, "There is no text of " + name + ".");
  }
  if (std::optional<Reading> verdict = Unusable(exchange)) return std::move(*verdict);
  const std::string begin = Beginning(exchange);
  if (!Contains(begin, "<article")) return Misfit(begin, "an article");
  if (const Status whole = ReadXml(exchange.response.body, {}); !whole) return Broken(whole.error());
  Reading reading = Accounted(state, "");
  Delivery delivery = Deliver(task, exchange);
  delivery.facts["version"] = std::to_string(VersionOf(name));
  for (const char* fact : {"license", "retracted"})
    if (const std::string value = state.Get(fact); !value.empty()) delivery.facts[fact] = value;
  reading.deliveries.push_back(std::move(delivery));
  return reading;
}

// The newest inventories of the bucket; the newest of all may still be in the making.
Reading ReadInventories(const Task& task, const Exchange& exchange) {
  BucketAnswer list = ReadBucketPage(exchange);
  if (list.verdict) return std::move(*list.verdict);
  State state(task.state);
  std::set<std::string, std::greater<>> dates;
  const std::string known = state.Get("dates");
  for (const std::string_view date : Split(known, ' '))
    if (!date.empty()) dates.emplace(date);
  for (const std::string& folder : list.page.folders) {
    const std::string_view date =
        std::string_view(folder).substr(std::min(kInventories.size(), folder.size()));
    if (ToDay(date.substr(0, 10)) && date.ends_with('/')) dates.emplace(date.substr(0, date.size() - 1));
  }
  std::string text;
  size_t kept = 0;
  for (const std::string& date : dates)
    if (++kept <= kInventoriesTried) text += (text.empty() ? "" : " ") + date;
  state.Set("dates", text);
  Reading reading;
  if (!list.page.next.empty()) {
    Task more = task;
    more.key += "+";
    more.request = ListBucket(kBucket, kInventories, list.page.next);
    more.state = state.Text();
    reading.next.push_back(std::move(more));
    return reading;
  }
  if (text.empty()) return Verdict(Outcome::kNotFound, "The bucket has no inventory.");
  const std::string newest(Split(text, ' ').front());
  reading.next.push_back(BucketTask("manifest", "manifest:" + newest,
                                    std::string(kInventories) + newest + "/manifest.json", state));
  return reading;
}

Reading ReadManifest(const Task& task, const Exchange& exchange) {
  State state(task.state);
  const std::string dates = state.Get("dates");
  const size_t blank = dates.find(' ');
  if (IsNoSuchKey(exchange) && blank != std::string::npos) {
    Reading reading;
    const std::string older = dates.substr(blank + 1);
    const std::string date(Split(older, ' ').front());
    reading.detail = "The newest inventory is not complete; the one before it is taken.";
    reading.next.push_back(BucketTask("manifest", "manifest:" + date,
                                      std::string(kInventories) + date + "/manifest.json",
                                      state.Set("dates", older)));
    return reading;
  }
  const Answer answer = ReadAnswer(exchange);
  if (answer.verdict) return *answer.verdict;
  const std::optional<Json> manifest = Json::Parse(answer.text);
  if (!manifest || (*manifest)["files"].size() == 0)
    return Misfit(answer.text, "the manifest of an inventory");
  Reading reading;
  reading.data_timestamp = dates.substr(0, 10);
  state.Set("schema", (*manifest)["fileSchema"].text());
  (*manifest)["files"].Each([&](const Json& file) {
    const std::string key = file["key"].text();
    Task part =
        BucketTask("inventory", "inventory:" + key, key, State(state).Set("md5", file["MD5checksum"].text()));
    part.request.keep_encoded = true;
    reading.next.push_back(std::move(part));
  });
  return reading;
}

Reading ReadInventoryFile(const Task& task, const Exchange& exchange) {
  if (std::optional<Reading> verdict = Unusable(exchange)) return std::move(*verdict);
  const State state(task.state);
  const std::string expected = Lower(state.Get("md5"));
  const Result<std::string> md5 = Md5(exchange.response.body);
  if (!md5) return Broken(md5.error());
  if (!expected.empty() && *md5 != expected)
    return Verdict(Outcome::kTruncated,
                   "The inventory's MD5 is " + *md5 + " and should be " + expected + ".");
  std::map<std::string, int64_t> articles;  // The latest version of each.
  const Status read =
      ReadInventory(exchange.response.body, state.Get("schema", "Bucket, Key, Size, LastModifiedDate"),
                    ToDay(state.Get("since")).value_or(std::chrono::sys_days()), [&](const std::string& key) {
                      const std::string name = ArticleOfKey(key);
                      if (name.empty()) return;
                      int64_t& latest = articles[name.substr(0, name.find('.'))];
                      latest = std::max(latest, VersionOf(name));
                    });
  if (!read) return Broken(read.error());
  Reading reading;
  for (const auto& [article, version] : articles)
    reading.next.push_back(MetadataTask(
        State().Set("article", article).Set("versions", article + "." + std::to_string(version)), 0));
  reading.announced = static_cast<int64_t>(articles.size());
  return reading;
}

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
      start.tasks.push_back(VersionsTask(ArticleId(id), true));
    if (!query.empty())
      start.tasks.push_back(
          SearchTask(kPmc, {query, "", "pmcrdat", window}, settings.Get("way") == "efetch", settings));
    if (inventory) {
      Task task = BucketTask("inventories", "inventories", "", State().Set("since", start.sweep.from));
      task.request = ListBucket(kBucket, kInventories);
      start.tasks.push_back(std::move(task));
    }
    return start;
  }

  Request ToSend(const Task& task, const SourceSettings& settings) const override {
    return task.kind == "search" || task.kind == "batch" ? WithKey(task.request, settings) : task.request;
  }

  Reading Read(const Sweep&, const Task& task, const Exchange& exchange,
               const SourceSettings& settings) const override {
    if (task.kind == "search")
      return ReadSearch(kPmc, task, exchange, settings,
                        [](const std::string& id) { return VersionsTask(ArticleId(id), false); });
    if (task.kind == "batch") return ReadBatch(kPmc, task, exchange, settings);
    if (task.kind == "versions") return ReadVersions(task, exchange);
    if (task.kind == "metadata") return ReadMetadata(task, exchange, settings);
    if (task.kind == "article") return ReadArticle(task, exchange);
    if (task.kind == "inventories") return ReadInventories(task, exchange);
    if (task.kind == "manifest") return ReadManifest(task, exchange);
    return ReadInventoryFile(task, exchange);
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

}  // namespace trialmine

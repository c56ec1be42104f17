#include "pmc_inventory.h"

#include <algorithm>
#include <memory>
#include <set>

#include "digest.h"
#include "gzip.h"
#include "json.h"
#include "pmc_article.h"
#include "s3.h"
#include "source.h"
#include "state.h"
#include "text.h"
#include "window.h"

namespace trialmine {
inline namespace sources {
namespace {

constexpr std::string_view kInventories = "inventory-reports/pmc-oa-opendata/metadata/";
constexpr size_t kInventoriesTried = 3;
constexpr uint64_t kMaxRatio = 200;
constexpr size_t kLongestLine = size_t{1} << 20;

// The fields of a line; quoted ones may hold commas and doubled quotes.
std::vector<std::string> Fields(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

size_t Column(std::string_view schema, std::string_view name) {
  const std::vector<std::string_view> names = Split(schema, ',');
  const auto found =
      std::find_if(names.begin(), names.end(), [&](std::string_view each) { return Trim(each) == name; });
  return static_cast<size_t>(found - names.begin());
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
    more.request = ListBucket(kPmcBucket, kInventories, list.page.next);
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
  std::set<std::string> articles;
  const Status read =
      ReadInventory(exchange.response.body, state.Get("schema", "Bucket, Key, Size, LastModifiedDate"),
                    ToDay(state.Get("since")).value_or(std::chrono::sys_days()), [&](const std::string& key) {
                      const std::string name = ArticleOfKey(key);
                      if (!name.empty()) articles.insert(name.substr(0, name.find('.')));
                    });
  if (!read) return Broken(read.error());
  Reading reading;
  for (const std::string& article : articles)
    reading.next.push_back(VersionsTask(article, Found::kByInventory));
  return reading;
}

}  // namespace

Task InventoriesTask(const std::string& since) {
  Task task = BucketTask("inventories", "inventories", "", State().Set("since", since));
  task.request = ListBucket(kPmcBucket, kInventories);
  return task;
}

Reading ReadInventoryTask(const Task& task, const Exchange& exchange) {
  if (task.kind == "inventories") return ReadInventories(task, exchange);
  if (task.kind == "manifest") return ReadManifest(task, exchange);
  return ReadInventoryFile(task, exchange);
}

Status ReadInventory(const Body& body, std::string_view schema, std::chrono::sys_days since,
                     const std::function<void(const std::string& key)>& see) {
  Result<std::unique_ptr<ByteSource>> packed = body.Open();
  if (!packed) return packed.error();
  PeekSource lines(MakeSource<InflateSource>(std::move(*packed), Packing::kGzip, kMaxRatio));
  const size_t key = Column(schema, "Key"), modified = Column(schema, "LastModifiedDate");
  while (const std::optional<std::string_view> line = lines.Line(kLongestLine)) {
    if (line->empty()) break;  // The end.
    const std::vector<std::string> fields = Fields(Trim(*line));
    if (key >= fields.size()) continue;
    const auto day = modified < fields.size() ? ToDay(fields[modified].substr(0, 10)) : std::nullopt;
    if (!day || *day >= since) see(fields[key]);
  }
  if (lines.failure()) return *lines.failure();
  if (!lines.Peek(1).empty()) return Error{"ill_formed", "it has an endless line"};
  return {};
}

std::string ArticleOfKey(std::string_view key) {
  if (key.starts_with("metadata/") && key.ends_with(".json")) {
    key.remove_prefix(9);
    key.remove_suffix(5);
  } else {
    const size_t slash = key.find('/');
    if (slash == std::string_view::npos ||
        key.substr(slash + 1) != std::string(key.substr(0, slash)) + ".xml")
      return {};
    key = key.substr(0, slash);
  }
  const size_t dot = key.find('.');
  const bool named = key.starts_with("PMC") && dot != std::string_view::npos &&
                     ToNumber(key.substr(3, dot - 3)) && ToNumber(key.substr(dot + 1));
  return named ? std::string(key) : std::string();
}

}  // namespace sources
}  // namespace trialmine

#include "pmc_article.h"

#include <algorithm>

#include "json.h"
#include "pmc_inventory.h"
#include "s3.h"
#include "text.h"
#include "xml.h"

namespace trialmine {
inline namespace sources {
namespace {

// The metadata of the first of `versions` (`PMC123.3 PMC123.2`, newest first) from `at` on.
Task MetadataTask(const State& state, int64_t at) {
  const std::string versions = state.Get("versions");
  const std::string name(Split(versions, ' ')[static_cast<size_t>(at)]);
  Task task =
      BucketTask("metadata", "metadata:" + name, "metadata/" + name + ".json", State(state).Set("at", at));
  task.recurring = state.Get("found") == "id";
  return task;
}

// An article that is retracted is asked for anew: the words on it may have changed with that, and if not,
// what is known of it has.
Task ArticleTask(const State& state, const std::string& name) {
  const std::string retracted = state.Get("retracted") == "true" ? ":retracted" : "";
  Task task = BucketTask("article", "article:" + name + retracted, name + "/" + name + ".xml",
                         State(state).Set("name", name));
  task.recurring = state.Get("found") == "id";
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

// One article dealt with. Those found by a search were announced there.
Reading Accounted(const State& state, std::string detail) {
  Reading reading;
  reading.detail = std::move(detail);
  reading.announced = state.Get("found") == "search" ? 0 : 1;
  reading.delivered = 1;
  return reading;
}

// `PMC123.2` to 2.
int64_t VersionOf(std::string_view name) { return ToNumber(name.substr(name.rfind('.') + 1)).value_or(0); }

bool IsTrue(const Json& value) {
  return value.text() == "true" || value.text() == "yes" || value.text() == "1";
}

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
    more.request = ListBucket(kPmcBucket, state.Get("article") + ".", list.page.next);
    more.state = state.Text();
    reading.next.push_back(std::move(more));
    return reading;
  }
  if (names.empty()) return Accounted(state, "There is no open full text of " + state.Get("article") + ".");
  Reading reading;
  reading.next.push_back(MetadataTask(state, 0));
  return reading;
}

// The version to take, once enough of them are known: a published one rather than a manuscript, and of those
// the latest. Whether it is now known.
bool Choose(const Json& metadata, const std::string& name, bool is_last, State* state) {
  const bool manuscript = IsTrue(metadata["is_manuscript"]);
  if (state->Get("chosen").empty() || !manuscript) {
    state->Set("chosen", name).Set("license", metadata["license_code"].text());
    state->Set("retracted", IsTrue(metadata["is_retracted"]) ? "true" : "false");
  }
  return !manuscript || is_last;
}

Reading ReadMetadata(const Task& task, const Exchange& exchange, const SourceSettings& settings) {
  State state(task.state);
  const std::string versions = state.Get("versions");
  const std::vector<std::string_view> names = Split(versions, ' ');
  const auto at = static_cast<size_t>(state.Number("at"));
  if (at >= names.size()) return Verdict(Outcome::kBadRequest, "The task's state cannot be read.");
  const std::string name(names[at]);
  Reading reading;
  if (exchange.outcome == Outcome::kNotModified) return Verdict(Outcome::kNotModified, "");
  if (IsNoSuchKey(exchange)) {
    if (std::optional<Reading> again = LookAgain(task)) return std::move(*again);
    reading.detail = "There is no metadata of " + name + ": its licence is not known.";
    reading.next.push_back(ArticleTask(state, name));
    return reading;
  }
  const Answer answer = ReadAnswer(exchange);
  if (answer.verdict) return *answer.verdict;
  const std::optional<Json> metadata = Json::Parse(answer.text);
  if (!metadata || !(*metadata)["pmcid"]) return Misfit(answer.text, "the metadata of an article");

  const bool chosen = Choose(*metadata, name, at + 1 == names.size(), &state);
  state.Set("again", "no");
  const std::vector<std::string>& licenses = settings.All("licenses");
  const std::string license = state.Get("license");
  if (!chosen) {
    reading.next.push_back(MetadataTask(state, static_cast<int64_t>(at) + 1));
  } else if (!licenses.empty() && std::find(licenses.begin(), licenses.end(), license) == licenses.end()) {
    return Accounted(
        state, "The licence of " + state.Get("chosen") + ", " + license + ", is not one of those wanted.");
  } else {
    reading.next.push_back(ArticleTask(state, state.Get("chosen")));
  }
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

}  // namespace

std::string ArticleId(std::string_view text) {
  const std::string_view digits = text.starts_with("PMC") ? text.substr(3) : text;
  const std::optional<int64_t> number = ToNumber(digits);
  return number && *number > 0 ? "PMC" + std::string(digits) : std::string();
}

Task BucketTask(std::string kind, std::string key, std::string_view object, const State& state) {
  Task task;
  task.kind = std::move(kind);
  task.key = std::move(key);
  task.request.url = std::string(kPmcBucket) + std::string(object);
  task.state = state.Text();
  return task;
}

Task VersionsTask(const std::string& article, Found found) {
  const char* how = found == Found::kById ? "id" : found == Found::kBySearch ? "search" : "inventory";
  Task task =
      BucketTask("versions", "versions:" + article, "", State().Set("article", article).Set("found", how));
  task.request = ListBucket(kPmcBucket, article + ".");
  task.recurring = found == Found::kById;
  return task;
}

Reading ReadArticleTask(const Task& task, const Exchange& exchange, const SourceSettings& settings) {
  if (task.kind == "versions") return ReadVersions(task, exchange);
  if (task.kind == "metadata") return ReadMetadata(task, exchange, settings);
  return ReadArticle(task, exchange);
}

}  // namespace sources
}  // namespace trialmine

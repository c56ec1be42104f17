#include "eutils.h"

#include <algorithm>
#include <map>

#include "state.h"
#include "text.h"
#include "xml.h"

namespace trialmine {
inline namespace sources {
namespace {

constexpr std::string_view kBase = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/";
constexpr size_t kLongestGet = 1000;
constexpr int kMaxRounds = 6;
constexpr int64_t kBatch = 200;

// A search as a task remembers it, and how far its batches have come.
struct Progress {
  Search search;
  bool keep = true;
  int64_t round = 1;    // Of the same search: a result expires, and is then searched for again.
  int64_t count = 0;    // What the round before announced.
  int64_t fetched = 0;  // Records of it that were delivered.
  std::string web_env, query_key;
};

Progress ReadProgress(const Task& task) {
  const State state(task.state);
  Progress progress;
  progress.search = {
      state.Get("query"),
      state.Get("without"),
      state.Get("field"),
      {ToDay(state.Get("from")).value_or(DayWindow{}.from), ToDay(state.Get("to")).value_or(DayWindow{}.to)}};
  progress.keep = state.Get("keep") == "yes";
  progress.round = state.Number("round", 1);
  progress.count = state.Number("count");
  progress.fetched = state.Number("fetched");
  progress.web_env = state.Get("web_env");
  progress.query_key = state.Get("query_key");
  return progress;
}

std::string WriteProgress(const Progress& progress) {
  State state;
  state.Set("query", progress.search.query).Set("field", progress.search.field);
  if (!progress.search.without.empty()) state.Set("without", progress.search.without);
  state.Set("from", Iso(progress.search.window.from)).Set("to", Iso(progress.search.window.to));
  state.Set("keep", progress.keep ? "yes" : "no").Set("round", progress.round);
  state.Set("count", progress.count).Set("fetched", progress.fetched);
  if (!progress.web_env.empty()) state.Set("web_env", progress.web_env).Set("query_key", progress.query_key);
  return state.Text();
}

std::string KeyOf(std::string_view kind, const Progress& progress) {
  return std::string(kind) + ":" + progress.search.field + ":" + progress.search.window.Name() + ":" +
         std::to_string(progress.round);
}

std::string Term(const EntrezDatabase& database, const Search& search) {
  std::string term = search.query;
  if (database.dates_in_query)
    term = "(" + term + ") AND (\"" + Slashed(search.window.from) + "\"[" + search.field + "] : \"" +
           Slashed(search.window.last()) + "\"[" + search.field + "])";
  if (!search.without.empty()) term = "(" + term + ") NOT (" + search.without + ")";
  return term;
}

Task MakeSearch(const EntrezDatabase& database, const Progress& progress, const SourceSettings& settings) {
  Parameters parameters{{"db", std::string(database.db)}, {"term", Term(database, progress.search)}};
  if (!database.dates_in_query) {
    parameters.emplace_back("datetype", progress.search.field);
    parameters.emplace_back("mindate", Slashed(progress.search.window.from));
    parameters.emplace_back("maxdate", Slashed(progress.search.window.last()));
  }
  if (progress.keep) parameters.emplace_back("usehistory", "y");
  parameters.emplace_back("retmax", progress.keep ? "0" : std::to_string(kSearchCap));
  Task task;
  task.kind = "search";
  task.key = KeyOf("search", progress);
  task.request = EutilsRequest("esearch.fcgi", std::move(parameters), settings);
  task.state = WriteProgress(progress);
  task.priority = 1;
  return task;
}

Task MakeBatch(const EntrezDatabase& database, const Progress& progress, const SourceSettings& settings) {
  Task task;
  task.kind = "batch";
  task.key = KeyOf("batch", progress) + ":" + std::to_string(progress.fetched);
  task.request = EutilsRequest("efetch.fcgi",
                               {{"db", std::string(database.db)},
                                {"query_key", progress.query_key},
                                {"WebEnv", progress.web_env},
                                {"retstart", std::to_string(progress.fetched)},
                                {"retmax", std::to_string(kBatch)},
                                {"retmode", "xml"}},
                               settings);
  task.state = WriteProgress(progress);
  return task;
}

// Cuts a window that finds too much; what was counted for it before is taken back.
Reading Halve(const EntrezDatabase& database, const Progress& progress, int64_t count,
              const SourceSettings& settings) {
  const auto halves = progress.search.window.Halves();
  if (!halves)
    return Verdict(Outcome::kTooBig, "One day, " + Iso(progress.search.window.from) + ", has " +
                                         std::to_string(count) + " records, and a search lists " +
                                         std::to_string(kSearchCap) + ": the query must be narrower.");
  Reading reading;
  reading.announced = -progress.count;
  reading.delivered = -progress.fetched;
  for (const DayWindow& half : {halves->first, halves->second}) {
    Progress part;
    part.search = progress.search;
    part.search.window = half;
    part.keep = progress.keep;
    reading.next.push_back(MakeSearch(database, part, settings));
  }
  return reading;
}

// The search once more, where its kept result is gone. Its batches go on where they stood.
Reading SearchAgain(const EntrezDatabase& database, Progress progress, const SourceSettings& settings) {
  if (progress.round >= kMaxRounds)
    return Verdict(Outcome::kServerError,
                   "The result of the search expired " + std::to_string(kMaxRounds) + " times.");
  ++progress.round;
  progress.web_env.clear();
  progress.query_key.clear();
  Reading reading;
  reading.detail = "The kept result of the search is gone; it is searched for again.";
  reading.next.push_back(MakeSearch(database, progress, settings));
  return reading;
}

std::string Warnings(const XmlNode& root) {
  std::string warnings;
  for (const std::string_view list : {"ErrorList", "WarningList"}) {
    const XmlNode* node = root.Child(list);
    if (node == nullptr) continue;
    for (const XmlNode& warning : node->children)
      if (warning.text != "No items found.")
        warnings += (warnings.empty() ? "" : "; ") + warning.name + ": " + warning.text;
  }
  return warnings;
}

Reading TakeIds(const XmlNode& root, int64_t count, const std::function<Task(const std::string&)>& each) {
  Reading reading;
  if (const XmlNode* list = root.Child("IdList"))
    for (const XmlNode& id : list->children) reading.next.push_back(each(id.text));
  const auto listed = static_cast<int64_t>(reading.next.size());
  if (listed != count)
    return Verdict(Outcome::kTruncated, "The search announces " + std::to_string(count) + " ids and lists " +
                                            std::to_string(listed) + ".");
  reading.announced = count;
  return reading;
}

// What a batch holds, by the names of its elements: other things may stand among the records.
struct Batch {
  int64_t records = 0, missing = 0;
  Status read;
};

Batch CountRecords(const EntrezDatabase& database, const Body& body) {
  const auto is_one_of = [](std::span<const std::string_view> names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end() ? 1 : 0;
  };
  Batch batch;
  batch.read = ReadXml(body, [&](const XmlTag& tag) {
    if (tag.depth != 1) return;
    batch.records += is_one_of(database.records, tag.name);
    batch.missing += is_one_of(database.accounted, tag.name);
  });
  return batch;
}

// Whether an error says that the server no longer knows a search's result.
bool IsLostHistory(std::string_view error) {
  return ContainsWord(error, "history") || ContainsWord(error, "webenv") ||
         ContainsWord(error, "query_key") || ContainsWord(error, "unable to obtain query");
}

// The text of the first `<ERROR>`, with the tags around it.
std::optional<std::string> ErrorText(std::string_view body) {
  const size_t begin = body.find("<ERROR>");
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string_view rest = body.substr(begin + 7);
  return Excerpt(rest.substr(0, rest.find("</ERROR>")));
}

bool IsRateLimit(std::string_view body) {
  return Trim(body).starts_with("{") && ContainsWord(body, "rate limit");
}

}  // namespace

Request EutilsRequest(std::string_view utility, Parameters parameters, const SourceSettings& settings) {
  parameters.emplace_back("tool", settings.tool);
  parameters.emplace_back("email", settings.email);
  Request request;
  request.url = std::string(kBase) + std::string(utility);
  const std::string form = EncodeForm(parameters);
  if (form.size() <= kLongestGet) {
    request.url += "?" + form;
    return request;
  }
  request.method = "POST";
  request.body = form;
  request.content_type = "application/x-www-form-urlencoded";
  return request;
}

Request WithKey(const Request& request, const SourceSettings& settings) {
  Request sent = request;
  if (!settings.api_key.empty()) sent.secret_query = "api_key=" + Encode(settings.api_key);
  return sent;
}

Task SearchTask(const EntrezDatabase& database, const Search& search, bool keep,
                const SourceSettings& settings) {
  Progress progress;
  progress.search = search;
  progress.keep = keep;
  return MakeSearch(database, progress, settings);
}

std::optional<Reading> EutilsError(const Exchange& exchange) {
  const std::string begin = Beginning(exchange);
  // The body names the caller's address or key: it is not repeated.
  if (IsRateLimit(begin))
    return Verdict(Outcome::kRateLimited, "The source says the rate limit is exceeded.");
  const std::optional<std::string> error = ErrorText(begin);
  if (!error) return std::nullopt;
  const bool ours = Contains(*error, "cannot be larger") || Contains(*error, "Invalid") ||
                    Contains(*error, "Empty term") || Contains(*error, "too many");
  return Verdict(ours ? Outcome::kBadRequest : Outcome::kServerError, "The source says: " + *error);
}

Reading ReadSearch(const EntrezDatabase& database, const Task& task, const Exchange& exchange,
                   const SourceSettings& settings, const std::function<Task(const std::string&)>& each) {
  if (std::optional<Reading> error = EutilsError(exchange)) return std::move(*error);
  const Answer answer = ReadAnswer(exchange);
  if (answer.verdict) return *answer.verdict;
  if (!Contains(answer.text, "<eSearchResult")) return Misfit(answer.text, "the result of a search");
  const Result<XmlNode> root = ParseXml(exchange.response.body);
  if (!root) return Broken(root.error());
  const std::optional<int64_t> count = ToNumber(root->Text("Count"));
  if (!count || *count < 0) return Misfit(answer.text, "a count");

  Progress progress = ReadProgress(task);
  if (*count > kSearchCap) return Halve(database, progress, *count, settings);
  if (!progress.keep) {
    Reading reading = TakeIds(*root, *count, each);
    if (reading.detail.empty()) reading.detail = Warnings(*root);
    return reading;
  }
  Reading reading;
  reading.detail = Warnings(*root);
  reading.announced = *count - progress.count;
  if (*count != progress.count) {  // Not the same records as before, or nothing before.
    reading.delivered = -progress.fetched;
    progress.fetched = 0;
  }
  progress.count = *count;
  progress.web_env = root->Text("WebEnv");
  progress.query_key = root->Text("QueryKey");
  if (*count > 0 && (progress.web_env.empty() || progress.query_key.empty()))
    return Verdict(Outcome::kServerError, "The source did not keep the result of the search.");
  if (*count > progress.fetched) reading.next.push_back(MakeBatch(database, progress, settings));
  return reading;
}

Reading ReadBatch(const EntrezDatabase& database, const Task& task, const Exchange& exchange,
                  const SourceSettings& settings) {
  Progress progress = ReadProgress(task);
  if (std::optional<Reading> error = EutilsError(exchange))
    return IsLostHistory(error->detail) ? SearchAgain(database, progress, settings) : std::move(*error);
  if (std::optional<Reading> verdict = Unusable(exchange)) return std::move(*verdict);
  const std::string begin = Beginning(exchange);
  if (LooksLikeHtml(begin) || !Trim(begin).starts_with('<')) return Misfit(begin, "records");
  const Batch batch = CountRecords(database, exchange.response.body);
  if (!batch.read) return Broken(batch.read.error());

  const int64_t expected = std::min(kBatch, progress.count - progress.fetched);
  const int64_t given = batch.records + batch.missing;
  if (given != expected)
    return Verdict(Outcome::kTruncated, "The source was asked for " + std::to_string(expected) +
                                            " records and gave " + std::to_string(given) + ".");
  Reading reading;
  if (batch.missing > 0) reading.detail = std::to_string(batch.missing) + " records are not available.";
  if (batch.records > 0) reading.deliveries.push_back(Deliver(task, exchange));
  reading.delivered = expected;
  progress.fetched += expected;
  if (progress.fetched < progress.count) reading.next.push_back(MakeBatch(database, progress, settings));
  return reading;
}

}  // namespace sources
}  // namespace trialmine

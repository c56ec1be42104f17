#include <charconv>

#include "view.h"

namespace trialmine {
namespace {

std::vector<std::string> Words(const std::string& list) {
  std::vector<std::string> words;
  size_t begin = 0;
  while (begin < list.size()) {
    const size_t end = std::min(list.find(',', begin), list.size());
    if (end > begin) words.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

Result<std::optional<double>> Confidence(const HttpRequest& request, const char* name) {
  const std::string text = request.Query(name);
  if (text.empty()) return std::optional<double>();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return Error{"bad_input", "`" + std::string(name) + "` must be a number"};
  return std::optional(value);
}

Result<QueueFilter> ReadFilter(const ApiCall& call) {
  const HttpRequest& request = call.request;
  QueueFilter filter;
  filter.reviewer = call.reviewer.name;
  filter.fields = Words(request.Query("field"));
  filter.languages = Words(request.Query("lang"));
  for (const std::string& state : Words(request.Query("state"))) {
    if (state != "open") {
      filter.states.push_back(state);
      continue;
    }
    filter.states.insert(filter.states.end(), {"pending", "stale", "skipped"});
    if (call.reviewer.role == Role::kAdjudicator) filter.states.emplace_back("conflict");
  }
  filter.document = request.Query("document");
  filter.trial = request.Query("trial");
  filter.rule = request.Query("rule");
  filter.words = request.Query("q");
  filter.in_text_order = request.Query("sort") == "text";
  filter.after = request.Query("after");
  Result<std::optional<double>> minimum = Confidence(request, "min_confidence");
  if (!minimum) return minimum.error();
  Result<std::optional<double>> maximum = Confidence(request, "max_confidence");
  if (!maximum) return maximum.error();
  filter.min_confidence = *minimum;
  filter.max_confidence = *maximum;
  Result<int> limit = LimitOf(request);
  if (!limit) return limit.error();
  filter.limit = *limit;
  return filter;
}

void AppendItem(const ReviewItem& item, const Reviewer& reviewer, std::string& json) {
  char confidence[32];
  std::snprintf(confidence, sizeof confidence, "%.3g", item.confidence);
  JsonObject object(json);
  object.Text("id", item.fact);
  object.Text("document", item.document_id);
  object.Text("source", item.source);
  object.Text("document_title", item.title);
  object.Text("field", item.field);
  object.Raw("value", item.value);
  object.Text("quote", item.quote);
  object.Text("section", item.section);
  object.Text("rule", item.rule);
  object.Raw("confidence", confidence);
  object.Text("state", ShownState(item.state, reviewer));
  object.Text("lang", item.language);
  object.Text("trial", item.trial);
  object.Text("arm", TextIn(item.value, item.field == "arm" ? "label" : "arm"));
  object.Raw("disagreement", item.state.disagrees ? "true" : "false");
}

}  // namespace

Result<int> LimitOf(const HttpRequest& request) {
  constexpr int kUsual = 50, kMost = 200;
  const std::string text = request.Query("limit");
  if (text.empty()) return kUsual;
  int limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc() || end != text.data() + text.size() || limit < 1 || limit > kMost)
    return Error{"bad_input", "`limit` must be a number from 1 to 200"};
  return limit;
}

HttpReply GetQueue(const ApiCall& call) {
  Result<QueueFilter> filter = ReadFilter(call);
  if (!filter) return ErrorReply(filter.error());
  Result<Stores::Reader> store = call.context.stores.Read();
  if (!store) return ErrorReply(store.error());
  Result<QueuePage> page = ReadQueue(**store, *filter);
  if (!page) return ErrorReply(page.error());
  std::string json;
  {
    JsonObject answer(json);
    std::string& items = answer.Key("items");
    AppendList(page->items, items, [&](const ReviewItem& item) { AppendItem(item, call.reviewer, items); });
    if (page->next.empty())
      answer.Raw("next", "null");
    else
      answer.Text("next", page->next);
    answer.Number("total", page->total);
    answer.Number("done", page->done);
  }
  return JsonReply(std::move(json));
}

}  // namespace trialmine

#include <charconv>

#include "view.h"

// The lists of documents and trials.

namespace trialmine {

HttpReply GetDocuments(const ApiCall& call) {
  Result<int> limit = LimitOf(call.request);
  if (!limit) return ErrorReply(limit.error());
  int64_t after = 0;
  const std::string cursor = call.request.Query("after");
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
  if (!cursor.empty() && (error != std::errc() || end != cursor.data() + cursor.size()))
    return ErrorReply(400, "bad_input", "`after` is no place in the list");
  Result<Stores::Reader> store = call.context.stores.Read();
  if (!store) return ErrorReply(store.error());
  Result<std::vector<DocumentLine>> lines =
      ListDocuments(**store, call.request.Query("q"), after, *limit + 1);
  if (!lines) return ErrorReply(lines.error());
  const bool more = lines->size() > static_cast<size_t>(*limit);
  if (more) lines->pop_back();
  std::string json;
  {
    JsonObject answer(json);
    std::string& items = answer.Key("items");
    AppendList(*lines, items, [&](const DocumentLine& line) {
      JsonObject object(items);
      object.Text("id", line.document);
      object.Text("source", line.source);
      object.Text("title", line.title);
      object.Text("lang", line.language);
      object.Text("published", line.published);
      object.Text("trial", line.trial);
      object.Number("findings", line.findings);
      object.Number("open", line.open);
    });
    if (more)
      answer.Text("next", std::to_string(lines->back().id));
    else
      answer.Raw("next", "null");
  }
  return JsonReply(std::move(json));
}

HttpReply GetTrials(const ApiCall& call) {
  Result<int> limit = LimitOf(call.request);
  if (!limit) return ErrorReply(limit.error());
  Result<Stores::Reader> store = call.context.stores.Read();
  if (!store) return ErrorReply(store.error());
  Result<std::vector<TrialLine>> lines =
      ListTrials(**store, call.request.Query("q"), call.request.Query("after"), *limit + 1);
  if (!lines) return ErrorReply(lines.error());
  const bool more = lines->size() > static_cast<size_t>(*limit);
  if (more) lines->pop_back();
  std::string json;
  {
    JsonObject answer(json);
    std::string& items = answer.Key("items");
    AppendList(*lines, items, [&](const TrialLine& line) {
      JsonObject object(items);
      object.Text("key", line.key);
      object.Text("title", line.title);
      object.Number("documents", line.documents);
      object.Number("findings", line.findings);
      object.Number("disagreements", line.discrepancies);
    });
    if (more)
      answer.Text("next", lines->back().key);
    else
      answer.Raw("next", "null");
  }
  return JsonReply(std::move(json));
}

}  // namespace trialmine

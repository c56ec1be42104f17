#include <charconv>

#include "view.h"

// The lists of documents and trials.

namespace trialmine {
namespace {

/// The page of a list that the call asks for: `list(store, limit)` gives what is on it, `append(line,
/// object)` writes a line, `next(line)` is where the page after that line begins.
template <typename List, typename Append, typename Next>
HttpReply PageOf(const ApiCall& call, List list, Append append, Next next) {
  Result<int> limit = LimitOf(call.request);
  if (!limit) return ErrorReply(limit.error());
  Result<Stores::Reader> store = call.context.stores.Read();
  if (!store) return ErrorReply(store.error());
  auto lines = list(**store, *limit + 1);  // One more tells whether there is a next page.
  if (!lines) return ErrorReply(lines.error());
  const bool more = lines->size() > static_cast<size_t>(*limit);
  if (more) lines->pop_back();
  std::string json;
  {
    JsonObject answer(json);
    std::string& items = answer.Key("items");
    AppendList(*lines, items, [&](const auto& line) {
      JsonObject object(items);
      append(line, object);
    });
    if (more)
      answer.Text("next", next(lines->back()));
    else
      answer.Raw("next", "null");
  }
  return JsonReply(std::move(json));
}

}  // namespace

HttpReply GetDocuments(const ApiCall& call) {
  int64_t after = 0;
  const std::string cursor = call.request.Query("after");
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
  if (!cursor.empty() && (error != std::errc() || end != cursor.data() + cursor.size()))
    return ErrorReply(400, "bad_input", "`after` is no place in the list");
  return PageOf(
      call,
      [&](Store& store, int limit) { return ListDocuments(store, call.request.Query("q"), after, limit); },
      [](const DocumentLine& line, JsonObject& object) {
        object.Text("id", line.document);
        object.Text("source", line.source);
        object.Text("title", line.title);
        object.Text("lang", line.language);
        object.Text("published", line.published);
        object.Text("trial", line.trial);
        object.Number("findings", line.findings);
        object.Number("open", line.open);
      },
      [](const DocumentLine& line) { return std::to_string(line.id); });
}

HttpReply GetTrials(const ApiCall& call) {
  return PageOf(
      call,
      [&](Store& store, int limit) {
        return ListTrials(store, call.request.Query("q"), call.request.Query("after"), limit);
      },
      [](const TrialLine& line, JsonObject& object) {
        object.Text("key", line.key);
        object.Text("title", line.title);
        object.Number("documents", line.documents);
        object.Number("findings", line.findings);
        object.Number("disagreements", line.discrepancies);
      },
      [](const TrialLine& line) { return line.key; });
}

}  // namespace trialmine

#include "write.h"

#include <algorithm>

#include "view.h"

namespace trialmine {
namespace {

constexpr size_t kLongestKey = 128;

/// The finding an event is about, as it is now; `null` where nothing is left of it.
Status AppendFindingOf(Store& store, const Reviewer& reviewer, const Decision& decision, JsonObject& answer) {
  Result<DocumentView> view = DocumentView::OpenWith(store, reviewer, decision.document, "", decision.fact);
  if (!view && view.error().code != "not_found") return view.error();
  std::optional<StoredFact> fact;
  if (view) {
    Result<std::optional<StoredFact>> found = FactOf(store, view->stored().id, decision.fact);
    if (!found) return found.error();
    fact = std::move(*found);
  }
  if (fact) return view->AppendFinding(*fact, answer.Key("finding"));
  if (view) {
    Result<std::optional<Decision>> vanished = view->FindVanished(decision.fact);
    if (!vanished) return vanished.error();
    if (*vanished) return view->AppendVanished(**vanished, answer.Key("finding"));
  }
  answer.Raw("finding", "null");
  return {};
}

}  // namespace

Status CheckKey(const std::string& key) {
  if (key.empty()) return Error{"bad_input", "`key` is needed"};
  const bool good = key.size() <= kLongestKey && std::all_of(key.begin(), key.end(), [](char c) {
                      return c > ' ' && c < '\x7f' && c != '#';
                    });
  if (!good) return Error{"bad_input", "`key` must be up to 128 visible ASCII characters without #"};
  return {};
}

HttpReply AnswerWrite(const ApiCall& call, const std::string& key, const char* name,
                      const std::function<Result<DecisionEvent>(const WriteCall&)>& work) {
  return call.context.stores.Write([&](Store& store) {
    Result<std::optional<DecisionEvent>> known =
        key.empty() ? std::optional<DecisionEvent>() : FindEvent(store, call.reviewer.name, key);
    if (!known) return ErrorReply(known.error());
    Result<DecisionEvent> event = *known ? Result<DecisionEvent>(**known)
                                         : work({store, call.reviewer, call.context.reviewers.double_fields});
    if (!event) return ErrorReply(event.error());
    Result<Counts> counts = CountReview(store, call.reviewer.name);
    if (!counts) return ErrorReply(counts.error());
    std::string json;
    Status status;
    {
      JsonObject answer(json);
      AppendDecision(*event, answer.Key(name));
      status = AppendFindingOf(store, call.reviewer, event->decision, answer);
      AppendCounts(*counts, answer.Key("counts"));
    }
    return status.ok() ? JsonReply(std::move(json)) : ErrorReply(status.error());
  });
}

}  // namespace trialmine

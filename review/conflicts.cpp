#include "check_value.h"
#include "json_body.h"
#include "time_text.h"
#include "view.h"
#include "write.h"

// Two who decided differently, and the one who decides between them.

namespace trialmine {
namespace {

Error Bad(const std::string& detail) { return {"bad_input", detail}; }

/// The two decisions about a finding, by reviewer's name; nothing where it is no conflict.
Result<std::optional<std::pair<DecisionEvent, DecisionEvent>>> SidesOf(Store& store,
                                                                       const std::string& document,
                                                                       const std::string& fact) {
  Result<std::vector<DecisionEvent>> events = EventsOf(store, document, fact);
  if (!events) return events.error();
  const Verdict verdict = Judge(*events);
  std::optional<std::pair<DecisionEvent, DecisionEvent>> sides;
  if (!verdict.conflict) return sides;
  const DecisionEvent &first = (*events)[verdict.blind[0]], &second = (*events)[verdict.blind[1]];
  const bool in_order = first.decision.reviewer < second.decision.reviewer;
  sides.emplace(in_order ? first : second, in_order ? second : first);
  return sides;
}

struct Asked {
  std::string key, document, finding, choice, action, reason, value, note;
};

Status CheckAsked(const Asked& asked) {
  if (Status status = CheckKey(asked.key); !status) return status;
  if (asked.document.empty()) return Bad("`document` is needed");
  if (asked.finding.empty()) return Bad("`finding` is needed");
  if (asked.choice != "a" && asked.choice != "b" && asked.choice != "neither")
    return Bad("`choice` must be one of a, b, neither");
  const bool rejects = asked.action == "reject";
  if (asked.choice != "neither" && !(asked.value.empty() && asked.action.empty()))
    return Bad("`value` and `action` go with neither only");
  if (!asked.action.empty() && !rejects && asked.action != "correct")
    return Bad("`action` must be one of correct, reject");
  if (asked.choice == "neither" && asked.value.empty() != rejects)
    return Bad("`value` is needed, or the action reject");
  return {};
}

Result<DecisionEvent> Adjudicate(const WriteCall& call, const Asked& asked) {
  auto sides = SidesOf(call.store, asked.document, asked.finding);
  if (!sides) return sides.error();
  if (!*sides) return Error{"closed", "there is no conflict about this finding"};
  Result<DocumentView> view =
      DocumentView::OpenWith(call.store, call.reviewer, asked.document, "", asked.finding);
  if (!view) return view.error();
  Result<std::optional<StoredFact>> fact = FactOf(call.store, view->stored().id, asked.finding);
  if (!fact) return fact.error();
  if (!*fact) return Error{"not_found", "the document has no such finding"};
  Decision decision = DraftOf(view->document(), **fact);
  if (asked.choice == "neither") {
    decision.action = asked.action.empty() ? "correct" : asked.action;
    decision.reason = asked.reason;
    decision.value.clear();
    if (!asked.value.empty()) {
      Result<std::string> value = CheckValue(*FieldNamed(decision.field), asked.value);
      if (!value) return value.error();
      decision.value = std::move(*value);
    }
  } else {
    const Decision& chosen = (asked.choice == "a" ? (**sides).first : (**sides).second).decision;
    decision.action = chosen.action;
    decision.reason = chosen.reason;
    decision.value = chosen.value;
  }
  decision.round = "adjudication";
  decision.note = asked.note;
  decision.key = asked.key;
  decision.reviewer = call.reviewer.name;
  decision.at = UtcOfNow();
  if (Status status = Append(call.store, {decision}); !status) return status.error();
  return DecisionEvent{DecisionDigest(decision), decision, false};
}

HttpReply OnlyAdjudicators() { return ErrorReply(403, "forbidden", "only an adjudicator may"); }

}  // namespace

HttpReply GetConflicts(const ApiCall& call) {
  if (call.reviewer.role != Role::kAdjudicator) return OnlyAdjudicators();
  Result<Stores::Reader> store = call.context.stores.Read();
  if (!store) return ErrorReply(store.error());
  Result<int> limit = LimitOf(call.request);
  if (!limit) return ErrorReply(limit.error());
  QueueFilter filter;
  filter.states = {"conflict"};
  filter.reviewer = call.reviewer.name;
  filter.after = call.request.Query("after");
  filter.limit = *limit;
  Result<QueuePage> page = ReadQueue(**store, filter);
  if (!page) return ErrorReply(page.error());
  std::string json;
  Status status;
  {
    JsonObject answer(json);
    std::string& items = answer.Key("items");
    AppendList(page->items, items, [&](const ReviewItem& item) {
      JsonObject object(items);
      object.Text("document", item.document_id);
      object.Text("source", item.source);
      object.Text("document_title", item.title);
      object.Text("finding", item.fact);
      object.Text("field", item.field);
      object.Raw("value", item.value);
      object.Text("quote", item.quote);
      auto sides = SidesOf(**store, item.document_id, item.fact);
      if (!sides) status = sides.error();
      if (!sides || !*sides) return;
      AppendDecision((**sides).first, object.Key("a"));
      AppendDecision((**sides).second, object.Key("b"));
    });
    if (page->next.empty())
      answer.Raw("next", "null");
    else
      answer.Text("next", page->next);
    answer.Number("total", page->total);
  }
  return status.ok() ? JsonReply(std::move(json)) : ErrorReply(status.error());
}

HttpReply PostAdjudication(const ApiCall& call) {
  if (call.reviewer.role != Role::kAdjudicator) return OnlyAdjudicators();
  Result<JsonBody> body = JsonBody::Parse(call.request.body);
  if (!body) return ErrorReply(body.error());
  const Asked asked{body->Text("key"),    body->Text("document"), body->Text("finding"), body->Text("choice"),
                    body->Text("action"), body->Text("reason"),   body->Object("value"), body->Text("note")};
  if (Status status = body->Check(); !status) return ErrorReply(status.error());
  if (Status status = CheckAsked(asked); !status) return ErrorReply(status.error());
  return AnswerWrite(call, asked.key, "decision", [&](const WriteCall& write) -> Result<DecisionEvent> {
    return Adjudicate(write, asked);
  });
}

}  // namespace trialmine

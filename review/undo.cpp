#include "json_body.h"
#include "time_text.h"
#include "view.h"
#include "write.h"

namespace trialmine {
namespace {

/// The events that take back, or make again, each event of a step.
std::vector<Decision> Compensations(const std::vector<DecisionEvent>& step, const char* action,
                                    const std::string& key, const std::string& reviewer) {
  std::vector<Decision> events;
  for (const DecisionEvent& event : step) {
    Decision& undo = events.emplace_back();
    undo.fact = event.decision.fact;
    undo.document = event.decision.document;
    undo.field = event.decision.field;
    undo.action = action;
    undo.undoes = event.id;
    undo.reviewer = reviewer;
    undo.at = UtcOfNow();
    undo.key = events.size() == 1 ? key : key + "#" + std::to_string(events.size());
  }
  return events;
}

/// The event that an undo or redo under this key was about.
Result<std::optional<DecisionEvent>> KnownUndo(Store& store, const std::string& reviewer,
                                               const std::string& key) {
  Result<std::optional<DecisionEvent>> known = FindEvent(store, reviewer, key);
  if (!known || !*known) return known;
  const Decision& undo = (**known).decision;
  Result<std::vector<DecisionEvent>> events = EventsOf(store, undo.document, undo.fact);
  if (!events) return events.error();
  for (DecisionEvent& event : *events)
    if (event.id == undo.undoes) return std::optional(std::move(event));
  return known;
}

HttpReply TakeBack(const ApiCall& call, bool redo) {
  Result<JsonBody> body = JsonBody::Parse(call.request.body);
  if (!body) return ErrorReply(body.error());
  const std::string key = body->Text("key");
  if (Status status = body->Check(); !status) return ErrorReply(status.error());
  if (Status status = CheckKey(key); !status) return ErrorReply(status.error());
  const std::string own_key = (redo ? "redo:" : "undo:") + key;
  const auto work = [&](const WriteCall& write) -> Result<DecisionEvent> {
    Result<std::optional<DecisionEvent>> known = KnownUndo(write.store, write.reviewer.name, own_key);
    if (!known) return known.error();
    if (*known) return **known;
    Result<std::vector<DecisionEvent>> step = LastStep(write.store, write.reviewer.name, redo);
    if (!step) return step.error();
    if (step->empty())
      return Error{redo ? "nothing_to_redo" : "nothing_to_undo",
                   redo ? "nothing was taken back" : "you have decided nothing yet"};
    Status kept =
        Append(write.store, Compensations(*step, redo ? "redo" : "undo", own_key, write.reviewer.name));
    if (!kept.ok()) return kept.error();
    step->front().undone = !redo;
    return step->front();
  };
  return AnswerWrite(call, "", redo ? "redone" : "undone", work);
}

}  // namespace

HttpReply PostUndo(const ApiCall& call) { return TakeBack(call, false); }
HttpReply PostRedo(const ApiCall& call) { return TakeBack(call, true); }

}  // namespace trialmine

#include "view.h"

namespace trialmine {
namespace {

void AppendReviewer(const Reviewer& reviewer, std::string& json) {
  JsonObject object(json);
  object.Text("name", reviewer.name);
  object.Text("role", Name(reviewer.role));
}

}  // namespace

HttpReply GetSession(const ApiCall& call) {
  const ReviewContext& context = call.context;
  Result<Stores::Reader> store = call.context.stores.Read();
  if (!store) return ErrorReply(store.error());
  Result<Counts> counts = CountReview(**store, call.reviewer.name);
  if (!counts) return ErrorReply(counts.error());
  Result<std::vector<DecisionEvent>> undo = LastStep(**store, call.reviewer.name, false);
  if (!undo) return ErrorReply(undo.error());
  Result<std::vector<DecisionEvent>> redo = LastStep(**store, call.reviewer.name, true);
  if (!redo) return ErrorReply(redo.error());
  const std::set<std::string>& fields = context.reviewers.double_fields;
  std::string json;
  {
    JsonObject session(json);
    AppendReviewer(call.reviewer, session.Key("reviewer"));
    std::string& all = session.Key("reviewers");
    AppendList(context.reviewers.all, all, [&](const Reviewer& one) { AppendReviewer(one, all); });
    session.Text("store", context.stores.path());
    AppendCounts(*counts, session.Key("counts"));
    session.Text("program", context.program);
    session.Text("rules", context.rules.version());
    session.Raw("blind", fields.empty() ? "false" : "true");
    AppendTexts({fields.begin(), fields.end()}, session.Key("double_fields"));
    session.Raw("can_undo", undo->empty() ? "false" : "true");
    session.Raw("can_redo", redo->empty() ? "false" : "true");
  }
  return JsonReply(std::move(json));
}

}  // namespace trialmine

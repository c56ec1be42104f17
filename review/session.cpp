#include "api.h"
#include "store/json_text.h"
#include "store/query.h"

namespace trialmine {

HttpReply GetSession(const ApiCall& call) {
  Result<Stores::Reader> store = call.context.stores.Read();
  if (!store) return ErrorReply(store.error());
  Result<StoreSummary> summary = Summarize(**store);
  if (!summary) return ErrorReply(summary.error());
  std::string json;
  {
    JsonObject session(json);
    {
      JsonObject who(session.Key("reviewer"));
      who.Text("name", call.reviewer.name);
      who.Text("role", Name(call.reviewer.role));
    }
    session.Text("store", call.context.stores.path());
    {
      JsonObject counts(session.Key("counts"));
      for (const auto& [state, count] : summary->by_state) counts.Number(state, count);
    }
    session.Text("rules", call.context.rules.version());
    session.Raw("blind", call.context.reviewers.double_fields.empty() ? "false" : "true");
  }
  return JsonReply(std::move(json));
}

}  // namespace trialmine

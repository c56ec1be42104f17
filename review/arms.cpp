#include <algorithm>

#include "json_body.h"
#include "store/value_json.h"
#include "time_text.h"
#include "view.h"
#include "write.h"

// The arms of a trial as a document names them, and people's word on which of them are one.

namespace trialmine {
namespace {

Error Bad(const std::string& detail) { return {"bad_input", detail}; }

/// Everything about the arms of a document goes by this name in place of a finding's.
constexpr char kArms[] = "arms";

/// Every name by which the document's findings call an arm.
Result<std::vector<std::string>> ArmNames(Store& store, int64_t document) {
  Result<std::vector<StoredFact>> facts = FactsOf(store, document);
  if (!facts) return facts.error();
  std::vector<std::string> names;
  for (const StoredFact& fact : *facts) {
    for (const char* key : {"label", "arm", "comparator"}) {
      std::string name = TextIn(fact.EffectiveValue(), key);
      if (!name.empty()) names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Decision ArmsDecision(const WriteCall& call, const std::string& document, const char* action,
                      std::string value, const std::string& key, const std::string& note) {
  Decision decision;
  decision.fact = kArms;
  decision.document = document;
  decision.field = "arm";
  decision.action = action;
  decision.value = std::move(value);
  decision.note = note;
  decision.key = key;
  decision.reviewer = call.reviewer.name;
  decision.at = UtcOfNow();
  return decision;
}

Result<DecisionEvent> Keep(Store& store, Decision decision) {
  if (Status status = Append(store, {decision}); !status) return status.error();
  std::string id = DecisionDigest(decision);
  return DecisionEvent{std::move(id), std::move(decision), false};
}

Status CheckNames(const WriteCall& call, const std::string& document,
                  const std::vector<std::string>& labels) {
  Result<DocumentView> view = DocumentView::Open(call.store, call.reviewer, document, "");
  if (!view) return view.error();
  Result<std::vector<std::string>> names = ArmNames(call.store, view->stored().id);
  if (!names) return names.error();
  for (const std::string& label : labels) {
    if (!std::binary_search(names->begin(), names->end(), label))
      return Bad("`labels` names an arm that the document does not: " + label);
  }
  return {};
}

}  // namespace

Status AppendArms(DocumentView& view, std::string& json) {
  Trial trial;
  if (!view.stored().trial.empty()) {
    Result<Trial> read = TrialFromJson(view.stored().trial);
    if (!read) return read.error();
    trial = std::move(*read);
  }
  auto merged = MergedArms(view.store(), view.document().id);
  if (!merged) return merged.error();
  AppendList(trial.arms, json, [&](const TrialArm& arm) {
    JsonObject object(json);
    object.Text("label", arm.arm.label);
    object.Text("role", arm.arm.role);
    object.Raw("count", arm.arm.count ? std::to_string(*arm.arm.count) : "null");
    const auto into = merged->find(arm.arm.label);
    if (into == merged->end())
      object.Raw("merged_into", "null");
    else
      object.Text("merged_into", into->second);
    AppendTexts(arm.facts, object.Key("findings"));
  });
  return {};
}

HttpReply PostMerge(const ApiCall& call) {
  Result<JsonBody> body = JsonBody::Parse(call.request.body);
  if (!body) return ErrorReply(body.error());
  const std::string key = body->Text("key"), document = body->Text("document"), into = body->Text("into"),
                    note = body->Text("note");
  const std::vector<std::string> labels = body->Texts("labels");
  if (Status status = body->Check(); !status) return ErrorReply(status.error());
  if (Status status = CheckKey(key); !status) return ErrorReply(status.error());
  if (document.empty()) return ErrorReply(Bad("`document` is needed"));
  if (into.empty()) return ErrorReply(Bad("`into` is needed"));
  if (labels.empty() ||
      std::all_of(labels.begin(), labels.end(), [&](const auto& one) { return one == into; }))
    return ErrorReply(Bad("`labels` must name an arm beside `into`"));
  return AnswerWrite(call, key, "decision", [&](const WriteCall& write) -> Result<DecisionEvent> {
    if (Status status = CheckNames(write, document, labels); !status) return status.error();
    std::string value;
    {
      JsonObject object(value);
      object.Text("into", into);
      AppendTexts(labels, object.Key("labels"));
    }
    return Keep(write.store, ArmsDecision(write, document, "merge_arms", std::move(value), key, note));
  });
}

HttpReply PostSplit(const ApiCall& call) {
  Result<JsonBody> body = JsonBody::Parse(call.request.body);
  if (!body) return ErrorReply(body.error());
  const std::string key = body->Text("key"), document = body->Text("document"), label = body->Text("label"),
                    note = body->Text("note");
  if (Status status = body->Check(); !status) return ErrorReply(status.error());
  if (Status status = CheckKey(key); !status) return ErrorReply(status.error());
  if (document.empty()) return ErrorReply(Bad("`document` is needed"));
  if (label.empty()) return ErrorReply(Bad("`label` is needed"));
  return AnswerWrite(call, key, "decision", [&](const WriteCall& write) -> Result<DecisionEvent> {
    auto merged = MergedArms(write.store, document);
    if (!merged) return merged.error();
    const bool known = std::any_of(merged->begin(), merged->end(), [&](const auto& pair) {
      return pair.first == label || pair.second == label;
    });
    if (!known) return Bad("`label` is no arm that was merged");
    std::string value;
    JsonObject(value).Text("label", label);
    return Keep(write.store, ArmsDecision(write, document, "split_arms", std::move(value), key, note));
  });
}

}  // namespace trialmine

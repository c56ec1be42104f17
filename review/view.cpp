#include "view.h"

#include <simdjson.h>

#include <algorithm>

namespace trialmine {
namespace {

constexpr int64_t kDocumentsAtOnce = 200;
constexpr int kPatienceMilliseconds = 10'000;

bool IsHidden(const ReviewState& state, const Reviewer& reviewer) {
  return state.state == "half" && state.held_by != reviewer.name;
}

std::string ArmOf(const StoredFact& fact) {
  return TextIn(fact.EffectiveValue(), fact.field == "arm" ? "label" : "arm");
}

void AppendAnchors(const std::vector<Anchor>& anchors, std::string& json) {
  AppendList(anchors, json, [&](const Anchor& anchor) {
    JsonObject object(json);
    object.Number("block", anchor.block);
    object.Number("sentence", anchor.sentence);
    object.Number("start", anchor.start);
    object.Number("end", anchor.end);
  });
}

void AppendLease(const ReviewLease& lease, std::string& json) {
  JsonObject object(json);
  object.Text("by", lease.reviewer);
  object.Text("until", lease.until);
}

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

}  // namespace

std::string ShownState(const ReviewState& state, const Reviewer& reviewer) {
  if (state.state == "half") return state.held_by == reviewer.name ? "waiting" : "pending";
  return state.state.empty() ? "pending" : state.state;
}

void AppendDecision(const DecisionEvent& event, std::string& json) {
  const Decision& d = event.decision;
  JsonObject object(json);
  object.Text("id", event.id.empty() ? DecisionDigest(d) : event.id);
  object.Text("document", d.document);
  object.Text("finding", d.fact);
  object.Text("field", d.field);
  object.Text("action", d.action);
  object.Text("reason", d.reason);
  object.Raw("value", d.value);
  object.Raw("old_value", d.old_value);
  object.Text("quote", d.quote);
  object.Text("note", d.note);
  object.Text("reviewer", d.reviewer);
  object.Text("at", d.at);
  object.Text("round", d.round);
  object.TextIfAny("undoes", d.undoes);
  object.Raw("undone", event.undone ? "true" : "false");
}

void AppendCounts(const Counts& counts, std::string& json) {
  JsonObject object(json);
  for (const auto& [state, count] : counts) object.Number(state, count);
}

void AppendTexts(const std::vector<std::string>& texts, std::string& json) {
  AppendList(texts, json, [&](const std::string& text) { AppendJsonText(text, json); });
}

std::string TextIn(const std::string& value, const char* key) {
  thread_local simdjson::dom::parser parser;
  simdjson::dom::element object;
  std::string_view text;
  if (value.empty() || parser.parse(value).get(object) || object[key].get(text)) return {};
  return std::string(text);
}

void CatchUp(ReviewContext& context) {
  Result<Stores::Reader> reader = context.stores.Read();
  if (!reader) return;
  Result<bool> behind = IsReviewBehind(**reader);
  if (!behind || !*behind) return;
  context.stores.TryWrite([](Store& store) {
    store.SetPatience(0);
    (void)SyncReview(store, kDocumentsAtOnce);
    store.SetPatience(kPatienceMilliseconds);
  });
}

Result<DocumentView> DocumentView::Open(Store& store, const Reviewer& reviewer, const std::string& id,
                                        const std::string& source) {
  return OpenWith(store, reviewer, id, source, "");
}

Result<DocumentView> DocumentView::OpenWith(Store& store, const Reviewer& reviewer, const std::string& id,
                                            const std::string& source, const std::string& fact) {
  DocumentView view;
  view.store_ = &store;
  view.reviewer_ = &reviewer;
  Result<std::vector<Rendition>> renditions = RenditionsOf(store, id);
  if (!renditions) return renditions.error();
  const Rendition* chosen = nullptr;
  for (const Rendition& rendition : *renditions) {
    if (!source.empty() && rendition.source != source) continue;
    if (!chosen) chosen = &rendition;
    if (fact.empty()) break;
    Result<std::optional<StoredFact>> found = FactOf(store, rendition.id, fact);
    if (!found) return found.error();
    if (!*found) continue;
    chosen = &rendition;
    break;
  }
  if (!chosen) return Error{"not_found", "the store has no such document"};
  Result<StoredDocument> stored = LoadDocument(store, chosen->id, true);
  if (!stored) return stored.error();
  view.renditions_ = std::move(*renditions);
  view.stored_ = std::make_unique<StoredDocument>(std::move(*stored));
  view.sentences_ = std::make_unique<SentenceMap>(view.stored_->document);
  return view;
}

Status DocumentView::ReadAll() {
  Result<std::vector<StoredFact>> facts = FactsOf(*store_, stored_->id);
  if (!facts) return facts.error();
  auto states = ReviewStatesOf(*store_, stored_->id);
  if (!states) return states.error();
  auto counts = EventCounts(*store_, document().id);
  if (!counts) return counts.error();
  auto leases = LeasesOf(*store_, document().id);
  if (!leases) return leases.error();
  facts_ = std::move(*facts);
  states_ = std::move(*states);
  counts_ = std::move(*counts);
  leases_ = std::move(*leases);
  all_ = true;
  return {};
}

Result<ReviewState> DocumentView::StateOf(const std::string& fact) {
  if (!all_) return ReviewStateOf(*store_, stored_->id, fact);
  const auto known = states_.find(fact);
  return known == states_.end() ? ReviewState{"pending", {}, false} : known->second;
}

Result<std::vector<DecisionEvent>> DocumentView::History(const std::string& fact) {
  Result<ReviewState> state = StateOf(fact);
  if (!state) return state.error();
  Result<std::vector<DecisionEvent>> events = EventsOf(*store_, document().id, fact);
  if (events && IsHidden(*state, *reviewer_))
    std::erase_if(*events, [](const DecisionEvent& event) { return event.decision.round == "blind"; });
  return events;
}

Status DocumentView::AppendFinding(const StoredFact& fact, std::string& json) {
  JsonObject object(json);
  return AppendFindingMembers(fact, object);
}

Status DocumentView::AppendFindingMembers(const StoredFact& fact, JsonObject& object) {
  Result<ReviewState> state = StateOf(fact.id);
  if (!state) return state.error();
  object.Text("id", fact.id);
  object.Text("document", fact.document);
  object.Text("source", document().source);
  object.Text("field", fact.field);
  object.Raw("value", fact.value);
  object.Raw("effective_value", IsHidden(*state, *reviewer_) ? fact.value : fact.EffectiveValue());
  object.Text("quote", fact.quote);
  object.Text("rule", fact.rule);
  object.Raw("confidence", Number(fact.confidence));
  object.Text("state", ShownState(*state, *reviewer_));
  object.Text("arm", ArmOf(fact));
  object.Text("section", fact.section);
  object.Text("context", fact.context);
  object.Text("conversion", fact.conversion);
  object.Raw("disagreement", state->disagrees ? "true" : "false");
  AppendAnchors(sentences_->AnchorsOf(fact.span), object.Key("anchor"));

  if (Status status = AppendWhatWasDone(fact, *state, object); !status) return status;
  return AppendHolder(fact, object);
}

Status DocumentView::AppendWhatWasDone(const StoredFact& fact, const ReviewState& state, JsonObject& object) {
  const bool two = state.state == "half" || state.state == "conflict";
  std::optional<DecisionEvent> shown;
  if (!two && fact.decision) shown = DecisionEvent{"", *fact.decision, false};
  const auto known = counts_.find(fact.id);
  int64_t count = known == counts_.end() ? 0 : known->second;
  if (two || !all_) {
    Result<std::vector<DecisionEvent>> history = History(fact.id);
    if (!history) return history.error();
    count = static_cast<int64_t>(history->size());
    for (const DecisionEvent& event : *history)  // One's own word is never hidden.
      if (two && !event.undone && event.decision.round == "blind" &&
          event.decision.reviewer == reviewer_->name)
        shown = event;
  }
  if (shown)
    AppendDecision(*shown, object.Key("decision"));
  else
    object.Raw("decision", "null");
  object.Number("history_count", count);
  return {};
}

Status DocumentView::AppendHolder(const StoredFact& fact, JsonObject& object) {
  std::optional<ReviewLease> lease;
  if (!all_) {
    Result<std::optional<ReviewLease>> found = LeaseOf(*store_, fact.document, fact.id);
    if (!found) return found.error();
    lease = std::move(*found);
  } else if (const auto known = leases_.find(fact.id); known != leases_.end()) {
    lease = known->second;
  }
  if (lease)
    AppendLease(*lease, object.Key("lease"));
  else
    object.Raw("lease", "null");
  return {};
}

Result<std::optional<Decision>> DocumentView::FindVanished(const std::string& fact) {
  Result<std::vector<Decision>> vanished = VanishedOf(*store_, document().id);
  if (!vanished) return vanished.error();
  for (Decision& decision : *vanished)
    if (decision.fact == fact) return std::optional(std::move(decision));
  return std::optional<Decision>();
}

Status DocumentView::AppendVanished(const Decision& decision, std::string& json) {
  JsonObject object(json);
  object.Text("id", decision.fact);
  object.Text("document", decision.document);
  object.Text("source", document().source);
  object.Text("field", decision.field);
  object.Raw("value", decision.old_value);
  object.Raw("effective_value", decision.action == "correct" ? decision.value : decision.old_value);
  object.Text("quote", decision.quote);
  object.Text("state", decision.action == "reject" ? "rejected" : "vanished");
  object.Text("arm", TextIn(decision.old_value, decision.field == "arm" ? "label" : "arm"));
  const size_t at = document().text.find(decision.quote);
  const bool found = at != std::string::npos && !decision.quote.empty();
  const auto begin = static_cast<uint32_t>(found ? at : 0);
  AppendAnchors(found ? sentences_->AnchorsOf({begin, static_cast<uint32_t>(begin + decision.quote.size())})
                      : std::vector<Anchor>(),
                object.Key("anchor"));
  AppendDecision({"", decision, false}, object.Key("decision"));
  Result<std::vector<DecisionEvent>> history = History(decision.fact);
  if (!history) return history.error();
  object.Number("history_count", static_cast<int64_t>(history->size()));
  return {};
}

}  // namespace trialmine

#include "check_value.h"
#include "json_body.h"
#include "time_text.h"
#include "view.h"
#include "write.h"

// Decisions about findings: one at a time, several at once, and findings that people add.

namespace trialmine {
namespace {

constexpr size_t kLongestNote = 10'000;
constexpr size_t kMostAtOnce = 500;

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  for (std::string_view known : words)
    if (word == known) return true;
  return false;
}

/// What a person says about a finding, as it was sent.
struct Said {
  std::string key, document, source, finding, action, reason, value, note, field, quote;
  Anchor anchor;
  std::optional<uint32_t> end_sentence;
};

Error Bad(const std::string& detail) { return {"bad_input", detail}; }

uint32_t Unsigned(std::optional<int64_t> number) {
  return number && *number >= 0 && *number < UINT32_MAX ? static_cast<uint32_t>(*number) : UINT32_MAX;
}

Result<Said> ReadSaid(JsonBody& body) {
  Said said;
  said.key = body.Text("key");
  said.document = body.Text("document");
  said.source = body.Text("source");
  said.finding = body.Text("finding");
  said.action = body.Text("action");
  said.reason = body.Text("reason");
  said.value = body.Object("value");
  said.note = body.Text("note");
  said.field = body.Text("field");
  said.quote = body.Text("quote");
  said.anchor = {Unsigned(body.NumberIn("anchor", "block")), Unsigned(body.NumberIn("anchor", "sentence")),
                 Unsigned(body.NumberIn("anchor", "start")), Unsigned(body.NumberIn("anchor", "end"))};
  if (const auto end = body.NumberIn("anchor", "end_sentence")) said.end_sentence = Unsigned(end);
  if (Status status = body.Check(); !status) return status.error();
  return said;
}

Status CheckSaid(const Said& said) {
  if (Status status = CheckKey(said.key); !status) return status;
  if (said.document.empty()) return Bad("`document` is needed");
  if (!IsOneOf(said.action, {"accept", "correct", "reject", "skip", "note", "add"}))
    return Bad("`action` must be one of accept, correct, reject, skip, note, add");
  if (said.action != "add" && said.finding.empty()) return Bad("`finding` is needed");
  if (said.note.size() > kLongestNote) return Bad("`note` must be shorter");
  if (said.action == "note" && said.note.empty()) return Bad("`note` is needed");
  if (said.action == "reject" && said.reason.empty()) return Bad("`reason` is needed");
  if (!said.reason.empty()) {
    if (!IsOneOf(said.reason, {"numerical", "ambiguous", "zero_assumed", "wrong_arm", "misidentified"}))
      return Bad("`reason` must be one of numerical, ambiguous, zero_assumed, wrong_arm, misidentified");
    if (said.action != "reject" && said.action != "correct")
      return Bad("`reason` goes with reject and correct only");
  }
  const bool takes_value = said.action == "correct" || said.action == "add";
  if (takes_value && said.value.empty()) return Bad("`value` is needed");
  if (!takes_value && !said.value.empty()) return Bad("`value` goes with correct and add only");
  return {};
}

/// Checks the value where there is one, and puts it in the store's form.
Status TakeValue(const std::string& field, const std::string& value, Decision& decision) {
  if (value.empty()) return {};
  const std::optional<Field> known = FieldNamed(field);
  if (!known) return Bad("`field` is none of the known ones");
  Result<std::string> kept = CheckValue(*known, value);
  if (!kept) return kept.error();
  decision.value = std::move(*kept);
  return {};
}

/// The words for which a person adds a finding.
Status TakePlace(const Said& said, DocumentView& view, Decision& decision) {
  const std::optional<Span> span = view.sentences().SpanOf(said.anchor, said.end_sentence);
  if (!span) return Bad("`anchor` is no place in the document");
  AddContext(view.document(), *span, decision);
  if (!said.quote.empty() && said.quote != decision.quote)
    return Bad("`quote` is not what stands at `anchor`");
  const std::string& text = view.document().text;
  const auto chars = [&](uint32_t end) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < end; ++i) count += (text[i] & 0xc0) != 0x80;
    return count;
  };
  decision.place = std::to_string(chars(span->begin)) + "-" + std::to_string(chars(span->end));
  return {};
}

/// An item that another is at is left to him.
Status CheckLease(const WriteCall& call, const std::string& document, const std::string& fact) {
  Result<std::optional<ReviewLease>> lease = LeaseOf(call.store, document, fact);
  if (!lease) return lease.error();
  if (*lease && (*lease)->reviewer != call.reviewer.name)
    return Error{"leased", (*lease)->reviewer + " is at this finding until " + (*lease)->until};
  return {};
}

/// A decision nobody has a say in who may not have one: a field that two decide on is closed once they have.
Status CheckTurn(const WriteCall& call, Decision& decision) {
  if (!call.double_fields.contains(decision.field)) return CheckLease(call, decision.document, decision.fact);
  if (!IsOneOf(decision.action, {"accept", "correct", "reject"})) return {};
  if (call.reviewer.role == Role::kAdjudicator)
    return Error{"forbidden", "two reviewers decide on this field; an adjudicator decides between them"};
  decision.round = "blind";
  Result<std::vector<DecisionEvent>> events = EventsOf(call.store, decision.document, decision.fact);
  if (!events) return events.error();
  const Verdict verdict = Judge(*events);
  bool is_mine = verdict.blind.size() < 2;
  for (size_t i : verdict.blind) is_mine = is_mine || (*events)[i].decision.reviewer == call.reviewer.name;
  if (!is_mine) return Error{"closed", "two reviewers have decided on this finding"};
  return {};
}

/// What a person makes of a finding that was decided on and is no longer found. Kept or corrected, it becomes
/// the person's own, which no run of the miner takes away.
Result<Decision> DecisionAboutVanished(const WriteCall& call, const Said& said, DocumentView& view) {
  Result<std::optional<Decision>> gone = view.FindVanished(said.finding);
  if (!gone) return gone.error();
  if (!*gone) return Error{"not_found", "the document has no such finding"};
  const Decision& old = **gone;
  Decision decision;
  for (const auto part : {&Decision::fact, &Decision::document, &Decision::field, &Decision::quote,
                          &Decision::prefix, &Decision::suffix})
    decision.*part = old.*part;
  decision.action = said.action;
  decision.old_value = old.action == "correct" ? old.value : old.old_value;
  if (said.action == "accept") decision.value = decision.old_value;
  if (Status status = TakeValue(decision.field, said.value, decision); !status) return status.error();
  if (!decision.value.empty()) decision.action = "add";
  if (Status status = CheckLease(call, decision.document, decision.fact); !status) return status.error();
  return decision;
}

/// A person's decision about a finding of the current reading, ready to be kept.
Result<Decision> DecisionAbout(const WriteCall& call, const Said& said, DocumentView& view) {
  Result<std::optional<StoredFact>> fact = FactOf(call.store, view.stored().id, said.finding);
  if (!fact) return fact.error();
  if (!*fact) return DecisionAboutVanished(call, said, view);
  Decision decision = DraftOf(view.document(), **fact);
  decision.action = said.action;
  if (said.action != "accept") decision.value.clear();
  if (Status status = TakeValue(decision.field, said.value, decision); !status) return status.error();
  if (Status status = CheckTurn(call, decision); !status) return status.error();
  return decision;
}

Result<Decision> Addition(const Said& said, DocumentView& view) {
  Decision decision;
  decision.action = "add";
  decision.document = view.document().id;
  decision.field = said.field;
  if (said.field.empty()) return Bad("`field` is needed");
  if (Status status = TakeValue(said.field, said.value, decision); !status) return status.error();
  if (Status status = TakePlace(said, view, decision); !status) return status.error();
  decision.old_value = decision.value;
  return decision;
}

Result<DecisionEvent> Keep(const WriteCall& call, const Said& said) {
  Result<DocumentView> view =
      DocumentView::OpenWith(call.store, call.reviewer, said.document, said.source, said.finding);
  if (!view) return view.error();
  Result<Decision> decision = said.action == "add" ? Addition(said, *view) : DecisionAbout(call, said, *view);
  if (!decision) return decision.error();
  decision->reason = said.reason;
  decision->note = said.note;
  decision->key = said.key;
  decision->reviewer = call.reviewer.name;
  decision->at = UtcOfNow();
  if (said.action == "add") decision->fact = DecisionDigest(*decision).substr(0, 16);
  if (Status status = Append(call.store, {*decision}); !status) return status.error();
  return DecisionEvent{DecisionDigest(*decision), *decision, false};
}

Result<std::vector<Decision>> ReadBulk(const WriteCall& call, const Said& said,
                                       const std::vector<std::pair<std::string, std::string>>& ids) {
  std::vector<Decision> decisions;
  std::optional<DocumentView> view;
  for (const auto& [document, finding] : ids) {
    if (!view || view->document().id != document) {
      Result<DocumentView> opened = DocumentView::OpenWith(call.store, call.reviewer, document, "", finding);
      if (!opened) return opened.error();
      view.emplace(std::move(*opened));
    }
    Said one = said;
    one.finding = finding;
    Result<Decision> decision = DecisionAbout(call, one, *view);
    if (!decision) return decision.error();
    decision->reason = said.reason;
    decision->note = said.note.empty() ? "bulk" : "bulk: " + said.note;
    decision->key = said.key + "#" + std::to_string(decisions.size() + 1);
    decision->reviewer = call.reviewer.name;
    decision->at = UtcOfNow();
    decisions.push_back(std::move(*decision));
  }
  return decisions;
}

}  // namespace

HttpReply PostDecision(const ApiCall& call) {
  Result<JsonBody> body = JsonBody::Parse(call.request.body);
  if (!body) return ErrorReply(body.error());
  Result<Said> said = ReadSaid(*body);
  if (!said) return ErrorReply(said.error());
  if (Status status = CheckSaid(*said); !status) return ErrorReply(status.error());
  return AnswerWrite(call, said->key, "decision",
                     [&](const WriteCall& write) -> Result<DecisionEvent> { return Keep(write, *said); });
}

HttpReply PostBulk(const ApiCall& call) {
  Result<JsonBody> body = JsonBody::Parse(call.request.body);
  if (!body) return ErrorReply(body.error());
  Said said;
  said.key = body->Text("key");
  said.action = body->Text("action");
  said.reason = body->Text("reason");
  said.note = body->Text("note");
  said.document = "several";
  said.finding = "several";
  const auto ids = body->Pairs("ids", "document", "finding");
  if (Status status = body->Check(); !status) return ErrorReply(status.error());
  if (Status status = CheckSaid(said); !status) return ErrorReply(status.error());
  if (said.action != "accept" && said.action != "reject")
    return ErrorReply(Bad("`action` must be one of accept, reject"));
  if (ids.empty() || ids.size() > kMostAtOnce) return ErrorReply(Bad("`ids` must name 1 to 500 findings"));

  return call.context.stores.Write([&](Store& store) {
    const WriteCall write{store, call.reviewer, call.context.reviewers.double_fields};
    Result<std::optional<DecisionEvent>> known = FindEvent(store, call.reviewer.name, said.key + "#1");
    if (!known) return ErrorReply(known.error());
    if (!*known) {
      Result<std::vector<Decision>> decisions = ReadBulk(write, said, ids);
      if (!decisions) return ErrorReply(decisions.error());
      if (Status status = Append(store, *decisions); !status) return ErrorReply(status.error());
    }
    Result<Counts> counts = CountReview(store, call.reviewer.name);
    if (!counts) return ErrorReply(counts.error());
    std::string json;
    {
      JsonObject object(json);
      object.Number("decided", static_cast<int64_t>(ids.size()));
      AppendCounts(*counts, object.Key("counts"));
    }
    return JsonReply(std::move(json));
  });
}

}  // namespace trialmine

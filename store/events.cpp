#include <algorithm>
#include <unordered_map>

#include "review_tables.h"
#include "store/value_json.h"
#include "store_impl.h"

// The record of what people did, and what stands by it.

namespace trialmine {
namespace {

constexpr char kEventsOfFact[] =
    "SELECT digest, fact, document, field, action, reason, value, old_value, quote, prefix, suffix, note, "
    "reviewer, at, key, round, undoes, place FROM decision WHERE fact = ? AND document = ? ORDER BY at, id";
constexpr char kEventWithKey[] =
    "SELECT digest, fact, document, field, action, reason, value, old_value, quote, prefix, suffix, note, "
    "reviewer, at, key, round, undoes, place FROM decision WHERE reviewer = ? AND key = ? AND key "
    "<> ''";  // The index holds no events without a key, and must be told so.
/// Far more than anybody takes back; a bound all the same.
constexpr char kLastEventsOfReviewer[] =
    "SELECT digest, fact, document, field, action, reason, value, old_value, quote, prefix, suffix, note, "
    "reviewer, at, key, round, undoes, place FROM decision WHERE reviewer = ? ORDER BY id DESC LIMIT 1000";
constexpr char kBlindEvents[] =
    "SELECT digest, fact, document, field, action, reason, value, old_value, quote, prefix, suffix, note, "
    "reviewer, at, key, round, undoes, place FROM decision d WHERE round = 'blind' AND NOT EXISTS (SELECT 1 "
    "FROM "
    "decision u WHERE u.undoes = d.digest AND u.fact = d.fact AND u.document = d.document AND u.action = "
    "'undo' "
    "AND NOT EXISTS (SELECT 1 FROM decision r WHERE r.undoes = d.digest AND r.fact = d.fact AND r.document = "
    "d.document AND r.action = 'redo' AND r.id > u.id)) ORDER BY document, fact, at, id";

bool Settles(const Decision& decision) {
  return decision.action == "accept" || decision.action == "correct" || decision.action == "reject" ||
         decision.action == "add";
}

/// A value in the one form that equal values have.
std::string Canonical(const Decision& decision) {
  const std::optional<Field> field = FieldNamed(decision.field);
  if (!field) return decision.value;
  Result<Value> value = FromJson(*field, decision.value);
  const bool not_reported = decision.value.find("\"not_reported\":true") != std::string::npos;
  return value ? ToJson(*value) + (not_reported ? "?" : "") : decision.value;
}

/// Takes in one decision of a round of two.
void JudgeBlind(const std::vector<DecisionEvent>& events, size_t at, Verdict& verdict) {
  const std::string& reviewer = events[at].decision.reviewer;
  const auto own = std::find_if(verdict.blind.begin(), verdict.blind.end(),
                                [&](size_t i) { return events[i].decision.reviewer == reviewer; });
  if (own != verdict.blind.end()) {
    *own = at;
  } else if (verdict.blind.size() < 2) {
    verdict.blind.push_back(at);
  }
  verdict.standing.reset();
  verdict.conflict = false;
  if (verdict.blind.size() < 2) return;
  if (SayTheSame(events[verdict.blind[0]].decision, events[verdict.blind[1]].decision)) {
    verdict.standing = at;
  } else {
    verdict.conflict = true;
  }
}

/// What stood for a fact before.
struct Stood {
  int64_t decision = 0;
  std::string moved_to;
};

Result<Stood> WhatStood(Database& database, const std::string& document, const std::string& fact) {
  Result<Row> row = database.First("SELECT decision, moved_to FROM standing WHERE document = ? AND fact = ?",
                                   document, fact);
  if (!row) return row.error();
  if (!*row) return Stood{};
  return Stood{(*row)->Int(0), (*row)->String(1)};
}

/// The decision that stands for a fact because it stood for the one whose place the fact took.
Result<int64_t> CarriedTo(Database& database, const std::string& document, const std::string& fact) {
  Result<Row> row =
      database.First("SELECT decision FROM standing WHERE document = ? AND moved_to = ?", document, fact);
  if (!row) return row.error();
  return *row ? (*row)->Int(0) : 0;
}

Result<int64_t> RowOf(Database& database, const std::string& digest) {
  Result<Row> row = database.First("SELECT id FROM decision WHERE digest = ?", digest);
  if (!row) return row.error();
  return *row ? (*row)->Int(0) : 0;
}

Status SetStanding(Database& database, const std::string& document, const std::string& fact, int64_t decision,
                   const std::string& moved_to) {
  if (decision == 0)
    return database.Run("DELETE FROM standing WHERE document = ? AND fact = ?", document, fact);
  return database.Run(
      "INSERT INTO standing (document, fact, decision, moved_to) VALUES (?, ?, ?, ?) ON CONFLICT (document, "
      "fact) DO "
      "UPDATE SET decision = excluded.decision, moved_to = excluded.moved_to",
      document, fact, decision, TextOrNull{moved_to});
}

/// Works out what stands for a fact, and for the one that took its place.
Status Settle(Database& database, const std::string& document, const std::string& fact) {
  Result<Stood> before = WhatStood(database, document, fact);
  if (!before) return before.error();
  Result<std::vector<DecisionEvent>> events = ReadEvents(database, document, fact);
  if (!events) return events.error();
  const Verdict verdict = Judge(*events);
  int64_t standing = 0;
  if (verdict.standing) {
    Result<int64_t> row = RowOf(database, (*events)[*verdict.standing].id);
    if (!row) return row.error();
    standing = *row;
  } else if (verdict.blind.empty()) {
    Result<int64_t> carried = CarriedTo(database, document, fact);
    if (!carried) return carried.error();
    standing = *carried;
  }
  Status status =
      SetStanding(database, document, fact, standing, standing ? before->moved_to : std::string());
  if (status.ok() && !before->moved_to.empty()) {
    Result<Stood> successor = WhatStood(database, document, before->moved_to);
    if (!successor) return successor.error();
    if (successor->decision == before->decision) {
      status = SetStanding(database, document, before->moved_to, standing, successor->moved_to);
      if (status.ok()) status = RefreshFact(database, document, before->moved_to);
    }
  }
  const bool added = std::any_of(events->begin(), events->end(),
                                 [](const DecisionEvent& event) { return event.decision.action == "add"; });
  if (status.ok() && added) status = Reanchor(database, document);
  return status.ok() ? RefreshFact(database, document, fact) : status;
}

std::string StepOf(const DecisionEvent& event) {
  const std::string& key = event.decision.key;
  const size_t hash = key.find('#');
  if (key.empty()) return event.id;
  return key.substr(0, hash);
}

/// The steps of one reviewer, replayed.
class Steps {
 public:
  void Take(DecisionEvent event) {
    const bool undo = event.decision.action == "undo";
    if (undo || event.decision.action == "redo") {
      Move(event.decision.undoes, undo ? done_ : undone_, undo ? undone_ : done_);
      return;
    }
    undone_.clear();
    const std::string step = StepOf(event);
    if (done_.empty() || StepOf(done_.back().front()) != step) done_.emplace_back();
    done_.back().push_back(std::move(event));
  }
  std::vector<DecisionEvent> Last(bool redo) {
    auto& from = redo ? undone_ : done_;
    return from.empty() ? std::vector<DecisionEvent>() : std::move(from.back());
  }

 private:
  using List = std::vector<std::vector<DecisionEvent>>;

  /// The first event of a step that is taken back takes the whole step with it; the others follow.
  static void Move(const std::string& id, List& from, List& to) {
    for (size_t i = from.size(); i-- > 0;) {
      const bool holds = std::any_of(from[i].begin(), from[i].end(),
                                     [&](const DecisionEvent& event) { return event.id == id; });
      if (!holds) continue;
      to.push_back(std::move(from[i]));
      from.erase(from.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
  }

  List done_, undone_;
};

}  // namespace

DecisionEvent EventAt(const Statement& row) {
  DecisionEvent event;
  event.id = row.Text(0);
  Decision& d = event.decision;
  int column = 1;
  for (std::string* part :
       {&d.fact, &d.document, &d.field, &d.action, &d.reason, &d.value, &d.old_value, &d.quote, &d.prefix,
        &d.suffix, &d.note, &d.reviewer, &d.at, &d.key, &d.round, &d.undoes, &d.place})
    *part = row.Text(column++);
  return event;
}

Result<std::vector<DecisionEvent>> ReadEvents(Database& database, const std::string& document,
                                              const std::string& fact) {
  std::vector<DecisionEvent> events;
  Status status = database.ForEach(
      kEventsOfFact, [&](const Statement& row) { events.push_back(EventAt(row)); }, fact, document);
  if (!status) return status.error();
  return events;
}

bool SayTheSame(const Decision& a, const Decision& b) {
  if (a.action == "reject" || b.action == "reject") return a.action == b.action;
  return Canonical(a) == Canonical(b);
}

Verdict Judge(std::vector<DecisionEvent>& events) {
  std::unordered_map<std::string, bool> undone;
  for (const DecisionEvent& event : events) {
    if (event.decision.action == "undo") undone[event.decision.undoes] = true;
    if (event.decision.action == "redo") undone[event.decision.undoes] = false;
  }
  Verdict verdict;
  for (size_t i = 0; i < events.size(); ++i) {
    DecisionEvent& event = events[i];
    const auto known = undone.find(event.id);
    event.undone = known != undone.end() && known->second;
    if (event.undone) continue;
    if (event.decision.action == "skip") verdict.skipped = true;
    if (!Settles(event.decision)) continue;
    verdict.skipped = false;
    if (event.decision.round == "blind") {
      JudgeBlind(events, i, verdict);
    } else {
      verdict = Verdict();
      verdict.standing = i;
    }
  }
  return verdict;
}

Status AppendEvent(Database& database, const Decision& decision) {
  const std::string digest = DecisionDigest(decision);
  Status status = database.Run(
      "INSERT INTO decision (digest, fact, document, field, action, reason, value, old_value, quote, prefix, "
      "suffix, "
      "note, reviewer, at, key, round, undoes, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?, ?) "
      "ON CONFLICT DO NOTHING",
      digest, decision.fact, decision.document, decision.field, decision.action, decision.reason,
      decision.value, decision.old_value, decision.quote, decision.prefix, decision.suffix, decision.note,
      decision.reviewer, decision.at, decision.key, decision.round, decision.undoes, decision.place);
  if (!status || database.Changes() == 0) return status;
  return Settle(database, decision.document, decision.fact);
}

Result<std::vector<DecisionEvent>> EventsOf(Store& store, const std::string& document,
                                            const std::string& fact) {
  Result<std::vector<DecisionEvent>> events = ReadEvents(store.impl().database, document, fact);
  if (events) (void)Judge(*events);
  return events;
}

Result<std::unordered_map<std::string, int64_t>> EventCounts(Store& store, const std::string& document) {
  std::unordered_map<std::string, int64_t> counts;
  Status status = store.impl().database.ForEach(
      "SELECT fact, count(*) FROM decision WHERE document = ? GROUP BY fact",
      [&](const Statement& row) { counts.emplace(row.String(0), row.Int(1)); }, document);
  if (!status) return status.error();
  return counts;
}

Result<std::optional<DecisionEvent>> FindEvent(Store& store, const std::string& reviewer,
                                               const std::string& key) {
  Result<Row> row = store.impl().database.First(kEventWithKey, reviewer, key);
  if (!row) return row.error();
  if (!*row) return std::optional<DecisionEvent>();
  return std::optional(EventAt(*row->operator->()));
}

Status Append(Store& store, const std::vector<Decision>& events) {
  return store.impl().InTransaction([&]() -> Status {
    for (const Decision& event : events)
      if (Status status = AppendEvent(store.impl().database, event); !status) return status;
    return {};
  });
}

Result<std::vector<DecisionEvent>> LastStep(Store& store, const std::string& reviewer, bool redo) {
  std::vector<DecisionEvent> events;
  Status status = store.impl().database.ForEach(
      kLastEventsOfReviewer, [&](const Statement& row) { events.push_back(EventAt(row)); }, reviewer);
  if (!status) return status.error();
  Steps steps;
  for (size_t i = events.size(); i-- > 0;) steps.Take(std::move(events[i]));
  return steps.Last(redo);
}

Result<std::vector<BlindPair>> BlindPairs(Store& store) {
  std::vector<BlindPair> pairs;
  std::vector<DecisionEvent> of_fact;
  const auto close = [&] {
    for (size_t i = 1; i < of_fact.size(); ++i) {
      DecisionEvent &first = of_fact[i - 1], &second = of_fact[i];
      if (first.decision.reviewer == second.decision.reviewer) continue;
      if (second.decision.reviewer < first.decision.reviewer) std::swap(first, second);
      pairs.push_back({first.decision.field, std::move(first), std::move(second)});
      break;
    }
    of_fact.clear();
  };
  Status status = store.impl().database.ForEach(kBlindEvents, [&](const Statement& row) {
    DecisionEvent event = EventAt(row);
    if (!Settles(event.decision)) return;
    if (!of_fact.empty() && (of_fact.front().decision.fact != event.decision.fact ||
                             of_fact.front().decision.document != event.decision.document))
      close();
    of_fact.push_back(std::move(event));
  });
  if (!status) return status.error();
  close();
  return pairs;
}

}  // namespace trialmine

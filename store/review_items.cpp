#include <cmath>
#include <set>

#include "review_tables.h"
#include "store_impl.h"

// The queue's table: one line for each finding, worked out from readings, events and discrepancies.

namespace trialmine {
namespace {

/// A finding as the queue needs it.
struct Item {
  int64_t document = 0;
  std::string fact;
  std::optional<int64_t> reading;
  int64_t position = 0;
  std::string field, rule, language, value;
  std::string words;  ///< What a search looks through.
  double confidence = 0;
  bool disagrees = false;
  ReviewState review;
};

/// Vanished findings stand behind all others of their document.
constexpr int64_t kLastPosition = int64_t{1} << 40;

/// What a wrong value of the field does to a meta-analysis.
int Weight(std::string_view field) {
  if (field == "result") return 100;
  if (field == "sample_size") return 80;
  if (field == "dose") return 70;
  if (field == "follow_up" || field == "arm") return 50;
  return field == "outcome" ? 40 : 30;
}

/// Higher first: within a state what is uncertain and heavy.
int64_t Worth(const Item& item) {
  int rank = WorthOf(item.review.state).least;
  if (item.review.state == "pending" || item.review.state == "half")
    rank = item.disagrees ? 4 : item.field == "result" ? 3 : 2;
  const double c = item.confidence;
  return rank * kWorthOfRank + std::llround(4 * c * (1 - c) * 1000) * Weight(item.field);
}

Status Keep(Database& database, const Item& item) {
  return database.Run(
      "INSERT INTO review_item (document, fact, reading, position, state, held_by, worth, disagrees, field, "
      "rule, language, confidence, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT "
      "(document, fact) DO UPDATE SET reading = excluded.reading, position = excluded.position, state = "
      "excluded.state, held_by = excluded.held_by, worth = excluded.worth, disagrees = excluded.disagrees, "
      "field = excluded.field, rule = excluded.rule, language = excluded.language, confidence = "
      "excluded.confidence, words = excluded.words",
      item.document, item.fact, item.reading, item.position, item.review.state, item.review.held_by,
      Worth(item), static_cast<int>(item.disagrees), item.field, item.rule, item.language, item.confidence,
      item.words);
}

/// In the order of a row's columns from `column` on: quote, value, title.
std::string WordsAt(const Statement& row, int column) {
  std::string words = row.String(column);
  for (int i = 1; i < 3; ++i) {
    words += '\n';
    words += row.Text(column + i);
  }
  return FoldForSearch(std::move(words));
}

std::string StateBy(const std::string& action, bool was_read, bool same_value) {
  if (action == "add" && !was_read) return "added";
  if (!same_value) return "stale";
  if (action == "accept") return "accepted";
  return action == "reject" ? "rejected" : "corrected";
}

/// The state of a finding that some event or some earlier finding's decision is about.
Status ReadState(Database& database, const std::string& document, Item& item) {
  Result<std::vector<DecisionEvent>> events = ReadEvents(database, document, item.fact);
  if (!events) return events.error();
  const Verdict verdict = Judge(*events);
  item.review.state = "pending";
  if (verdict.conflict) {
    item.review.state = "conflict";
    return {};
  }
  if (verdict.blind.size() == 1) {
    item.review.state = "half";
    item.review.held_by = (*events)[verdict.blind.front()].decision.reviewer;
    return {};
  }
  Result<Row> standing = database.First(
      "SELECT action, old_value FROM standing_decision WHERE document = ? AND fact = ?", document, item.fact);
  if (!standing) return standing.error();
  if (*standing) {
    item.review.state =
        StateBy((*standing)->String(0), item.reading.has_value(), (*standing)->Text(1) == item.value);
  } else if (verdict.skipped) {
    item.review.state = "skipped";
  }
  return {};
}

/// The finding of that id in a document's current reading, or what a person added there; nothing where
/// neither is.
Result<std::optional<Item>> FindItem(Database& database, int64_t document, const std::string& fact) {
  Item item;
  item.document = document;
  item.fact = fact;
  {
    Result<Row> row = database.First(
        "SELECT f.reading, f.position, f.field, f.rule, f.confidence, f.value, v.language, f.quote, f.value, "
        "v.title FROM finding f JOIN "
        "reading r ON r.id = f.reading AND r.superseded_by_run IS NULL JOIN document_version v ON v.id = "
        "r.version "
        "WHERE f.fact = ? AND r.document = ?",
        fact, document);
    if (!row) return row.error();
    if (*row) {
      item.reading = (*row)->Int(0);
      item.position = (*row)->Int(1);
      item.field = (*row)->Text(2);
      item.rule = (*row)->Text(3);
      item.confidence = (*row)->Real(4);
      item.value = (*row)->Text(5);
      item.language = (*row)->Text(6);
      item.words = WordsAt(**row, 7);
      return std::optional(std::move(item));
    }
  }
  Result<Row> row = database.First(
      "SELECT d.field, v.language, d.quote, d.value, v.title FROM added_finding a JOIN decision d ON d.id = "
      "a.decision JOIN reading r "
      "ON "
      "r.document = a.document AND r.superseded_by_run IS NULL JOIN document_version v ON v.id = r.version "
      "WHERE "
      "a.document = ? AND a.fact = ?",
      document, fact);
  if (!row) return row.error();
  if (!*row) return std::optional<Item>();
  item.position = kLastPosition - 1;
  item.field = (*row)->Text(0);
  item.language = (*row)->Text(1);
  item.words = WordsAt(**row, 2);
  item.confidence = 1;
  return std::optional(std::move(item));
}

/// The line of a decision whose finding is gone; it stands with the first rendition of the document. Where
/// the decision was to reject, nothing is left to look at.
Result<std::optional<Item>> VanishedItem(Database& database, int64_t document, const std::string& fact) {
  Result<Row> row = database.First(
      "SELECT s.field, s.quote, s.old_value, '', s.action FROM document d JOIN vanished_decision s ON "
      "s.document = "
      "d.key WHERE d.id = ?1 AND "
      "s.fact = ?2 "
      "AND d.id = (SELECT min(id) FROM document WHERE key = d.key)",
      document, fact);
  if (!row) return row.error();
  if (!*row) return std::optional<Item>();
  Item item;
  item.document = document;
  item.fact = fact;
  item.position = kLastPosition;
  item.field = (*row)->Text(0);
  item.words = WordsAt(**row, 1);
  item.review.state = (*row)->Text(4) == "reject" ? "rejected" : "vanished";
  return std::optional(std::move(item));
}

Status RefreshIn(Database& database, int64_t document, const std::string& key, const std::string& fact,
                 bool disagrees) {
  Result<std::optional<Item>> item = FindItem(database, document, fact);
  if (!item) return item.error();
  if (*item) {
    (*item)->disagrees = disagrees;
    const Status status = ReadState(database, key, **item);
    return status.ok() ? Keep(database, **item) : status;
  }
  item = VanishedItem(database, document, fact);
  if (!item) return item.error();
  if (*item) return Keep(database, **item);
  return database.Run("DELETE FROM review_item WHERE document = ? AND fact = ?", document, fact);
}

/// One column of one type.
template <typename T>
Result<std::vector<T>> Column(Database& database, const char* sql, const auto& parameter) {
  std::vector<T> values;
  Status status = database.ForEach(
      sql,
      [&](const Statement& row) {
        if constexpr (std::is_same_v<T, int64_t>)
          values.push_back(row.Int(0));
        else
          values.push_back(row.String(0));
      },
      parameter);
  if (!status) return status.error();
  return values;
}

/// The facts of a document about which sources of its trial contradict each other.
Result<std::set<std::string>> DisputedFacts(Store& store, int64_t document) {
  Result<std::vector<StoredDiscrepancy>> discrepancies = DiscrepanciesOf(store, document);
  if (!discrepancies) return discrepancies.error();
  std::set<std::string> facts;
  for (const StoredDiscrepancy& discrepancy : *discrepancies)
    for (const Discrepancy::Said& said : discrepancy.said) facts.insert(said.facts.begin(), said.facts.end());
  return facts;
}

/// Every finding of the current reading as if nobody had ever looked at it.
Status InsertUntouched(Database& database, int64_t document, const std::set<std::string>& disputed) {
  std::vector<Item> items;
  Status status = database.ForEach(
      "SELECT f.fact, f.reading, f.position, f.field, f.rule, f.confidence, v.language, f.quote, f.value, "
      "v.title FROM reading r JOIN "
      "finding f "
      "ON f.reading = r.id JOIN document_version v ON v.id = r.version WHERE r.document = ? AND "
      "r.superseded_by_run "
      "IS NULL",
      [&](const Statement& row) {
        Item& item = items.emplace_back();
        item.document = document;
        item.fact = row.Text(0);
        item.reading = row.Int(1);
        item.position = row.Int(2);
        item.field = row.Text(3);
        item.rule = row.Text(4);
        item.confidence = row.Real(5);
        item.language = row.Text(6);
        item.words = WordsAt(row, 7);
        item.disagrees = disputed.contains(item.fact);
        item.review.state = "pending";
      },
      document);
  for (size_t i = 0; i < items.size() && status.ok(); ++i) status = Keep(database, items[i]);
  return status;
}

Status RefreshDocument(Store& store, int64_t document) {
  Database& database = store.impl().database;
  Status status = database.Run("DELETE FROM review_item WHERE document = ?", document);
  if (!status) return status;
  Result<std::set<std::string>> disputed = DisputedFacts(store, document);
  if (!disputed) return disputed.error();
  status = InsertUntouched(database, document, *disputed);
  if (!status) return status;
  Result<std::vector<std::string>> key =
      Column<std::string>(database, "SELECT key FROM document WHERE id = ?", document);
  if (!key) return key.error();
  if (key->empty()) return {};
  Result<std::vector<std::string>> touched = Column<std::string>(
      database,
      "SELECT fact FROM decision WHERE document = ?1 UNION SELECT fact FROM standing WHERE document = ?1",
      key->front());
  if (!touched) return touched.error();
  for (const std::string& fact : *touched) {
    status = RefreshIn(database, document, key->front(), fact, disputed->contains(fact));
    if (!status) return status;
  }
  return {};
}

}  // namespace

std::string FoldForSearch(std::string words) {
  for (char& c : words)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return words;
}

WorthRanks WorthOf(std::string_view state) {
  if (state == "stale") return {6, 6};
  if (state == "conflict") return {5, 5};
  if (state == "pending" || state == "half") return {2, 4};
  if (state == "skipped" || state == "vanished") return {1, 1};
  return {0, 0};
}

Status RefreshFact(Database& database, const std::string& document, const std::string& fact) {
  Result<std::vector<int64_t>> renditions =
      Column<int64_t>(database, "SELECT id FROM document WHERE key = ? ORDER BY id", document);
  if (!renditions) return renditions.error();
  for (int64_t rendition : *renditions) {
    bool disagrees = false;
    {
      Result<Row> row = database.First("SELECT disagrees FROM review_item WHERE document = ? AND fact = ?",
                                       rendition, fact);
      if (!row) return row.error();
      disagrees = *row && (*row)->Int(0) != 0;
    }
    if (Status status = RefreshIn(database, rendition, document, fact, disagrees); !status) return status;
  }
  return {};
}

Result<bool> IsReviewBehind(Store& store) {
  Result<Row> row = store.impl().database.First("SELECT 1 FROM review_dirty LIMIT 1");
  if (!row) return row.error();
  return static_cast<bool>(*row);
}

Result<int64_t> SyncReview(Store& store, int64_t at_most) {
  Database& database = store.impl().database;
  return store.impl().InTransaction([&]() -> Result<int64_t> {
    Result<std::vector<int64_t>> documents =
        Column<int64_t>(database, "SELECT document FROM review_dirty ORDER BY document LIMIT ?", at_most);
    if (!documents) return documents.error();
    for (int64_t document : *documents) {
      Status status = RefreshDocument(store, document);
      if (status.ok()) status = database.Run("DELETE FROM review_dirty WHERE document = ?", document);
      if (!status.ok()) return status.error();
    }
    Result<Row> left = database.First("SELECT count(*) FROM review_dirty");
    if (!left) return left.error();
    return (*left)->Int(0);
  });
}

Result<Counts> CountReview(Store& store, const std::string& reviewer) {
  Counts counts;
  for (const char* state : {"accepted", "added", "conflict", "corrected", "pending", "rejected", "skipped",
                            "stale", "vanished", "waiting"})
    counts.push_back({state, 0});
  const auto add = [&](std::string_view state, int64_t count) {
    for (auto& [name, value] : counts)
      if (name == state) value += count;
  };
  Status status = store.impl().database.ForEach(
      "SELECT name, key, value FROM counter WHERE name IN ('review', 'review.half')",
      [&](const Statement& row) {
        if (row.Text(0) == "review")
          add(row.Text(1), row.Int(2));
        else
          add(row.Text(1) == reviewer ? "waiting" : "pending", row.Int(2));
      });
  if (!status) return status.error();
  return counts;
}

Result<std::unordered_map<std::string, ReviewState>> ReviewStatesOf(Store& store, int64_t document) {
  std::unordered_map<std::string, ReviewState> states;
  Status status = store.impl().database.ForEach(
      "SELECT fact, state, held_by, disagrees FROM review_item WHERE document = ?",
      [&](const Statement& row) {
        states.emplace(row.String(0), ReviewState{row.String(1), row.String(2), row.Int(3) != 0});
      },
      document);
  if (!status) return status.error();
  return states;
}

Result<ReviewState> ReviewStateOf(Store& store, int64_t document, const std::string& fact) {
  Result<Row> row = store.impl().database.First(
      "SELECT state, held_by, disagrees FROM review_item WHERE document = ? AND fact = ?", document, fact);
  if (!row) return row.error();
  if (!*row) return ReviewState{"pending", {}, false};
  return ReviewState{(*row)->String(0), (*row)->String(1), (*row)->Int(2) != 0};
}

}  // namespace trialmine

#include <algorithm>
#include <charconv>
#include <climits>
#include <compare>

#include "review_tables.h"
#include "store/review.h"
#include "store_impl.h"

// The queue, page by page. Every page begins behind the last line of the one before, by its place in the
// order, so that a page costs the same wherever it stands.

namespace trialmine {
namespace {

/// Parameters by number, the same in every statement that is put together here.
enum Parameter {
  kFields = 1,
  kLanguages,
  kDocument,
  kTrial,
  kRule,
  kMinimum,
  kMaximum,
  kWords,
  kReviewer,
  kFirst,
  kSecond,
  kThird,
  kLimit
};

struct Cursor {
  int64_t first = 0, second = 0;
  std::string fact;
};

/// `worth.document.fact` or `document.position.fact`.
Result<std::optional<Cursor>> ReadCursor(const std::string& text) {
  if (text.empty()) return std::optional<Cursor>();
  Cursor cursor;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, cursor.first);
  if (first.ec == std::errc() && first.ptr != end && *first.ptr == '.') {
    const auto second = std::from_chars(first.ptr + 1, end, cursor.second);
    if (second.ec == std::errc() && second.ptr != end && *second.ptr == '.') {
      cursor.fact.assign(second.ptr + 1, end);
      return std::optional(std::move(cursor));
    }
  }
  return Error{"bad_input", "`after` is no place in the queue"};
}

/// `?2`, or membership in `,a,b,` where there are several.
std::string OneOf(const char* column, Parameter parameter, const std::vector<std::string>& values) {
  const std::string number = "?" + std::to_string(parameter);
  if (values.size() == 1) return std::string(column) + " = " + number;
  return "instr(" + number + ", ',' || " + column + " || ',') > 0";
}

std::string Listed(const std::vector<std::string>& values) {
  if (values.size() == 1) return values.front();
  std::string list = ",";
  for (const std::string& value : values) list += value + ",";
  return list;
}

constexpr const char* kStates[] = {"pending", "stale", "accepted", "corrected", "rejected",
                                   "skipped", "added", "vanished", "conflict"};

/// The states asked for, as this reviewer sees them. All words are our own.
struct StateConditions {
  std::string states;  ///< Empty where all are asked for.
  std::string worth;   ///< Between what the queue's order puts them.
};

Result<StateConditions> ReadStates(const std::vector<std::string>& states) {
  if (states.empty()) return StateConditions();
  std::string list, half;
  WorthRanks ranks{INT_MAX, 0};
  for (const std::string& state : states) {
    const bool open_half = state == "pending", own_half = state == "waiting";
    if (open_half) half += " OR (state = 'half' AND held_by <> ?9)";
    if (own_half) half += " OR (state = 'half' AND held_by = ?9)";
    const WorthRanks these = WorthOf(own_half ? "half" : std::string_view(state));
    ranks = {std::min(ranks.least, these.least), std::max(ranks.most, these.most)};
    if (own_half) continue;
    const auto* known = std::find(std::begin(kStates), std::end(kStates), state);
    if (known == std::end(kStates)) return Error{"bad_input", "`state` is none of the known ones"};
    list += " OR +state = '" + std::string(*known) + "'";  // For IN, SQLite builds a table and looks into it.
  }
  StateConditions conditions;
  conditions.states = "(" + (list + half).substr(4) + ")";
  conditions.worth = "worth >= " + std::to_string(ranks.least * kWorthOfRank) + " AND worth < " +
                     std::to_string((ranks.most + 1) * kWorthOfRank);
  return conditions;
}

std::string Joined(const std::vector<std::string>& conditions) {
  std::string sql;
  for (const std::string& condition : conditions) sql += (sql.empty() ? " WHERE " : " AND ") + condition;
  return sql;
}

constexpr char kLineOf[] =
    "SELECT document, fact, reading, position, state, held_by, disagrees, worth, field, rule, language, "
    "confidence FROM review_item";

/// A filter as SQL.
class Query {
 public:
  static Result<Query> Make(const QueueFilter& filter) {
    Query query(filter);
    Result<StateConditions> states = ReadStates(filter.states);
    if (!states) return states.error();
    query.worth_ = states->worth;
    if (!states->states.empty()) query.conditions_.push_back(states->states);
    query.AddKinds();
    query.AddPlaces();
    return query;
  }

  std::string PageSql(bool has_cursor) const {
    std::vector<std::string> conditions = conditions_;
    const bool by_text = filter_->in_text_order;
    if (has_cursor && by_text) {
      conditions.emplace_back(
          "document >= ?10 AND (document > ?10 OR position > ?11 OR (position = ?11 AND fact > ?12))");
    } else if (has_cursor) {
      conditions.emplace_back(
          "worth <= ?10 AND (worth < ?10 OR document > ?11 OR (document = ?11 AND fact > ?12))");
    }
    if (!worth_.empty()) conditions.push_back(worth_);
    return kLineOf + std::string(by_text ? " INDEXED BY review_item_fact" : "") + Joined(conditions) +
           " ORDER BY " + (by_text ? "document, position, fact" : "worth DESC, document, fact") +
           " LIMIT ?13";
  }

  /// All lines, as they lie.
  std::string SearchSql() const {
    return "SELECT worth, document, position, fact, id, state = 'half' AND held_by = ?9 FROM review_item" +
           Joined(conditions_);
  }

  /// Kinds of findings are counted already; the lines of a place, or with certain words, are not.
  std::string CountSql() const {
    const std::string from = has_place_ ? "count(*) FROM review_item" : "sum(value) FROM review_count";
    return "SELECT state, held_by = ?9, " + from + Joined(conditions_) + " GROUP BY 1, 2";
  }

  Statement& Bind(Statement& statement, const Cursor& cursor) {
    fields_ = Listed(filter_->fields);
    languages_ = Listed(filter_->languages);
    words_ = FoldForSearch(filter_->words);
    fact_ = cursor.fact;
    return statement.With(fields_, languages_, filter_->document, filter_->trial, filter_->rule,
                          filter_->min_confidence, filter_->max_confidence, words_, filter_->reviewer,
                          cursor.first, cursor.second, fact_, filter_->limit + 1);
  }

 private:
  explicit Query(const QueueFilter& filter) : filter_(&filter) {}

  void Add(bool asked, std::string condition) {
    if (asked) conditions_.push_back(std::move(condition));
  }
  /// Conditions on columns that review_count has too.
  void AddKinds() {
    const QueueFilter& f = *filter_;
    Add(!f.fields.empty(), OneOf("field", kFields, f.fields));
    Add(!f.languages.empty(), OneOf("language", kLanguages, f.languages));
    Add(!f.rule.empty(), "rule = ?5");
    Add(f.min_confidence.has_value(), "confidence >= ?6");
    Add(f.max_confidence.has_value(), "confidence <= ?7");
  }
  void AddPlaces() {
    const QueueFilter& f = *filter_;
    const size_t kinds = conditions_.size();
    Add(!f.document.empty(), "document IN (SELECT id FROM document WHERE key = ?3)");
    Add(!f.trial.empty(),
        "document IN (SELECT l.document FROM trial_document l JOIN trial t ON t.id = l.trial WHERE t.key = "
        "?4)");
    Add(!f.words.empty(), "holds(words, ?8)");
    has_place_ = conditions_.size() > kinds;
  }

  const QueueFilter* filter_;
  std::vector<std::string> conditions_;
  std::string worth_;
  bool has_place_ = false;
  std::string fields_, languages_, words_, fact_;  // Bound text must live until the statement has run.
};

/// A line of the queue's table.
struct Line {
  ReviewItem item;
  std::optional<int64_t> reading;
  int64_t position = 0, worth = 0;
};

Line LineAt(const Statement& row) {
  Line line;
  ReviewItem& item = line.item;
  item.document = row.Int(0);
  item.fact = row.Text(1);
  line.reading = row.MaybeInt(2);
  line.position = row.Int(3);
  item.state = {row.String(4), row.String(5), row.Int(6) != 0};
  line.worth = row.Int(7);
  item.field = row.Text(8);
  item.rule = row.Text(9);
  item.language = row.Text(10);
  item.confidence = row.Real(11);
  return line;
}

/// What a person reads of the line.
Status Describe(Database& database, Line& line) {
  ReviewItem& item = line.item;
  {
    Result<Row> row = database.First(
        "SELECT d.key, d.source, v.title, (SELECT min(t.key) FROM trial_document l JOIN trial t ON t.id = "
        "l.trial "
        "WHERE l.document = d.id) FROM document d JOIN document_version v ON v.id = coalesce((SELECT version "
        "FROM "
        "reading WHERE document = d.id AND superseded_by_run IS NULL), (SELECT max(id) FROM document_version "
        "WHERE "
        "document = d.id)) WHERE d.id = ?",
        item.document);
    if (!row) return row.error();
    if (*row) {
      item.document_id = (*row)->Text(0);
      item.source = (*row)->Text(1);
      item.title = (*row)->Text(2);
      item.trial = (*row)->Text(3);
    }
  }
  Result<Row> row = line.reading
                        ? database.First(
                              "SELECT value, quote, section FROM finding WHERE reading = ? AND "
                              "position = ?",
                              *line.reading, line.position)
                        : database.First(
                              "SELECT iif(action IN ('correct', 'add'), value, old_value), quote, '' FROM "
                              "standing_decision WHERE document = ? AND "
                              "fact = ?",
                              item.document_id, item.fact);
  if (!row) return row.error();
  if (!*row) return {};
  item.value = (*row)->Text(0);
  item.quote = (*row)->Text(1);
  item.section = (*row)->Text(2);
  return {};
}

/// What is settled stands at the end of the queue.
bool IsDone(std::string_view state) { return WorthOf(state).most == 0; }
bool IsDone(int64_t worth) { return worth < kWorthOfRank; }

/// Runs a statement put together for one filter.
template <typename Each>
Status ForEach(Database& database, const std::string& sql, Query& query, const Cursor& cursor, Each each) {
  Result<Statement> statement = database.PrepareOnce(sql);
  if (!statement) return statement.error();
  query.Bind(*statement, cursor);
  for (;;) {
    Result<bool> row = statement->Step();
    if (!row) return row.error();
    if (!*row) return {};
    each(*statement);
  }
}

/// Where a line stands in the order asked for: what is smaller comes first.
struct Place {
  int64_t first = 0, second = 0;
  std::string fact;
  int64_t id = 0;
  auto operator<=>(const Place&) const = default;
};

/// The places of one page: the first so many of those behind a cursor.
class PageOfPlaces {
 public:
  PageOfPlaces(const QueueFilter& filter, const std::optional<Cursor>& cursor)
      : by_text_(filter.in_text_order), most_(static_cast<size_t>(filter.limit) + 1) {
    if (cursor)
      after_ = Place{by_text_ ? cursor->first : -cursor->first, cursor->second, cursor->fact, INT64_MAX};
  }

  /// REQUIRES: a row of Query::SearchSql.
  void Take(const Statement& row) {
    // Most lines of a long list are known to stand behind the page by their first number.
    const int64_t first = by_text_ ? row.Int(1) : -row.Int(0);
    if (best_.size() == most_ && best_.front().first < first) return;
    Place here{first, row.Int(by_text_ ? 2 : 1), row.String(3), row.Int(4)};
    if (after_ && here <= *after_) return;
    if (best_.size() == most_) {
      if (best_.front() < here) return;
      std::pop_heap(best_.begin(), best_.end());
      best_.pop_back();
    }
    best_.push_back(std::move(here));
    std::push_heap(best_.begin(), best_.end());
  }

  std::vector<Place> InOrder() && {
    std::sort_heap(best_.begin(), best_.end());
    return std::move(best_);
  }

 private:
  const bool by_text_;
  const size_t most_;
  std::optional<Place> after_;
  std::vector<Place> best_;  // A heap with the last of the page on top.
};

/// Lines with certain words: one pass over the table counts them all and keeps those of the page.
Result<std::vector<Line>> Search(Database& database, Query& query, const QueueFilter& filter,
                                 const std::optional<Cursor>& cursor, QueuePage& page) {
  PageOfPlaces places(filter, cursor);
  Status status = ForEach(database, query.SearchSql(), query, {}, [&](const Statement& row) {
    ++page.total;
    page.done += IsDone(row.Int(0)) || row.Int(5) != 0;
    places.Take(row);
  });
  if (!status) return status.error();
  static const std::string one_line = std::string(kLineOf) + " WHERE id = ?";
  std::vector<Line> lines;
  for (const Place& line : std::move(places).InOrder()) {
    Result<Row> row = database.First(one_line.c_str(), line.id);
    if (!row) return row.error();
    if (*row) lines.push_back(LineAt(**row));
  }
  return lines;
}

/// Lines in the order that an index gives; the counts are kept by kind.
Result<std::vector<Line>> List(Database& database, Query& query, const std::optional<Cursor>& cursor,
                               QueuePage& page) {
  std::vector<Line> lines;
  Status status = ForEach(database, query.PageSql(cursor.has_value()), query, cursor.value_or(Cursor()),
                          [&](const Statement& row) { lines.push_back(LineAt(row)); });
  if (status.ok()) {
    status = ForEach(database, query.CountSql(), query, {}, [&](const Statement& row) {
      const bool own_half = row.Text(0) == "half" && row.Int(1) != 0;
      page.total += row.Int(2);
      if (IsDone(row.Text(0)) || own_half) page.done += row.Int(2);
    });
  }
  if (!status.ok()) return status.error();
  return lines;
}

}  // namespace

Result<QueuePage> ReadQueue(Store& store, const QueueFilter& filter) {
  Database& database = store.impl().database;
  Result<std::optional<Cursor>> cursor = ReadCursor(filter.after);
  if (!cursor) return cursor.error();
  Result<Query> query = Query::Make(filter);
  if (!query) return query.error();
  QueuePage page;
  Result<std::vector<Line>> lines = filter.words.empty() ? List(database, *query, *cursor, page)
                                                         : Search(database, *query, filter, *cursor, page);
  if (!lines) return lines.error();
  if (lines->size() > static_cast<size_t>(filter.limit)) {
    lines->pop_back();
    const Line& last = lines->back();
    const int64_t first = filter.in_text_order ? last.item.document : last.worth;
    const int64_t second = filter.in_text_order ? last.position : last.item.document;
    page.next = std::to_string(first) + "." + std::to_string(second) + "." + last.item.fact;
  }
  for (Line& line : *lines) {
    if (Status status = Describe(database, line); !status) return status.error();
    page.items.push_back(std::move(line.item));
  }
  return page;
}

}  // namespace trialmine

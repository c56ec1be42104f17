#include <simdjson.h>

#include <algorithm>
#include <cstdlib>

#include "block_codec.h"
#include "fetch/utf8.h"
#include "review_tables.h"
#include "store_impl.h"

// After new rules or a new text: which finding of now is the one that was decided on, and where stands what
// people added.

namespace trialmine {
namespace {

/// The current text of one rendition of a document.
struct CurrentText {
  int64_t document = 0, reading = 0;
  std::string text;
  std::vector<Block> blocks;
};

struct Decided {
  std::string fact;
  std::string moved_to;
  int64_t decision = 0;
  std::string decided_fact;
  Decision what;
  bool is_current = false;  ///< Some rendition still states the fact.
};

struct Candidate {
  std::string fact, field, value;
  Span span;
  bool taken = false;
};

Result<std::vector<CurrentText>> CurrentTexts(Database& database, const std::string& document) {
  std::vector<CurrentText> renditions;
  std::vector<std::string> blocks;
  Status status = database.ForEach(
      "SELECT d.id, r.id, v.text, v.blocks FROM document d JOIN reading r ON r.document = d.id AND "
      "r.superseded_by_run IS NULL JOIN document_version v ON v.id = r.version WHERE d.key = ? ORDER BY d.id",
      [&](const Statement& row) {
        renditions.push_back({row.Int(0), row.Int(1), row.String(2), {}});
        blocks.emplace_back(row.Bytes(3));
      },
      document);
  if (!status) return status.error();
  for (size_t i = 0; i < renditions.size(); ++i) {
    Result<std::vector<Block>> decoded = DecodeBlocks(blocks[i]);
    if (!decoded) return decoded.error();
    renditions[i].blocks = std::move(*decoded);
  }
  return renditions;
}

Result<std::vector<Decided>> DecidedFacts(Database& database, const std::string& document) {
  std::vector<Decided> decided;
  Status status = database.ForEach(
      "SELECT s.fact, s.moved_to, s.decision, d.fact, d.field, d.action, d.value, d.old_value, d.quote, "
      "d.prefix, "
      "d.suffix, d.place, EXISTS (SELECT 1 FROM finding f JOIN reading r ON r.id = f.reading AND "
      "r.superseded_by_run "
      "IS NULL JOIN document o ON o.id = r.document WHERE f.fact = s.fact AND o.key = s.document) FROM "
      "standing s "
      "JOIN decision d ON d.id = s.decision WHERE s.document = ? ORDER BY s.decision",
      [&](const Statement& row) {
        Decided& one = decided.emplace_back();
        one.fact = row.Text(0);
        one.moved_to = row.Text(1);
        one.decision = row.Int(2);
        one.decided_fact = row.Text(3);
        int column = 4;
        Decision& d = one.what;
        for (std::string* part :
             {&d.field, &d.action, &d.value, &d.old_value, &d.quote, &d.prefix, &d.suffix, &d.place})
          *part = row.Text(column++);
        one.is_current = row.Int(12) != 0;
      },
      document);
  if (!status) return status.error();
  return decided;
}

/// The byte at which the code point of that number begins.
uint32_t ByteOf(std::string_view text, uint32_t chars) {
  uint32_t at = 0;
  for (; at < text.size(); ++at)
    if ((text[at] & 0xc0) != 0x80 && chars-- == 0) break;
  return at;
}

Status PlaceAdded(Database& database, const CurrentText& text, const Decided& added, bool keep_lost,
                  bool& found) {
  const auto start =
      ByteOf(text.text, static_cast<uint32_t>(std::strtoul(added.what.place.c_str(), nullptr, 10)));
  const std::optional<Located> place =
      Locate(text.text, start, added.what.quote, added.what.prefix, added.what.suffix);
  if (!place && !keep_lost) return {};
  found = found || place;
  const Span span = place ? place->span : Span{};
  CharCounter chars(text.text);
  const uint32_t start_char = chars.Before(span.begin);
  const uint32_t end_char = chars.Before(span.end);
  size_t block = 0;
  for (size_t i = 0; i < text.blocks.size(); ++i)
    if (text.blocks[i].span.begin <= span.begin) block = i;
  const Section section = text.blocks.empty() ? Section::kOther : text.blocks[block].section;
  return database.Run(
      "INSERT INTO added_finding (document, fact, decision, start_byte, end_byte, start_char, end_char, "
      "block, section, "
      "found) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      text.document, added.fact, added.decision, span.begin, span.end, start_char, end_char, block,
      Name(section),
      !place           ? "orphan"
      : place->drifted ? "drifted"
                       : "ok");
}

/// Asked first: the deletion costs a temporary table, and few documents have any.
Status ForgetAdded(Database& database, const std::string& document) {
  Result<Row> any = database.First(
      "SELECT 1 FROM document d JOIN added_finding a ON a.document = d.id WHERE d.key = ? LIMIT 1", document);
  if (!any) return any.error();
  if (!*any) return {};
  return database.Run("DELETE FROM added_finding WHERE document IN (SELECT id FROM document WHERE key = ?)",
                      document);
}

Status PlaceAllAdded(Database& database, const std::string& document,
                     const std::vector<CurrentText>& renditions, const std::vector<Decided>& decided) {
  Status status = ForgetAdded(database, document);
  for (const Decided& one : decided) {
    // What the rules find again stands in their findings.
    if (one.what.action != "add" || one.is_current) continue;
    bool found = false;
    for (const CurrentText& text : renditions)
      if (status.ok()) status = PlaceAdded(database, text, one, false, found);
    if (!found && !renditions.empty() && status.ok())
      status = PlaceAdded(database, renditions.front(), one, true, found);  // Shown, never dropped.
  }
  return status;
}

/// Findings of a reading that nobody's decision stands for.
Result<std::vector<Candidate>> OpenFindings(Database& database, const CurrentText& text,
                                            const std::string& key) {
  std::vector<Candidate> candidates;
  Status status = database.ForEach(
      "SELECT f.fact, f.field, f.value, f.start_byte, f.end_byte FROM finding f WHERE f.reading = ? AND NOT "
      "EXISTS "
      "(SELECT 1 FROM standing s WHERE s.document = ? AND s.fact = f.fact) ORDER BY f.position",
      [&](const Statement& row) {
        candidates.push_back({row.String(0),
                              row.String(1),
                              row.String(2),
                              {static_cast<uint32_t>(row.Int(3)), static_cast<uint32_t>(row.Int(4))}});
      },
      text.reading, key);
  if (!status) return status.error();
  return candidates;
}

/// Whether one reading gave both: then neither took the other's place.
Result<bool> StoodSideBySide(Database& database, int64_t document, const std::string& a,
                             const std::string& b) {
  Result<Row> row = database.First(
      "SELECT 1 FROM finding f JOIN reading r ON r.id = f.reading JOIN finding g ON g.reading = f.reading "
      "AND g.fact "
      "= ? WHERE f.fact = ? AND r.document = ? LIMIT 1",
      b, a, document);
  if (!row) return row.error();
  return static_cast<bool>(*row);
}

/// How many of the things that tell one finding from its neighbours two values have in common.
int Likeness(std::string_view a, std::string_view b) {
  simdjson::dom::parser parser_a, parser_b;
  simdjson::dom::element left, right;
  if (parser_a.parse(a.data(), a.size()).get(left) || parser_b.parse(b.data(), b.size()).get(right)) return 0;
  int alike = 0;
  for (const char* key : {"arm", "outcome", "concept", "time", "statistic", "kind", "role", "agent", "name",
                          "label", "comparator", "subgroup", "registry", "unit"}) {
    std::string_view x, y;
    const bool has_x = !left[key].get(x), has_y = !right[key].get(y);
    if (has_x == has_y && (!has_x || x == y)) ++alike;
  }
  return alike;
}

/// The finding that took the place of one that is gone: of its field, where its words stand.
Result<Candidate*> Successor(Database& database, const Decided& gone, const CurrentText& text,
                             std::vector<Candidate>& candidates) {
  Candidate* best = nullptr;
  const std::optional<Located> place =
      Locate(text.text, 0, gone.what.quote, gone.what.prefix, gone.what.suffix);
  if (!place) return best;
  int best_likeness = -1;
  for (Candidate& candidate : candidates) {
    if (candidate.taken || candidate.field != gone.what.field || !candidate.span.Overlaps(place->span))
      continue;
    const int likeness = Likeness(gone.what.old_value, candidate.value);
    if (likeness <= best_likeness) continue;
    Result<bool> neighbours = StoodSideBySide(database, text.document, gone.fact, candidate.fact);
    if (!neighbours) return neighbours.error();
    if (*neighbours) continue;
    best = &candidate;
    best_likeness = likeness;
  }
  return best;
}

/// What was carried over by an earlier call is worked out anew.
Status ForgetCarried(Database& database, const std::string& document, std::vector<Decided>& decided) {
  for (const Decided& one : decided) {
    if (one.fact == one.decided_fact) continue;
    Status status = database.Run("DELETE FROM standing WHERE document = ? AND fact = ?", document, one.fact);
    if (!status) return status;
  }
  std::erase_if(decided, [](const Decided& one) { return one.fact != one.decided_fact; });
  for (Decided& one : decided) {
    // Whoever decided on the successor has taken over.
    const bool taken_over = std::any_of(decided.begin(), decided.end(),
                                        [&](const Decided& other) { return other.fact == one.moved_to; });
    if (one.moved_to.empty() || (taken_over && !one.is_current)) continue;
    one.moved_to.clear();
    Status status = database.Run("UPDATE standing SET moved_to = NULL WHERE document = ? AND fact = ?",
                                 document, one.fact);
    if (!status) return status;
  }
  return {};
}

Status CarryOver(Database& database, const std::string& document, const std::vector<CurrentText>& renditions,
                 std::vector<Decided>& decided) {
  for (const CurrentText& text : renditions) {
    Result<std::vector<Candidate>> candidates = OpenFindings(database, text, document);
    if (!candidates) return candidates.error();
    if (candidates->empty()) continue;
    for (Decided& gone : decided) {
      if (gone.is_current || !gone.moved_to.empty() || gone.what.action == "add") continue;
      Result<Candidate*> found = Successor(database, gone, text, *candidates);
      if (!found) return found.error();
      Candidate* successor = *found;
      if (!successor) continue;
      successor->taken = true;
      gone.moved_to = successor->fact;
      Status status = database.Run("UPDATE standing SET moved_to = ? WHERE document = ? AND fact = ?",
                                   successor->fact, document, gone.fact);
      if (status.ok()) {
        status = database.Run(
            "INSERT INTO standing (document, fact, decision) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            document, successor->fact, gone.decision);
      }
      if (!status.ok()) return status;
    }
  }
  return {};
}

}  // namespace

std::optional<Located> Locate(std::string_view text, uint32_t start, std::string_view quote,
                              std::string_view prefix, std::string_view suffix) {
  if (quote.empty()) return {};
  const auto size = static_cast<uint32_t>(quote.size());
  const auto at = [&](size_t begin) {
    return Located{{static_cast<uint32_t>(begin), static_cast<uint32_t>(begin) + size}, begin != start};
  };
  if (start <= text.size() && text.substr(start, size) == quote) return at(start);
  // The more of what surrounds it is still there, the surer.
  const std::string whole = std::string(prefix) + std::string(quote) + std::string(suffix);
  if (const size_t found = text.find(whole); found != text.npos) return at(found + prefix.size());
  const std::string before = std::string(prefix) + std::string(quote);
  if (const size_t found = text.find(before); !prefix.empty() && found != text.npos)
    return at(found + prefix.size());
  const std::string after = std::string(quote) + std::string(suffix);
  if (const size_t found = text.find(after); !suffix.empty() && found != text.npos) return at(found);
  const size_t found = text.find(quote);
  if (found == text.npos || text.find(quote, found + 1) != text.npos)
    return {};  // Which of them, nobody knows.
  return at(found);
}

Status Reanchor(Database& database, const std::string& document) {
  {
    Result<Row> any = database.First("SELECT 1 FROM standing WHERE document = ? LIMIT 1", document);
    if (!any) return any.error();
    if (!*any) return ForgetAdded(database, document);
  }
  Result<std::vector<CurrentText>> renditions = CurrentTexts(database, document);
  if (!renditions) return renditions.error();
  Result<std::vector<Decided>> decided = DecidedFacts(database, document);
  if (!decided) return decided.error();
  Status status = PlaceAllAdded(database, document, *renditions, *decided);
  if (status.ok()) status = ForgetCarried(database, document, *decided);
  return status.ok() ? CarryOver(database, document, *renditions, *decided) : status;
}

}  // namespace trialmine

// `trialmine show`: a trial or a document, each value with the words that prove it.

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>
#include <set>
#include <tuple>

#include "command.h"
#include "fetch/archive.h"
#include "fetch/utf8.h"
#include "store/json_text.h"
#include "store/query.h"

namespace trialmine {
namespace {

constexpr size_t kContextBytes = 90;  // On each side of the evidence.
constexpr uint64_t kLargestOriginal = uint64_t{8} << 30;

struct ShowOptions {
  std::string store, id;
  bool json = false, original = false;
};

/// How evidence and headings are marked: by colour for a person at a terminal, by signs elsewhere.
struct Marks {
  const char *evidence = "»", *evidence_end = "«", *heading = "", *faint = "", *end = "";
};

Marks ChooseMarks() {
  const char* no_color = std::getenv("NO_COLOR");
  if (!OutputIsTerminal() || (no_color && *no_color)) return {};
  return {"\x1b[1;33m", "\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[0m"};
}

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

/// The evidence within its block, cut to what fits, with the words marked.
std::string InContext(const Document& document, const StoredFact& fact, const Marks& marks) {
  Span block = fact.span;
  if (fact.block < document.blocks.size()) block = document.blocks[fact.block].span;
  size_t begin = block.begin, end = block.end;
  if (fact.span.begin - begin > kContextBytes) begin = fact.span.begin - kContextBytes;
  if (end - fact.span.end > kContextBytes) end = fact.span.end + kContextBytes;
  while (begin < fact.span.begin && IsContinuation(document.text[begin])) ++begin;
  while (end > fact.span.end && end < document.text.size() && IsContinuation(document.text[end])) --end;
  const std::string_view text = document.text;
  std::string line = begin > block.begin ? "…" : "";
  line += TerminalText(text.substr(begin, fact.span.begin - begin)) + marks.evidence;
  line += TerminalText(text.substr(fact.span.begin, fact.span.size())) + marks.evidence_end;
  line += TerminalText(text.substr(fact.span.end, end - fact.span.end));
  return end < block.end ? line + "…" : line;
}

/// A flat JSON object as words: `count 60, kind randomized`. Inner objects and lists keep their brackets.
std::string InWords(std::string_view json) {
  std::string words;
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      if (c == '"') {
        quoted = false;
      } else {
        words +=
            c == '\\' && i + 1 < json.size() && (json[i + 1] == '"' || json[i + 1] == '\\') ? json[++i] : c;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ':') {
      words += ' ';
    } else if (c == ',') {
      words += ", ";
    } else if (c == '{') {
      if (depth++ > 0) words += '(';
    } else if (c == '}') {
      if (--depth > 0) words += ')';
    } else if (c != ' ' && c != '\t') {
      words += c;
    }
  }
  return TerminalText(words);
}

void AppendFactText(const Document& document, const StoredFact& fact, const Marks& marks, std::string& out) {
  char confidence[16];
  std::snprintf(confidence, sizeof confidence, "%.2f", fact.confidence);
  out += "\n  " + std::string(marks.heading) + fact.field + marks.end + " " + InWords(fact.EffectiveValue()) +
         "\n";
  if (fact.state == "corrected") out += "    read as: " + InWords(fact.value) + "\n";
  if (fact.state == "stale" && fact.decision)
    out += "    " + fact.decision->action +
           " was decided when it read: " + InWords(fact.decision->old_value) + "\n";
  out += "    " + InContext(document, fact, marks) + "\n";
  out += marks.faint;
  out += "    " + fact.state + " · " + fact.section + " · " + TerminalText(fact.rule) + " · " + confidence +
         " · " + fact.id;
  if (!fact.context.empty()) out += " · " + fact.context;
  if (!fact.conversion.empty()) out += " · " + TerminalText(fact.conversion);
  out += std::string(marks.end) + "\n";
}

std::string DocumentText(const StoredDocument& stored, const std::vector<StoredFact>& facts,
                         const Marks& marks) {
  const Document& document = stored.document;
  std::string out =
      std::string(marks.heading) + document.id + marks.end + "  " + TerminalText(document.title) + "\n";
  const auto line = [&out](const char* name, const std::string& text) {
    if (!text.empty()) out += "  " + std::string(name) + ": " + TerminalText(text) + "\n";
  };
  line("trial", stored.trial_key);
  line("source",
       document.source + (document.retracted ? " (retracted)" : "") + (stored.deleted ? " (withdrawn)" : ""));
  line("published", document.published);
  line("url", document.url);
  line("file", document.file);
  line("rules", stored.rules_version);
  for (const StoredFact& fact : facts) AppendFactText(document, fact, marks, out);
  return out + "\n";
}

std::string DiscrepancyText(const StoredDiscrepancy& found, const Marks& marks) {
  std::string out = "  " + std::string(marks.heading) + found.kind + marks.end + " ";
  if (found.said.empty())
    out += TerminalText(found.document + " " + found.detail);
  else if (!found.detail.empty())
    out += TerminalText(found.detail);
  out += '\n';
  for (const Discrepancy::Said& said : found.said)
    out += "    " + TerminalText(said.value) + " · " + TerminalText(said.document) + "\n";
  return out;
}

std::string DiscrepanciesText(const std::vector<StoredDiscrepancy>& discrepancies, const Marks& marks) {
  if (discrepancies.empty()) return {};
  std::string out = std::string(marks.heading) + "Where the sources disagree" + marks.end + "\n";
  for (const StoredDiscrepancy& found : discrepancies) out += DiscrepancyText(found, marks);
  return out;
}

/// What is known to disagree around some documents, each once.
Result<std::vector<StoredDiscrepancy>> DiscrepanciesAround(Store& store,
                                                           const std::vector<int64_t>& documents) {
  std::vector<StoredDiscrepancy> all;
  std::set<std::tuple<std::string, std::string, std::string, std::string>> seen;
  for (int64_t document : documents) {
    Result<std::vector<StoredDiscrepancy>> found = DiscrepanciesOf(store, document);
    if (!found) return found.error();
    for (StoredDiscrepancy& one : *found)
      if (seen.emplace(one.trial, one.document, one.kind, one.detail).second) all.push_back(std::move(one));
  }
  return all;
}

void AppendFactJson(const StoredFact& fact, std::string& out) {
  JsonObject object(out);
  object.Text("id", fact.id);
  object.Text("field", fact.field);
  object.Number("start", fact.start_char);
  object.Number("end", fact.end_char);
  object.Text("text", fact.quote);
  object.Text("section", fact.section);
  object.Text("rule", fact.rule);
  char confidence[16];
  std::snprintf(confidence, sizeof confidence, "%.3g", fact.confidence);
  object.Raw("confidence", confidence);
  object.Raw("value", fact.value);
  object.TextIfAny("context", fact.context);
  object.TextIfAny("conversion", fact.conversion);
  object.Text("review_state", fact.state);
  if (fact.decision) object.Raw("decision", ToJsonLine(*fact.decision));
}

void AppendDocumentJson(const StoredDocument& stored, const std::vector<StoredFact>& facts,
                        std::string& out) {
  JsonObject object(out);
  object.Text("id", stored.document.id);
  object.Text("source", stored.document.source);
  object.Text("title", stored.document.title);
  object.TextIfAny("published", stored.document.published);
  object.TextIfAny("url", stored.document.url);
  object.Text("file", stored.document.file);
  object.Text("sha256", stored.document.sha256);
  object.Raw("deleted", stored.deleted ? "true" : "false");
  object.Text("rule_version", stored.rules_version);
  std::string& list = object.Key("findings");
  char separator = '[';
  for (const StoredFact& fact : facts) {
    list += separator;
    AppendFactJson(fact, list);
    separator = ',';
  }
  list += facts.empty() ? "[]" : "]";
  object.Raw("trial", stored.trial);
}

Status ShowAll(Store& store, const std::vector<int64_t>& documents, const ShowOptions& options,
               Output& output) {
  const Marks marks = ChooseMarks();
  std::string json = "{\"schema\":1,\"documents\":[";
  bool first = true;
  for (int64_t id : documents) {
    Result<StoredDocument> stored = LoadDocument(store, id, true);
    if (!stored) return stored.error();
    Result<std::vector<StoredFact>> facts = FactsOf(store, id);
    if (!facts) return facts.error();
    if (options.json) {
      if (!first) json += ',';
      AppendDocumentJson(*stored, *facts, json);
    } else if (Status status = output.Write(DocumentText(*stored, *facts, marks)); !status) {
      return status;
    }
    first = false;
  }
  Result<std::vector<StoredDiscrepancy>> discrepancies = DiscrepanciesAround(store, documents);
  if (!discrepancies) return discrepancies.error();
  if (!options.json) return output.Write(DiscrepanciesText(*discrepancies, marks));
  json += "],\"discrepancies\":[";
  for (size_t i = 0; i < discrepancies->size(); ++i) {
    if (i > 0) json += ',';
    json += ToJson((*discrepancies)[i]);
  }
  return output.Write(json + "]}\n");
}

/// The archived bytes a document was read from, as they came.
Status ShowOriginal(Store& store, int64_t document, const ShowOptions& options, Output& output) {
  Result<StoredDocument> stored = LoadDocument(store, document, false);
  if (!stored) return stored.error();
  Result<std::optional<ArchiveEntry>> entry = store.FindResponse(stored->document.sha256);
  if (!entry) return entry.error();
  if (!*entry) return Error{"not_found", "its response is not in the archive"};
  Result<Response> response = Archive::Get(ArchiveFolder(options.store), **entry);
  if (!response) return response.error();
  Result<std::string> bytes = response->body.ReadAll(kLargestOriginal);
  if (!bytes) return bytes.error();
  return output.Write(*bytes);
}

ExitCode Show(const ShowOptions& options) {
  Result<Store> store = Store::OpenReadOnly(options.store);
  if (!store) return Fail(options.store, store.error());
  Result<std::vector<int64_t>> documents = FindDocuments(*store, options.id);
  if (!documents) return Fail(options.store, documents.error());
  if (documents->empty())
    return Fail(options.id, {"not_found", "the store has no trial or document of this id"});
  Output output;
  Status status = options.original ? ShowOriginal(*store, documents->front(), options, output)
                                   : ShowAll(*store, *documents, options, output);
  if (status.ok()) status = output.Flush();
  return status.ok() ? kDone : Fail(options.id, status.error());
}

}  // namespace

void AddShow(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App* command =
      app.add_subcommand("show", "Show a trial or a document with the words behind each value");
  command->add_option("id", options->id, "A trial key, document id or any other id of it")->required();
  command->add_option("--store", options->store, "The store")->required();
  command->add_flag("--json", options->json, "One JSON object");
  command->add_flag("--original", options->original, "The archived bytes it was read from");
  command->callback([options, &chosen] { chosen = [options] { return Show(*options); }; });
}

}  // namespace trialmine

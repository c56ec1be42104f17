#include <algorithm>

#include "fetch/archive.h"
#include "fetch/utf8.h"
#include "view.h"

// A document to read, one of its findings in full, and the bytes it came from.

namespace trialmine {
namespace {

constexpr uint64_t kLargestOriginal = uint64_t{512} << 20;

std::string_view KindName(BlockKind kind) {
  switch (kind) {
    case BlockKind::kTitle:
      return "title";
    case BlockKind::kHeading:
      return "heading";
    case BlockKind::kParagraph:
      return "paragraph";
    case BlockKind::kListItem:
      return "list_item";
    case BlockKind::kCell:
      return "cell";
    case BlockKind::kCaption:
      return "caption";
    case BlockKind::kFootnote:
      return "footnote";
    case BlockKind::kReference:
      return "reference";
    case BlockKind::kLabel:
      return "label";
    case BlockKind::kField:
      return "field";
  }
  return "paragraph";
}

void AppendCell(const Block& block, JsonObject& object) {
  object.Number("row", block.cell.row);
  object.Number("column", block.cell.column);
  object.Number("row_span", block.cell.row_span);
  object.Number("column_span", block.cell.column_span);
  object.Raw("header", block.cell.header ? "true" : "false");
}

void AppendBlock(const Document& document, SentenceMap& sentences, uint32_t index, std::string& json) {
  const Block& block = document.blocks[index];
  JsonObject object(json);
  object.Number("i", index);
  object.Text("kind", KindName(block.kind));
  object.Text("section", Name(block.section));
  object.Text("lang", Tag(block.language));
  if (block.kind == BlockKind::kHeading) object.Number("level", 2);
  if (block.table >= 0) object.Number("table", block.table);
  if (block.kind == BlockKind::kCell) AppendCell(block, object);
  if (block.group >= 0) object.Number("group", block.group);
  object.TextIfAny("field", block.field);
  std::string& out = object.Key("sentences");
  int64_t i = 0;
  AppendList(sentences.Sentences(index), out, [&](Span span) {
    JsonObject sentence(out);
    sentence.Number("i", i++);
    sentence.Text("text", document.Text(span));
  });
}

void AppendDocument(const DocumentView& view, JsonObject& object) {
  const StoredDocument& stored = view.stored();
  const Document& document = stored.document;
  object.Text("id", document.id);
  object.Text("title", document.title);
  const auto title = std::find_if(document.blocks.begin(), document.blocks.end(),
                                  [](const Block& block) { return block.kind == BlockKind::kTitle; });
  const std::string language = document.languages.empty() ? "und" : document.languages.front();
  object.Text("title_lang",
              title == document.blocks.end() ? std::string_view(language) : Tag(title->language));
  object.Text("source", document.source);
  std::vector<std::string> renditions;
  for (const Rendition& one : view.renditions()) renditions.push_back(one.source);
  AppendTexts(renditions, object.Key("renditions"));
  object.Text("url", document.url);
  AppendTexts(document.languages, object.Key("languages"));
  object.Text("published", document.published);
  object.Text("journal", document.journal);
  object.Text("sha256", document.sha256);
  AppendTexts(document.aliases, object.Key("aliases"));
  object.Text("trial_key", stored.trial_key);
  object.Raw("retracted", document.retracted ? "true" : "false");
  object.Text("retrieved_at", stored.retrieved_at);
}

const RuleInfo* FindRule(const ReviewContext& context, const std::string& id) {
  const auto found = context.rule_infos.find(id);
  return found == context.rule_infos.end() ? nullptr : &found->second;
}

void AppendRule(const RuleInfo& rule, JsonObject& object) {
  object.Text("id", rule.id);
  object.Text("kind", rule.kind);
  object.Text("field", rule.field);
  object.Text("file", rule.file);
  object.Text("pattern", rule.pattern);
}

/// What the rules make of the sentences a finding stands in.
std::string StepsFor(const ReviewContext& context, DocumentView& view, Span span) {
  std::string words;
  for (const Anchor& anchor : view.sentences().AnchorsOf(span))
    words += view.document().Text(view.sentences().Sentences(anchor.block)[anchor.sentence]);
  return words.empty() ? words : ReadableText(Explain(words, context.rules));
}

/// Splits `DOC/ID`; a document's id may hold slashes, a finding's holds none.
std::pair<std::string, std::string> DocumentAndFinding(const std::string& rest) {
  const size_t slash = rest.rfind('/');
  if (slash == std::string::npos) return {};
  return {rest.substr(0, slash), rest.substr(slash + 1)};
}

HttpReply Vanished(DocumentView& view, const std::string& id) {
  Result<std::optional<Decision>> vanished = view.FindVanished(id);
  if (!vanished) return ErrorReply(vanished.error());
  if (!*vanished) return ErrorReply(404, "not_found", "the document has no such finding");
  std::string json;
  if (Status status = view.AppendVanished(**vanished, json); !status) return ErrorReply(status.error());
  Result<std::vector<DecisionEvent>> history = view.History(id);
  if (!history) return ErrorReply(history.error());
  json.back() = ',';
  json += "\"history\":";
  AppendList(*history, json, [&](const DecisionEvent& event) { AppendDecision(event, json); });
  json += '}';
  return JsonReply(std::move(json));
}

/// A file name that any system takes.
std::string FileName(const std::string& id) {
  std::string name;
  for (char c : id) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    name += plain ? c : '_';
  }
  return name.substr(0, 100) + ".bin";
}

}  // namespace

HttpReply GetDocument(const ApiCall& call) {
  Result<Stores::Reader> store = call.context.stores.Read();
  if (!store) return ErrorReply(store.error());
  Result<DocumentView> view =
      DocumentView::Open(**store, call.reviewer, call.rest, call.request.Query("source"));
  if (!view) return ErrorReply(view.error());
  if (Status status = view->ReadAll(); !status) return ErrorReply(status.error());
  Result<std::vector<Decision>> vanished = VanishedOf(**store, view->document().id);
  if (!vanished) return ErrorReply(vanished.error());
  std::string json;
  json.reserve(view->document().text.size() * 2 + view->facts().size() * 1000);
  Status status;
  {
    JsonObject answer(json);
    AppendDocument(*view, answer);
    std::string& blocks = answer.Key("blocks");
    uint32_t index = 0;
    AppendList(view->document().blocks, blocks,
               [&](const Block&) { AppendBlock(view->document(), view->sentences(), index++, blocks); });
    std::string& findings = answer.Key("findings");
    AppendList(view->facts(), findings, [&](const StoredFact& fact) {
      Status appended = view->AppendFinding(fact, findings);
      if (!appended.ok()) status = appended;
    });
    std::string& gone = answer.Key("vanished");
    AppendList(*vanished, gone, [&](const Decision& decision) {
      Status appended = view->AppendVanished(decision, gone);
      if (!appended.ok()) status = appended;
    });
    Status arms = AppendArms(*view, answer.Key("arms"));
    if (!arms.ok()) status = arms;
  }
  return status.ok() ? JsonReply(std::move(json)) : ErrorReply(status.error());
}

HttpReply GetFinding(const ApiCall& call) {
  const auto [document, id] = DocumentAndFinding(call.rest);
  Result<Stores::Reader> store = call.context.stores.Read();
  if (!store) return ErrorReply(store.error());
  Result<DocumentView> view =
      DocumentView::OpenWith(**store, call.reviewer, document, call.request.Query("source"), id);
  if (!view) return ErrorReply(view.error());
  Result<std::optional<StoredFact>> fact = FactOf(**store, view->stored().id, id);
  if (!fact) return ErrorReply(fact.error());
  if (!*fact) return Vanished(*view, id);
  Result<std::vector<DecisionEvent>> history = view->History(id);
  if (!history) return ErrorReply(history.error());
  std::string json;
  Status status;
  {
    JsonObject answer(json);
    status = view->AppendFindingMembers(**fact, answer);
    if (const RuleInfo* rule = FindRule(call.context, (*fact)->rule)) {
      JsonObject explain(answer.Key("explain"));
      AppendRule(*rule, explain);
    } else {
      answer.Raw("explain", "null");
    }
    answer.Text("steps", StepsFor(call.context, *view, (*fact)->span));
    answer.Text("rules_version", (*fact)->rules_version);
    std::string& events = answer.Key("history");
    AppendList(*history, events, [&](const DecisionEvent& event) { AppendDecision(event, events); });
  }
  return status.ok() ? JsonReply(std::move(json)) : ErrorReply(status.error());
}

HttpReply GetRule(const ApiCall& call) {
  const RuleInfo* rule = FindRule(call.context, call.rest);
  if (!rule) return ErrorReply(404, "not_found", "there is no such rule");
  std::vector<const RuleExample*> examples;
  for (const RuleExample& example : call.context.examples)
    if (example.rule == rule->id) examples.push_back(&example);
  std::string json;
  {
    JsonObject answer(json);
    AppendRule(*rule, answer);
    std::string& out = answer.Key("examples");
    AppendList(examples, out, [&](const RuleExample* example) {
      JsonObject object(out);
      object.Text("text", example->text);
      object.Raw("must_match", example->must_match ? "true" : "false");
      object.Raw("value", example->value);
    });
  }
  return JsonReply(std::move(json));
}

HttpReply GetOriginal(const ApiCall& call) {
  Result<Stores::Reader> store = call.context.stores.Read();
  if (!store) return ErrorReply(store.error());
  Result<DocumentView> view =
      DocumentView::Open(**store, call.reviewer, call.rest, call.request.Query("source"));
  if (!view) return ErrorReply(view.error());
  Result<std::optional<ArchiveEntry>> entry = (**store).FindResponse(view->document().sha256);
  if (!entry) return ErrorReply(entry.error());
  if (!*entry) return ErrorReply(404, "not_found", "the response of this document is not archived");
  Result<Response> response = Archive::Get(ArchiveFolder(call.context.stores.path()), **entry);
  if (!response) return ErrorReply(500, response.error().code, response.error().detail);
  Result<std::string> bytes = response->body.ReadAll(kLargestOriginal);
  if (!bytes) return ErrorReply(500, bytes.error().code, bytes.error().detail);
  // A page of somebody else's must never be shown as one of ours.
  return {200,
          "application/octet-stream",
          std::move(*bytes),
          {{"Content-Disposition", "attachment; filename=\"" + FileName(call.rest) + "\""},
           {"Cache-Control", "no-store"}}};
}

}  // namespace trialmine

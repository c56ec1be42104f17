// Articles in the Journal Article Tag Suite (PubMed Central, publishers), one or many in a response.

#include <algorithm>
#include <string>
#include <utility>

#include "document_builder.h"
#include "formats.h"
#include "jats_table.h"
#include "section.h"
#include "xml_date.h"
#include "xml_stream.h"
#include "xml_text.h"

namespace trialmine {
namespace {

constexpr std::string_view kRecords[] = {"article"};
constexpr std::string_view kSkipped[] = {
    "sub-article",
    "response",
    "aff",
    "author-notes",
    "permissions",
    "counts",
    "contrib-id",
    "object-id",
    "graphic",
    "media",
    "self-uri",
    "history",
    "funding-group",
    "bio",
    "processing-meta",
    "kwd-group",
    "article-categories",
    "supplementary-material",
    "inline-graphic",
    "inline-supplementary-material",
};

void AddId(Document& document, std::string_view kind, std::string_view value) {
  std::string id(value);
  if (id.empty()) return;
  if (kind == "pmid") {
    id = "pmid:" + id;
  } else if (kind == "pmc" || kind == "pmcid" || kind == "pmc-uid") {
    id = (id.starts_with("PMC") ? "pmcid:" : "pmcid:PMC") + id;
  } else if (kind == "doi") {
    id = "doi:" + id;
  } else {
    return;
  }
  if (std::ranges::find(document.aliases, id) == document.aliases.end()) document.aliases.push_back(id);
}

// The PMID names a document, else its PMCID, else its DOI; the others are aliases.
void ChooseId(Document& document) {
  for (std::string_view kind : {"pmid:", "pmcid:", "doi:"}) {
    auto found =
        std::ranges::find_if(document.aliases, [&](const std::string& id) { return id.starts_with(kind); });
    if (found == document.aliases.end()) continue;
    document.id = std::move(*found);
    document.aliases.erase(found);
    return;
  }
}

void ReadContributors(XmlElement group, Document& document) {
  for (XmlElement contributor : group.children()) {
    if (contributor.name() != "contrib") continue;
    if (const auto type = contributor.Attribute("contrib-type"); !type.empty() && type != "author") continue;
    if (XmlElement name = contributor.Find("name")) {
      document.authors.push_back({InlineText(name.Child("surname")), InlineText(name.Child("given-names"))});
    } else if (XmlElement group_name = contributor.Child("collab")) {
      document.authors.push_back({InlineText(group_name), ""});
    }
  }
}

void ReadTitles(XmlElement group, DocumentBuilder& builder) {
  std::string title = InlineText(group.Child("article-title"));
  if (XmlElement subtitle = group.Child("subtitle")) title += ": " + InlineText(subtitle);
  builder.Add(BlockKind::kTitle, Section::kTitle, title);
  Document& document = builder.document();
  if (!document.blocks.empty()) document.title = document.Text(document.blocks.front().span);
  for (XmlElement child : group.children()) {
    if (child.name() == "trans-title")
      builder.Add(BlockKind::kTitle, Section::kTitle, InlineText(child));
    else if (child.name() == "trans-title-group")
      builder.Add(BlockKind::kTitle, Section::kTitle, InlineText(child.Child("trans-title")));
  }
}

// The most exact of the dates of publication, of equals the first; a date of deposit is none.
void ReadDate(XmlElement date, Document& document) {
  const std::string_view type = date.Attribute("pub-type");
  if (type == "pmc-release" || type == "nihms-submitted") return;
  const std::string iso = DateOf(date);
  if (iso.size() > document.published.size()) document.published = iso;
}

bool IsRetractionOf(XmlElement related) {
  const std::string_view type = related.Attribute("related-article-type");
  return type == "retraction-forward" || type == "retracted-by";
}

// What is said of an article's parts by the type its source gives them.
std::optional<Section> SectionOfType(std::string_view type) {
  if (type.starts_with("intro")) return Section::kBackground;
  return type.empty() ? std::nullopt : SectionOf(type);
}

/// Writes sections, paragraphs, lists, tables and figures in reading order.
class Body {
 public:
  explicit Body(DocumentBuilder& builder) : builder_(builder) {}

  void AddAbstract(XmlElement abstract);
  void AddBody(XmlElement body);
  void AddSection(XmlElement section);

 private:
  /// The content of an element that may hold text and blocks alike.
  void Flow(XmlElement element);
  void AddChild(XmlElement child);
  bool AddBlock(XmlElement child);
  void AddReferences(XmlElement list);
  void AddReference(XmlElement reference);
  void FlowAs(BlockKind kind, XmlElement element);
  void Flush();

  DocumentBuilder& builder_;
  std::string line_;  // Text of the block being gathered.
  Section section_ = Section::kOther;
  BlockKind kind_ = BlockKind::kParagraph;
  std::string label_;         // Of the part of an abstract.
  bool in_abstract_ = false;  // Paragraphs may carry inline labels.
};

void Body::Flush() {
  const std::string line = std::exchange(line_, {});
  if (kind_ == BlockKind::kParagraph && in_abstract_ && label_.empty())
    return AddLabelledParagraph(builder_, line, section_);
  builder_.Begin(kind_, kind_ == BlockKind::kCaption ? Section::kCaption : section_);
  if (kind_ == BlockKind::kParagraph) builder_.open_block().field = label_;
  builder_.Append(line);
  builder_.End();
}

void Body::FlowAs(BlockKind kind, XmlElement element) {
  Flush();
  const BlockKind outer = std::exchange(kind_, kind);
  Flow(element);
  Flush();
  kind_ = outer;
}

void Body::Flow(XmlElement element) {
  element.VisitContent([&](std::string_view text) { line_ += text; },
                       [&](XmlElement child) { AddChild(child); });
}

void Body::AddChild(XmlElement child) {
  const std::string_view name = child.name();
  if (AddBlock(child) || AppendMarkup(child, line_)) return;
  if (name == "label") {
    AppendInline(child, line_);
    line_ += ' ';
  } else if (name == "disp-formula") {
    line_ += ' ';
    AppendInline(child, line_);
    line_ += ' ';
  } else {
    Flow(child);
  }
}

bool Body::AddBlock(XmlElement child) {
  const std::string_view name = child.name();
  if (name == "p" || name == "disp-quote" || name == "verse-group" || name == "speech" ||
      name == "def-list") {
    FlowAs(kind_, child);
  } else if (name == "sec" || name == "app" || name == "ack" || name == "notes" || name == "boxed-text" ||
             name == "glossary") {
    AddSection(child);
  } else if (name == "title") {
    FlowAs(BlockKind::kHeading, child);
  } else if (name == "list") {
    FlowAs(kind_, child);
  } else if (name == "list-item" || name == "def-item") {
    FlowAs(BlockKind::kListItem, child);
  } else if (name == "table-wrap" || name == "table") {
    Flush();
    AddJatsTable(child, builder_);
  } else if (name == "fig") {
    Flush();
    builder_.Add(BlockKind::kCaption, Section::kCaption, CaptionText(child));
  } else if (name == "ref-list") {
    AddReferences(child);
  } else if (name == "fn") {
    FlowAs(BlockKind::kFootnote, child);
  } else {
    return false;
  }
  return true;
}

// A heading decides on a section of the text's first level; below, only what cannot belong to the section
// around it.
void Body::AddSection(XmlElement section) {
  Flush();
  const XmlElement title = section.Child("title");
  const std::string heading = InlineText(title);
  std::optional<Section> own = SectionOf(heading);
  if (!own) own = SectionOfType(section.Attribute("sec-type"));
  const bool top = section_ == Section::kOther;
  const bool apart = own == Section::kRegistration || own == Section::kReferences ||
                     (own == Section::kConclusion && section_ == Section::kDiscussion);
  const Section outer = section_;
  const std::string outer_label = label_;
  if (own && (top || apart)) section_ = *own;
  if (XmlElement caption = section.Child("caption"); caption && !title) line_ = CaptionText(section);
  if (XmlElement label = section.Child("label"); label && title) line_ = InlineText(label) + ' ' + heading;
  if (line_.empty()) line_ = heading;
  if (in_abstract_) label_ = TrimSpace(line_);
  builder_.Add(BlockKind::kHeading, section_, line_);
  line_.clear();
  section.VisitContent([&](std::string_view text) { line_ += text; },
                       [&](XmlElement child) {
                         const std::string_view name = child.name();
                         if (name != "title" && name != "label" && name != "caption" && name != "sec-meta")
                           AddChild(child);
                       });
  Flush();
  section_ = outer;
  label_ = outer_label;
}

void Body::AddAbstract(XmlElement abstract) {
  const std::string_view type = abstract.Attribute("abstract-type");
  // A table of contents' teaser says again what the abstract says.
  if (type == "toc" || type == "teaser" || type == "graphical") return;
  in_abstract_ = true;
  for (XmlElement child : abstract.children())
    if (child.name() == "title")
      builder_.Add(BlockKind::kHeading, Section::kOther, InlineText(child));
    else
      AddChild(child);
  Flush();
  in_abstract_ = false;
}

// What stands before the first heading of a report with a section on methods is its introduction.
void Body::AddBody(XmlElement body) {
  bool report = false;
  for (XmlElement child : body.children())
    report =
        report || (child.name() == "sec" && SectionOf(InlineText(child.Child("title"))) == Section::kMethods);
  if (report) section_ = Section::kBackground;
  for (XmlElement child : body.children()) {
    if (child.name() == "sec") section_ = Section::kOther;
    AddChild(child);
  }
  Flush();
  section_ = Section::kOther;
}

void Body::AddReferences(XmlElement list) {
  Flush();
  for (XmlElement child : list.children()) {
    if (child.name() == "title")
      builder_.Add(BlockKind::kHeading, Section::kReferences, InlineText(child));
    else if (child.name() == "ref-list")
      AddReferences(child);
    else if (child.name() == "ref")
      AddReference(child);
  }
}

bool IsWordByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// The parts of a citation often touch in the source and are set apart by style sheets.
void AppendSpaced(XmlElement element, std::string& text) {
  element.VisitContent([&](std::string_view piece) { text += piece; },
                       [&](XmlElement child) {
                         const std::string_view inner = child.text();
                         const bool raised = child.name() == "sup" || child.name() == "sub";
                         if (!raised && !text.empty() && IsWordByte(text.back()) && !inner.empty() &&
                             IsWordByte(inner.front()))
                           text += ' ';
                         if (!AppendMarkup(child, text)) AppendSpaced(child, text);
                       });
}

void Body::AddReference(XmlElement reference) {
  AppendSpaced(reference, line_);
  builder_.Add(BlockKind::kReference, Section::kReferences, line_);
  line_.clear();
}

void ReadMeta(XmlElement meta, DocumentBuilder& builder) {
  Document& document = builder.document();
  for (XmlElement child : meta.children()) {
    const std::string_view name = child.name();
    if (name == "article-id") AddId(document, child.Attribute("pub-id-type"), child.trimmed());
    if (name == "title-group") ReadTitles(child, builder);
    if (name == "contrib-group") ReadContributors(child, document);
    if (name == "pub-date") ReadDate(child, document);
    if (name == "related-article" && IsRetractionOf(child)) document.retracted = true;
    if (name == "article-version") document.version = child.trimmed();
  }
  ChooseId(document);
}

// Registrations that an article's metadata link to.
void ReadRegistrations(XmlElement element, Document& document) {
  for (XmlElement child : element.children()) {
    if (child.name() == "related-object" &&
        child.Attribute("source-type").find("registry") != std::string_view::npos &&
        !child.Attribute("document-id").empty())
      document.data_bank_ids.emplace_back(child.Attribute("document-id"));
    ReadRegistrations(child, document);
  }
}

void ReadRecord(XmlElement article, std::vector<Document>& documents) {
  DocumentBuilder builder;
  Document& document = builder.document();
  const XmlElement front = article.Child("front");
  const XmlElement meta = front.Child("article-meta");
  document.journal = InlineText(front.Child("journal-meta").Find("journal-title"));
  const std::string_view type = article.Attribute("article-type");
  if (!type.empty()) document.publication_types.emplace_back(type);
  document.retracted = type == "retracted-article";
  ReadMeta(meta, builder);
  Body body(builder);
  for (XmlElement child : meta.children()) {
    if (child.name() == "abstract" || child.name() == "trans-abstract") {
      body.AddAbstract(child);
      ReadRegistrations(child, document);
    }
    if (child.name() == "custom-meta-group" || child.name() == "related-object")
      ReadRegistrations(meta, document);
  }
  for (XmlElement child : front.children())
    if (child.name() == "notes") body.AddSection(child);
  for (std::string_view part : {"body", "back", "floats-group", "floats-wrap"})
    body.AddBody(article.Child(part));
  documents.push_back(builder.Take());
}

constexpr XmlFormat kFormat{"jats", kRecords, kSkipped, ReadRecord};

}  // namespace

std::unique_ptr<DocumentStream> OpenJats(const Response& response, const ParseLimits& limits) {
  return OpenXml(response, limits, kFormat);
}

}  // namespace trialmine

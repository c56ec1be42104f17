#include "xml_stream.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "xml_input.h"

namespace trialmine {
namespace {

std::string_view View(const xmlChar* text) { return reinterpret_cast<const char*>(text); }

// Element and attribute names by the address at which the parser interns them: one probe tells a name's role.
class NameTable {
 public:
  enum class Role : uint8_t { kPlain, kRecord, kSkipped };
  struct Name {
    const xmlChar* address = nullptr;
    std::string_view text;
    Role role = Role::kPlain;
  };

  explicit NameTable(const XmlFormat& format) : format_(format), slots_(256) {}

  const Name& Get(const xmlChar* address) {
    size_t slot = Slot(address);
    while (slots_[slot].address != address) {
      if (!slots_[slot].address) return Insert(address);
      slot = (slot + 1) & (slots_.size() - 1);
    }
    return slots_[slot];
  }

 private:
  size_t Slot(const xmlChar* address) const {
    return (reinterpret_cast<uintptr_t>(address) * 0x9E3779B97F4A7C15u >> 32) & (slots_.size() - 1);
  }

  const Name& Insert(const xmlChar* address) {
    if (++used_ * 2 > slots_.size()) Grow();
    Name name{address, View(address), Role::kPlain};
    if (std::ranges::find(format_.records, name.text) != format_.records.end()) name.role = Role::kRecord;
    if (std::ranges::find(format_.skipped, name.text) != format_.skipped.end()) name.role = Role::kSkipped;
    return Place(name);
  }

  const Name& Place(const Name& name) {
    size_t slot = Slot(name.address);
    while (slots_[slot].address) slot = (slot + 1) & (slots_.size() - 1);
    return slots_[slot] = name;
  }

  void Grow() {
    std::vector<Name> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Name& name : old)
      if (name.address) Place(name);
  }

  const XmlFormat& format_;
  std::vector<Name> slots_;  // A power of two, at most half full.
  size_t used_ = 0;
};

class XmlStream final : public DocumentStream {
 public:
  XmlStream(const Response& response, const ParseLimits& limits, const XmlFormat& format);
  ~XmlStream() override;

  std::optional<Result<Document>> Next() override;

 private:
  static XmlStream& Of(void* self) { return *static_cast<XmlStream*>(self); }
  static xmlSAXHandler Handlers();
  static void OnStart(void* self, const xmlChar* name, const xmlChar*, const xmlChar*, int, const xmlChar**,
                      int attributes, int, const xmlChar** attribute) {
    Of(self).Start(name, attributes, attribute);
  }
  static void OnEnd(void* self, const xmlChar*, const xmlChar*, const xmlChar*) { Of(self).End(); }
  static void OnText(void* self, const xmlChar* text, int size) {
    Of(self).Text({reinterpret_cast<const char*>(text), static_cast<size_t>(size)});
  }
  static xmlEntityPtr OnEntity(void* self, const xmlChar* name) { return Of(self).Entity(name); }
  static void OnEntityDeclaration(void* self, const xmlChar* name, int, const xmlChar*, const xmlChar*,
                                  xmlChar*) {
    Of(self).Forbid(name);
  }
  static void OnUnparsedEntity(void* self, const xmlChar* name, const xmlChar*, const xmlChar*,
                               const xmlChar*) {
    Of(self).Forbid(name);
  }
  static void OnError(void* self, xmlErrorPtr error) { Of(self).Complain(*error); }

  void Feed();
  void Start(const xmlChar* name, int attributes, const xmlChar** attribute);
  void End();
  void Text(std::string_view text);
  xmlEntityPtr Entity(const xmlChar* name);
  void Forbid(const xmlChar* entity);
  void Complain(const xmlError& error);

  void AddAttribute(const xmlChar** attribute);
  void EndRecord();
  void CheckSize(size_t ahead);
  void DropRecord(std::string code, std::string detail);
  void Fail(std::string code, const std::string& detail);
  uint64_t Offset() const {
    return context_->input->consumed + (context_->input->cur - context_->input->base);
  }
  std::string Place() const;

  const XmlFormat& format_;
  const ParseLimits limits_;
  Document origin_;  // What every document takes over from the response.
  XmlInput input_;
  NameTable names_;
  xmlParserCtxtPtr context_ = nullptr;

  XmlRecord record_;
  int depth_ = 0;              // Open elements.
  int record_top_ = 0;         // Depth of the record's outermost element; 0 outside of records.
  int skip_top_ = 0;           // Depth of the skipped element we are in (the record's own: it was dropped).
  uint64_t record_begin_ = 0;  // Offset of the record.

  std::deque<Result<Document>> ready_;
  std::vector<Document> documents_;
  size_t given_ = 0;     // Documents and errors so far.
  size_t unnamed_ = 0;   // Documents without an id of their own.
  bool begun_ = false;   // The parser has been given bytes.
  bool rooted_ = false;  // An element has begun.
  bool ending_ = false;  // The parser has been told that there are no more.
  bool failed_ = false;
  bool done_ = false;
  xmlEntity entity_{};
  std::string entity_text_;
};

xmlSAXHandler XmlStream::Handlers() {
  xmlSAXHandler sax{};
  sax.initialized = XML_SAX2_MAGIC;
  sax.startElementNs = OnStart;
  sax.endElementNs = OnEnd;
  sax.characters = OnText;
  sax.ignorableWhitespace = OnText;
  sax.cdataBlock = OnText;
  sax.getEntity = OnEntity;
  sax.entityDecl = OnEntityDeclaration;
  sax.unparsedEntityDecl = OnUnparsedEntity;
  sax.serror = OnError;
  return sax;
}

XmlStream::XmlStream(const Response& response, const ParseLimits& limits, const XmlFormat& format)
    : format_(format), limits_(limits), input_(response), names_(format) {
  origin_.source = format.source;
  origin_.file = response.file;
  origin_.url = response.url;
  origin_.sha256 = response.body.sha256();
  xmlInitParser();
  xmlSAXHandler sax = Handlers();
  context_ = xmlCreatePushParserCtxt(&sax, this, nullptr, 0, nullptr);
  // RECOVER only hands over the decision what is fatal (see Complain). OLDSAX asks getEntity for every name.
  if (context_)
    xmlCtxtUseOptions(context_,
                      XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_OLDSAX);
}

XmlStream::~XmlStream() {
  if (!context_) return;
  if (context_->myDoc) xmlFreeDoc(context_->myDoc);
  xmlFreeParserCtxt(context_);
}

std::optional<Result<Document>> XmlStream::Next() {
  while (ready_.empty() && !done_) Feed();
  if (ready_.empty()) return std::nullopt;
  Result<Document> next = std::move(ready_.front());
  ready_.pop_front();
  ++given_;
  return next;
}

void XmlStream::Feed() {
  if (!context_) return Fail("too_big", "no memory for a parser");
  Result<std::string_view> chunk = input_.Next();
  if (!chunk) return Fail(chunk.error().code, chunk.error().detail);
  if (!chunk->empty()) {
    begun_ = true;
    xmlParseChunk(context_, chunk->data(), static_cast<int>(chunk->size()), 0);
  } else {
    ending_ = done_ = true;
    if (begun_) xmlParseChunk(context_, nullptr, 0, 1);
    if (!failed_ && ready_.empty() && given_ == 0) Fail("empty", "no record in it");
  }
}

void XmlStream::Start(const xmlChar* local, int attributes, const xmlChar** attribute) {
  if (failed_) return;
  rooted_ = true;
  ++depth_;
  if (skip_top_ > 0) return;
  if (depth_ > limits_.max_depth) {
    const std::string detail =
        "more than " + std::to_string(limits_.max_depth) + " nested elements, " + Place();
    return record_top_ > 0 ? DropRecord("too_deep", detail) : Fail("too_deep", detail);
  }
  const NameTable::Name name = names_.Get(local);
  if (record_top_ > 0 && name.role == NameTable::Role::kSkipped) {
    skip_top_ = depth_;
    return;
  }
  if (record_top_ == 0) {
    if (name.role != NameTable::Role::kRecord) return;
    record_top_ = depth_;
    record_begin_ = Offset();
    record_.Clear();
  }
  record_.StartElement(name.text);
  for (int i = 0; i < attributes; ++i, attribute += 5) AddAttribute(attribute);
  CheckSize(0);
}

// `attribute` holds name, prefix, URI, and the first and last bytes of the value.
void XmlStream::AddAttribute(const xmlChar** attribute) {
  const std::string_view name = names_.Get(attribute[0]).text;
  const std::string_view value(reinterpret_cast<const char*>(attribute[3]),
                               static_cast<size_t>(attribute[4] - attribute[3]));
  // As entities are not substituted, the parser leaves an ampersand as a reference.
  constexpr std::string_view kAmpersand = "&#38;";
  if (value.find(kAmpersand) == std::string_view::npos) return record_.AddAttribute(name, value);
  std::string plain;
  size_t begin = 0;
  for (size_t at; (at = value.find(kAmpersand, begin)) != std::string_view::npos;
       begin = at + kAmpersand.size())
    plain.append(value, begin, at - begin).push_back('&');
  record_.AddAttribute(name, plain.append(value, begin));
}

void XmlStream::End() {
  if (failed_) return;
  const int closed = depth_--;
  if (skip_top_ > 0) {
    if (closed == skip_top_) skip_top_ = 0;
    if (closed == record_top_) record_top_ = 0;  // It was dropped.
    return;
  }
  if (record_top_ == 0) return;
  record_.EndElement();
  if (closed != record_top_) return;
  record_top_ = 0;
  EndRecord();
}

void XmlStream::Text(std::string_view text) {
  if (failed_ || record_top_ == 0 || skip_top_ > 0) return;
  record_.AddText(text);
  CheckSize(text.size());  // The parser has yet to move past it.
}

void XmlStream::EndRecord() {
  documents_.clear();
  format_.read(record_.root(), documents_);
  for (Document& document : documents_) {
    document.source = origin_.source;
    document.file = origin_.file;
    if (document.url.empty()) document.url = origin_.url;  // A record may know its own page.
    document.sha256 = origin_.sha256;
    if (document.id.empty()) {
      document.id = "sha256:" + origin_.sha256;
      if (unnamed_++ > 0) document.id += "#" + std::to_string(unnamed_);
    }
    ready_.push_back(std::move(document));
  }
}

void XmlStream::CheckSize(size_t ahead) {
  if (Offset() + ahead - record_begin_ <= limits_.max_record) return;
  DropRecord("too_big", "a record of more than " + std::to_string(limits_.max_record) + " bytes, " + Place());
}

// The record in hand becomes an error; what follows it is read.
void XmlStream::DropRecord(std::string code, std::string detail) {
  record_ = XmlRecord();  // Gives its memory back.
  skip_top_ = record_top_;
  ready_.push_back(Error{std::move(code), std::move(detail)});
}

// Ends the stream after what is ready. No more callbacks come; the parser runs to the end of its chunk.
void XmlStream::Fail(std::string code, const std::string& detail) {
  if (failed_) return;
  failed_ = done_ = true;
  if (context_) context_->disableSAX = 1;
  ready_.push_back(Error{std::move(code), detail});
}

std::string XmlStream::Place() const {
  std::string place = "line " + std::to_string(context_->input->line);
  if (!input_.converted()) place += ", byte " + std::to_string(Offset());
  return place;
}

// A named character becomes itself and a name that no one declared stays as it is printed. Nothing else is
// ever given, so that nothing can expand.
xmlEntityPtr XmlStream::Entity(const xmlChar* name) {
  // A declaration looks up what it declared, to hang the printed value on it; that value is then ours to
  // free.
  if (failed_ || context_->inSubset != 0) return nullptr;
  // A recovered error (see Complain) must not make the parser drop references from here on.
  context_->wellFormed = 1;
  if (xmlEntityPtr predefined = xmlGetPredefinedEntity(name)) return predefined;
  // In an attribute value the parser takes one byte of a character only, and no attribute that is read needs
  // more.
  if (context_->instate == XML_PARSER_ATTRIBUTE_VALUE) return nullptr;
  if (const htmlEntityDesc* known = htmlEntityLookup(name)) {
    std::array<char, U8_MAX_LENGTH> utf8;
    int32_t size = 0;
    U8_APPEND_UNSAFE(utf8.data(), size, known->value);
    entity_text_.assign(utf8.data(), static_cast<size_t>(size));
  } else {
    entity_text_ = "&" + std::string(View(name)) + ";";
  }
  entity_.type = XML_ENTITY_DECL;
  entity_.etype = XML_INTERNAL_PREDEFINED_ENTITY;
  entity_.name = name;
  entity_.content = reinterpret_cast<xmlChar*>(entity_text_.data());
  entity_.length = static_cast<int>(entity_text_.size());
  return &entity_;
}

void XmlStream::Forbid(const xmlChar* entity) {
  Fail("forbidden_entity", "declares the entity " + std::string(View(entity)) + ", " + Place());
}

// Level and code tell what is fatal, but for two things that share a code: bytes that are not UTF-8, and
// characters that XML does not have, as some registers export them.
void XmlStream::Complain(const xmlError& error) {
  if (error.level != XML_ERR_FATAL) return;
  std::string message = error.message ? error.message : "not XML";
  message.resize(std::min(message.find('\n'), message.size()));
  const bool encoding =
      error.code == XML_ERR_INVALID_ENCODING || message.starts_with("Input is not proper UTF-8");
  if (error.code == XML_ERR_INVALID_CHAR && !encoding) return;
  if (error.code == XML_ERR_UNDECLARED_ENTITY) return;  // In an attribute; in text it stays as printed.
  // What ends too early breaks at the very end (but for the bytes of a last, incomplete character), or in a
  // piece of markup that the parser was waiting for, or before its first element.
  const bool closed = rooted_ && depth_ == 0;
  const bool at_end = context_->input->end - context_->input->cur < U8_MAX_LENGTH;
  const bool truncated = ending_ && !closed && (!rooted_ || at_end || error.code == XML_ERR_DOCUMENT_END);
  if (truncated && error.code == XML_ERR_DOCUMENT_END)
    message = "the data end before the root element does";  // libxml2 says there is too much.
  Fail(encoding ? "encoding" : truncated ? "truncated" : "ill_formed", message + ", " + Place());
}

}  // namespace

std::unique_ptr<DocumentStream> OpenXml(const Response& response, const ParseLimits& limits,
                                        const XmlFormat& format) {
  return std::make_unique<XmlStream>(response, limits, format);
}

}  // namespace trialmine

#include "xml.h"

#include <libxml/parser.h>
#include <libxml/xmlreader.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "text.h"

namespace trialmine {
inline namespace sources {
namespace {

constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
constexpr size_t kMaxNodes = 1000000;

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

// What libxml2 reads from: a body, and the error it ended with.
struct Input {
  std::unique_ptr<ByteSource> source;
  std::optional<Error> failure;
};

int ReadInput(void* context, char* buffer, int size) {
  auto* input = static_cast<Input*>(context);
  const Result<size_t> count = input->source->Read({buffer, static_cast<size_t>(size)});
  if (count) return static_cast<int>(*count);
  input->failure = count.error();
  return -1;
}

struct FreeReader {
  void operator()(xmlTextReader* reader) const { xmlFreeTextReader(reader); }
};

// An element that is open, and its text so far.
struct Open {
  XmlTag tag;
  std::string name;
  std::string text;
};

class Walk {
 public:
  Walk(xmlTextReader* reader, const std::function<void(const XmlTag&)>& open,
       const std::function<void(const XmlTag&, std::string_view)>& close)
      : reader_(reader), open_(open), close_(close) {}

  void Node() {
    switch (xmlTextReaderNodeType(reader_)) {
      case XML_READER_TYPE_ELEMENT:
        Begin();
        if (xmlTextReaderIsEmptyElement(reader_) == 1) End();
        break;
      case XML_READER_TYPE_TEXT:
      case XML_READER_TYPE_CDATA:
      case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        if (!stack_.empty()) stack_.back()->text += View(xmlTextReaderConstValue(reader_));
        break;
      case XML_READER_TYPE_END_ELEMENT:
        End();
        break;
      default:
        break;
    }
  }

 private:
  void Begin() {
    auto element = std::make_unique<Open>();
    element->name = View(xmlTextReaderConstLocalName(reader_));
    element->tag.name = element->name;
    if (!stack_.empty()) element->tag.parent = stack_.back()->name;
    element->tag.depth = static_cast<int>(stack_.size());
    while (xmlTextReaderMoveToNextAttribute(reader_) == 1)
      element->tag.attributes[std::string(View(xmlTextReaderConstLocalName(reader_)))] =
          View(xmlTextReaderConstValue(reader_));
    xmlTextReaderMoveToElement(reader_);
    stack_.push_back(std::move(element));
    if (open_) open_(stack_.back()->tag);
  }

  void End() {
    if (stack_.empty()) return;
    if (close_) close_(stack_.back()->tag, stack_.back()->text);
    stack_.pop_back();
  }

  xmlTextReader* reader_;
  const std::function<void(const XmlTag&)>& open_;
  const std::function<void(const XmlTag&, std::string_view)>& close_;
  std::vector<std::unique_ptr<Open>> stack_;
};

// Whether the text broke off rather than being wrong within.
bool EndedEarly() {
  const xmlError* error = xmlGetLastError();
  if (error == nullptr) return false;
  switch (error->code) {
    case XML_ERR_DOCUMENT_END:
    case XML_ERR_DOCUMENT_EMPTY:
    case XML_ERR_TAG_NOT_FINISHED:
    case XML_ERR_GT_REQUIRED:
    case XML_ERR_CDATA_NOT_FINISHED:
    case XML_ERR_COMMENT_NOT_FINISHED:
    case XML_ERR_LTSLASH_REQUIRED:
    case XML_ERR_PI_NOT_FINISHED:
      return true;
    default:
      return false;
  }
}

}  // namespace

Status ReadXml(const Body& body, const std::function<void(const XmlTag&)>& open,
               const std::function<void(const XmlTag&, std::string_view)>& close) {
  Result<std::unique_ptr<ByteSource>> source = body.Open();
  if (!source) return source.error();
  Input input{std::move(*source), std::nullopt};
  xmlResetLastError();
  const std::unique_ptr<xmlTextReader, FreeReader> reader(
      xmlReaderForIO(ReadInput, nullptr, &input, nullptr, nullptr, kOptions));
  if (!reader) return Error{"ill_formed", "it cannot be read as XML"};
  Walk walk(reader.get(), open, close);
  int more = 0;
  while ((more = xmlTextReaderRead(reader.get())) == 1) walk.Node();
  if (input.failure) return *input.failure;
  if (more == 0) return {};
  if (EndedEarly()) return Error{"truncated", "the XML breaks off"};
  return Error{"ill_formed", "it is not well-formed XML"};
}

const XmlNode* XmlNode::Child(std::string_view child) const {
  const auto found =
      std::find_if(children.begin(), children.end(), [&](const XmlNode& node) { return node.name == child; });
  return found == children.end() ? nullptr : &*found;
}

std::string_view XmlNode::Text(std::string_view child) const {
  const XmlNode* node = Child(child);
  return node == nullptr ? std::string_view() : std::string_view(node->text);
}

std::string_view XmlNode::Attribute(std::string_view attribute) const {
  const auto found = attributes.find(attribute);
  return found == attributes.end() ? std::string_view() : std::string_view(found->second);
}

Result<XmlNode> ParseXml(const Body& body) {
  XmlNode document;
  std::vector<XmlNode> open;
  size_t nodes = 0;
  const Status read = ReadXml(
      body,
      [&](const XmlTag& tag) {
        open.push_back({std::string(tag.name), {}, tag.attributes, {}});
      },
      [&](const XmlTag&, std::string_view text) {
        XmlNode node = std::move(open.back());
        open.pop_back();
        node.text = Trim(text);
        if (++nodes <= kMaxNodes) (open.empty() ? document : open.back()).children.push_back(std::move(node));
      });
  if (!read) return read.error();
  if (nodes > kMaxNodes) return Error{"too_big", "the XML has more than a million elements"};
  if (document.children.empty()) return Error{"ill_formed", "the XML has no root"};
  return std::move(document.children.front());
}

}  // namespace sources
}  // namespace trialmine

#include "html_tree.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace trialmine {

// Hands out memory piece by piece and takes it back all at once.
class HtmlTree::Arena {
 public:
  void* Allocate(size_t size) {
    size = (size + 15) & ~size_t{15};
    if (size > kChunk / 4) return chunks_.emplace_back(std::make_unique<char[]>(size)).get();
    if (size > left_) {
      at_ = chunks_.emplace_back(new char[kChunk]).get();
      left_ = kChunk;
    }
    char* piece = at_;
    at_ += size;
    left_ -= size;
    return piece;
  }

 private:
  static constexpr size_t kChunk = 256 << 10;
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* at_ = nullptr;
  size_t left_ = 0;
};

namespace {

bool IsSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool IsNameStart(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

// Reads past markup fast, only to see whether it is built to exhaust the parser.
class MarkupGuard {
 public:
  MarkupGuard(std::string_view text, int max_depth)
      : text_(text), max_depth_(static_cast<size_t>(max_depth)) {}

  std::optional<Error> Check() {
    for (size_t at = text_.find('<'); at != std::string_view::npos; at = text_.find('<', at)) {
      if (text_.substr(at, 4) == "<!--") {
        const size_t end = text_.find("-->", at + 4);
        if (end == std::string_view::npos) break;
        at = end + 3;
        continue;
      }
      const bool closes = at + 1 < text_.size() && text_[at + 1] == '/';
      size_t name = at + (closes ? 2 : 1);
      if (name >= text_.size() || !IsNameStart(text_[name])) {
        ++at;
        continue;
      }
      at = Tag(name, closes);
      if (error_) return error_;
    }
    return std::nullopt;
  }

 private:
  static constexpr size_t kManyAttributes = 400;  // Of one element of any real page.
  // Steps that the parser may be made to repeat.
  size_t MostCost() const { return (size_t{8} << 20) + text_.size(); }

  // Elements whose end tag is usually left out, so that an open one says nothing about depth; and those that
  // have none.
  static bool DoesNotNest(const std::string& name) {
    constexpr std::array<std::string_view, 28> kNames{
        "p",     "li",    "dt",       "dd",    "tr",     "td",    "th",    "option", "optgroup", "thead",
        "tbody", "tfoot", "colgroup", "br",    "img",    "hr",    "input", "meta",   "link",     "area",
        "base",  "col",   "embed",    "param", "source", "track", "wbr",   "image"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
  }
  // Elements that the parser opens again in every block until they are closed.
  static bool IsFormatting(const std::string& name) {
    constexpr std::array<std::string_view, 14> kNames{"a",    "b", "big",   "code",   "em",     "font", "i",
                                                      "nobr", "s", "small", "strike", "strong", "tt",   "u"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
  }

  // Reads one tag whose name begins at `at`; gives the place after it.
  size_t Tag(size_t at, bool closes) {
    size_t end = at;
    while (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) != 0)) ++end;
    std::string name(text_.substr(at, std::min<size_t>(end - at, 24)));
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    bool self_closed = false;
    end = Attributes(end, &self_closed);
    if (closes) {
      Close(name);
    } else {
      Open(name, self_closed);
      if (name == "script" || name == "style" || name == "textarea" || name == "title" || name == "xmp")
        return SkipRaw(end, name);
    }
    return end;
  }

  size_t Attributes(size_t at, bool* self_closed) {
    size_t attributes = 0;
    while (at < text_.size() && text_[at] != '>') {
      const char c = text_[at];
      if (c == '=') {
        ++attributes;
        size_t value = at + 1;
        while (value < text_.size() && IsSpace(text_[value])) ++value;
        if (value < text_.size() && (text_[value] == '"' || text_[value] == '\'')) {
          const size_t quote = text_.find(text_[value], value + 1);
          if (quote == std::string_view::npos) return text_.size();
          at = quote;
        }
      } else if (IsSpace(c) && !IsSpace(text_[at - 1])) {
        ++attributes;
      }
      *self_closed = c == '/';
      ++at;
    }
    // Each attribute is compared with all before it.
    if (attributes > kManyAttributes) cost_ += attributes * attributes / 8;
    if (cost_ > MostCost()) error_ = Error{"bomb", "elements with thousands of attributes"};
    return at;
  }

  void Open(const std::string& name, bool self_closed) {
    cost_ += formatting_;
    if (cost_ > MostCost()) error_ = Error{"bomb", "unclosed formatting elements that multiply"};
    if (DoesNotNest(name) || self_closed) return;
    open_.push_back(name);
    formatting_ += IsFormatting(name);
    if (open_.size() > max_depth_)
      error_ = Error{"too_deep", "elements nested more than " + std::to_string(max_depth_) + " levels deep"};
  }

  void Close(const std::string& name) {
    const auto match = std::find(open_.rbegin(), open_.rend(), name);
    if (match == open_.rend()) return;
    if (IsFormatting(name)) {  // Formatting that a block closed early lives on.
      --formatting_;
      open_.erase(std::next(match).base());
      return;
    }
    const auto first = std::next(match).base();
    open_.erase(
        std::remove_if(first, open_.end(), [&](const std::string& open) { return !IsFormatting(open); }),
        open_.end());
  }

  size_t SkipRaw(size_t at, const std::string& name) {
    Close(name);
    for (size_t end = text_.find("</", at); end != std::string_view::npos; end = text_.find("</", end + 2)) {
      const std::string_view close = text_.substr(end + 2, name.size());
      if (std::equal(close.begin(), close.end(), name.begin(), name.end(),
                     [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; }))
        return end;
    }
    return text_.size();
  }

  std::string_view text_;
  size_t max_depth_;
  std::vector<std::string> open_;
  size_t formatting_ = 0;
  size_t cost_ = 0;
  std::optional<Error> error_;
};

}  // namespace

HtmlTree::HtmlTree(std::unique_ptr<Arena> arena, std::unique_ptr<std::string> source, GumboOutput* output)
    : arena_(std::move(arena)), source_(std::move(source)), output_(output) {}
HtmlTree::~HtmlTree() = default;
HtmlTree::HtmlTree(HtmlTree&&) noexcept = default;

Result<HtmlTree> HtmlTree::Parse(std::string utf8, const ParseLimits& limits) {
  std::erase(utf8, '\0');
  if (auto error = MarkupGuard(utf8, limits.max_depth).Check()) return *error;
  auto arena = std::make_unique<Arena>();
  auto source = std::make_unique<std::string>(std::move(utf8));
  GumboOptions options = kGumboDefaultOptions;
  options.userdata = arena.get();
  options.allocator = [](void* userdata, size_t size) {
    return static_cast<Arena*>(userdata)->Allocate(size);
  };
  options.deallocator = [](void*, void*) {};
  options.max_errors = 0;
  GumboOutput* output = gumbo_parse_with_options(&options, source->data(), source->size());
  return HtmlTree(std::move(arena), std::move(source), output);
}

std::string_view Attribute(const GumboNode* node, const char* name) {
  if (!IsElement(node)) return {};
  const GumboAttribute* attribute = gumbo_get_attribute(&node->v.element.attributes, name);
  return attribute == nullptr ? std::string_view() : attribute->value;
}

bool HasAttribute(const GumboNode* node, const char* name) {
  return IsElement(node) && gumbo_get_attribute(&node->v.element.attributes, name) != nullptr;
}

std::pair<const GumboNode* const*, size_t> ChildrenOf(const GumboNode* node) {
  const GumboVector* children = nullptr;
  if (IsElement(node)) children = &node->v.element.children;
  if (node->type == GUMBO_NODE_DOCUMENT) children = &node->v.document.children;
  if (children == nullptr) return {nullptr, 0};
  return {reinterpret_cast<const GumboNode* const*>(children->data), children->length};
}

bool IsInvisible(const GumboNode* node) {
  switch (TagOf(node)) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_EMBED:
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_CANVAS:
    case GUMBO_TAG_AUDIO:
    case GUMBO_TAG_VIDEO:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_DATALIST:
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_INPUT:
    case GUMBO_TAG_IMG:
    case GUMBO_TAG_MAP:
    case GUMBO_TAG_ANNOTATION_XML:
    case GUMBO_TAG_HEAD:
      return true;
    default:
      return node->type == GUMBO_NODE_COMMENT ||
             std::strcmp(IsElement(node) ? gumbo_normalized_tagname(node->v.element.tag) : "",
                         "annotation") == 0;
  }
}

bool IsBlockTag(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_BODY:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_DIR:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_HGROUP:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_HTML:
    case GUMBO_TAG_LEGEND:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_P:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_SUMMARY:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_TBODY:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TFOOT:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_THEAD:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_CAPTION:
      return true;
    default:
      return false;
  }
}

std::string InnerText(const GumboNode* node) {
  std::string text;
  Walk(
      node,
      [&](const GumboNode* n) {
        if (IsText(n)) {
          for (char c : TextOf(n)) {
            const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
            if (!space) {
              text += c;
            } else if (!text.empty() && text.back() != ' ') {
              text += ' ';
            }
          }
        } else if (IsBlockTag(TagOf(n)) || TagOf(n) == GUMBO_TAG_BR) {
          if (!text.empty() && text.back() != ' ') text += ' ';
        }
        return !IsInvisible(n) || n == node;
      },
      [](const GumboNode*) {});
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

}  // namespace trialmine

#include "links.h"

#include <gumbo.h>

#include <algorithm>
#include <memory>
#include <set>

#include "fetch/inputs.h"
#include "fetch/url.h"
#include "text.h"
#include "xml.h"

namespace trialmine {
inline namespace sources {
namespace {

constexpr size_t kMaxUrls = 100000;
constexpr uint64_t kMaxList = uint64_t{64} << 20;
constexpr uint64_t kMaxRatio = 200;

std::string_view AttributeOf(const GumboElement& element, const char* name) {
  const GumboAttribute* attribute = gumbo_get_attribute(&element.attributes, name);
  return attribute == nullptr ? std::string_view() : attribute->value;
}

struct Links {
  std::string base;
  bool follow = true;
  std::vector<std::string> references;
};

void SeeElement(const GumboElement& element, Links* links) {
  if (element.tag == GUMBO_TAG_BASE && !AttributeOf(element, "href").empty()) {
    if (auto base = CanonicalUrl(AttributeOf(element, "href"), links->base)) links->base = *base;
  } else if (element.tag == GUMBO_TAG_META && Lower(AttributeOf(element, "name")) == "robots") {
    if (ContainsWord(AttributeOf(element, "content"), "nofollow")) links->follow = false;
  } else if (element.tag == GUMBO_TAG_A || element.tag == GUMBO_TAG_AREA) {
    const std::string_view reference = Trim(AttributeOf(element, "href"));
    if (!reference.empty() && !ContainsWord(AttributeOf(element, "rel"), "nofollow"))
      links->references.emplace_back(reference);
  }
}

void Walk(const GumboNode* root, Links* links) {
  std::vector<const GumboNode*> open{root};
  while (!open.empty()) {
    const GumboNode* node = open.back();
    open.pop_back();
    if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE) continue;
    SeeElement(node->v.element, links);
    const GumboVector& children = node->v.element.children;
    for (unsigned i = children.length; i > 0; --i)
      open.push_back(static_cast<const GumboNode*>(children.data[i - 1]));
  }
}

void AddUrl(std::string_view reference, const std::string& base, std::vector<std::string>* urls) {
  if (urls->size() >= kMaxUrls) return;
  if (auto url = CanonicalUrl(reference, base)) urls->push_back(std::move(*url));
}

// The parts of sitemaps, RSS and Atom that name a page or a further list.
class ListReader {
 public:
  ListReader(const std::string& url, UrlList* list) : url_(url), list_(list) {}

  bool known() const { return known_; }

  void Open(const XmlTag& tag) {
    if (tag.depth == 0) {
      root_ = tag.name;
      known_ =
          root_ == "urlset" || root_ == "sitemapindex" || root_ == "rss" || root_ == "RDF" || root_ == "feed";
    }
    if (root_ == "feed" && tag.name == "link" && tag.parent == "entry") OpenAtomLink(tag);
  }

  void Close(const XmlTag& tag, std::string_view text) {
    const bool named = tag.name == "loc" && (tag.parent == "url" || tag.parent == "sitemap");
    if (named) AddUrl(text, url_, tag.parent == "url" ? &list_->pages : &list_->lists);
    // Some indexes leave out the <loc> around the address.
    if (root_ == "sitemapindex" && tag.name == "sitemap" && Contains(text, "://"))
      AddUrl(text, url_, &list_->lists);
    if ((root_ == "rss" || root_ == "RDF") && tag.name == "link" && tag.parent == "item" &&
        !Trim(text).empty())
      AddUrl(text, url_, &list_->pages);
  }

 private:
  void OpenAtomLink(const XmlTag& tag) {
    const auto relation = tag.attributes.find("rel"), reference = tag.attributes.find("href");
    const bool alternate = relation == tag.attributes.end() || relation->second == "alternate";
    if (alternate && reference != tag.attributes.end()) AddUrl(reference->second, url_, &list_->pages);
  }

  const std::string& url_;
  UrlList* list_;
  std::string root_;
  bool known_ = false;
};

void KeepFirst(std::vector<std::string>* urls) {
  std::set<std::string> seen;
  std::erase_if(*urls, [&](const std::string& url) { return !seen.insert(url).second; });
}

}  // namespace

std::optional<std::string> CanonicalUrl(std::string_view reference, std::string_view base) {
  const std::string_view text = Trim(reference);
  const std::optional<Url> url = base.empty() ? ParseUrl(text) : ResolveUrl(base, text);
  if (!url || !url->IsHttp() || url->has_userinfo || url->host.empty()) return std::nullopt;
  return url->text;
}

std::vector<std::string> PageLinks(std::string_view html, const std::string& url) {
  const std::unique_ptr<GumboOutput, void (*)(GumboOutput*)> page(
      gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size()),
      [](GumboOutput* output) { gumbo_destroy_output(&kGumboDefaultOptions, output); });
  Links links;
  links.base = url;
  Walk(page->root, &links);
  std::vector<std::string> urls;
  if (links.follow)
    for (const std::string& reference : links.references) AddUrl(reference, links.base, &urls);
  KeepFirst(&urls);
  return urls;
}

Result<std::optional<UrlList>> ReadUrlList(const Body& packed, const std::string& url) {
  Response response;
  response.body = packed;
  InputLimits limits;
  limits.max_unpacked = kMaxList;
  limits.max_ratio = kMaxRatio;
  const Result<Response> unpacked = Unpacked(std::move(response), limits);
  if (!unpacked) return unpacked.error();
  const Body& body = unpacked->body;
  if (body.failure()) return *body.failure();
  const Result<std::string> text = body.ReadAll(kMaxList);
  if (!text) return text.error();
  UrlList list;
  std::string_view begin = *text;
  if (begin.starts_with("\xEF\xBB\xBF")) begin.remove_prefix(3);
  if (Trim(begin).starts_with('<')) {
    ListReader reader(url, &list);
    const Status read = ReadXml(
        body, [&](const XmlTag& tag) { reader.Open(tag); },
        [&](const XmlTag& tag, std::string_view words) { reader.Close(tag, words); });
    if (!reader.known()) return std::optional<UrlList>();
    if (!read) return read.error();
  } else {
    const std::vector<std::string> lines = Lines(*text);
    const bool urls = std::all_of(lines.begin(), lines.end(), [](const std::string& line) {
      return line.starts_with('#') || line.starts_with("http://") || line.starts_with("https://");
    });
    if (!urls) return std::optional<UrlList>();
    for (const std::string& line : lines)
      if (!line.starts_with('#')) AddUrl(line, url, &list.pages);
  }
  KeepFirst(&list.pages);
  KeepFirst(&list.lists);
  return std::optional(std::move(list));
}

}  // namespace sources
}  // namespace trialmine

#include "html_boilerplate.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "ascii.h"
#include "html_tree.h"

namespace trialmine {
namespace {

// Beginnings of words in class names and ids.
constexpr std::array<std::string_view, 61> kStrongWords{
    "comment",    "disqus",   "respond",    "share",           "sharing",  "sharedaddy",
    "social",     "related",  "recommend",  "recirc",          "promo",    "newsletter",
    "subscri",    "signup",   "advert",     "adsbygoogle",     "sponsor",  "cookie",
    "consent",    "gdpr",     "breadcrumb", "sidebar",         "widget",   "footer",
    "menu",       "navbar",   "navigation", "pagination",      "pager",    "copyright",
    "disclaimer", "trending", "mostread",   "outbrain",        "taboola",  "login",
    "modal",      "popup",    "toolbar",    "tooltip",         "readmore", "morestories",
    "crumb",      "morefrom", "addthis",    "jp-relatedposts", "yarpp",    "zergnet",
    "teaser",     "popular",  "upnext",     "seealso",         "alsolike", "skiplink",
    "offscreen",  "noprint",  "print-hide", "dateline",        "livefyre", "paywall",
    "donat"};
constexpr std::array<std::string_view, 13> kStrongNames{
    "ad",     "ads",       "adv",  "nav",    "tags",          "tag",    "taglist",
    "topbar", "bottombar", "foot", "rating", "screen-reader", "sr-only"};
constexpr std::array<std::string_view, 19> kWeakWords{
    "byline",  "author",   "masthead", "banner", "caption", "credit",  "timestamp",
    "publish", "hidden",   "header",   "search", "toc",     "gallery", "slideshow",
    "follow",  "category", "bio",      "date",   "posted"};
constexpr std::array<std::string_view, 2> kWeakNames{"meta", "head"};
constexpr std::array<std::string_view, 26> kContentNames{
    "articlebody",       "article-body",     "article__body",   "article_body", "articlecontent",
    "article-content",   "article__content", "article_content", "article-text", "entry-content",
    "post-content",      "post-body",        "postcontent",     "post_content", "post-entry",
    "story-body",        "storybody",        "story-content",   "story-text",   "content-body",
    "news-content",      "newscontent",      "trs_editor",      "artibody",     "arti-content",
    "rich_media_content"};

bool IsUpper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// Calls `see` with the rest of `text` from each beginning of a word: after a character that is no letter, and
// at a hump.
template <typename See>
bool AnyWord(const std::string& text, const std::string& lower, See see) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (!IsLetter(text[i])) continue;
    const bool starts = i == 0 || !IsLetter(text[i - 1]) || (IsUpper(text[i]) && !IsUpper(text[i - 1]));
    if (starts && see(std::string_view(lower).substr(i))) return true;
  }
  return false;
}

template <size_t N>
bool StartsWithAny(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.starts_with(word); });
}

template <size_t N>
bool IsNamed(std::string_view text, const std::array<std::string_view, N>& names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    return text.starts_with(name) && (text.size() == name.size() || !IsLetter(text[name.size()]));
  });
}

Suspicion SuspicionOfTag(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_MENU:
      return Suspicion::kStrong;
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_ADDRESS:
      return Suspicion::kWeak;
    default:
      return Suspicion::kNone;
  }
}

Suspicion SuspicionOfRole(std::string_view role) {
  if (role == "navigation" || role == "contentinfo" || role == "complementary" || role == "search" ||
      role == "dialog" || role == "alertdialog" || role == "menu")
    return Suspicion::kStrong;
  return role == "banner" ? Suspicion::kWeak : Suspicion::kNone;
}

}  // namespace

Suspicion SuspicionOf(const GumboNode* element) {
  if (!IsElement(element)) return Suspicion::kNone;
  const GumboTag tag = TagOf(element);
  if (tag == GUMBO_TAG_HTML || tag == GUMBO_TAG_BODY || tag == GUMBO_TAG_ARTICLE || tag == GUMBO_TAG_MAIN)
    return Suspicion::kNone;
  const Suspicion structural = std::max(SuspicionOfTag(tag), SuspicionOfRole(Attribute(element, "role")));
  if (structural == Suspicion::kStrong || NamesContent(element)) return structural;
  const std::string names =
      std::string(Attribute(element, "class")) + ' ' + std::string(Attribute(element, "id"));
  if (names.size() == 1) return structural;
  const std::string lower = Lower(names);
  if (AnyWord(names, lower, [](std::string_view word) {
        return StartsWithAny(word, kStrongWords) || IsNamed(word, kStrongNames);
      }))
    return Suspicion::kStrong;
  if (AnyWord(names, lower, [](std::string_view word) {
        return StartsWithAny(word, kWeakWords) || IsNamed(word, kWeakNames);
      }))
    return Suspicion::kWeak;
  return structural;
}

bool NamesContent(const GumboNode* element) {
  if (!IsElement(element)) return false;
  if (Lower(Attribute(element, "itemprop")) == "articlebody") return true;
  const std::string names =
      std::string(Attribute(element, "class")) + ' ' + std::string(Attribute(element, "id"));
  if (names.size() == 1) return false;
  return AnyWord(names, Lower(names), [](std::string_view word) {
    return std::any_of(kContentNames.begin(), kContentNames.end(), [&](std::string_view name) {
      return word.starts_with(name) && (word.size() == name.size() || word[name.size()] == ' ');
    });
  });
}

bool IsHidden(const GumboNode* element) {
  if (!IsElement(element)) return false;
  if (HasAttribute(element, "hidden") || Attribute(element, "aria-hidden") == "true") return true;
  std::string style = Lower(Attribute(element, "style"));
  std::erase(style, ' ');
  return style.find("display:none") != std::string::npos ||
         style.find("visibility:hidden") != std::string::npos;
}

namespace {

constexpr std::array<std::string_view, 49> kBoilerplateStarts{
    "share this",      "share on",         "advertisement", "sign up",    "subscribe",
    "read more",       "read also",        "also read",     "read next",  "see also:",
    "related:",        "follow us",        "copyright ©",   "©",          "all rights reserved",
    "click here to",   "photo:",           "photos:",       "image:",     "getty images",
    "story continues", "continue reading", "watch:",        "video:",     "more:",
    "posted in",       "filed under",      "tagged",        "tags:",      "tags",
    "like this:",      "loading...",       "print this",    "email this", "skip to",
    "leave a comment", "comments",         "责任编辑",      "编辑：",     "版权所有",
    "上一篇",          "下一篇",           "免责声明",      "分享到",     "打印本页",
    "关闭窗口",        "copyright",        "点击数",        "浏览次数"};

// Whole headings, and beginnings of such that say whose stories follow.
constexpr std::array<std::string_view, 31> kAppendixHeadings{"related",
                                                             "related stories",
                                                             "related articles",
                                                             "related news",
                                                             "related posts",
                                                             "related content",
                                                             "related links",
                                                             "related topics",
                                                             "related reading",
                                                             "recommended",
                                                             "recommended for you",
                                                             "comments",
                                                             "leave a reply",
                                                             "leave a comment",
                                                             "most popular",
                                                             "most read",
                                                             "trending",
                                                             "trending now",
                                                             "read next",
                                                             "about the author",
                                                             "share this",
                                                             "latest news",
                                                             "similar articles",
                                                             "popular posts",
                                                             "相关阅读",
                                                             "相关文章",
                                                             "相关新闻",
                                                             "相关链接",
                                                             "推荐阅读",
                                                             "热门文章",
                                                             "猜你喜欢"};
constexpr std::array<std::string_view, 7> kAppendixStarts{
    "more from", "more on ", "more stories", "you may also", "you might also", "join the conversation",
    "sign up"};

}  // namespace

bool IsBoilerplateText(std::string_view text) {
  if (text.size() > 160) return false;
  return StartsWithAny(Lower(text), kBoilerplateStarts);
}

bool OpensAppendix(std::string_view heading) {
  if (heading.size() > 80) return false;
  std::string words = Lower(heading);
  while (!words.empty() && (words.back() == ':' || words.back() == ' ')) words.pop_back();
  if (StartsWithAny(words, kAppendixStarts)) return true;
  if (std::find(kAppendixHeadings.begin(), kAppendixHeadings.end(), words) != kAppendixHeadings.end())
    return true;
  return words.starts_with("more ") &&
         (words.ends_with("stories") || words.ends_with("news") || words.ends_with("articles"));
}

}  // namespace trialmine

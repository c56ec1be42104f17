#include "html_content.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "html_boilerplate.h"
#include "html_tree.h"

namespace trialmine {
namespace {

// What is known of the text below an element. Sizes are in letters; a Chinese character weighs as much as
// three.
struct Stats {
  size_t text = 0;
  size_t links = 0;  // of text
  size_t prose = 0;  // text of paragraphs that read like sentences
  size_t paragraphs = 0;
};

size_t Letters(std::string_view text) {
  size_t letters = 0;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    letters += byte >= 0xE3 && byte <= 0xE9 ? 3 : ((byte & 0xC0) != 0x80 && byte > ' ');
  }
  return letters;
}

bool HasSentenceMark(std::string_view text) {
  for (std::string_view mark : {". ", ", ", "。", "，", "、", "；"})
    if (text.find(mark) != std::string_view::npos) return true;
  return text.ends_with('.') || text.ends_with('?') || text.ends_with('!') || text.ends_with(':');
}

constexpr size_t kProse = 80;           // A run of text shorter than this may be anything.
constexpr size_t kAppendixAfter = 200;  // An article is longer than this.

class Finder {
 public:
  explicit Finder(const GumboNode* html) : html_(html) {}

  HtmlContent Find() {
    Measure();
    const Stats whole = At(html_);
    DropSuspects(whole);
    Measure();
    content_.root = ChooseRoot();
    DropWithinRoot();
    return std::move(content_);
  }

 private:
  Stats At(const GumboNode* node) const {
    auto it = stats_.find(node);
    return it == stats_.end() ? Stats{} : it->second;
  }

  // Sums up the text below every visible element that is not dropped.
  void Measure() {
    stats_.clear();
    std::vector<std::pair<Stats, std::string>>
        open;  // with the text that stands directly in the element or its inline children
    size_t links = 0;
    auto flush = [](std::pair<Stats, std::string>& top) {
      auto& [stats, run] = top;
      const size_t letters = Letters(run);
      if (letters >= kProse && HasSentenceMark(run) && stats.links * 2 <= stats.text) {
        stats.prose += letters;
        ++stats.paragraphs;
      }
      run.clear();
    };
    Walk(
        html_,
        [&](const GumboNode* node) {
          if (IsText(node)) {
            if (open.empty()) return false;
            const size_t letters = Letters(TextOf(node));
            open.back().first.text += letters;
            if (links > 0) open.back().first.links += letters;
            open.back().second += TextOf(node);
            return false;
          }
          if (IsInvisible(node) || content_.dropped.contains(node) || (node != html_ && IsHidden(node)))
            return false;
          if (IsBlockTag(TagOf(node)) && !open.empty()) flush(open.back());
          links += TagOf(node) == GUMBO_TAG_A;
          open.emplace_back();
          return true;
        },
        [&](const GumboNode* node) {
          links -= TagOf(node) == GUMBO_TAG_A;
          const bool block = IsBlockTag(TagOf(node)) || TagOf(node) == GUMBO_TAG_BR;
          if (block) flush(open.back());
          auto [stats, run] = std::move(open.back());
          open.pop_back();
          stats_[node] = stats;
          if (open.empty()) return;
          Stats& parent = open.back().first;
          parent.text += stats.text;
          parent.links += stats.links;
          parent.prose += stats.prose;
          parent.paragraphs += stats.paragraphs;
          open.back().second += run;
        });
  }

  void DropSuspects(const Stats& whole) {
    Walk(html_, [&](const GumboNode* node) {
      if (!IsElement(node) || IsInvisible(node)) return false;
      if (node != html_ && IsHidden(node)) return Drop(node);
      const Stats stats = At(node);
      const Suspicion suspicion = SuspicionOf(node);
      const size_t rest = whole.prose - stats.prose;
      if (suspicion == Suspicion::kStrong && (stats.prose == 0 || rest * 3 > stats.prose)) return Drop(node);
      if (suspicion == Suspicion::kWeak &&
          (stats.prose == 0 ? whole.prose > 0 : stats.prose * 10 < whole.prose))
        return Drop(node);
      return true;
    });
  }

  bool Drop(const GumboNode* node) {
    content_.dropped.insert(node);
    return false;
  }

  // The element that names itself the content, else the article, else the smallest element with nearly all
  // prose.
  const GumboNode* ChooseRoot() {
    const size_t all = At(html_).prose;
    const GumboNode* article = nullptr;
    std::vector<const GumboNode*> named;  // not inside one another
    Walk(html_, [&](const GumboNode* node) {
      if (!stats_.contains(node)) return false;
      const Stats stats = At(node);
      const GumboTag tag = TagOf(node);
      if ((tag == GUMBO_TAG_ARTICLE || tag == GUMBO_TAG_MAIN) && stats.prose * 2 > all &&
          (article == nullptr || stats.prose * 10 > At(article).prose * 9))
        article = node;
      if (stats.prose == 0 || !NamesContent(node)) return true;
      named.push_back(node);
      return false;
    });
    if (const GumboNode* content = Together(named); content != nullptr && At(content).prose * 2 > all)
      return WithLead(content);
    return Descend(article != nullptr ? article : html_);
  }

  // The largest of elements that name themselves the content, or, where it comes in pieces, what holds them
  // all.
  const GumboNode* Together(const std::vector<const GumboNode*>& named) const {
    if (named.empty()) return nullptr;
    const GumboNode* best = *std::max_element(named.begin(), named.end(),
                                              [&](auto* a, auto* b) { return At(a).prose < At(b).prose; });
    size_t sum = 0;
    for (const GumboNode* node : named) sum += At(node).prose;
    while (At(best).prose * 10 < sum * 9 && best != html_) best = best->parent;
    return best;
  }

  // An article may begin with a paragraph or two that stand outside of what it calls its body.
  const GumboNode* WithLead(const GumboNode* content) const {
    for (const GumboNode* node = content->parent; node != nullptr && node != html_ && IsElement(node);
         node = node->parent) {
      const GumboTag tag = TagOf(node);
      const size_t more = At(node).prose - At(content).prose;
      if ((tag == GUMBO_TAG_ARTICLE || tag == GUMBO_TAG_MAIN) && more > 0 && more * 3 < At(content).prose)
        return node;
    }
    return content;
  }

  size_t Plain(const GumboNode* node) const { return At(node).text - At(node).links; }

  const GumboNode* Descend(const GumboNode* root) const {
    for (const GumboNode* next = root; next != nullptr;) {
      root = next;
      next = nullptr;
      const auto [children, count] = ChildrenOf(root);
      for (size_t i = 0; i < count; ++i)
        if (At(children[i]).prose * 10 > At(root).prose * 8 && At(children[i]).paragraphs > 1 &&
            Plain(children[i]) * 10 > Plain(root) * 7)
          next = children[i];
    }
    return root;
  }

  void DropWithinRoot() {
    const Stats whole = At(content_.root);
    bool appendix = false;
    size_t seen = 0;
    Walk(
        content_.root,
        [&](const GumboNode* node) {
          if (!stats_.contains(node)) return false;
          if (node == content_.root) return true;
          const GumboTag tag = TagOf(node);
          const Stats stats = At(node);
          if (!IsBlockTag(tag)) return true;
          const bool heading = tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6;
          if (heading && seen > kAppendixAfter && OpensAppendix(InnerText(node))) appendix = true;
          if (appendix && stats.prose + seen <= whole.prose) return Drop(node);
          if (tag == GUMBO_TAG_TABLE || tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TR || tag == GUMBO_TAG_TBODY)
            return true;
          // Lists and boxes of links.
          if (whole.paragraphs >= 2 && stats.text > 0 && stats.links * 10 > stats.text * 7 &&
              stats.prose == 0 && tag != GUMBO_TAG_P)
            return Drop(node);
          if (stats.prose == 0 && stats.text < 160 && whole.paragraphs >= 2 &&
              IsBoilerplateText(InnerText(node)))
            return Drop(node);
          return true;
        },
        [&](const GumboNode* node) {
          if (IsBlockTag(TagOf(node)) && At(node).paragraphs == 1) seen += At(node).prose;
        });
  }

  const GumboNode* html_;
  HtmlContent content_;
  std::unordered_map<const GumboNode*, Stats> stats_;
};

}  // namespace

HtmlContent FindContent(const GumboNode* html) { return Finder(html).Find(); }

}  // namespace trialmine

#pragma once

#include <gumbo.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parse/parse.h"

namespace trialmine {

/// A parsed page. Its nodes live as long as the tree.
class HtmlTree {
 public:
  /// Parses UTF-8. `too_deep` or `bomb` for markup built to exhaust a parser; nothing else fails, HTML has no
  /// errors.
  static Result<HtmlTree> Parse(std::string utf8, const ParseLimits& limits);

  ~HtmlTree();
  HtmlTree(HtmlTree&&) noexcept;
  HtmlTree& operator=(HtmlTree&&) = delete;

  const GumboNode* root() const { return output_->root; }

 private:
  class Arena;
  HtmlTree(std::unique_ptr<Arena> arena, std::unique_ptr<std::string> source, GumboOutput* output);

  std::unique_ptr<Arena> arena_;         // All nodes; freed at once, since gumbo_destroy_output recurses.
  std::unique_ptr<std::string> source_;  // Nodes point into it.
  GumboOutput* output_;
};

inline bool IsElement(const GumboNode* node) {
  return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}
inline bool IsText(const GumboNode* node) {
  return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
         node->type == GUMBO_NODE_CDATA;
}
/// GUMBO_TAG_UNKNOWN for what is not an element.
inline GumboTag TagOf(const GumboNode* node) {
  return IsElement(node) ? node->v.element.tag : GUMBO_TAG_UNKNOWN;
}
inline std::string_view TextOf(const GumboNode* node) { return node->v.text.text; }

/// Value of an attribute; empty where there is none.
std::string_view Attribute(const GumboNode* node, const char* name);
bool HasAttribute(const GumboNode* node, const char* name);

/// Children of an element or of the document; none for other nodes.
std::pair<const GumboNode* const*, size_t> ChildrenOf(const GumboNode* node);

/// Walks the nodes below and including `root` in document order, without recursion. `enter` says whether to
/// go into a node; `leave` is called for the nodes that were gone into, after their children.
template <typename Enter, typename Leave>
void Walk(const GumboNode* root, Enter enter, Leave leave) {
  std::vector<std::pair<const GumboNode*, size_t>> path;
  if (enter(root)) path.emplace_back(root, 0);
  while (!path.empty()) {
    auto& [node, next] = path.back();
    const auto [children, count] = ChildrenOf(node);
    if (next == count) {
      leave(node);
      path.pop_back();
      continue;
    }
    const GumboNode* child = children[next++];
    if (enter(child)) path.emplace_back(child, 0);
  }
}

template <typename Enter>
void Walk(const GumboNode* root, Enter enter) {
  Walk(root, enter, [](const GumboNode*) {});
}

/// The readable text below `node`, white space collapsed.
std::string InnerText(const GumboNode* node);

/// Scripts, styles, form controls, embedded media: elements whose content is no text of the page.
bool IsInvisible(const GumboNode* node);
/// Elements that stand on their own lines.
bool IsBlockTag(GumboTag tag);

}  // namespace trialmine

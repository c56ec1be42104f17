#pragma once

#include <gumbo.h>

#include <unordered_set>

namespace trialmine {

/// Where the text that a page was made for stands.
struct HtmlContent {
  const GumboNode* root = nullptr;  ///< Everything outside is boilerplate.
  std::unordered_set<const GumboNode*>
      dropped;  ///< Elements inside that are boilerplate, with all they hold.
};

/// Finds the main text of a page and leaves out menus, cookie walls, share bars, related links, comments,
/// footers and the like. A page of which little would remain is given whole (but for what is hidden): text is
/// never lost to a guess.
HtmlContent FindContent(const GumboNode* html);

}  // namespace trialmine

#include "html_content.h"

#include "html_tree.h"

namespace trialmine {

HtmlContent FindContent(const GumboNode* html) {
  HtmlContent content;
  content.root = html;
  return content;
}

}  // namespace trialmine

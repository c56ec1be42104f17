#pragma once

#include <gumbo.h>

#include <string>
#include <string_view>
#include <vector>

#include "parse/document.h"

namespace trialmine {

/// What a page says about itself in its head.
struct HtmlMetadata {
  std::string title;
  std::string published;  ///< ISO 8601 date.
  std::string canonical;  ///< Absolute URL.
  std::string doi, pmid, pmcid;
  std::string journal;
  std::vector<Author> authors;
  std::vector<std::string> references;  ///< citation_reference, as printed.
};

HtmlMetadata ReadMetadata(const GumboNode* html);

/// The date at the beginning of `text` in one of the forms that pages use, as ISO 8601; empty for none.
std::string IsoDate(std::string_view text);

}  // namespace trialmine

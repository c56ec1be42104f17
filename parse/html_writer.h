#pragma once

#include <string_view>

#include "document_builder.h"
#include "html_content.h"

namespace trialmine {

/// Writes the content of a page as blocks. `title` is not written again where the page repeats it as its
/// first heading.
void WriteHtml(const HtmlContent& content, std::string_view title, DocumentBuilder* builder);

/// Whether a table holds data, rather than a page's layout.
bool IsDataTable(const GumboNode* table);

}  // namespace trialmine

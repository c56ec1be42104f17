#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document_builder.h"

namespace trialmine {

/// Whether pasted text uses Markdown's marks for headings, emphasis, links or tables.
bool LooksLikeMarkdown(std::string_view text);

/// Appends a piece of a line: `<sup>` and `<sub>` in any text; where it is Markdown, without the marks of
/// emphasis, code and links.
void AppendInline(std::string_view line, bool markdown, DocumentBuilder* builder);

/// Level of a heading line (`## Methods` is 2), or 0. Its text is what follows the marks.
int HeadingLevel(std::string_view line);
std::string_view HeadingText(std::string_view line);

/// Whether a line is the rule below a table's header (`|---|:--:|`).
bool IsTableRule(std::string_view line);
/// The cells of a row: between pipes that are not escaped, or between tabs.
std::vector<std::string_view> RowCells(std::string_view line, char separator);

/// Length of a list item's mark (`- `, `• `, `3. `, `(2) `) with the white space around it, or 0.
size_t ListMarkLength(std::string_view line);

}  // namespace trialmine

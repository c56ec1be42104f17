#pragma once

#include "document_builder.h"
#include "xml_record.h"

namespace trialmine {

/// Adds a JATS table-wrap: its caption (with its label), the cells of its table at their places in the grid,
/// and its footnotes. A bare `table` will do as well.
void AddJatsTable(XmlElement wrap, DocumentBuilder& builder);

/// "Table 2", title and paragraphs of a caption in one line; for figures and boxes too.
std::string CaptionText(XmlElement wrap);

}  // namespace trialmine

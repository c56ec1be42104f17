#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document_builder.h"

namespace trialmine {

/// Registry values carry remains of markup: `<br>` becomes a line break, the five XML entities are decoded.
std::string WithoutMarkup(std::string_view value);

/// Like DocumentBuilder::AddField, with one kField block for each paragraph (text between blank lines) of the
/// value.
void AddParagraphs(std::string_view label, std::string_view field, std::string_view value, int32_t group,
                   DocumentBuilder* builder);

/// One kField block for each piece between semicolons; the label stands once.
void AddPieces(std::string_view label, std::string_view field, std::string_view value,
               DocumentBuilder* builder);

/// What a registry states as target size: one number, or `Experimental group:30;control group:30;`, whose
/// groups become arms with a size. A single named group is the whole trial.
void AddTargetSize(std::string_view label, std::string_view value, DocumentBuilder* builder);

/// `text` cut at `separator` (either of its characters), ends trimmed, empty pieces left out.
std::vector<std::string_view> SplitPieces(std::string_view text, std::string_view separators);
std::string_view TrimSpaces(std::string_view text);

}  // namespace trialmine

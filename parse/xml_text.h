#pragma once

#include <string>
#include <string_view>

#include "xml_record.h"

namespace trialmine {

/// Appends the readable text of an element with inline markup: `sup` and `sub` as superscripts and
/// subscripts, MathML and TeX as linear text, everything else as its text.
void AppendInline(XmlElement element, std::string& text);
std::string InlineText(XmlElement element);

/// Appends one piece of inline markup of the given element name; false where the name is not inline markup
/// with a meaning of its own.
bool AppendMarkup(XmlElement element, std::string& text);

}  // namespace trialmine

#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "document_builder.h"

namespace trialmine {

/// Writes one record of the WHO's trial search portal, whichever way it was exported.
///
/// `value` gives a column by its name in the CSV export's style (`Public title`, `Date registration3`), with
/// markup and all, and an empty view for a column that is not there. Sets the document's id, title, dates and
/// fields.
void WriteIctrpRecord(const std::function<std::string_view(std::string_view)>& value,
                      DocumentBuilder* builder);

}  // namespace trialmine

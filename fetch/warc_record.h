#pragma once

#include <string>
#include <string_view>

#include "fetch/response.h"
#include "gzip.h"

namespace trialmine {

/// What ends every record.
inline constexpr std::string_view kWarcRecordEnd = "\r\n\r\n";

/// Adds `name: value`; nothing where the value is empty. What could end the line early is left out of it.
void AddFieldLine(std::string& header, std::string_view name, std::string_view value);

/// `<urn:uuid:…>`, random.
std::string NewRecordId();

/// The present in ISO 8601 UTC.
std::string WarcNow();

/// A URL with what may not stand in one escaped.
std::string TargetUri(std::string_view url);

/// Copies the body, and makes sure that it is still the one that its digest says: `unreadable` otherwise.
Status WriteBody(const Body& body, GzipMember& member);

}  // namespace trialmine

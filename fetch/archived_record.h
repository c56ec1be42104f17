#pragma once

#include <string>

#include "fetch/archive.h"
#include "http_message.h"

namespace trialmine {

/// The WARC header of the record at an entry of an archive folder.
Result<Headers> ReadArchivedHeader(const std::string& folder, const ArchiveEntry& entry);

}  // namespace trialmine

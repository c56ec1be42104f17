#pragma once

#include <string_view>

#include "http.h"

namespace trialmine {

/// The file of the page that a path names, `/` being its index; 404 for any other. The page's files are
/// compiled in: no path leads to the disk.
HttpReply Asset(std::string_view path);

}  // namespace trialmine

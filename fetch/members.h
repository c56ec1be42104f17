#pragma once

#include <memory>
#include <string>

#include "container.h"
#include "spool.h"

namespace trialmine {

/// The members of a tar, read as a stream. Their names are only names: nothing is written to them.
std::unique_ptr<Container> OpenTar(std::string file, std::unique_ptr<ByteSource> source, uint64_t max_ratio);

/// The members of a zip, which is read through its directory; a zip whose directory is missing, as a stream.
/// `failure`, if any, is given after them: why the zip is shorter than its original.
std::unique_ptr<Container> OpenZip(std::string file, Spooled zip, uint64_t max_ratio);

}  // namespace trialmine

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "fetch/inputs.h"
#include "fetch/response.h"

namespace trialmine {

/// Something that may become an Input: a file, a member of an archive, a record; or why it could not be
/// opened.
struct Entry {
  Response about;                              ///< All but the body.
  Result<std::unique_ptr<ByteSource>> source;  ///< Read once, before the container's next entry is asked for.
  std::shared_ptr<const Body::Storage> again;  ///< Gives the source's bytes once more; may be absent.
  bool decoded = false;  ///< The bytes are other than those of the wire, of which digests may speak.
};

/// An entry by its name alone, and its bytes or why there are none.
inline Entry MakeEntry(std::string file, Result<std::unique_ptr<ByteSource>> source) {
  Response about;
  about.file = std::move(file);
  return {std::move(about), std::move(source), nullptr, false};
}

/// What holds entries: a folder, an archive.
class Container {
 public:
  virtual ~Container() = default;
  /// The next entry, or nothing at the end. An error that ends the container is an entry of its own.
  virtual std::optional<Entry> Next() = 0;
};

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fetch/response.h"
#include "fetch/result.h"

namespace trialmine {

/// Bounds on what one input may unfold to. A member that passes one of them is an error (`bomb` or
/// `too_big`), the rest goes on.
struct InputLimits {
  uint64_t max_unpacked = uint64_t{8} << 30;  ///< Bytes one member may unpack to.
  uint64_t max_ratio = 500;                   ///< Unpacked to packed bytes, looked at once 16 MiB are out.
  int max_nesting = 3;                        ///< Archives within archives.
};

/// One input: a response, or why it could not be had. `file` names it either way.
struct Input {
  std::string file;
  Result<Response> response;
};

/// The response with its body unpacked, where that is packed by gzip; else as it is. A body that breaks off
/// is torn. Each reader unpacks anew: no unpacked copy is kept.
Result<Response> Unpacked(Response response, const InputLimits& limits = {});

/// The responses behind a list of paths, one after another, in a stable order.
///
/// A path is a file, a folder (walked in byte order of names, symbolic links to folders followed once), or
/// `-` for standard input. `.gz`, `.zip`, `.tar`, `.tar.gz` and WARC (1.0, 1.1, plain or gzip) are found by
/// their bytes and unpacked, members in archive order. Every path yields at least one Input: a folder without
/// files yields an `empty` error.
class Inputs {
 public:
  explicit Inputs(std::vector<std::string> paths, InputLimits limits = {});
  ~Inputs();
  Inputs(Inputs&&) noexcept;

  /// The next input, or nothing at the end. Not thread-safe.
  std::optional<Input> Next();

 private:
  struct Walk;
  std::unique_ptr<Walk> walk_;
};

}  // namespace trialmine

// A whole file as the program opens it: gzip, zip, tar and WARC, in one another.
#include <sys/mman.h>
#include <unistd.h>

#include "fetch/inputs.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace trialmine;
  static const int file = memfd_create("fuzz", 0);  // A file in memory, with a path.
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != static_cast<ssize_t>(size)) std::abort();
  Inputs inputs({path}, {.max_unpacked = 4 << 20, .max_ratio = 100, .max_nesting = 2});
  size_t count = 0;
  while (const auto input = inputs.Next()) {
    ++count;
    Require(!input->file.empty(), "an input has a name");
    if (!input->response) continue;
    const Body& body = input->response->body;
    const auto all = body.ReadAll(8 << 20);
    if (all) Require(all->size() == body.size(), "a whole body has the size it says");
  }
  Require(count > 0, "every path yields an input");
  return 0;
}

// robots.txt of any bytes: reading it and asking about any path ends soon, and /robots.txt is always allowed.
#include "fetch/robots.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace trialmine;
  const std::string_view bytes = FuzzBytes(data, size);
  const size_t path_size = std::min<size_t>(bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]), size);
  const std::string path = "/" + std::string(bytes.substr(0, path_size));
  const Robots robots = Robots::Parse(bytes.substr(path_size), "trialmine");
  (void)robots.Allows(path);
  Require(robots.Allows("/robots.txt"), "robots.txt itself is allowed");
  Require(!robots.crawl_delay() || robots.crawl_delay()->count() >= 0, "a delay is no less than nothing");
  return 0;
}

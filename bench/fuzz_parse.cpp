// Any bytes at all: parse must end with documents or errors, and every block must stand within its text.

#include <cstdlib>

#include "parse/parse.h"

using namespace trialmine;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  Response response;
  response.file = "fuzz";
  response.body = Body::FromString(std::string(reinterpret_cast<const char*>(bytes), size));
  const std::unique_ptr<DocumentStream> documents = Parse(response, {.max_record = 1 << 20, .max_depth = 64});
  while (const auto document = documents->Next()) {
    if (!document->ok()) continue;
    uint32_t end = 0;
    for (const Block& block : (*document)->blocks) {
      if (block.span.begin < end || block.span.end < block.span.begin ||
          block.span.end > (*document)->text.size())
        std::abort();
      end = block.span.end;
    }
  }
  return 0;
}

// libFuzzer target: JSON of the registries.
#include <cstdint>
#include <string>

#include "fetch/response.h"
#include "parse/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  trialmine::Response response;
  response.media_type = "application/json";
  response.body = trialmine::Body::FromString("{\"protocolSection\":" + std::string(reinterpret_cast<const char*>(data), size));
  auto stream = trialmine::Parse(response);
  while (auto document = stream->Next()) {
    if (!document->ok()) continue;
    uint32_t last = 0;
    for (const trialmine::Block& block : (*document)->blocks) {
      if (block.span.begin < last || block.span.end < block.span.begin || block.span.end > (*document)->text.size()) __builtin_trap();
      last = block.span.end;
    }
  }
  return 0;
}

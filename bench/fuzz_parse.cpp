// Any bytes at all: parse must end with documents or errors.
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace trialmine;
  ReadDocuments(FuzzResponse(std::string(FuzzBytes(data, size))));
  return 0;
}

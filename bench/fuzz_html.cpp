// Pages: main content, tables, metadata, and the register page among them.
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace trialmine;
  ReadDocuments(FuzzResponse("<html>" + std::string(FuzzBytes(data, size)), "text/html"));
  return 0;
}

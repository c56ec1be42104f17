// JSON of the registers. What is no whole record already becomes the first module of one.
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace trialmine;
  std::string json(FuzzBytes(data, size));
  if (!json.starts_with('{') && !json.starts_with('[')) json.insert(0, R"({"protocolSection":)");
  ReadDocuments(FuzzResponse(std::move(json), "application/json"));
  return 0;
}

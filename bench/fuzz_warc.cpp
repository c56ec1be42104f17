// WARC records, the HTTP messages in them, and their transfer and content encodings. What does not begin like
// a WARC file is one message, put in a record.
#include <array>

#include "fuzz.h"
#include "warc_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace trialmine;
  std::string warc(FuzzBytes(data, size));
  if (!warc.starts_with("WARC/"))
    warc.insert(0,
                "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: "
                "application/http\r\n"
                "Content-Length: " +
                    std::to_string(size) + "\r\n\r\n");
  const auto records = OpenWarc("fuzz.warc", MakeSource<StringSource>(warc), 500);
  std::array<char, 4096> buffer;
  while (const auto entry = records->Next()) {
    if (!entry->source) continue;
    uint64_t total = 0;
    for (auto read = (*entry->source)->Read(buffer); read && *read > 0;
         read = (*entry->source)->Read(buffer)) {
      Require(*read <= buffer.size(), "a source fills no more than its buffer");
      if ((total += *read) > 64 << 20) break;
    }
  }
  return 0;
}

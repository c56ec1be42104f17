#include "warc_record.h"

#include <openssl/rand.h>

#include <array>
#include <ctime>

#include "digest.h"
#include "percent.h"
#include "source.h"

namespace trialmine {
namespace {

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

void AddFieldLine(std::string& header, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  header.append(name).append(": ");
  for (char c : value) {
    if (!IsControl(c)) header += c;
  }
  header += "\r\n";
}

std::string NewRecordId() {
  std::array<unsigned char, 16> bytes;
  RAND_bytes(bytes.data(), bytes.size());
  bytes[6] = (bytes[6] & 0x0f) | 0x40;  // Version 4: random.
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  std::string id = "<urn:uuid:";
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) id += '-';
    id += HexDigits(bytes[i]);
  }
  return id + ">";
}

std::string WarcNow() {
  const std::time_t now = std::time(nullptr);
  std::tm utc = {};
  gmtime_r(&now, &utc);
  std::array<char, 32> text;
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

std::string TargetUri(std::string_view url) { return PercentEncode(url, "-._~:/?#[]@!$&'()*+,;=%"); }

Status WriteBody(const Body& body, GzipMember& member) {
  const Result<std::unique_ptr<ByteSource>> source = body.Open();
  if (!source) return source.error();
  const auto buffer = std::make_unique_for_overwrite<char[]>(kReadBuffer);
  Sha256 sha256;
  uint64_t size = 0;
  while (size < body.size()) {  // What follows in a torn body is only its error.
    const Result<size_t> count = (*source)->Read({buffer.get(), kReadBuffer});
    if (!count) return count.error();
    if (*count == 0) break;
    const std::string_view bytes(buffer.get(), *count);
    sha256.Update(bytes);
    size += bytes.size();
    if (Status written = member.Write(bytes); !written) return written;
  }
  if (size == body.size() && sha256.Finish() == body.sha256()) return {};
  return Error{"unreadable", "it was changed while it was being read"};
}

}  // namespace trialmine

#include "warc_writer.h"

#include <openssl/rand.h>

#include <array>
#include <ctime>
#include <filesystem>

#include "digest.h"
#include "percent.h"
#include "source.h"

namespace trialmine {
namespace {

constexpr std::string_view kEnd = "\r\n\r\n";

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// A header line; what could end it early is left out of the value.
void AddLine(std::string& header, std::string_view name, std::string_view value) {
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

std::string Now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc = {};
  gmtime_r(&now, &utc);
  std::array<char, 32> text;
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

std::string TargetUri(const Response& response) {
  if (!response.url.empty()) return PercentEncode(response.url, "-._~:/?#[]@!$&'()*+,;=%");
  const bool is_file = !response.file.empty() && response.file != "-" && !response.file.starts_with("-!");
  std::error_code error;
  const std::filesystem::path path = is_file ? std::filesystem::absolute(response.file, error) : "";
  if (!is_file || error) return "urn:sha256:" + response.body.sha256();
  return "file://" + PercentEncode(path.native(), "-._~/!$&'()*+,;=:@");
}

std::string ContentType(const Response& response) {
  if (response.charset.empty()) return response.media_type;
  return response.media_type + "; charset=" + response.charset;
}

/// The answer's head as far as it was kept.
std::string HttpHead(const Response& response) {
  std::string head =
      "HTTP/1.1 " + std::to_string(response.status) + (response.status == 200 ? " OK\r\n" : " \r\n");
  AddLine(head, "Content-Type", ContentType(response));
  AddLine(head, "Content-Length", std::to_string(response.body.size()));
  return head + "\r\n";
}

std::string RecordHeader(const Response& response, size_t http_head_size) {
  const bool is_http = http_head_size > 0;
  std::string header = "WARC/1.1\r\n";
  AddLine(header, "WARC-Type", is_http ? "response" : "resource");
  AddLine(header, "WARC-Record-ID", NewRecordId());
  AddLine(header, "WARC-Date", response.retrieved_at.empty() ? Now() : response.retrieved_at);
  AddLine(header, "WARC-Target-URI", TargetUri(response));
  AddLine(header, "WARC-Payload-Digest", "sha256:" + response.body.sha256());
  if (!is_http) AddLine(header, "WARC-Block-Digest", "sha256:" + response.body.sha256());
  if (response.body.failure()) AddLine(header, "WARC-Truncated", "unspecified");
  AddLine(header, "Content-Type", is_http ? "application/http;msgtype=response" : ContentType(response));
  AddLine(header, "Content-Length", std::to_string(http_head_size + response.body.size()));
  return header + "\r\n";
}

/// Copies the body, and makes sure that it is still the one that the header describes.
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

}  // namespace

std::string WarcInfo(const std::string& file_name) {
  const std::string block =
      "software: trialmine\r\nformat: WARC File Format 1.1\r\n"
      "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n";
  std::string record = "WARC/1.1\r\n";
  AddLine(record, "WARC-Type", "warcinfo");
  AddLine(record, "WARC-Record-ID", NewRecordId());
  AddLine(record, "WARC-Date", Now());
  AddLine(record, "WARC-Filename", file_name);
  AddLine(record, "Content-Type", "application/warc-fields");
  AddLine(record, "Content-Length", std::to_string(block.size()));
  return record.append("\r\n").append(block).append(kEnd);
}

Status WriteRecord(const Response& response, GzipMember& member) {
  const bool is_http = response.status != 0 && !response.url.empty();
  const std::string http_head = is_http ? HttpHead(response) : "";
  if (Status written = member.Write(RecordHeader(response, http_head.size()) + http_head); !written)
    return written;
  if (Status written = WriteBody(response.body, member); !written) return written;
  if (Status written = member.Write(kEnd); !written) return written;
  return member.Finish();
}

std::optional<std::string> PathOfFileUri(std::string_view uri) {
  constexpr std::string_view kScheme = "file://";
  if (!uri.starts_with(kScheme)) return std::nullopt;
  uri.remove_prefix(kScheme.size());
  return PercentDecode(uri);
}

}  // namespace trialmine

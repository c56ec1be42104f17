#include "warc_writer.h"

#include <filesystem>

#include "percent.h"
#include "warc_record.h"

namespace trialmine {
namespace {

std::string TargetOf(const Response& response) {
  if (!response.url.empty()) return TargetUri(response.url);
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
  AddFieldLine(head, "Content-Type", ContentType(response));
  AddFieldLine(head, "Content-Length", std::to_string(response.body.size()));
  return head + "\r\n";
}

std::string RecordHeader(const Response& response, size_t http_head_size) {
  const bool is_http = http_head_size > 0;
  std::string header = "WARC/1.1\r\n";
  AddFieldLine(header, "WARC-Type", is_http ? "response" : "resource");
  AddFieldLine(header, "WARC-Record-ID", NewRecordId());
  AddFieldLine(header, "WARC-Date", response.retrieved_at.empty() ? WarcNow() : response.retrieved_at);
  AddFieldLine(header, "WARC-Target-URI", TargetOf(response));
  AddFieldLine(header, "WARC-Payload-Digest", "sha256:" + response.body.sha256());
  if (!is_http) AddFieldLine(header, "WARC-Block-Digest", "sha256:" + response.body.sha256());
  if (response.body.failure()) AddFieldLine(header, "WARC-Truncated", "unspecified");
  AddFieldLine(header, "Content-Type", is_http ? "application/http;msgtype=response" : ContentType(response));
  AddFieldLine(header, "Content-Length", std::to_string(http_head_size + response.body.size()));
  return header + "\r\n";
}

}  // namespace

std::string WarcInfo(const std::string& file_name) {
  const std::string block =
      "software: trialmine\r\nformat: WARC File Format 1.1\r\n"
      "description: bodies stand as decoded: Content-Encoding and Transfer-Encoding are taken off and noted "
      "as "
      "X-Archive-Orig fields, Content-Length is that of the body; URLs, fields and bodies have no secrets\r\n"
      "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n";
  std::string record = "WARC/1.1\r\n";
  AddFieldLine(record, "WARC-Type", "warcinfo");
  AddFieldLine(record, "WARC-Record-ID", NewRecordId());
  AddFieldLine(record, "WARC-Date", WarcNow());
  AddFieldLine(record, "WARC-Filename", file_name);
  AddFieldLine(record, "Content-Type", "application/warc-fields");
  AddFieldLine(record, "Content-Length", std::to_string(block.size()));
  return record.append("\r\n").append(block).append(kWarcRecordEnd);
}

Status WriteRecord(const Response& response, GzipMember& member) {
  const bool is_http = response.status != 0 && !response.url.empty();
  const std::string http_head = is_http ? HttpHead(response) : "";
  if (Status written = member.Write(RecordHeader(response, http_head.size()) + http_head); !written)
    return written;
  if (Status written = WriteBody(response.body, member); !written) return written;
  if (Status written = member.Write(kWarcRecordEnd); !written) return written;
  return member.Finish();
}

std::optional<std::string> PathOfFileUri(std::string_view uri) {
  constexpr std::string_view kScheme = "file://";
  if (!uri.starts_with(kScheme)) return std::nullopt;
  uri.remove_prefix(kScheme.size());
  return PercentDecode(uri);
}

}  // namespace trialmine

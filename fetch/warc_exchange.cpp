// Records of an exchange: what was asked, what was answered, and how one came to the other.

#include <algorithm>
#include <array>
#include <optional>

#include "digest.h"
#include "fetch/url.h"
#include "http_message.h"
#include "source.h"
#include "warc_record.h"
#include "warc_writer.h"

namespace trialmine {
namespace {

constexpr uint64_t kSmallBody = 32 << 10;
constexpr std::string_view kProfiles = "http://netpreserve.org/warc/1.1/revisit/";

struct BlockDigests {
  std::string block;
  std::string payload;
};

std::string Label(Digest& sha1) { return "sha1:" + Base32(sha1.Finish()); }

/// Whether a field speaks of how the body came over the wire, which is not how it is kept.
bool IsOfTheWire(std::string_view name) {
  constexpr std::array<std::string_view, 3> kNames = {"Content-Encoding", "Transfer-Encoding",
                                                      "Content-Length"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view known) { return SameHttpToken(known, name); });
}

/// The head of an answer, as of a message that holds the body as it is kept.
std::string AnswerHead(const Exchange& exchange) {
  std::string head =
      "HTTP/1.1 " + std::to_string(exchange.status) + (exchange.status == 200 ? " OK\r\n" : " \r\n");
  for (const auto& [name, value] : exchange.headers) {
    AddFieldLine(head, IsOfTheWire(name) ? "X-Archive-Orig-" + name : name, value);
  }
  const bool may_have_body = exchange.status != 304 && exchange.status != 204;
  if (may_have_body) AddFieldLine(head, "Content-Length", std::to_string(exchange.response.body.size()));
  return head + "\r\n";
}

/// Two digests in one pass over the body; `small` is all of it where it was read.
Result<BlockDigests> DigestsOf(std::string_view head, const Body& body,
                               const std::optional<std::string>& small) {
  Digest block = Digest::Sha1(), payload = Digest::Sha1();
  block.Update(head);
  if (small) {
    block.Update(*small);
    payload.Update(*small);
    return BlockDigests{Label(block), Label(payload)};
  }
  const Result<std::unique_ptr<ByteSource>> source = body.Open();
  if (!source) return source.error();
  const auto buffer = std::make_unique_for_overwrite<char[]>(kReadBuffer);
  for (uint64_t left = body.size(); left > 0;) {
    const Result<size_t> count = (*source)->Read({buffer.get(), std::min<uint64_t>(kReadBuffer, left)});
    if (!count) return count.error();
    if (*count == 0) break;
    left -= *count;
    block.Update({buffer.get(), *count});
    payload.Update({buffer.get(), *count});
  }
  return BlockDigests{Label(block), Label(payload)};
}

std::string BlockDigest(std::string_view block) {
  Digest digest = Digest::Sha1();
  digest.Update(block);
  return Label(digest);
}

/// The fields that all records of an exchange begin with.
std::string BeginHeader(std::string_view type, const std::string& id, const Exchange& exchange) {
  std::string header = "WARC/1.1\r\n";
  AddFieldLine(header, "WARC-Type", type);
  AddFieldLine(header, "WARC-Record-ID", id);
  AddFieldLine(header, "WARC-Date", exchange.date);
  AddFieldLine(header, "WARC-Target-URI", TargetUri(exchange.response.url));
  return header;
}

void EndHeader(std::string& header, std::string_view content_type, uint64_t length) {
  AddFieldLine(header, "Content-Type", content_type);
  AddFieldLine(header, "Content-Length", std::to_string(length));
  header += "\r\n";
}

void AddConnection(std::string& header, const Exchange& exchange) {
  AddFieldLine(header, "WARC-IP-Address", exchange.address);
  AddFieldLine(header, "WARC-Protocol", exchange.protocol);
}

/// A member whose block is all in memory.
Status WriteSmall(std::string header, std::string_view content_type, const std::string& block,
                  GzipMember& member) {
  AddFieldLine(header, "WARC-Block-Digest", BlockDigest(block));
  EndHeader(header, content_type, block.size());
  header.append(block).append(kWarcRecordEnd);
  member.ExpectLittle();
  if (Status written = member.Write(header); !written) return written;
  return member.Finish();
}

Status WriteResponse(const std::string& id, const Exchange& exchange, GzipMember& member) {
  const Body& body = exchange.response.body;
  const std::string head = AnswerHead(exchange);
  std::optional<std::string> small;
  if (body.size() <= kSmallBody)
    if (Result<std::string> bytes = body.ReadPrefix(kSmallBody); bytes.ok()) small = std::move(*bytes);
  const Result<BlockDigests> digests = DigestsOf(head, body, small);
  if (!digests) return digests.error();
  std::string header = BeginHeader("response", id, exchange);
  AddConnection(header, exchange);
  AddFieldLine(header, "WARC-Payload-Digest", digests->payload);
  AddFieldLine(header, "WARC-Block-Digest", digests->block);
  if (body.failure())
    AddFieldLine(header, "WARC-Truncated", exchange.cut.empty() ? "unspecified" : exchange.cut);
  EndHeader(header, "application/http;msgtype=response", head.size() + body.size());
  header += head;
  if (small) {
    header.append(*small).append(kWarcRecordEnd);
    member.ExpectLittle();
    if (Status written = member.Write(header); !written) return written;
    return member.Finish();
  }
  if (Status written = member.Write(header); !written) return written;
  if (Status written = WriteBody(body, member); !written) return written;
  if (Status written = member.Write(kWarcRecordEnd); !written) return written;
  return member.Finish();
}

/// The payload's digest is the original's, for that is what this answer stands for.
Status WriteRevisit(const std::string& id, const Exchange& exchange, const WarcOriginal& original,
                    GzipMember& member) {
  const bool not_modified = exchange.status == 304;
  std::string header = BeginHeader("revisit", id, exchange);
  AddConnection(header, exchange);
  const std::string_view profile = not_modified ? "server-not-modified" : "identical-payload-digest";
  AddFieldLine(header, "WARC-Profile", std::string(kProfiles).append(profile));
  AddFieldLine(header, "WARC-Refers-To-Target-URI", TargetUri(original.url));
  AddFieldLine(header, "WARC-Refers-To-Date", original.date);
  AddFieldLine(header, "WARC-Payload-Digest", original.payload_digest);
  if (!not_modified) AddFieldLine(header, "WARC-Truncated", "length");
  return WriteSmall(std::move(header), "application/http;msgtype=response", AnswerHead(exchange), member);
}

Status WriteRequest(const std::string& answer_id, const Exchange& exchange, GzipMember& member) {
  const Request& request = exchange.request;
  const std::optional<Url> url = ParseUrl(exchange.response.url);
  std::string block = request.method + " " + (url ? url->Target() : "/") + " HTTP/1.1\r\n";
  if (url) {
    const bool usual = url->port == (url->scheme == "https" ? 443 : 80);
    AddFieldLine(block, "Host", usual ? url->host : url->host + ":" + std::to_string(url->port));
  }
  for (const auto& [name, value] : request.headers) AddFieldLine(block, name, value);
  if (!request.body.empty()) AddFieldLine(block, "Content-Length", std::to_string(request.body.size()));
  block.append("\r\n").append(request.body);
  std::string header = BeginHeader("request", NewRecordId(), exchange);
  AddConnection(header, exchange);
  AddFieldLine(header, "WARC-Concurrent-To", answer_id);
  return WriteSmall(std::move(header), "application/http;msgtype=request", block, member);
}

/// Where the answer's URL came from, the first asked first.
Status WriteRedirects(const std::string& answer_id, const Exchange& exchange, GzipMember& member) {
  std::string block;
  for (const std::string& url : exchange.redirects) AddFieldLine(block, "redirected-from", TargetUri(url));
  std::string header = BeginHeader("metadata", NewRecordId(), exchange);
  AddFieldLine(header, "WARC-Concurrent-To", answer_id);
  return WriteSmall(std::move(header), "application/warc-fields", block, member);
}

}  // namespace

Status WriteExchange(const Exchange& exchange, const std::optional<WarcOriginal>& original,
                     GzipMember& member, const std::function<void()>& answer_end) {
  const std::string id = NewRecordId();
  Status written =
      original ? WriteRevisit(id, exchange, *original, member) : WriteResponse(id, exchange, member);
  if (!written) return written;
  answer_end();
  written = WriteRequest(id, exchange, member);
  if (!written || exchange.redirects.empty()) return written;
  return WriteRedirects(id, exchange, member);
}

}  // namespace trialmine

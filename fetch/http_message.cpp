#include "http_message.h"

#include <algorithm>
#include <charconv>

#include "gzip.h"

namespace trialmine {
namespace {

constexpr size_t kMaxLine = size_t{64} << 10;
constexpr size_t kMaxFields = 1000;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

Error HeaderFailure(const PeekSource& source, bool too_long) {
  if (source.failure()) return *source.failure();
  if (too_long) return {"ill_formed", "a header line is too long"};
  return {"truncated", "it ends within its header"};
}

/// Undoes `Transfer-Encoding: chunked`.
class ChunkedSource : public ByteSource {
 public:
  explicit ChunkedSource(std::unique_ptr<PeekSource> source) : source_(std::move(source)) {}

  Result<size_t> Read(std::span<char> buffer) override {
    if (left_ == 0 && !ended_) {
      if (Status status = NextChunk(); !status) return status.error();
    }
    if (ended_ || buffer.empty()) return size_t{0};
    const Result<size_t> count = source_->Read(buffer.first(std::min<uint64_t>(buffer.size(), left_)));
    if (!count) return count;
    if (*count == 0) return Error{"truncated", "it ends within a chunk"};
    left_ -= *count;
    return count;
  }

  /// Whether bytes look like the first line of a chunk.
  static bool Begins(std::string_view bytes) {
    const size_t end = bytes.find('\n');
    return end != std::string_view::npos && SizeOf(bytes.substr(0, end)).has_value();
  }

 private:
  static std::optional<uint64_t> SizeOf(std::string_view line) {
    const std::string_view digits = TrimHttpSpace(line.substr(0, line.find(';')));
    uint64_t size = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return size;
  }

  Status NextChunk() {
    std::optional<std::string_view> line = source_->Line(kMaxLine);
    if (line && !first_ && TrimHttpSpace(*line).empty())
      line = source_->Line(kMaxLine);  // The end of the chunk before.
    first_ = false;
    if (!line || line->empty()) return HeaderFailure(*source_, !line);
    const std::optional<uint64_t> size = SizeOf(*line);
    if (!size) return Error{"ill_formed", "its chunks are broken"};
    left_ = *size;
    ended_ = left_ == 0;
    return {};
  }

  std::unique_ptr<PeekSource> source_;
  uint64_t left_ = 0;
  bool first_ = true;
  bool ended_ = false;
};

bool IsZlibHeader(std::string_view bytes) {
  if (bytes.size() < 2) return false;
  const unsigned first = static_cast<unsigned char>(bytes[0]);
  const unsigned second = static_cast<unsigned char>(bytes[1]);
  return (first & 15) == 8 && (first * 256 + second) % 31 == 0;
}

}  // namespace

bool SameHttpToken(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

std::string_view TrimHttpSpace(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

Result<Headers> Headers::Read(PeekSource& source) {
  Headers headers;
  while (headers.fields_.size() < kMaxFields) {
    const std::optional<std::string_view> line = source.Line(kMaxLine);
    if (!line || !line->ends_with('\n')) return HeaderFailure(source, !line);
    const std::string_view text = TrimHttpSpace(*line);
    if (text.empty()) return headers;
    const bool continues = line->front() == ' ' || line->front() == '\t';
    const size_t colon = text.find(':');
    if (continues && !headers.fields_.empty()) {
      headers.fields_.back().second.append(" ").append(text);
    } else if (colon != std::string_view::npos) {
      headers.Add(std::string(TrimHttpSpace(text.substr(0, colon))),
                  std::string(TrimHttpSpace(text.substr(colon + 1))));
    } else {
      headers.Add(std::string(text), {});  // Real servers do send such lines.
    }
  }
  return Error{"ill_formed", "it has too many header lines"};
}

std::string_view Headers::Get(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (SameHttpToken(key, name)) return value;
  }
  return {};
}

MediaType ParseMediaType(std::string_view content_type) {
  MediaType media_type;
  size_t end = content_type.find(';');
  media_type.type = TrimHttpSpace(content_type.substr(0, end));
  std::transform(media_type.type.begin(), media_type.type.end(), media_type.type.begin(), Lower);
  while (end != std::string_view::npos) {
    content_type.remove_prefix(end + 1);
    end = content_type.find(';');
    const std::string_view parameter = TrimHttpSpace(content_type.substr(0, end));
    const size_t equals = parameter.find('=');
    if (equals == std::string_view::npos ||
        !SameHttpToken(TrimHttpSpace(parameter.substr(0, equals)), "charset"))
      continue;
    std::string_view value = TrimHttpSpace(parameter.substr(equals + 1));
    while (!value.empty() && (value.front() == '"' || value.front() == '\'')) value.remove_prefix(1);
    while (!value.empty() && (value.back() == '"' || value.back() == '\'')) value.remove_suffix(1);
    if (media_type.charset.empty()) media_type.charset = value;
  }
  return media_type;
}

std::optional<int> ParseStatusLine(std::string_view line) {
  if (!line.starts_with("HTTP/")) return std::nullopt;
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view code = TrimHttpSpace(line.substr(space)).substr(0, 3);
  int status = 0;
  const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), status);
  if (error != std::errc() || end != code.data() + 3 || status < 100) return std::nullopt;
  return status;
}

Result<std::unique_ptr<ByteSource>> DecodeContent(std::unique_ptr<ByteSource> content, const Headers& headers,
                                                  uint64_t max_ratio) {
  auto source = std::make_unique<PeekSource>(std::move(content));
  if (SameHttpToken(headers.Get("Transfer-Encoding"), "chunked") && ChunkedSource::Begins(source->Peek(64))) {
    source = std::make_unique<PeekSource>(MakeSource<ChunkedSource>(std::move(source)));
  }
  const std::string_view encoding = headers.Get("Content-Encoding");
  const std::string_view bytes = source->Peek(3);
  if (SameHttpToken(encoding, "gzip") || SameHttpToken(encoding, "x-gzip")) {
    if (!bytes.starts_with("\x1f\x8b")) return std::unique_ptr<ByteSource>(std::move(source));
    return MakeSource<InflateSource>(std::move(source), Packing::kGzip, max_ratio);
  }
  if (SameHttpToken(encoding, "deflate")) {  // Both readings of the word are in use.
    const Packing packing = IsZlibHeader(bytes) ? Packing::kZlib : Packing::kRawDeflate;
    return MakeSource<InflateSource>(std::move(source), packing, max_ratio);
  }
  if (!encoding.empty() && !SameHttpToken(encoding, "identity")) {
    return Error{"unknown_format", "its content encoding is " + std::string(encoding.substr(0, 40))};
  }
  return std::unique_ptr<ByteSource>(std::move(source));
}

}  // namespace trialmine

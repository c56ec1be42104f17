#include "warc_reader.h"

#include <charconv>

#include "source.h"

namespace trialmine {
namespace {

constexpr size_t kMaxLine = size_t{64} << 10;

/// Ends another source with an error.
class BreakingSource : public ByteSource {
 public:
  BreakingSource(std::unique_ptr<ByteSource> source, Error error)
      : source_(std::move(source)), error_(std::move(error)) {}
  Result<size_t> Read(std::span<char> buffer) override {
    Result<size_t> count = source_->Read(buffer);
    if (count && *count == 0 && !buffer.empty()) return error_;
    return count;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  Error error_;
};

std::optional<uint64_t> ParseLength(std::string_view text) {
  uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return length;
}

/// Some writers put the URI in angle brackets.
std::string_view TargetUri(const Headers& record) {
  std::string_view uri = record.Get("WARC-Target-URI");
  if (uri.starts_with('<') && uri.ends_with('>')) uri = uri.substr(1, uri.size() - 2);
  return uri;
}

bool IsHttp(const Headers& record) {
  const std::string type = ParseMediaType(record.Get("Content-Type")).type;
  return type == "application/http" || (type.empty() && TargetUri(record).starts_with("http"));
}

bool MayHoldDocument(const Headers& record) {
  const std::string_view type = record.Get("WARC-Type");
  if (SameHttpToken(type, "response")) return IsHttp(record);
  if (!SameHttpToken(type, "resource") && !SameHttpToken(type, "conversion")) return false;
  // Crawlers keep their own logs as resources of these names.
  const std::string_view uri = TargetUri(record);
  return !uri.starts_with("metadata:") && !uri.starts_with("urn:X-wpull:");
}

/// Reads the head of an HTTP message, leaving the source at its body.
Result<Headers> ReadHttpHead(PeekSource& source, Response& about) {
  const std::optional<std::string_view> line = source.Line(kMaxLine);
  const std::optional<int> status = line ? ParseStatusLine(*line) : std::nullopt;
  if (!status) {
    if (source.failure()) return *source.failure();
    return Error{"ill_formed", "it is not an HTTP response"};
  }
  about.status = *status;
  return Headers::Read(source);
}

class WarcContainer : public Container {
 public:
  WarcContainer(std::string file, std::unique_ptr<ByteSource> source, uint64_t max_ratio)
      : file_(std::move(file)), reader_(std::move(source)), max_ratio_(max_ratio) {}

  std::optional<Entry> Next() override {
    while (std::optional<Result<Headers>> record = reader_.Next()) {
      if (!*record) {
        gave_any_ = true;
        return MakeEntry(file_, record->error());
      }
      if (!MayHoldDocument(**record)) continue;
      Entry entry = OpenRecord(**record, reader_.block(), max_ratio_);
      const int status = entry.about.status;
      if (status != 0 && (status < 200 || status > 299 || status == 204 || status == 205)) continue;
      gave_any_ = true;
      entry.about.file = file_ + "!" + entry.about.file;
      return entry;
    }
    if (gave_any_) return std::nullopt;
    gave_any_ = true;
    return MakeEntry(file_, Error{"empty", "the archive holds no documents"});
  }

 private:
  std::string file_;
  WarcReader reader_;
  uint64_t max_ratio_;
  bool gave_any_ = false;
};

}  // namespace

/// Reads on in the reader's block, which it must not outlive.
class WarcReader::Block : public ByteSource {
 public:
  explicit Block(WarcReader* reader) : reader_(reader) {}
  Result<size_t> Read(std::span<char> buffer) override {
    Result<size_t> count = reader_->block_->Read(buffer);
    if (!count) reader_->ended_ = true;
    return count;
  }

 private:
  WarcReader* reader_;
};

std::unique_ptr<ByteSource> WarcReader::block() { return std::make_unique<Block>(this); }

std::optional<Result<Headers>> WarcReader::End(Error error) {
  ended_ = true;
  return Result<Headers>(std::move(error));
}

/// Goes to the next record's first byte.
std::optional<Error> WarcReader::PassOver() {
  if (block_) {
    if (Status drained = Drain(*block_); !drained) return drained.error();
    block_.reset();
  }
  for (std::string_view byte = source_.Peek(1); byte == "\r" || byte == "\n"; byte = source_.Peek(1))
    source_.Skip(1);
  if (source_.Peek(1).empty() && source_.failure()) return *source_.failure();
  return std::nullopt;
}

Status WarcReader::FinishBlock() {
  if (std::optional<Error> error = PassOver()) return std::move(*error);
  return {};
}

/// Goes to the next line that begins a record, where there is one.
bool WarcReader::FindNext() {
  constexpr std::string_view kBegin = "\nWARC/1.";
  while (true) {
    const std::string_view bytes = source_.Peek(kMaxLine);
    const size_t at = bytes.find(kBegin);
    if (at != std::string_view::npos) {
      source_.Skip(at + 1);
      return true;
    }
    if (bytes.size() < kMaxLine) return false;
    source_.Skip(bytes.size() - kBegin.size());
  }
}

std::optional<Result<Headers>> WarcReader::Next() {
  if (ended_) return std::nullopt;
  if (std::optional<Error> error = PassOver()) return End(std::move(*error));
  if (source_.Peek(1).empty()) {
    ended_ = true;
    return std::nullopt;
  }
  record_at_ = source_.position();
  const std::optional<std::string_view> version = source_.Line(kMaxLine);
  if (source_.failure() && (!version || !version->ends_with('\n'))) return End(*source_.failure());
  if (!version || !version->starts_with("WARC/")) {
    ended_ = !FindNext();
    return Result<Headers>(Error{"ill_formed", "a WARC record does not begin where the one before it ends"});
  }
  Result<Headers> headers = Headers::Read(source_);
  if (!headers) return End(headers.error());
  const std::optional<uint64_t> length = ParseLength(headers->Get("Content-Length"));
  if (!length) return End({"ill_formed", "a WARC record has no length"});
  block_.emplace(&source_, *length);
  block_size_ = *length;
  return headers;
}

Entry OpenRecord(const Headers& record, std::unique_ptr<ByteSource> block, uint64_t max_ratio) {
  const std::string_view uri = TargetUri(record);
  Entry entry =
      MakeEntry(std::string(uri.empty() ? record.Get("WARC-Record-ID") : uri), std::unique_ptr<ByteSource>());
  const bool is_local = uri.starts_with("file:") || uri.starts_with("urn:");
  if (!is_local) entry.about.url = uri;
  entry.about.retrieved_at = record.Get("WARC-Date");
  std::string_view content_type = record.Get("Content-Type");
  Headers http;
  if (SameHttpToken(record.Get("WARC-Type"), "response") && IsHttp(record)) {
    auto message = std::make_unique<PeekSource>(std::move(block));
    Result<Headers> head = ReadHttpHead(*message, entry.about);
    if (!head) {
      entry.source = head.error();
      return entry;
    }
    http = std::move(*head);
    content_type = http.Get("Content-Type");
    entry.decoded = !http.Get("Content-Encoding").empty() || !http.Get("Transfer-Encoding").empty();
    entry.source = DecodeContent(std::move(message), http, max_ratio);
  } else {
    entry.source = std::move(block);
  }
  MediaType media_type = ParseMediaType(content_type);
  entry.about.media_type = std::move(media_type.type);
  entry.about.charset = std::move(media_type.charset);
  const std::string_view cut = record.Get("WARC-Truncated");
  if (!cut.empty() && entry.source) {
    Error error{"truncated", "the archive holds only its beginning"};
    entry.source = MakeSource<BreakingSource>(std::move(*entry.source), std::move(error));
  }
  return entry;
}

std::unique_ptr<Container> OpenWarc(std::string file, std::unique_ptr<ByteSource> source,
                                    uint64_t max_ratio) {
  return std::make_unique<WarcContainer>(std::move(file), std::move(source), max_ratio);
}

}  // namespace trialmine

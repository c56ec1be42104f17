#include <unistd.h>

#include <algorithm>

#include "archived_record.h"
#include "digest.h"
#include "fetch/archive.h"
#include "file.h"
#include "gzip.h"
#include "source.h"
#include "spool.h"
#include "warc_reader.h"
#include "warc_writer.h"

namespace trialmine {
namespace {

/// More than this of a record is not kept in memory.
constexpr size_t kRecordInMemory = size_t{1} << 20;

/// Bytes of a file from where it stands.
class RangeSource : public ByteSource {
 public:
  RangeSource(Fd fd, uint64_t size) : file_(std::move(fd)), bytes_(&file_, size) {}
  Result<size_t> Read(std::span<char> buffer) override { return bytes_.Read(buffer); }

 private:
  FdSource file_;
  SliceSource bytes_;
};

/// A record's header, and its content as a source that keeps what it reads from.
struct OpenedRecord {
  Headers headers;
  Entry entry;
};

class ContentSource : public ByteSource {
 public:
  ContentSource(std::unique_ptr<WarcReader> reader, std::unique_ptr<ByteSource> content)
      : reader_(std::move(reader)), content_(std::move(content)) {}
  Result<size_t> Read(std::span<char> buffer) override { return content_->Read(buffer); }

 private:
  std::unique_ptr<WarcReader> reader_;
  std::unique_ptr<ByteSource> content_;
};

/// A reader at a record: of its gzip member, or of the bytes themselves in a file that is not packed.
Result<std::unique_ptr<WarcReader>> OpenReader(const std::string& path, const ArchiveEntry& entry) {
  Result<OpenedFile> file = OpenRegularFile(path);
  if (!file) return file.error();
  lseek(file->fd.get(), static_cast<off_t>(entry.offset), SEEK_SET);
  auto bytes = std::make_unique<PeekSource>(MakeSource<RangeSource>(std::move(file->fd), entry.length));
  if (bytes->Peek(5) == "WARC/") return std::make_unique<WarcReader>(std::move(bytes));
  return std::make_unique<WarcReader>(
      MakeSource<InflateSource>(std::move(bytes), Packing::kGzip, UINT64_MAX));
}

Result<Headers> NextHeader(WarcReader& reader) {
  std::optional<Result<Headers>> headers = reader.Next();
  if (!headers) return Error{"ill_formed", "the archive holds no record there"};
  return std::move(*headers);
}

/// Revisits, requests and the rest have none.
bool HasContent(const Headers& headers) {
  const std::string_view type = headers.Get("WARC-Type");
  return type == "response" || type == "resource" || type == "conversion";
}

Result<OpenedRecord> OpenArchived(const std::string& path, const ArchiveEntry& entry) {
  Result<std::unique_ptr<WarcReader>> reader = OpenReader(path, entry);
  if (!reader) return reader.error();
  Result<Headers> headers = NextHeader(**reader);
  if (!headers) return headers.error();
  if (!HasContent(*headers)) {
    return Error{"not_found", "the record is a " + std::string(headers->Get("WARC-Type"))};
  }
  Entry opened = OpenRecord(*headers, (*reader)->block(), UINT64_MAX);
  OpenedRecord record{std::move(*headers), std::move(opened)};
  if (!record.entry.source) return record.entry.source.error();
  std::unique_ptr<ByteSource>& content = *record.entry.source;
  content = MakeSource<ContentSource>(std::move(*reader), std::move(content));
  return record;
}

Result<std::string> PathOf(const std::string& folder, const ArchiveEntry& entry) {
  // Several writers share an archive by numbered folders within it.
  const size_t number = std::min(entry.file.find_first_not_of("0123456789"), entry.file.size());
  const bool is_within = number > 0 && entry.file.substr(number).starts_with('/');
  const std::string name = entry.file.substr(is_within ? number + 1 : 0);
  if (name.empty() || name.starts_with('.') || name.find('/') != std::string::npos) {
    return Error{"bad_input", "the archive has no file of this name"};
  }
  return folder + "/" + entry.file;
}

class RecordStorage : public Body::Storage {
 public:
  RecordStorage(std::string path, ArchiveEntry entry) : path_(std::move(path)), entry_(std::move(entry)) {}
  Result<std::unique_ptr<ByteSource>> Open() const override {
    Result<OpenedRecord> record = OpenArchived(path_, entry_);
    if (!record) return record.error();
    return std::move(record->entry.source);
  }

 private:
  std::string path_;
  ArchiveEntry entry_;
};

}  // namespace

Result<Headers> ReadArchivedHeader(const std::string& folder, const ArchiveEntry& entry) {
  const Result<std::string> path = PathOf(folder, entry);
  if (!path) return path.error();
  Result<std::unique_ptr<WarcReader>> reader = OpenReader(*path, entry);
  if (!reader) return reader.error();
  return NextHeader(**reader);
}

Result<Response> Archive::Get(const std::string& folder, const ArchiveEntry& entry) {
  const Result<std::string> path = PathOf(folder, entry);
  if (!path) return path.error();
  Result<OpenedRecord> record = OpenArchived(*path, entry);
  if (!record) return record.error();
  std::optional<LabelledDigest> digest;
  if (!record->entry.decoded) digest = LabelledDigest::Of(record->headers.Get("WARC-Payload-Digest"));
  std::unique_ptr<ByteSource>& content = *record->entry.source;
  if (digest) content = MakeSource<DigestingSource<LabelledDigest>>(std::move(content), &*digest);
  BodyOptions options;
  options.max_memory = kRecordInMemory;
  options.may_be_empty = true;
  options.again = std::make_shared<RecordStorage>(*path, entry);
  Result<Body> body = MakeBody(*content, options);
  if (!body) return body.error();
  if (digest && !digest->Matches()) {
    return Error{"ill_formed", "the archived record does not match its digest"};
  }
  Response response = std::move(record->entry.about);
  response.body = std::move(*body);
  if (response.url.empty()) response.retrieved_at.clear();
  const std::optional<std::string> local = PathOfFileUri(response.file);
  response.file = local ? *local : response.url.empty() ? "-" : *path + "!" + response.url;
  return response;
}

}  // namespace trialmine

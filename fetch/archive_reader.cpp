#include <unistd.h>

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

Result<OpenedRecord> OpenArchived(const std::string& path, const ArchiveEntry& entry) {
  Result<OpenedFile> file = OpenRegularFile(path);
  if (!file) return file.error();
  lseek(file->fd.get(), static_cast<off_t>(entry.offset), SEEK_SET);
  auto reader = std::make_unique<WarcReader>(MakeSource<InflateSource>(
      MakeSource<RangeSource>(std::move(file->fd), entry.length), Packing::kGzip, UINT64_MAX));
  std::optional<Result<Headers>> headers = reader->Next();
  if (!headers) return Error{"ill_formed", "the archive holds no record there"};
  if (!*headers) return headers->error();
  Entry opened = OpenRecord(**headers, reader->block(), UINT64_MAX);
  OpenedRecord record{std::move(**headers), std::move(opened)};
  if (!record.entry.source) return record.entry.source.error();
  std::unique_ptr<ByteSource>& content = *record.entry.source;
  content = MakeSource<ContentSource>(std::move(reader), std::move(content));
  return record;
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

Result<Response> Archive::Get(const std::string& folder, const ArchiveEntry& entry) {
  if (entry.file.empty() || entry.file.find('/') != std::string::npos) {
    return Error{"bad_input", "the archive has no file of this name"};
  }
  const std::string path = folder + "/" + entry.file;
  Result<OpenedRecord> record = OpenArchived(path, entry);
  if (!record) return record.error();
  BodyOptions options;
  options.max_memory = kRecordInMemory;
  options.may_be_empty = true;
  options.again = std::make_shared<RecordStorage>(path, entry);
  Result<Body> body = MakeBody(**record->entry.source, options);
  if (!body) return body.error();
  if (record->headers.Get("WARC-Payload-Digest") != "sha256:" + body->sha256()) {
    return Error{"ill_formed", "the archived record does not match its digest"};
  }
  Response response = std::move(record->entry.about);
  response.body = std::move(*body);
  if (response.url.empty()) response.retrieved_at.clear();
  const std::optional<std::string> local = PathOfFileUri(response.file);
  response.file = local ? *local : response.url.empty() ? "-" : path + "!" + response.url;
  return response;
}

}  // namespace trialmine

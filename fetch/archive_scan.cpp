#include "fetch/archive_scan.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "digest.h"
#include "file.h"
#include "gzip.h"
#include "source.h"
#include "warc_reader.h"

namespace trialmine {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxLine = size_t{64} << 10;

std::string Field(const Headers& headers, std::string_view name) { return std::string(headers.Get(name)); }

bool IsHttpMessage(const Headers& headers) {
  return ParseMediaType(headers.Get("Content-Type")).type == "application/http";
}

ArchivedRecord Describe(const Headers& headers) {
  ArchivedRecord record;
  record.type = Field(headers, "WARC-Type");
  record.id = Field(headers, "WARC-Record-ID");
  record.url = Field(headers, "WARC-Target-URI");
  if (record.url.starts_with('<') && record.url.ends_with('>')) {
    record.url = record.url.substr(1, record.url.size() - 2);
  }
  record.date = Field(headers, "WARC-Date");
  record.payload_digest = Field(headers, "WARC-Payload-Digest");
  record.truncated = Field(headers, "WARC-Truncated");
  record.concurrent_to = Field(headers, "WARC-Concurrent-To");
  record.refers_to_url = Field(headers, "WARC-Refers-To-Target-URI");
  record.refers_to_date = Field(headers, "WARC-Refers-To-Date");
  record.media_type = ParseMediaType(headers.Get("Content-Type")).type;
  return record;
}

/// Reads a block once, holding it against the digests of its record. The payload of an HTTP message is what
/// follows its head; writers differ in whether they take it before or after its chunks are undone, and either
/// is right here.
class BlockCheck {
 public:
  BlockCheck(const Headers& headers, ArchivedRecord& record) : record_(record) {
    block_ = LabelledDigest::Of(headers.Get("WARC-Block-Digest"));
    // A revisit's payload is another record's.
    if (record.type == "revisit") return;
    payload_ = LabelledDigest::Of(record.payload_digest);
    unchunked_ = LabelledDigest::Of(record.payload_digest);
  }

  Status Read(std::unique_ptr<ByteSource> source, bool is_http) {
    if (block_) source = MakeSource<DigestingSource<LabelledDigest>>(std::move(source), &*block_);
    auto block = std::make_unique<PeekSource>(std::move(source));
    Headers http;
    if (is_http) {
      if (Status head = ReadHead(*block, http); !head) return head;
    }
    PeekSource* rest = block.get();
    std::unique_ptr<ByteSource> payload = std::move(block);
    if (payload_) payload = MakeSource<DigestingSource<LabelledDigest>>(std::move(payload), &*payload_);
    Headers transfer;
    transfer.Add("Transfer-Encoding", Field(http, "Transfer-Encoding"));
    const bool chunked = !transfer.Get("Transfer-Encoding").empty();
    Result<std::unique_ptr<ByteSource>> content = DecodeContent(std::move(payload), transfer, UINT64_MAX);
    if (!content) return content.error();
    if (chunked && unchunked_) {
      content = MakeSource<DigestingSource<LabelledDigest>>(std::move(*content), &*unchunked_);
    }
    const Status read = Drain(**content);
    if (!read && rest->failure()) return *rest->failure();
    if (!read) record_.problems.push_back(read.error().detail);
    Compare(chunked);
    return {};
  }

 private:
  Status ReadHead(PeekSource& block, Headers& http) {
    const std::optional<std::string_view> line = block.Line(kMaxLine);
    if (!line) return block.failure() ? *block.failure() : Error{"ill_formed", "its message has no head"};
    record_.status = ParseStatusLine(*line).value_or(0);
    Result<Headers> read = Headers::Read(block);
    if (!read) return block.failure() ? *block.failure() : Status();  // A revisit may stop anywhere.
    http = std::move(*read);
    record_.media_type = ParseMediaType(http.Get("Content-Type")).type;
    return {};
  }

  void Compare(bool chunked) {
    if (block_ && !block_->Matches()) record_.problems.emplace_back("it does not match its block digest");
    if (!payload_) return;
    const bool matches = payload_->Matches() || (chunked && unchunked_->Matches());
    if (!matches) record_.problems.emplace_back("it does not match its payload digest");
  }

  ArchivedRecord& record_;
  std::optional<LabelledDigest> block_, payload_, unchunked_;
};

/// The status and type of an HTTP message, from its head alone.
void PeekHead(std::unique_ptr<ByteSource> block, ArchivedRecord& record) {
  PeekSource source(std::move(block));
  const std::optional<std::string_view> line = source.Line(kMaxLine);
  if (!line) return;
  record.status = ParseStatusLine(*line).value_or(0);
  const Result<Headers> http = Headers::Read(source);
  if (http) record.media_type = ParseMediaType(http->Get("Content-Type")).type;
}

std::vector<std::string> WarcNames(const std::string& folder, std::error_code& error) {
  std::vector<std::string> names;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    std::string name = at->path().filename().native();
    if (name.ends_with(".warc.gz") || name.ends_with(".warc")) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

/// A packed file is read member by member, so that each record's place is known; another as one stream.
struct ArchiveScan::File {
  std::string name;
  bool verify = false;
  std::unique_ptr<ByteSource> bytes;
  InflateSource* packed = nullptr;  ///< `bytes`, where the file is packed.
  std::unique_ptr<WarcReader> reader;
  uint64_t begin = 0;  ///< Of the member in hand.
  uint64_t failed_at = 0;
  bool ended = false;

  std::optional<Result<ArchivedRecord>> Next();
  std::optional<Result<Headers>> NextHeader();
  Status ReadBlock(const Headers& headers, ArchivedRecord& record);
  uint64_t Position() const { return packed != nullptr ? begin : reader->record_at(); }
};

/// The next record's header, opening the next member where the one in hand is done.
std::optional<Result<Headers>> ArchiveScan::File::NextHeader() {
  while (true) {
    if (!reader) reader = std::make_unique<WarcReader>(MakeSource<BorrowedSource>(bytes.get()));
    std::optional<Result<Headers>> headers = reader->Next();
    if (headers || packed == nullptr) return headers;
    begin = packed->finished_at();
    if (!packed->NextGzipMember()) return std::nullopt;
    reader.reset();
  }
}

Status ArchiveScan::File::ReadBlock(const Headers& headers, ArchivedRecord& record) {
  const bool is_http = IsHttpMessage(headers);
  if (verify) return BlockCheck(headers, record).Read(reader->block(), is_http);
  if (is_http) PeekHead(reader->block(), record);
  return {};
}

std::optional<Result<ArchivedRecord>> ArchiveScan::File::Next() {
  if (ended) return std::nullopt;
  std::optional<Result<Headers>> headers = NextHeader();
  if (!headers) {
    ended = true;
    return std::nullopt;
  }
  failed_at = Position();
  if (!*headers) {
    ended = packed != nullptr;
    return Result<ArchivedRecord>(headers->error());
  }
  ArchivedRecord record = Describe(**headers);
  record.entry.file = name;
  record.entry.offset = Position();
  record.size = reader->block_size();
  if (Status read = ReadBlock(**headers, record); !read) {
    ended = true;
    return Result<ArchivedRecord>(read.error());
  }
  if (Status passed = reader->FinishBlock(); !passed) {
    ended = true;
    return Result<ArchivedRecord>(passed.error());
  }
  record.entry.length =
      (packed != nullptr ? packed->finished_at() : reader->position()) - record.entry.offset;
  return Result<ArchivedRecord>(std::move(record));
}

ArchiveScan::ArchiveScan(std::unique_ptr<File> file) : file_(std::move(file)) {}
ArchiveScan::~ArchiveScan() = default;
ArchiveScan::ArchiveScan(ArchiveScan&&) noexcept = default;
ArchiveScan& ArchiveScan::operator=(ArchiveScan&&) noexcept = default;

Result<ArchiveScan> ArchiveScan::Open(const std::string& path, bool verify) {
  Result<OpenedFile> opened = OpenRegularFile(path);
  if (!opened) return opened.error();
  auto file = std::make_unique<File>();
  file->name = fs::path(path).filename().native();
  file->verify = verify;
  auto bytes = std::make_unique<PeekSource>(MakeSource<FdSource>(std::move(opened->fd)));
  if (bytes->Peek(2) == "\x1f\x8b") {
    auto packed = std::make_unique<InflateSource>(std::move(bytes), Packing::kGzip, UINT64_MAX);
    packed->StopAtMembers();
    file->packed = packed.get();
    file->bytes = std::move(packed);
  } else if (bytes->Peek(5) == "WARC/") {
    file->bytes = std::move(bytes);
  } else {
    return Error{"unknown_format", "it is no WARC file"};
  }
  return ArchiveScan(std::move(file));
}

std::optional<Result<ArchivedRecord>> ArchiveScan::Next() { return file_->Next(); }
uint64_t ArchiveScan::failed_at() const { return file_->failed_at; }

Result<std::vector<ArchiveFile>> ArchiveFiles(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return Error{"not_found", "there is no such file or folder"};
  if (!fs::is_directory(path, error)) {
    const fs::path file(path);
    return std::vector{
        ArchiveFile{file.has_parent_path() ? file.parent_path().native() : ".", file.filename().native()}};
  }
  std::vector<std::string> names = WarcNames(path, error);
  std::vector<std::string> numbered;
  for (fs::directory_iterator at(path, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    const std::string name = at->path().filename().native();
    if (name.find_first_not_of("0123456789") == std::string::npos && at->is_directory())
      numbered.push_back(name);
  }
  std::sort(numbered.begin(), numbered.end());
  for (const std::string& folder : numbered) {
    for (const std::string& name : WarcNames(path + "/" + folder, error))
      names.push_back(folder + "/" + name);
  }
  if (error) return Error{"unreadable", "cannot be read: " + error.message()};
  std::vector<ArchiveFile> files;
  for (std::string& name : names) files.push_back({path, std::move(name)});
  return files;
}

}  // namespace trialmine

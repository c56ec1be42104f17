#include "fetch/archive.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "archived_record.h"
#include "file.h"
#include "gzip.h"
#include "source.h"
#include "warc_reader.h"
#include "warc_writer.h"

namespace trialmine {
namespace {

constexpr std::string_view kPrefix = "trialmine-";
constexpr std::string_view kSuffix = ".warc.gz";
constexpr size_t kDigits = 6;

std::string FileName(unsigned number) {
  std::array<char, 16> digits;
  std::snprintf(digits.data(), digits.size(), "%06u", number);
  return std::string(kPrefix) + digits.data() + std::string(kSuffix);
}

/// The number in a file's name; 0 for other files.
unsigned NumberOf(const std::string& name) {
  if (name.size() != kPrefix.size() + kDigits + kSuffix.size()) return 0;
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return 0;
  const std::string digits = name.substr(kPrefix.size(), kDigits);
  if (digits.find_first_not_of("0123456789") != std::string::npos) return 0;
  return static_cast<unsigned>(std::stoul(digits));
}

unsigned LastNumber(const std::string& folder) {
  unsigned last = 0;
  std::error_code error;
  std::filesystem::directory_iterator file(folder, error);
  for (; !error && file != std::filesystem::directory_iterator(); file.increment(error)) {
    last = std::max(last, NumberOf(file->path().filename().native()));
  }
  return last;
}

/// What a revisit says of the record it refers to.
std::optional<WarcOriginal> ReadOriginal(const std::string& folder, const ArchiveEntry& entry) {
  const Result<Headers> headers = ReadArchivedHeader(folder, entry);
  if (!headers) return std::nullopt;
  WarcOriginal original{std::string(headers->Get("WARC-Target-URI")), std::string(headers->Get("WARC-Date")),
                        std::string(headers->Get("WARC-Payload-Digest"))};
  if (original.url.empty() || original.date.empty()) return std::nullopt;
  return original;
}

}  // namespace

/// The lock file also remembers where the last record known to be durable begins, so that opening a large
/// archive need not read all of it. It is a hint: wrong or missing, it costs a longer look.
struct Archive::Writer {
  std::string folder;
  uint64_t rotate_bytes = 0;
  Fd lock;
  Fd file;  ///< The newest one; none before the first record of a new archive.
  unsigned number = 0;
  uint64_t size = 0;
  uint64_t last_record = 0;  ///< Where the last record begins, or one before it.
  uint64_t written = 0;      ///< Bytes of the records in hand.
  GzipMember member{[this](std::string_view bytes) {
    written += bytes.size();
    return WriteAll(file.get(), bytes);
  }};

  Status Lock();
  Status Recover();
  Status MeasureFrom(uint64_t start);
  Status Rotate();
  Status Write(const std::function<Status(GzipMember&)>& fill);
  Status Sync();
  uint64_t HintedRecord() const;
  std::string Path(unsigned of) const { return folder + "/" + FileName(of); }
};

Status Archive::Writer::Lock() {
  lock = Fd(open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!lock) return SystemError("store", "cannot open the archive's lock");
  if (flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return {};
  if (errno == EWOULDBLOCK) return Error{"locked", "another process is writing to the archive"};
  return SystemError("store", "cannot lock the archive");
}

/// Where to begin looking at the newest file.
uint64_t Archive::Writer::HintedRecord() const {
  std::array<char, 64> text = {};
  if (pread(lock.get(), text.data(), text.size() - 1, 0) <= 0) return 0;
  unsigned of = 0;
  unsigned long long record = 0;
  if (std::sscanf(text.data(), "%u %llu\n", &of, &record) != 2 || of != number || record > size) return 0;
  return record;
}

/// Goes to the end of the newest file. A record that was cut short there is cut off; a file that is damaged
/// otherwise is left as it is, as whole records may follow the damage, and a new one is begun.
Status Archive::Writer::Recover() {
  number = LastNumber(folder);
  if (number == 0) return {};
  file = Fd(open(Path(number).c_str(), O_RDWR | O_APPEND | O_CLOEXEC));
  struct stat stat = {};
  if (!file || fstat(file.get(), &stat) != 0) return SystemError("store", "cannot open the archive");
  const auto size_on_disk = static_cast<uint64_t>(stat.st_size);
  size = size_on_disk;
  Status whole = MeasureFrom(HintedRecord());
  if (!whole && whole.error().code == "ill_formed") whole = MeasureFrom(0);
  if (!whole && whole.error().code == "truncated") {
    if (ftruncate(file.get(), static_cast<off_t>(size)) == 0) return {};
    return SystemError("store", "cannot mend the archive");
  }
  if (!whole || size != size_on_disk) file = Fd();
  return {};
}

/// Sets `size` to the end of the last whole record. `ill_formed` also where nothing whole begins at `start`.
Status Archive::Writer::MeasureFrom(uint64_t start) {
  last_record = start;
  lseek(file.get(), static_cast<off_t>(start), SEEK_SET);
  InflateSource records(MakeSource<FdSource>(file.get()), Packing::kGzip, UINT64_MAX);
  Status read = Drain(records);
  size = start + records.finished_at();
  if (start > 0 && records.finished_at() == 0) return Error{"ill_formed", "no record begins there"};
  return read;
}

/// Makes sure there is a file to write to.
Status Archive::Writer::Rotate() {
  if (file && size > 0 && size < rotate_bytes) return {};
  if (file && size > 0) {
    if (Status synced = Sync(); !synced) return synced;
    file = Fd();
  }
  if (!file) {
    Fd next(open(Path(number + 1).c_str(), O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!next) return SystemError("store", "cannot begin a file of the archive");
    file = std::move(next);
    ++number;
    size = 0;
  }
  const Status begun = Write([this](GzipMember& out) -> Status {
    if (Status info = out.Write(WarcInfo(FileName(number))); !info) return info;
    return out.Finish();
  });
  if (!begun) return begun;
  const Fd folder_fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  fsync(folder_fd.get());
  return {};
}

/// Appends records, each a gzip member; where that fails, the file is as it was.
Status Archive::Writer::Write(const std::function<Status(GzipMember&)>& fill) {
  written = 0;
  Status status = fill(member);
  if (status) {
    last_record = std::exchange(size, size + written);
    return status;
  }
  member.Reset();
  if (ftruncate(file.get(), static_cast<off_t>(size)) != 0) {
    return SystemError("store", "cannot mend the archive");
  }
  return status;
}

Status Archive::Writer::Sync() {
  if (!file) return {};
  if (fdatasync(file.get()) != 0) return SystemError("store", "cannot make the archive durable");
  std::array<char, 64> text = {};
  std::snprintf(text.data(), text.size(), "%u %llu\n", number, static_cast<unsigned long long>(last_record));
  const ssize_t hinted = pwrite(lock.get(), text.data(), text.size(), 0);
  (void)hinted;  // Only a hint.
  return {};
}

Result<Archive> Archive::OpenForAppend(const std::string& folder, uint64_t rotate_bytes) {
  auto writer = std::make_unique<Writer>();
  writer->folder = folder;
  writer->rotate_bytes = rotate_bytes;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Error{"store", "cannot make the archive's folder: " + error.message()};
  if (Status locked = writer->Lock(); !locked) return locked.error();
  if (Status recovered = writer->Recover(); !recovered) return recovered.error();
  return Archive(std::move(writer));
}

Archive::Archive(std::unique_ptr<Writer> writer) : writer_(std::move(writer)) {}
Archive::Archive(Archive&&) noexcept = default;
Archive& Archive::operator=(Archive&&) noexcept = default;
Archive::~Archive() {
  if (writer_) (void)writer_->Sync().ok();
}

Result<ArchiveEntry> Archive::Append(const Response& response) {
  if (Status rotated = writer_->Rotate(); !rotated) return rotated.error();
  ArchiveEntry entry{FileName(writer_->number), writer_->size, 0};
  const Status written = writer_->Write([&](GzipMember& member) { return WriteRecord(response, member); });
  if (!written) return written.error();
  entry.length = writer_->size - entry.offset;
  return entry;
}

Result<ArchiveEntry> Archive::Append(const Exchange& exchange, const std::optional<ArchiveEntry>& original,
                                     const std::string& original_folder) {
  if (exchange.status == 0) return Error{"bad_input", "there was no answer to archive"};
  std::optional<WarcOriginal> refers_to;
  if (original)
    refers_to = ReadOriginal(original_folder.empty() ? writer_->folder : original_folder, *original);
  if (Status rotated = writer_->Rotate(); !rotated) return rotated.error();
  ArchiveEntry entry{FileName(writer_->number), writer_->size, 0};
  const Status written = writer_->Write([&](GzipMember& member) {
    return WriteExchange(exchange, refers_to, member, [&] { entry.length = writer_->written; });
  });
  if (!written) return written.error();
  return entry;
}

std::optional<ArchiveEntry> Archive::End() const {
  if (!writer_->file) return std::nullopt;
  return ArchiveEntry{FileName(writer_->number), writer_->size, 0};
}

Status Archive::Sync() { return writer_->Sync(); }

}  // namespace trialmine

#include "members.h"

#include <archive.h>
#include <archive_entry.h>

#include <clocale>

#include "gzip.h"
#include "source.h"

namespace trialmine {
namespace {

/// Small, so that a bomb is told from the bytes read ahead of it.
constexpr size_t kZipBlock = size_t{16} << 10;

/// Has libarchive give names in UTF-8 whatever the user's locale, for this thread and as long as it lives.
class Utf8Locale {
 public:
  Utf8Locale() : utf8_(newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{})) {
    if (utf8_ != locale_t{}) before_ = uselocale(utf8_);
  }
  ~Utf8Locale() {
    if (utf8_ == locale_t{}) return;
    uselocale(before_);
    freelocale(utf8_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t utf8_;
  locale_t before_ = locale_t{};
};

struct FreeArchive {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

/// The member's name in UTF-8, or in the bytes of its own, unnamed encoding.
std::string NameOf(archive_entry* header) {
  const char* name = archive_entry_pathname_utf8(header);
  if (name == nullptr) name = archive_entry_pathname(header);
  return name != nullptr ? name : "";
}

/// Links repeat other members; what macOS adds beside each file is no document.
bool IsDocument(archive_entry* header) {
  return archive_entry_filetype(header) == AE_IFREG && archive_entry_hardlink(header) == nullptr &&
         !NameOf(header).starts_with("__MACOSX/");
}

class MemberContainer : public Container {
 public:
  MemberContainer(std::string file, uint64_t max_ratio)
      : file_(std::move(file)), guard_(max_ratio), reader_(archive_read_new()), buffer_(kReadBuffer, '\0') {}

  void OpenTar(std::unique_ptr<ByteSource> source) {
    source_ = std::move(source);
    archive_read_support_format_tar(reader_.get());
    broken_ = archive_read_open(reader_.get(), this, nullptr, &ReadSource, nullptr) != ARCHIVE_OK;
  }
  void OpenZip(Spooled zip) {
    fd_ = std::move(zip.fd);
    source_failure_ = std::move(zip.failure);
    archive_read_support_format_zip(reader_.get());
    broken_ = archive_read_open_fd(reader_.get(), fd_.get(), kZipBlock) != ARCHIVE_OK;
  }

  std::optional<Entry> Next() override;

  /// Bytes of the member in hand; broken data is an error after those before it.
  Result<size_t> ReadMember(std::span<char> buffer);

 private:
  static la_ssize_t ReadSource(archive*, void* self, const void** buffer);
  Entry MemberEntry(archive_entry* header);
  Error ReaderError() const;
  void ReadToEnd();
  int64_t Position() const { return archive_filter_bytes(reader_.get(), -1); }

  std::string file_;
  RatioGuard guard_;
  std::unique_ptr<ByteSource> source_;
  Fd fd_;
  std::unique_ptr<archive, FreeArchive> reader_;
  std::string buffer_;
  std::optional<Error> source_failure_;
  bool broken_ = false;  ///< Nothing can be read any more.
  bool ended_ = false;
  bool gave_any_ = false;
  int64_t member_at_ = 0;  ///< Position() when the member in hand began.
  uint64_t member_bytes_ = 0;
};

class MemberSource : public ByteSource {
 public:
  explicit MemberSource(MemberContainer* container) : container_(container) {}
  Result<size_t> Read(std::span<char> buffer) override { return container_->ReadMember(buffer); }

 private:
  MemberContainer* container_;
};

la_ssize_t MemberContainer::ReadSource(archive*, void* self, const void** buffer) {
  auto* container = static_cast<MemberContainer*>(self);
  const Result<size_t> count = container->source_->Read(container->buffer_);
  if (!count) {
    container->source_failure_ = count.error();
    return -1;
  }
  *buffer = container->buffer_.data();
  return static_cast<la_ssize_t>(*count);
}

Error MemberContainer::ReaderError() const {
  if (source_failure_) return *source_failure_;
  const char* text = archive_error_string(reader_.get());
  std::string detail = text != nullptr ? text : "its archive is damaged";
  // The second is how it words zlib's "more input is needed".
  const bool truncated = detail.find("runcated") != std::string::npos || detail.ends_with("(-5)");
  return {truncated ? "truncated" : "ill_formed", std::move(detail)};
}

std::optional<Entry> MemberContainer::Next() {
  const Utf8Locale utf8;
  while (!ended_) {
    archive_entry* header = nullptr;
    const int result = broken_ ? ARCHIVE_FATAL : archive_read_next_header(reader_.get(), &header);
    if (result == ARCHIVE_RETRY) continue;
    if (result == ARCHIVE_EOF) {
      ended_ = true;
      ReadToEnd();
      if (source_failure_) return MakeEntry(file_, *source_failure_);
      if (!gave_any_) return MakeEntry(file_, Error{"empty", "the archive holds no files"});
    } else if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
      ended_ = true;
      return MakeEntry(file_, ReaderError());
    } else if (IsDocument(header)) {
      gave_any_ = true;
      return MemberEntry(header);
    }
  }
  return std::nullopt;
}

/// Reads what follows a tar's end mark, as the checksum of the gzip around it stands there.
void MemberContainer::ReadToEnd() {
  if (!source_ || source_failure_) return;
  if (Status read = Drain(*source_); !read) source_failure_ = read.error();
}

Entry MemberContainer::MemberEntry(archive_entry* header) {
  std::string file = file_ + "!" + NameOf(header);
  if (archive_entry_is_data_encrypted(header))
    return MakeEntry(std::move(file), Error{"unreadable", "it is encrypted"});
  member_at_ = Position();
  member_bytes_ = 0;
  return MakeEntry(std::move(file), MakeSource<MemberSource>(this));
}

Result<size_t> MemberContainer::ReadMember(std::span<char> buffer) {
  while (true) {
    const la_ssize_t count = archive_read_data(reader_.get(), buffer.data(), buffer.size());
    if (count == ARCHIVE_RETRY) continue;
    if (count < 0) {
      ended_ = ended_ || count == ARCHIVE_FATAL;  // This error is the archive's last.
      return ReaderError();
    }
    member_bytes_ += static_cast<uint64_t>(count);
    // The reader's position runs ahead of the member by as much as a block.
    const uint64_t ahead = fd_ ? kZipBlock : kReadBuffer;
    if (guard_.Passed(static_cast<uint64_t>(Position() - member_at_) + ahead, member_bytes_)) {
      return Error{"bomb", "it unpacks to far more than its size"};
    }
    return static_cast<size_t>(count);
  }
}

}  // namespace

std::unique_ptr<Container> OpenTar(std::string file, std::unique_ptr<ByteSource> source, uint64_t max_ratio) {
  auto container = std::make_unique<MemberContainer>(std::move(file), max_ratio);
  container->OpenTar(std::move(source));
  return container;
}

std::unique_ptr<Container> OpenZip(std::string file, Spooled zip, uint64_t max_ratio) {
  auto container = std::make_unique<MemberContainer>(std::move(file), max_ratio);
  container->OpenZip(std::move(zip));
  return container;
}

}  // namespace trialmine

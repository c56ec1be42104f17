#include "fetch/inputs.h"

#include <unistd.h>

#include "container.h"
#include "file.h"
#include "folder.h"
#include "gzip.h"
#include "magic.h"
#include "members.h"
#include "source.h"
#include "spool.h"
#include "warc_reader.h"

namespace trialmine {
namespace {

/// More than this of a file that can be opened again is not kept in memory.
constexpr size_t kFileInMemory = size_t{1} << 20;

Error TooDeep() { return {"too_deep", "archives are packed within archives too many times"}; }

class StandardInput : public Container {
 public:
  std::optional<Entry> Next() override {
    if (std::exchange(given_, true)) return std::nullopt;
    return MakeEntry("-", MakeSource<FdSource>(STDIN_FILENO));
  }

 private:
  bool given_ = false;
};

/// The unpacked bytes of a packed storage.
class UnpackedStorage : public Body::Storage {
 public:
  UnpackedStorage(std::shared_ptr<const Body::Storage> packed, uint64_t max_ratio)
      : packed_(std::move(packed)), max_ratio_(max_ratio) {}
  Result<std::unique_ptr<ByteSource>> Open() const override {
    Result<std::unique_ptr<ByteSource>> packed = packed_->Open();
    if (!packed) return packed;
    return MakeSource<InflateSource>(std::move(*packed), Packing::kGzip, max_ratio_);
  }

 private:
  std::shared_ptr<const Body::Storage> packed_;
  uint64_t max_ratio_;
};

}  // namespace

struct Inputs::Walk {
  std::vector<std::string> paths;  ///< In falling order: the next one is the last.
  InputLimits limits;
  std::vector<std::unique_ptr<Container>>
      open;  ///< The innermost is the last; each may read from the one before.

  ~Walk() {
    while (!open.empty()) open.pop_back();
  }

  std::optional<Entry> NextEntry();
  std::optional<Input> Unfold(Entry entry);
  Status Enter(Wrapping wrapping, const Entry& entry, std::unique_ptr<ByteSource> source, bool packed);
  Result<Body> Keep(const Entry& entry, ByteSource& source, bool packed) const;
};

/// The next entry of the innermost container that has one.
std::optional<Entry> Inputs::Walk::NextEntry() {
  while (true) {
    if (open.empty()) {
      if (paths.empty()) return std::nullopt;
      std::string path = std::move(paths.back());
      paths.pop_back();
      if (path == "-") {
        open.push_back(std::make_unique<StandardInput>());
      } else {
        open.push_back(std::make_unique<PathContainer>(std::move(path)));
      }
    }
    if (std::optional<Entry> entry = open.back()->Next()) return entry;
    open.pop_back();
  }
}

/// What an entry is: an input, or nothing where it was found to be a container, which is now open.
std::optional<Input> Inputs::Walk::Unfold(Entry entry) {
  std::string file = entry.about.file;
  if (!entry.source) return Input{std::move(file), entry.source.error()};
  auto source = std::make_unique<PeekSource>(std::move(*entry.source));
  Wrapping wrapping = DetectWrapping(source->Peek(kMagicSize));
  int layers = 0;
  for (; wrapping == Wrapping::kGzip; wrapping = DetectWrapping(source->Peek(kMagicSize))) {
    if (++layers > limits.max_nesting) return Input{std::move(file), TooDeep()};
    if (entry.again) entry.again = std::make_shared<UnpackedStorage>(entry.again, limits.max_ratio);
    source = std::make_unique<PeekSource>(
        MakeSource<InflateSource>(std::move(source), Packing::kGzip, limits.max_ratio));
  }
  if (wrapping != Wrapping::kNone) {
    if (Status entered = Enter(wrapping, entry, std::move(source), layers > 0); !entered) {
      return Input{std::move(file), entered.error()};
    }
    return std::nullopt;
  }
  Result<Body> body = Keep(entry, *source, layers > 0);
  if (!body) return Input{std::move(file), body.error()};
  entry.about.body = std::move(*body);
  return Input{std::move(file), std::move(entry.about)};
}

/// Opens an archive, so that its entries come next.
Status Inputs::Walk::Enter(Wrapping wrapping, const Entry& entry, std::unique_ptr<ByteSource> source,
                           bool packed) {
  // The first container is the path itself.
  if (open.size() > static_cast<size_t>(limits.max_nesting)) return TooDeep();
  const std::string& file = entry.about.file;
  if (wrapping == Wrapping::kWarc) {
    open.push_back(OpenWarc(file, std::move(source), limits.max_ratio));
  } else if (wrapping == Wrapping::kTar) {
    open.push_back(OpenTar(file, std::move(source), limits.max_ratio));
  } else if (entry.again && !packed) {
    Result<OpenedFile> zip = OpenRegularFile(file);
    if (!zip) return zip.error();
    open.push_back(OpenZip(file, {std::move(zip->fd), std::nullopt}, limits.max_ratio));
  } else {
    Result<Spooled> zip = SpoolToFile(*source, limits.max_unpacked);
    if (!zip) return zip.error();
    open.push_back(OpenZip(file, std::move(*zip), limits.max_ratio));
  }
  return {};
}

/// The body of a document: in memory, or where it can be read again.
Result<Body> Inputs::Walk::Keep(const Entry& entry, ByteSource& source, bool packed) const {
  BodyOptions options;
  options.again = entry.again;
  if (entry.again) options.max_memory = kFileInMemory;
  if (packed || !entry.again) options.max_size = limits.max_unpacked;
  return MakeBody(source, options);
}

Inputs::Inputs(std::vector<std::string> paths, InputLimits limits) : walk_(std::make_unique<Walk>()) {
  walk_->paths.assign(paths.rbegin(), paths.rend());
  walk_->limits = limits;
}

Inputs::~Inputs() = default;
Inputs::Inputs(Inputs&&) noexcept = default;

std::optional<Input> Inputs::Next() {
  while (std::optional<Entry> entry = walk_->NextEntry()) {
    if (std::optional<Input> input = walk_->Unfold(std::move(*entry))) return input;
  }
  return std::nullopt;
}

}  // namespace trialmine

#include "fetch/inputs.h"

#include <unistd.h>

#include "container.h"
#include "file.h"
#include "folder.h"
#include "gzip.h"
#include "magic.h"
#include "source.h"
#include "spool.h"

namespace trialmine {
namespace {

/// More than this of a file that can be opened again is not kept in memory.
constexpr size_t kFileInMemory = size_t{1} << 20;

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
  std::vector<std::unique_ptr<Container>> open;  ///< The innermost is the last.

  std::optional<Entry> NextEntry();
  std::optional<Input> Unfold(Entry entry);
};

/// The next entry of the innermost container that has one.
std::optional<Entry> Inputs::Walk::NextEntry() {
  while (true) {
    if (open.empty()) {
      if (paths.empty()) return std::nullopt;
      std::string path = std::move(paths.back());
      paths.pop_back();
      if (path == "-") return MakeEntry("-", MakeSource<FdSource>(STDIN_FILENO));
      open.push_back(std::make_unique<PathContainer>(std::move(path)));
    }
    if (std::optional<Entry> entry = open.back()->Next()) return entry;
    open.pop_back();
  }
}

/// What an entry is: an input, or nothing where it was found to be a container, which is now open.
std::optional<Input> Inputs::Walk::Unfold(Entry entry) {
  std::string file = entry.about.file;
  if (!entry.source) return Input{std::move(file), entry.source.error()};
  const bool is_file = entry.again != nullptr;
  bool packed = false;
  for (int layers = 0;; ++layers) {
    auto source = std::make_unique<PeekSource>(std::move(*entry.source));
    const Wrapping wrapping = DetectWrapping(source->Peek(kMagicSize));
    if (wrapping != Wrapping::kGzip) {
      BodyOptions options;
      if (packed || !is_file) options.max_size = limits.max_unpacked;
      if (is_file) options.max_memory = kFileInMemory;
      options.again = entry.again;
      Result<Body> body = MakeBody(*source, options);
      if (!body) return Input{std::move(file), body.error()};
      entry.about.body = std::move(*body);
      return Input{std::move(file), std::move(entry.about)};
    }
    if (layers == limits.max_nesting) return Input{std::move(file), Error{"too_deep", "it is packed again and again"}};
    packed = true;
    if (entry.again) entry.again = std::make_shared<UnpackedStorage>(entry.again, limits.max_ratio);
    entry.source = MakeSource<InflateSource>(std::move(source), Packing::kGzip, limits.max_ratio);
  }
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

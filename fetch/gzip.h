#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/response.h"

struct inflate_state;
struct isal_zstream;

namespace trialmine {

enum class Packing { kGzip, kZlib, kRawDeflate };

/// Unpacked to packed bytes beyond which data is a bomb; looked at once enough is out to tell it from a short
/// run.
class RatioGuard {
 public:
  explicit RatioGuard(uint64_t max_ratio) : max_ratio_(max_ratio) {}
  bool Passed(uint64_t packed, uint64_t unpacked) const {
    return unpacked > kLookedAtFrom && unpacked / max_ratio_ > packed;
  }

 private:
  static constexpr uint64_t kLookedAtFrom = uint64_t{16} << 20;
  uint64_t max_ratio_;
};

/// Unpacks another source as a stream, gzip members one after another. Bytes before a break are given, then
/// `truncated`, `ill_formed` or `bomb`.
class InflateSource : public ByteSource {
 public:
  InflateSource(std::unique_ptr<ByteSource> packed, Packing packing, uint64_t max_ratio);
  ~InflateSource() override;
  Result<size_t> Read(std::span<char> buffer) override;

  /// Packed bytes up to the end of the last member that was read to its end.
  uint64_t finished_at() const { return finished_at_; }

  /// From now on the end of each gzip member reads like the end of the source.
  void StopAtMembers() { stops_ = true; }
  /// Goes on to the next member. False where there is none; an error is given by Read.
  bool NextGzipMember();

 private:
  size_t Inflate(std::span<char> buffer);
  void Refill();
  void NextMember();
  void Fail(std::string code, std::string detail);

  std::unique_ptr<ByteSource> packed_;
  Packing packing_;
  RatioGuard guard_;
  std::unique_ptr<inflate_state> state_;
  std::string input_;
  uint64_t packed_bytes_ = 0;
  uint64_t unpacked_bytes_ = 0;
  uint64_t finished_at_ = 0;
  bool input_ended_ = false;
  bool done_ = false;
  bool stops_ = false;
  bool stopped_ = false;
  std::optional<Error> failure_;
};

/// Packs bytes as a gzip member and hands it on in large pieces. What is written after Finish() is the next
/// member.
class GzipMember {
 public:
  using Sink = std::function<Status(std::string_view)>;
  explicit GzipMember(Sink sink);
  ~GzipMember();
  /// Packs the member that begins now with tables made beforehand: several times faster where there is
  /// little to pack.
  void ExpectLittle();
  Status Write(std::string_view bytes) { return Deflate(bytes, false); }
  Status Finish();
  /// Forgets an unfinished member.
  void Reset();

 private:
  Status Deflate(std::string_view bytes, bool last);
  void Begin();
  Status HandOn();

  Sink sink_;
  std::unique_ptr<isal_zstream> stream_;
  std::unique_ptr<char[]> level_buffer_;
  std::unique_ptr<char[]> output_;
};

}  // namespace trialmine

#include "content_decoder.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>

#include "http_message.h"

namespace trialmine {
namespace {

using Sink = ContentDecoder::Sink;

constexpr size_t kMostCodings = 3;  // More is nobody's honest answer.
constexpr int kLargestWindow = 23;  // Of zstd: 8 MiB, what RFC 8878 asks of HTTP.

using Piece = std::array<char, size_t{32} << 10>;

/// gzip, one member after another, and deflate.
class Inflate : public ContentDecoder::Codec {
 public:
  explicit Inflate(bool gzip) : gzip_(gzip) {}
  ~Inflate() override {
    if (begun_) inflateEnd(&stream_);
  }

  bool Feed(std::string_view bytes, const Sink& sink) override {
    if (bytes.empty()) return true;
    if (!begun_ && !Begin(static_cast<unsigned char>(bytes.front()))) return false;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      if (complete_ && !NextMember()) return true;
      stream_.next_out = reinterpret_cast<Bytef*>(piece_.data());
      stream_.avail_out = static_cast<uInt>(piece_.size());
      const int result = inflate(&stream_, Z_NO_FLUSH);
      complete_ = result == Z_STREAM_END;
      damaged_ = !complete_ && result != Z_OK && result != Z_BUF_ERROR;
      const std::string_view out(piece_.data(), piece_.size() - stream_.avail_out);
      if (!out.empty() && !sink(out)) return false;
      if (damaged_) return false;
    } while (stream_.avail_in > 0 || stream_.avail_out == 0);
    return true;
  }

 private:
  /// `deflate` means zlib's wrapper, but some servers send the data bare: the first byte tells.
  bool Begin(unsigned char first) {
    const bool wrapped = (first & 0x0f) == Z_DEFLATED && (first >> 4) <= 7;
    const int window = gzip_ ? MAX_WBITS + 16 : wrapped ? MAX_WBITS : -MAX_WBITS;
    begun_ = inflateInit2(&stream_, window) == Z_OK;
    damaged_ = !begun_;
    return begun_;
  }

  /// False where what follows the end is no further member: padding.
  bool NextMember() {
    if (!gzip_ || stream_.avail_in == 0 || *stream_.next_in != 0x1f) return false;
    return inflateReset(&stream_) == Z_OK;
  }

  const bool gzip_;
  bool begun_ = false;
  z_stream stream_{};
  Piece piece_;
};

class Brotli : public ContentDecoder::Codec {
 public:
  bool Feed(std::string_view bytes, const Sink& sink) override {
    size_t left = bytes.size();
    auto next = reinterpret_cast<const uint8_t*>(bytes.data());
    while (!complete_) {
      size_t room = piece_.size();
      auto out = reinterpret_cast<uint8_t*>(piece_.data());
      const auto result = BrotliDecoderDecompressStream(state_.get(), &left, &next, &room, &out, nullptr);
      damaged_ = result == BROTLI_DECODER_RESULT_ERROR;
      complete_ = result == BROTLI_DECODER_RESULT_SUCCESS;
      if (room < piece_.size() && !sink({piece_.data(), piece_.size() - room})) return false;
      if (damaged_) return false;
      if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return true;
    }
    return true;
  }

 private:
  struct Free {
    void operator()(BrotliDecoderState* state) const { BrotliDecoderDestroyInstance(state); }
  };
  std::unique_ptr<BrotliDecoderState, Free> state_{BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)};
  Piece piece_;
};

class Zstd : public ContentDecoder::Codec {
 public:
  Zstd() { ZSTD_DCtx_setParameter(state_.get(), ZSTD_d_windowLogMax, kLargestWindow); }

  bool Feed(std::string_view bytes, const Sink& sink) override {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    bool filled = false;
    while (in.pos < in.size || filled) {
      ZSTD_outBuffer out{piece_.data(), piece_.size(), 0};
      const size_t wanted = ZSTD_decompressStream(state_.get(), &out, &in);
      damaged_ = ZSTD_isError(wanted) != 0;
      if (damaged_) return false;
      complete_ = wanted == 0;
      if (out.pos > 0 && !sink({piece_.data(), out.pos})) return false;
      filled = out.pos == out.size;
    }
    return true;
  }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* state) const { ZSTD_freeDCtx(state); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> state_{ZSTD_createDCtx()};
  Piece piece_;
};

std::unique_ptr<ContentDecoder::Codec> CodecFor(std::string_view coding) {
  if (SameHttpToken(coding, "gzip") || SameHttpToken(coding, "x-gzip"))
    return std::make_unique<Inflate>(true);
  if (SameHttpToken(coding, "deflate")) return std::make_unique<Inflate>(false);
  if (SameHttpToken(coding, "br")) return std::make_unique<Brotli>();
  if (SameHttpToken(coding, "zstd")) return std::make_unique<Zstd>();
  return nullptr;
}

/// The codings of a field, in the order in which they were applied, `identity` left out.
std::vector<std::string_view> Codings(std::string_view field) {
  std::vector<std::string_view> codings;
  while (!field.empty()) {
    const size_t comma = std::min(field.find(','), field.size());
    const std::string_view coding = TrimHttpSpace(field.substr(0, comma));
    if (!coding.empty() && !SameHttpToken(coding, "identity")) codings.push_back(coding);
    field.remove_prefix(std::min(comma + 1, field.size()));
  }
  return codings;
}

}  // namespace

bool ContentDecoder::Decodes(std::string_view content_encoding) { return !Codings(content_encoding).empty(); }

std::optional<ContentDecoder> ContentDecoder::For(std::string_view content_encoding) {
  const std::vector<std::string_view> codings = Codings(content_encoding);
  if (codings.size() > kMostCodings) return std::nullopt;
  ContentDecoder decoder;
  for (auto coding = codings.rbegin(); coding != codings.rend(); ++coding) {
    decoder.codecs_.push_back(CodecFor(*coding));
    if (!decoder.codecs_.back()) return std::nullopt;
  }
  return decoder;
}

bool ContentDecoder::Feed(std::string_view bytes, const Sink& sink) { return FeedFrom(0, bytes, sink); }

bool ContentDecoder::FeedFrom(size_t codec, std::string_view bytes, const Sink& sink) {
  if (codec == codecs_.size()) return sink(bytes);
  return codecs_[codec]->Feed(bytes, [&](std::string_view out) { return FeedFrom(codec + 1, out, sink); });
}

bool ContentDecoder::complete() const {
  return std::all_of(codecs_.begin(), codecs_.end(), [](const auto& codec) { return codec->complete(); });
}

bool ContentDecoder::damaged() const {
  return std::any_of(codecs_.begin(), codecs_.end(), [](const auto& codec) { return codec->damaged(); });
}

}  // namespace trialmine

#include "gzip.h"

#include <isa-l/igzip_lib.h>

#include <algorithm>

#include "source.h"

namespace trialmine {
namespace {

constexpr size_t kMaxStep = size_t{1} << 30;  // ISA-L counts in 32 bits.

uint32_t ChecksumOf(Packing packing) {
  switch (packing) {
    case Packing::kGzip:
      return ISAL_GZIP;
    case Packing::kZlib:
      return ISAL_ZLIB;
    case Packing::kRawDeflate:
      return ISAL_DEFLATE;
  }
  return ISAL_DEFLATE;
}

const char* Describe(int result) {
  switch (result) {
    case ISAL_INCORRECT_CHECKSUM:
      return "its packed data fails its checksum";
    case ISAL_INVALID_WRAPPER:
    case ISAL_UNSUPPORTED_METHOD:
      return "its packed data has a broken header";
    default:
      return "its packed data is damaged";
  }
}

}  // namespace

InflateSource::InflateSource(std::unique_ptr<ByteSource> packed, Packing packing, uint64_t max_ratio)
    : packed_(std::move(packed)),
      packing_(packing),
      guard_(max_ratio),
      state_(std::make_unique<inflate_state>()),
      input_(kReadBuffer, '\0') {
  isal_inflate_init(state_.get());
  state_->crc_flag = ChecksumOf(packing_);
}

InflateSource::~InflateSource() = default;

Result<size_t> InflateSource::Read(std::span<char> buffer) {
  size_t count = 0;
  while (count == 0 && !buffer.empty() && !done_ && !stopped_ && !failure_) {
    count = Inflate(buffer.first(std::min(buffer.size(), kMaxStep)));
  }
  if (count == 0 && failure_) return *failure_;
  return count;
}

/// One step: refills the input, passes on to the next member, or unpacks.
size_t InflateSource::Inflate(std::span<char> buffer) {
  if (state_->avail_in == 0 && !input_ended_) Refill();
  if (failure_) return 0;
  if (state_->block_state == ISAL_BLOCK_FINISH) {
    stopped_ = stops_;
    if (!stopped_) NextMember();
    return 0;
  }
  state_->next_out = reinterpret_cast<uint8_t*>(buffer.data());
  state_->avail_out = static_cast<uint32_t>(buffer.size());
  const uint32_t offered = state_->avail_in;
  const int result = isal_inflate(state_.get());
  const size_t count = buffer.size() - state_->avail_out;
  unpacked_bytes_ += count;
  if (state_->block_state == ISAL_BLOCK_FINISH) finished_at_ = packed_bytes_ - state_->avail_in;
  if (result < 0 || result == ISAL_NEED_DICT) {
    Fail("ill_formed", Describe(result));
  } else if (guard_.Passed(packed_bytes_, unpacked_bytes_)) {
    Fail("bomb", "it unpacks to far more than its size");
  } else if (count == 0 && input_ended_ && state_->avail_in == offered &&
             state_->block_state != ISAL_BLOCK_FINISH) {
    Fail("truncated", "its packed data breaks off");
  }
  return count;
}

void InflateSource::Refill() {
  const Result<size_t> count = packed_->Read(input_);
  if (!count) return Fail(count.error().code, count.error().detail);
  input_ended_ = *count == 0;
  packed_bytes_ += *count;
  state_->next_in = reinterpret_cast<uint8_t*>(input_.data());
  state_->avail_in = static_cast<uint32_t>(*count);
}

bool InflateSource::NextGzipMember() {
  stopped_ = false;
  while (!done_ && !failure_ && state_->block_state == ISAL_BLOCK_FINISH) {
    if (state_->avail_in == 0 && !input_ended_) Refill();
    NextMember();
  }
  return !done_;
}

void InflateSource::NextMember() {
  if (packing_ != Packing::kGzip || state_->avail_in == 0) {
    done_ = input_ended_ || packing_ != Packing::kGzip;
    return;
  }
  if (*state_->next_in == 0) {  // Padding, as tapes and some tools leave it.
    ++state_->next_in;
    --state_->avail_in;
    return;
  }
  if (*state_->next_in != 0x1f) return Fail("ill_formed", "other bytes follow its packed data");
  isal_inflate_reset(state_.get());
  state_->crc_flag = ISAL_GZIP;
}

void InflateSource::Fail(std::string code, std::string detail) {
  failure_ = Error{std::move(code), std::move(detail)};
}

GzipMember::GzipMember(Sink sink)
    : sink_(std::move(sink)),
      stream_(std::make_unique<isal_zstream>()),
      level_buffer_(std::make_unique_for_overwrite<char[]>(ISAL_DEF_LVL1_DEFAULT)),
      output_(std::make_unique_for_overwrite<char[]>(kReadBuffer)) {
  isal_deflate_init(stream_.get());
  Begin();
}

GzipMember::~GzipMember() = default;

void GzipMember::Begin() {
  stream_->level = 1;
  stream_->level_buf = reinterpret_cast<uint8_t*>(level_buffer_.get());
  stream_->level_buf_size = ISAL_DEF_LVL1_DEFAULT;
  stream_->gzip_flag = IGZIP_GZIP;
  stream_->next_out = reinterpret_cast<uint8_t*>(output_.get());
  stream_->avail_out = kReadBuffer;
}

void GzipMember::ExpectLittle() { stream_->level = 0; }

Status GzipMember::HandOn() {
  const size_t count = kReadBuffer - stream_->avail_out;
  stream_->next_out = reinterpret_cast<uint8_t*>(output_.get());
  stream_->avail_out = kReadBuffer;
  return count == 0 ? Status() : sink_({output_.get(), count});
}

Status GzipMember::Deflate(std::string_view bytes, bool last) {
  do {
    const std::string_view step = bytes.substr(0, kMaxStep);
    bytes.remove_prefix(step.size());
    stream_->next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(step.data()));  // ISA-L only reads it.
    stream_->avail_in = static_cast<uint32_t>(step.size());
    stream_->end_of_stream = last;
    while (true) {
      isal_deflate(stream_.get());
      if (stream_->avail_out > 0) break;
      if (Status written = HandOn(); !written) return written;
    }
  } while (!bytes.empty());
  return {};
}

Status GzipMember::Finish() {
  if (Status status = Deflate({}, true); !status) return status;
  if (Status status = HandOn(); !status) return status;
  Reset();
  return {};
}

void GzipMember::Reset() {
  isal_deflate_reset(stream_.get());
  Begin();
}

}  // namespace trialmine

#include "xml_input.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <utility>

#include "encoding.h"
#include "xml_record.h"

namespace trialmine {
namespace {

constexpr size_t kChunk = size_t{64} << 10;
constexpr size_t kPrefix =
    4096;  // Room for a byte order mark, an XML declaration, and some text to check it by.

// The value of encoding="…" in the XML declaration at the start of `bytes`, or empty.
std::string_view DeclaredEncoding(std::string_view bytes) {
  if (!bytes.starts_with("<?xml")) return {};
  bytes = bytes.substr(0, bytes.find("?>"));
  size_t at = bytes.find("encoding");
  if (at == std::string_view::npos) return {};
  at = bytes.find_first_of("'\"", at);
  if (at == std::string_view::npos) return {};
  const size_t end = bytes.find(bytes[at], at + 1);
  if (end == std::string_view::npos) return {};
  return TrimSpace(bytes.substr(at + 1, end - at - 1));
}

bool HasHighByte(std::string_view bytes) {
  return std::ranges::any_of(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

struct Mark {
  std::string_view bytes;
  const char* encoding;
  size_t skip;
};
using namespace std::string_view_literals;
constexpr std::array<Mark, 7> kMarks{{
    {"\xEF\xBB\xBF"sv, "UTF-8", 3},
    {"\xFF\xFE\0\0"sv, "UTF-32LE", 4},
    {"\0\0\xFE\xFF"sv, "UTF-32BE", 4},
    {"\xFF\xFE"sv, "UTF-16LE", 2},
    {"\xFE\xFF"sv, "UTF-16BE", 2},
    {"<\0?\0"sv, "UTF-16LE", 0},
    {"\0<\0?"sv, "UTF-16BE", 0},
}};

}  // namespace

struct XmlInput::Converter {
  explicit Converter(const std::string& name) {
    UErrorCode error = U_ZERO_ERROR;
    from = ucnv_open(name.c_str(), &error);
    to = ucnv_open("UTF-8", &error);
    if (U_SUCCESS(error))
      ucnv_setToUCallBack(from, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
    ok = U_SUCCESS(error);
  }
  ~Converter() {
    ucnv_close(from);
    ucnv_close(to);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  UConverter* from = nullptr;
  UConverter* to = nullptr;
  bool ok = false;
  std::array<UChar, 4096> pivot;
  UChar* pivot_source = pivot.data();
  UChar* pivot_target = pivot.data();
};

XmlInput::XmlInput(const Response& response) : body_(response.body), charset_(response.charset) {}
XmlInput::~XmlInput() = default;

// Reads into buffer_ from its start until `at_least` bytes are there or the body ends.
Result<size_t> XmlInput::Read(size_t at_least) {
  size_t filled = 0;
  while (filled < at_least && !ended_) {
    Result<size_t> read = source_->Read(std::span(buffer_).subspan(filled));
    if (!read) return read.error();
    filled += *read;
    ended_ = *read == 0;
  }
  return filled;
}

Status XmlInput::Begin() {
  Result<std::unique_ptr<ByteSource>> source = body_.Open();
  if (!source) return source.error();
  source_ = std::move(*source);
  buffer_.resize(kChunk);
  Result<size_t> read = Read(kPrefix);
  if (!read) return read.error();
  prefix_ = *read;
  const std::string_view bytes(buffer_.data(), prefix_);
  std::string name;
  for (const Mark& mark : kMarks) {
    if (!bytes.starts_with(mark.bytes)) continue;
    name = mark.encoding;
    bom_ = mark.skip;
    break;
  }
  if (name.empty()) {
    const std::string_view declared = DeclaredEncoding(bytes);
    const std::string label(declared.empty() ? std::string_view(charset_) : declared);
    name = label.empty() ? "UTF-8" : EncodingOfLabel(label);
    if (name.empty()) return Error{"encoding", "unknown character encoding " + label};
    // What could be read as ASCII is not UTF-16, whatever it says; and what is UTF-8 all along is no other.
    if (name.starts_with("UTF-")) name = "UTF-8";
    if (name != "UTF-8" && HasHighByte(bytes.substr(0, ValidUtf8Prefix(bytes))) &&
        DetectEncoding(bytes, label) == "UTF-8")
      name = "UTF-8";
  }
  if (name == "UTF-8") return {};
  converter_ = std::make_unique<Converter>(name);
  if (!converter_->ok) return Error{"encoding", "unknown character encoding " + name};
  return {};
}

Result<std::string_view> XmlInput::Next() {
  if (!source_ && !failure_ && !done_)
    if (Status begun = Begin(); !begun) failure_ = begun.error();
  while (!failure_ && !done_) {
    size_t size = std::exchange(prefix_, 0);
    if (size == 0 && !ended_) {
      Result<size_t> read = Read(1);
      if (!read) {
        failure_ = read.error();
        break;
      }
      size = *read;
    }
    const size_t skip = std::exchange(bom_, 0);
    const std::string_view bytes = std::string_view(buffer_.data(), size).substr(skip);
    offset_ += skip;
    const std::string_view utf8 = UntilNul(converter_ ? Convert(bytes, ended_) : bytes);
    offset_ += bytes.size();
    done_ = ended_;
    if (!utf8.empty()) return utf8;
  }
  done_ = true;
  if (!failure_) return std::string_view();
  return *std::exchange(failure_, std::nullopt);
}

std::string_view XmlInput::UntilNul(std::string_view utf8) {
  const void* nul = utf8.empty() ? nullptr : std::memchr(utf8.data(), 0, utf8.size());
  if (!nul) return utf8;
  const auto at = static_cast<size_t>(static_cast<const char*>(nul) - utf8.data());
  failure_ = Error{"ill_formed", "NUL character at byte " + std::to_string(offset_ + at)};
  return utf8.substr(0, at);
}

std::string_view XmlInput::Convert(std::string_view bytes, bool last) {
  // Three bytes of UTF-8 for one of any legacy encoding, and some for what earlier pieces left pending.
  utf8_.resize(bytes.size() * 3 + 64);
  char* target = utf8_.data();
  const char* source = bytes.data();
  const char* end = bytes.data() + bytes.size();
  UErrorCode error = U_ZERO_ERROR;
  Converter& c = *converter_;
  auto convert = [&](bool flush) {
    ucnv_convertEx(c.to, c.from, &target, utf8_.data() + utf8_.size(), &source, end, c.pivot.data(),
                   &c.pivot_source, &c.pivot_target, c.pivot.data() + c.pivot.size(), false, flush, &error);
  };
  convert(last);
  if (U_FAILURE(error)) {
    const auto at = offset_ + static_cast<uint64_t>(source - bytes.data());
    const bool cut = error == U_TRUNCATED_CHAR_FOUND;
    error = U_ZERO_ERROR;
    failure_ = Error{cut ? "truncated" : "encoding", "bytes that are not " +
                                                         std::string(ucnv_getName(c.from, &error)) +
                                                         " before byte " + std::to_string(at)};
    // What was read before the bad bytes waits between the two converters.
    end = source;
    error = U_ZERO_ERROR;
    convert(false);
  }
  return std::string_view(utf8_).substr(0, static_cast<size_t>(target - utf8_.data()));
}

}  // namespace trialmine

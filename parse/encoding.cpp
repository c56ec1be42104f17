#include "encoding.h"

#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <utility>
#include <vector>

namespace trialmine {
namespace {

constexpr std::string_view kUtf8 = "UTF-8";
constexpr std::string_view kGb = "gb18030";
constexpr std::string_view kBig5 = "Big5-HKSCS";
constexpr std::string_view kWestern = "windows-1252";

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// Labels that mean another encoding than their name says (WHATWG Encoding Standard), and those that ICU calls
// differently.
constexpr std::array<std::pair<std::string_view, std::string_view>, 38> kLabels{{
    {"utf8", kUtf8},
    {"unicode-1-1-utf-8", kUtf8},
    {"unicode", "UTF-16LE"},
    {"ucs-2", "UTF-16LE"},
    {"utf-16", "UTF-16LE"},
    {"gb2312", kGb},
    {"gb_2312-80", kGb},
    {"gb_2312", kGb},
    {"gbk", kGb},
    {"x-gbk", kGb},
    {"cp936", kGb},
    {"ms936", kGb},
    {"windows-936", kGb},
    {"euc-cn", kGb},
    {"chinese", kGb},
    {"iso-ir-58", kGb},
    {"big5", kBig5},
    {"big5-hkscs", kBig5},
    {"cn-big5", kBig5},
    {"x-x-big5", kBig5},
    {"cp950", kBig5},
    {"iso-8859-1", kWestern},
    {"iso8859-1", kWestern},
    {"iso_8859-1", kWestern},
    {"latin1", kWestern},
    {"l1", kWestern},
    {"ascii", kWestern},
    {"us-ascii", kWestern},
    {"x-user-defined", kWestern},
    {"iso-8859-9", "windows-1254"},
    {"latin5", "windows-1254"},
    {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"},
    {"shift_jis", "windows-31j"},
    {"sjis", "windows-31j"},
    {"x-sjis", "windows-31j"},
    {"euc-kr", "windows-949"},
    {"ks_c_5601-1987", "windows-949"},
}};

class Converter {
 public:
  explicit Converter(std::string_view encoding) {
    UErrorCode status = U_ZERO_ERROR;
    handle_ = ucnv_open(std::string(encoding).c_str(), &status);
    if (U_FAILURE(status)) handle_ = nullptr;
  }
  ~Converter() {
    if (handle_ != nullptr) ucnv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  bool ok() const { return handle_ != nullptr; }
  UConverter* get() const { return handle_; }

 private:
  UConverter* handle_ = nullptr;
};

// Converts as UTF-16 what stands in [*in, end) and appends it as UTF-8. A lone surrogate becomes U+FFFD.
class Transcoder {
 public:
  explicit Transcoder(std::string_view encoding) : converter_(encoding) {}
  bool ok() const { return converter_.ok(); }

  void Convert(std::string_view bytes, bool last, std::string* out) {
    const char* in = bytes.data();
    const char* end = in + bytes.size();
    UErrorCode status = U_BUFFER_OVERFLOW_ERROR;
    while (status == U_BUFFER_OVERFLOW_ERROR) {
      status = U_ZERO_ERROR;
      UChar* at = buffer_.data();
      ucnv_toUnicode(converter_.get(), &at, buffer_.data() + buffer_.size(), &in, end, nullptr, last,
                     &status);
      for (const UChar* c = buffer_.data(); c < at; ++c) AppendUnit(*c, out);
    }
    if (last) FlushLead(out);
  }

 private:
  static void AppendPoint(UChar32 c, std::string* out) {
    std::array<char, 4> utf8{};
    int32_t n = 0;
    U8_APPEND_UNSAFE(utf8.data(), n, c);
    out->append(utf8.data(), n);
  }
  void FlushLead(std::string* out) {
    if (lead_ != 0) AppendPoint(0xFFFD, out);
    lead_ = 0;
  }
  void AppendUnit(UChar unit, std::string* out) {
    if (U16_IS_TRAIL(unit)) {
      AppendPoint(lead_ != 0 ? U16_GET_SUPPLEMENTARY(lead_, unit) : 0xFFFD, out);
      lead_ = 0;
      return;
    }
    FlushLead(out);
    if (U16_IS_LEAD(unit)) {
      lead_ = unit;
    } else {
      AppendPoint(unit, out);
    }
  }

  Converter converter_;
  std::array<UChar, 4096> buffer_{};
  UChar lead_ = 0;
};

// How text looks under an encoding.
struct Reading {
  size_t characters = 0;  // beyond ASCII
  size_t invalid = 0;
  size_t han = 0;
  size_t common_han = 0;
};

// The characters that make up about a third of any Chinese text, Simplified and Traditional.
bool IsCommonHan(UChar32 c) {
  static const std::u32string kCommon =
      U"的一是不了在人有我他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里"
      U"所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从"
      U"這為來個們說國時後對會過發無經當與學進種將還見沒從患組组治療疗例結结果研究方法目";
  return kCommon.find(static_cast<char32_t>(c)) != std::u32string::npos;
}

Reading ReadAs(std::string_view bytes, std::string_view encoding) {
  Reading reading;
  const std::string text = ToUtf8(bytes, encoding);
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, length, c);
    if (c < 0x80) continue;
    ++reading.characters;
    // Private use areas are where converters put what the encoding leaves undefined.
    reading.invalid += c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) || (c >= 0x80 && c < 0xA0);
    if (c >= 0x4E00 && c <= 0x9FFF) {
      ++reading.han;
      reading.common_han += IsCommonHan(c);
    }
  }
  // The sample may end within a character.
  if (reading.invalid > 0 && text.ends_with("\xEF\xBF\xBD")) --reading.invalid;
  return reading;
}

bool IsWestern(std::string_view encoding) {
  const std::string name = Lower(encoding);
  return name.starts_with("windows-125") || name.starts_with("iso-8859");
}

// A part of the text that holds what distinguishes encodings: it begins near the first byte beyond ASCII.
std::string_view Sample(std::string_view bytes) {
  constexpr size_t kSample = 32 << 10;
  auto high = std::find_if(bytes.begin(), bytes.end(),
                           [](char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; });
  return bytes.substr(high - bytes.begin(), kSample);
}

// Chinese, where the bytes read as mostly valid Chinese of common characters under one of its encodings.
std::string_view DetectChinese(std::string_view sample) {
  const Reading gb = ReadAs(sample, kGb);
  const Reading big5 = ReadAs(sample, kBig5);
  auto score = [](const Reading& r) {
    if (r.han < 2 || r.invalid * 50 > r.characters) return 0.0;
    return static_cast<double>(r.common_han) / static_cast<double>(r.han);
  };
  const double gb_score = score(gb), big5_score = score(big5);
  if (std::max(gb_score, big5_score) < 0.12) return {};
  return gb_score >= big5_score ? kGb : kBig5;
}

std::string Detect(std::string_view sample) {
  if (std::string_view chinese = DetectChinese(sample); !chinese.empty()) return std::string(chinese);
  uchardet_t detector = uchardet_new();
  std::string found;
  if (uchardet_handle_data(detector, sample.data(), sample.size()) == 0) {
    uchardet_data_end(detector);
    found = EncodingOfLabel(uchardet_get_charset(detector));
  }
  uchardet_delete(detector);
  return found.empty() || found == kUtf8 ? std::string(kWestern) : found;
}

// charset=… of a meta element, or encoding="…" of an XML declaration, in the first bytes.
std::string_view DeclaredCharset(std::string_view prefix) {
  const std::string lower = Lower(prefix.substr(0, 4096));
  size_t at = std::string::npos;
  if (lower.starts_with("<?xml")) {
    at = lower.substr(0, lower.find("?>")).find("encoding");
    if (at != std::string::npos) at += 8;
  }
  for (size_t meta = lower.find("<meta"); at == std::string::npos && meta != std::string::npos;
       meta = lower.find("<meta", meta + 5)) {
    const size_t end = std::min(lower.find('>', meta), lower.size());
    const size_t charset = lower.find("charset", meta);
    if (charset < end) at = charset + 7;
  }
  if (at == std::string::npos) return {};
  at = lower.find_first_not_of(" \t\r\n=\"'", at);
  if (at == std::string::npos) return {};
  return prefix.substr(at, lower.find_first_of(" \t\r\n;\"'>/?", at) - at);
}

std::string_view ByteOrderMark(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return kUtf8;
  if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
  // Two markup or JSON characters in UTF-16 without a mark.
  if (bytes.size() >= 4 && bytes[0] != 0 && bytes[1] == 0 && bytes[2] != 0 && bytes[3] == 0)
    return "UTF-16LE";
  if (bytes.size() >= 4 && bytes[0] == 0 && bytes[1] != 0 && bytes[2] == 0 && bytes[3] != 0)
    return "UTF-16BE";
  return {};
}

size_t CountMultiByte(std::string_view utf8) {
  return std::count_if(utf8.begin(), utf8.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0xC0; });
}

// Whether the text can be what `encoding` says: a byte in fifty may be broken, and Chinese is not Western.
bool Plausible(std::string_view sample, const std::string& encoding) {
  if (encoding.empty() || encoding.starts_with("UTF-16")) return false;  // UTF-16 would have shown itself.
  const Reading reading = ReadAs(sample, encoding);
  if (reading.invalid * 50 > reading.characters) return false;
  // Some accented letters make an occasional Chinese character; a run of common ones is Chinese.
  return !IsWestern(encoding) || reading.characters < 20 || DetectChinese(sample).empty();
}

}  // namespace

size_t ValidUtf8Prefix(std::string_view bytes) {
  const auto length = static_cast<int64_t>(bytes.size());
  int64_t i = 0;
  while (i < length) {
    // Most text is ASCII: eight bytes at a time.
    uint64_t word = 0;
    while (i + 8 <= length && (std::memcpy(&word, bytes.data() + i, 8), (word & 0x8080808080808080ULL) == 0))
      i += 8;
    if (i >= length) break;
    const int64_t at = i;
    UChar32 c = 0;
    U8_NEXT(bytes.data(), i, length, c);
    if (c < 0) return static_cast<size_t>(at);
  }
  return bytes.size();
}

std::string EncodingOfLabel(std::string_view label) {
  while (!label.empty() && std::isspace(static_cast<unsigned char>(label.front()))) label.remove_prefix(1);
  while (!label.empty() && std::isspace(static_cast<unsigned char>(label.back()))) label.remove_suffix(1);
  const std::string lower = Lower(label);
  for (const auto& [name, encoding] : kLabels)
    if (name == lower) return std::string(encoding);
  if (lower.empty() || lower.size() > 40) return {};
  UErrorCode status = U_ZERO_ERROR;
  const char* standard = ucnv_getStandardName(lower.c_str(), "MIME", &status);
  if (U_FAILURE(status) || standard == nullptr) return Converter(lower).ok() ? lower : std::string();
  return standard;
}

std::string DetectEncoding(std::string_view prefix, std::string_view http_charset) {
  if (std::string_view mark = ByteOrderMark(prefix); !mark.empty()) return std::string(mark);
  const size_t valid = ValidUtf8Prefix(prefix);
  const bool utf8 = valid + 4 > prefix.size() &&
                    (valid == prefix.size() || prefix.size() > 64);  // the sample may end within a character
  const size_t multi_byte = utf8 ? CountMultiByte(prefix.substr(0, valid)) : 0;
  std::array<std::string, 2> declared{EncodingOfLabel(http_charset),
                                      EncodingOfLabel(DeclaredCharset(prefix))};
  for (std::string& encoding : declared)
    if (encoding == "UTF-16LE" || encoding == "UTF-16BE")
      encoding = kUtf8;  // A declaration readable as ASCII is not in UTF-16.
  if (utf8 && (multi_byte == 0 || multi_byte >= 3)) {
    // ISO-2022 and HZ text looks like ASCII.
    for (const std::string& encoding : declared)
      if (multi_byte == 0 && (encoding.starts_with("ISO-2022") || encoding.starts_with("HZ")))
        return encoding;
    return std::string(kUtf8);
  }
  const std::string_view sample = Sample(prefix);
  for (const std::string& encoding : declared)
    if (Plausible(sample, encoding)) return encoding;
  if (utf8) return std::string(kUtf8);
  return Detect(sample);
}

std::string ToUtf8(std::string_view bytes, std::string_view encoding) {
  if (encoding == kUtf8 && bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (encoding == kUtf8 && ValidUtf8Prefix(bytes) == bytes.size()) return std::string(bytes);
  Transcoder transcoder(encoding);
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 4);
  if (transcoder.ok()) transcoder.Convert(bytes, true, &out);
  if (out.starts_with("\xEF\xBB\xBF")) out.erase(0, 3);
  return out;
}

std::string DecodeText(std::string_view bytes, std::string_view http_charset) {
  return ToUtf8(bytes, DetectEncoding(bytes, http_charset));
}

Result<std::string> ReadPrefix(const Body& body, size_t limit) {
  auto source = body.Open();
  if (!source) return source.error();
  std::string prefix(static_cast<size_t>(std::min<uint64_t>(limit, body.size())), '\0');
  size_t filled = 0;
  while (filled < prefix.size()) {
    auto got = (*source)->Read(std::span(prefix).subspan(filled));
    if (!got) return got.error();
    if (*got == 0) break;
    filled += *got;
  }
  prefix.resize(filled);
  return prefix;
}

namespace {

// Decodes another source as it is read.
class DecodedSource : public ByteSource {
 public:
  DecodedSource(std::unique_ptr<ByteSource> source, const std::string& encoding)
      : source_(std::move(source)), transcoder_(encoding) {}

  Result<size_t> Read(std::span<char> buffer) override {
    while (at_ == decoded_.size() && !ended_) {
      auto got = source_->Read(raw_);
      if (!got) return got.error();
      ended_ = *got == 0;
      decoded_.clear();
      at_ = 0;
      transcoder_.Convert(std::string_view(raw_.data(), *got), ended_, &decoded_);
      if (first_ && decoded_.starts_with("\xEF\xBB\xBF")) at_ = 3;
      first_ = first_ && decoded_.empty();
    }
    const size_t n = std::min(buffer.size(), decoded_.size() - at_);
    std::memcpy(buffer.data(), decoded_.data() + at_, n);
    at_ += n;
    return n;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  Transcoder transcoder_;
  std::vector<char> raw_ = std::vector<char>(64 << 10);
  std::string decoded_;
  size_t at_ = 0;
  bool ended_ = false;
  bool first_ = true;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> OpenDecoded(const Response& response) {
  auto prefix = ReadPrefix(response.body, 256 << 10);
  if (!prefix) return prefix.error();
  const std::string encoding = DetectEncoding(*prefix, response.charset);
  auto source = response.body.Open();
  if (!source) return source.error();
  return std::unique_ptr<ByteSource>(std::make_unique<DecodedSource>(std::move(*source), encoding));
}

}  // namespace trialmine

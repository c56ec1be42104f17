#include "fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "fold_writer.h"

namespace trialmine {
namespace {

const icu::Normalizer2& Nfkc() {
  static const icu::Normalizer2* const nfkc = [] {
    UErrorCode status = U_ZERO_ERROR;
    return icu::Normalizer2::getNFKCInstance(status);
  }();
  return *nfkc;
}

std::string Compatible(std::string_view utf8) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
  std::string out;
  Nfkc().normalize(text, status).toUTF8String(out);
  return U_SUCCESS(status) ? out : std::string(utf8);
}

bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }

enum class Kind { kKeep, kText, kDrop, kSuperscript, kFraction, kCompatible };

struct Folding {
  Kind kind = Kind::kKeep;
  std::string_view text = {};
};

Folding To(std::string_view text) { return {Kind::kText, text}; }

// Signs that have one form for rules, and those that NFKC would spoil.
Folding FoldSign(UChar32 c) {
  if (c >= 0x2000 && c <= 0x200A) return To(" ");
  if (c >= 0x200B && c <= 0x200F) return {Kind::kDrop};
  if (c >= 0x2010 && c <= 0x2015) return To("-");
  if (c >= 0x2460 && c <= 0x24FF) return {Kind::kKeep};  // ① would become 1: a list mark is no number.
  if (c >= 0x3220 && c <= 0x3247) return {Kind::kKeep};  // ㈠ likewise.
  if (c >= 0xFE00 && c <= 0xFE0F) return {Kind::kDrop};  // Variation selectors.
  switch (c) {
    case 0x85:
    case 0xA0:
    case 0x202F:
    case 0x205F:
    case 0x3000:
    case 0x2028:
    case 0x2029:
      return To(" ");
    case 0xAD:
    case 0x2060:
    case 0xFEFF:
      return {Kind::kDrop};
    case 0x2E3A:
    case 0x2E3B:
    case 0x2212:
    case 0xFE58:
    case 0xFE63:
    case 0xFF0D:
    case 0x2043:
      return To("-");
    case 0x2715:
    case 0x2716:
    case 0x2217:
    case 0x2A2F:
    case 0x2A09:
    case 0x2573:
      return To("×");
    case 0xFF5E:
    case 0x301C:
    case 0x223C:
    case 0x02DC:
    case 0x2053:
      return To("~");
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0xB4:
    case 0x02B9:
    case 0x02BC:
      return To("'");
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0xAB:
    case 0xBB:
    case 0x301D:
    case 0x301E:
    case 0x301F:
    case 0x300C:
    case 0x300D:
    case 0x300E:
    case 0x300F:
      return To("\"");
    case 0x2264:
    case 0x2266:
    case 0x2A7D:
      return To("≤");
    case 0x2265:
    case 0x2267:
    case 0x2A7E:
      return To("≥");
    case 0xB7:
    case 0x22C5:
    case 0x2219:
    case 0x2027:
    case 0x2022:
    case 0x30FB:
    case 0xFF65:
      return To("·");
    case 0x2236:
      return To(":");
    case 0xB5:
      return To("μ");
    case 0x2044:
    case 0x2215:
      return To("/");
    case 0x2122:
    case 0x2120:
    case 0x2026:
    case 0xAA:
    case 0xBA:
    case 0xA8:
    case 0xAF:
    case 0xB8:
      return {Kind::kKeep};
    default:
      return {Kind::kCompatible};
  }
}

Folding FoldCharacter(UChar32 c) {
  Folding sign = FoldSign(c);
  if (sign.kind != Kind::kCompatible) return sign;
  switch (u_getIntPropertyValue(c, UCHAR_DECOMPOSITION_TYPE)) {
    case U_DT_SUPER:
      return {Kind::kSuperscript};
    case U_DT_FRACTION:
      return {Kind::kFraction};
    default:
      break;
  }
  if (u_getIntPropertyValue(c, UCHAR_NFKC_QUICK_CHECK) == UNORM_NO) return {Kind::kCompatible};
  return {Kind::kKeep};
}

bool IsHan(UChar32 c) { return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF); }

/// First pass: one character (or one with its combining marks) at a time.
class CharacterFolder {
 public:
  CharacterFolder(std::string_view text, uint32_t base, Folded& out)
      : text_(text), length_(static_cast<int32_t>(text.size())), base_(base), out_(out) {}

  void Run() {
    while (at_ < length_) {
      if (static_cast<signed char>(text_[at_]) >= 0) {
        CopyAscii();
      } else {
        FoldNext();
      }
    }
  }

 private:
  uint32_t Source(int32_t at) const { return base_ + static_cast<uint32_t>(at); }
  std::string_view Bytes(int32_t begin, int32_t end) const { return text_.substr(begin, end - begin); }

  void CopyAscii() {
    int32_t end = at_;
    while (end < length_ && static_cast<signed char>(text_[end]) >= 0) ++end;
    // The last letter may carry the combining mark that follows it.
    if (end < length_ && end > at_ && MarkFollows(end)) --end;
    if (end > at_) out_.Copy(Bytes(at_, end), Source(at_));
    superscript_ = false;
    at_ = end;
    if (at_ < length_ && static_cast<signed char>(text_[at_]) >= 0) Compose(at_ + 1);
  }

  // A middle dot between digits is a decimal point (0·55, as some journals print it), but 5·10⁶ multiplies.
  bool IsDecimalPoint(UChar32 c, int32_t end) const {
    auto digit = [this](int32_t at) { return at >= 0 && at < length_ && IsAsciiDigit(text_[at]); };
    if (c != 0xB7 || !digit(at_ - 1) || !digit(end)) return false;
    int32_t next = end + 2;
    if (next >= length_ || Bytes(end, next) != "10") return true;
    UChar32 after = 0;
    U8_NEXT(text_.data(), next, length_, after);
    return after != '^' &&
           (after < 0x80 || u_getIntPropertyValue(after, UCHAR_DECOMPOSITION_TYPE) != U_DT_SUPER);
  }

  bool MarkFollows(int32_t at) const {
    if (at >= length_ || static_cast<unsigned char>(text_[at]) < 0xCC)
      return false;  // Marks begin at U+0300.
    UChar32 c = 0;
    U8_NEXT(text_.data(), at, length_, c);
    return c >= 0x300 && !Nfkc().hasBoundaryBefore(c) && !(c >= 0xFE00 && c <= 0xFE0F);
  }

  // A character that ends at `end` and the marks on it, as one.
  void Compose(int32_t end) {
    while (MarkFollows(end)) {
      UChar32 c = 0;
      U8_NEXT(text_.data(), end, length_, c);
    }
    out_.Replace(Compatible(Bytes(at_, end)), Source(at_), Source(end));
    at_ = end;
  }

  void FoldNext() {
    int32_t end = at_;
    UChar32 c = 0;
    U8_NEXT(text_.data(), end, length_, c);
    const bool superscript = superscript_;
    superscript_ = false;
    if (c < 0) {
      out_.Copy(Bytes(at_, end), Source(at_));
    } else if (IsDecimalPoint(c, end)) {
      out_.Replace(".", Source(at_), Source(end));
    } else if (IsHan(c)) {
      CopyHan(c, end);
    } else if (MarkFollows(end)) {
      return Compose(end);
    } else {
      superscript_ = superscript;
      Write(c, end);
    }
    at_ = end;
  }

  void CopyHan(UChar32 c, int32_t end) {
    const char32_t simple = Simplified(static_cast<char32_t>(c));
    if (simple == static_cast<char32_t>(c)) return out_.Copy(Bytes(at_, end), Source(at_));
    const char utf8[] = {static_cast<char>(0xE0 | simple >> 12),
                         static_cast<char>(0x80 | (simple >> 6 & 0x3F)),
                         static_cast<char>(0x80 | (simple & 0x3F))};
    out_.Copy({utf8, 3}, Source(at_));
  }

  void Write(UChar32 c, int32_t end) {
    const Folding folding = FoldCharacter(c);
    const bool follows_superscript = superscript_;
    superscript_ = false;
    const auto from = Source(at_), to = Source(end);
    switch (folding.kind) {
      case Kind::kKeep:
        return out_.Copy(Bytes(at_, end), from);
      case Kind::kText:
        return out_.Replace(folding.text, from, to);
      case Kind::kDrop:
        return;
      case Kind::kCompatible:
        return out_.Replace(Compatible(Bytes(at_, end)), from, to);
      case Kind::kFraction: {
        std::string fraction = Compatible(Bytes(at_, end));
        if (size_t slash = fraction.find("⁄"); slash != std::string::npos) fraction.replace(slash, 3, "/");
        return out_.Replace((IsAsciiDigit(out_.last()) ? " " : "") + fraction, from, to);
      }
      case Kind::kSuperscript: {
        superscript_ = true;
        std::string raised = Compatible(Bytes(at_, end));
        if (raised == "−") raised = "-";
        return out_.Replace((follows_superscript ? "" : "^") + raised, from, to);
      }
    }
  }

  std::string_view text_;
  int32_t length_;
  uint32_t base_;
  FoldWriter out_;
  int32_t at_ = 0;
  bool superscript_ = false;
};

}  // namespace

Folded::Folded(std::string_view text, uint32_t base) {
  text_.reserve(text.size());
  CharacterFolder(text, base, *this).Run();
  for (char& c : text_)
    if (c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\v') c = ' ';
  *this = Repair(std::move(*this));
}

size_t Folded::RunAt(uint32_t folded) const {
  auto next = std::upper_bound(runs_.begin(), runs_.end(), folded,
                               [](uint32_t at, const Run& run) { return at < run.folded; });
  return static_cast<size_t>(next - runs_.begin()) - 1;
}

Span Folded::Source(Range range) const {
  if (runs_.empty()) return {};
  auto continues = [this](uint32_t at) {
    return at < text_.size() && (static_cast<unsigned char>(text_[at]) & 0xC0) == 0x80;
  };
  const bool empty = range.empty() || range.begin >= text_.size();
  if (empty) {
    const Run& run = runs_[RunAt(std::min<uint32_t>(range.begin, static_cast<uint32_t>(text_.size()) - 1))];
    uint32_t at = run.linear ? std::min(run.source + (range.begin - run.folded), run.source_end) : run.source;
    return {at, at};
  }
  uint32_t last = std::min<uint32_t>(range.end, static_cast<uint32_t>(text_.size())) - 1;
  uint32_t first = range.begin;
  const Run& head = runs_[RunAt(first)];
  const Run& tail = runs_[RunAt(last)];
  if (head.linear)
    while (first > head.folded && continues(first)) --first;
  const uint32_t tail_end = tail.folded + (tail.source_end - tail.source);  // Where linear.
  if (tail.linear)
    while (last + 1 < tail_end && continues(last + 1)) ++last;
  return {head.linear ? head.source + (first - head.folded) : head.source,
          tail.linear ? tail.source + (last - tail.folded) + 1 : tail.source_end};
}

void FoldWriter::Append(const Folded& from, Range range) {
  if (range.empty()) return;
  for (size_t i = from.RunAt(range.begin); i < from.runs_.size() && from.runs_[i].folded < range.end; ++i) {
    const Folded::Run& run = from.runs_[i];
    const uint32_t run_end =
        i + 1 < from.runs_.size() ? from.runs_[i + 1].folded : static_cast<uint32_t>(from.text_.size());
    const Range part{std::max(range.begin, run.folded), std::min(range.end, run_end)};
    if (run.linear) {
      Copy(part.Of(from.text_), run.source + (part.begin - run.folded));
    } else {
      Replace(part.Of(from.text_), run.source, run.source_end);
    }
  }
}

}  // namespace trialmine

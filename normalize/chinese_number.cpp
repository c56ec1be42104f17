#include <cmath>
#include <string>
#include <vector>

#include "number.h"
#include "text.h"

// Grammar (ICU's rule-based parser is silently wrong on too much of it: 一万二, 两三个, 三分之一):
//   number   := section ((万|亿|兆) section?)*
//   section  := (digit 千)? (digit 百)? (digit 十)? digit?     digit: one numeral, or digits as in 7万5千
// A lone digit right after a unit counts a tenth of it (一万二 = 12000), unless 零 stands between.
// Two neighbouring digits in rising order are a range (两三 = 2 to 3); three and more are a digit string
// (二〇一九).

namespace trialmine::number_internal {
namespace {

enum class Kind : uint8_t { kDigit, kTens, kUnit, kScale, kPoint, kHalf, kApprox, kDecimal };

struct Token {
  Kind kind;
  double value = 0;
};

struct Numeral {
  std::string_view text;
  Kind kind;
  double value;
};

constexpr Numeral kNumerals[] = {
    {"零", Kind::kDigit, 0},    {"〇", Kind::kDigit, 0},   {"○", Kind::kDigit, 0},
    {"一", Kind::kDigit, 1},    {"二", Kind::kDigit, 2},   {"两", Kind::kDigit, 2},
    {"兩", Kind::kDigit, 2},    {"三", Kind::kDigit, 3},   {"四", Kind::kDigit, 4},
    {"五", Kind::kDigit, 5},    {"六", Kind::kDigit, 6},   {"七", Kind::kDigit, 7},
    {"八", Kind::kDigit, 8},    {"九", Kind::kDigit, 9},   {"壹", Kind::kDigit, 1},
    {"贰", Kind::kDigit, 2},    {"貳", Kind::kDigit, 2},   {"叁", Kind::kDigit, 3},
    {"參", Kind::kDigit, 3},    {"肆", Kind::kDigit, 4},   {"伍", Kind::kDigit, 5},
    {"陆", Kind::kDigit, 6},    {"陸", Kind::kDigit, 6},   {"柒", Kind::kDigit, 7},
    {"捌", Kind::kDigit, 8},    {"玖", Kind::kDigit, 9},   {"廿", Kind::kTens, 20},
    {"卅", Kind::kTens, 30},    {"卌", Kind::kTens, 40},   {"十", Kind::kUnit, 10},
    {"拾", Kind::kUnit, 10},    {"百", Kind::kUnit, 100},  {"佰", Kind::kUnit, 100},
    {"千", Kind::kUnit, 1000},  {"仟", Kind::kUnit, 1000}, {"万", Kind::kScale, 1e4},
    {"萬", Kind::kScale, 1e4},  {"亿", Kind::kScale, 1e8}, {"億", Kind::kScale, 1e8},
    {"兆", Kind::kScale, 1e12}, {"点", Kind::kPoint, 0},   {"點", Kind::kPoint, 0},
    {"半", Kind::kHalf, 0.5},   {"余", Kind::kApprox, 0},  {"餘", Kind::kApprox, 0},
    {"多", Kind::kApprox, 0},   {"几", Kind::kApprox, 1},  {"幾", Kind::kApprox, 1},
    {"来", Kind::kApprox, 0},   {"來", Kind::kApprox, 0},
};

const Numeral* NumeralAt(std::string_view text) {
  for (const Numeral& numeral : kNumerals)
    if (text.starts_with(numeral.text)) return &numeral;
  return nullptr;
}

/// Digits with thousands commas and a decimal point.
std::optional<double> ReadDecimal(Cursor& cursor) {
  std::string digits(cursor.ReadDigits());
  while (cursor.peek() == ',' && cursor.rest().size() > 3 && IsDigit(cursor.rest()[1])) {
    Cursor ahead = cursor;
    ahead.Advance(1);
    const std::string_view group = ahead.ReadDigits();
    if (group.size() != 3) return std::nullopt;
    digits += group;
    cursor = ahead;
  }
  if (cursor.peek() == '.') {
    cursor.Advance(1);
    const std::string_view fraction = cursor.ReadDigits();
    if (fraction.empty()) return std::nullopt;
    digits += '.';
    digits += fraction;
  }
  return std::stod(digits);
}

std::optional<std::vector<Token>> Tokenize(std::string_view text) {
  std::vector<Token> tokens;
  for (Cursor cursor(text); !cursor.done();) {
    if (IsDigit(cursor.peek())) {
      if (cursor.rest().size() > 40 && cursor.rest().find_first_not_of("0123456789") > 20)
        return std::nullopt;
      const auto value = ReadDecimal(cursor);
      if (!value) return std::nullopt;
      tokens.push_back({Kind::kDecimal, *value});
    } else if (cursor.peek() == ' ') {
      cursor.Advance(1);
    } else if (cursor.peek() == '.') {
      cursor.Advance(1);
      tokens.push_back({Kind::kPoint});
    } else if (const Numeral* numeral = NumeralAt(cursor.rest())) {
      cursor.Advance(numeral->text.size());
      tokens.push_back({numeral->kind, numeral->value});
    } else {
      return std::nullopt;
    }
  }
  return tokens;
}

using Tokens = std::vector<Token>;

bool AllDigits(const Tokens& tokens, size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i)
    if (tokens[i].kind != Kind::kDigit) return false;
  return begin < end;
}

double DigitString(const Tokens& tokens, size_t begin, size_t end) {
  double value = 0;
  for (size_t i = begin; i < end; ++i) value = value * 10 + tokens[i].value;
  return value;
}

/// Reads the tokens by the grammar above; a range comes from one pair of neighbouring digits.
class Reader {
 public:
  explicit Reader(const Tokens& tokens) : tokens_(tokens) {}

  std::optional<Number> Read() {
    for (at_ = 0; at_ < tokens_.size(); ++at_)
      if (!Take(tokens_[at_])) return std::nullopt;
    if (pending_ && !Close()) return std::nullopt;
    section_ += digit_;
    Number number;
    number.low = total_.low + section_.low;
    number.high = total_.high + section_.high;
    number.approximate = approximate_ || number.low != number.high;
    number.scaled = scaled_;
    return number;
  }

 private:
  struct Pair {
    double low = 0, high = 0;
    Pair& operator+=(Pair other) {
      low += other.low;
      high += other.high;
      return *this;
    }
    Pair operator*(double factor) const { return {low * factor, high * factor}; }
  };

  bool Take(const Token& token) {
    switch (token.kind) {
      case Kind::kDigit:
        return TakeDigit(token.value);
      case Kind::kDecimal:
        if (pending_) return false;
        digit_ = {token.value, token.value};
        decimal_ = true;
        return pending_ = true;
      case Kind::kTens:
        if (pending_ || last_unit_ <= 10) return false;
        section_ += Pair{token.value, token.value};
        last_unit_ = 10;
        return true;
      case Kind::kUnit:
        return TakeUnit(token.value);
      case Kind::kScale:
        return TakeScale(token.value);
      case Kind::kApprox:
        return TakeApprox(token.value > 0);
      case Kind::kHalf:
      case Kind::kPoint:
        return false;
    }
    return false;
  }

  bool TakeDigit(double value) {
    if (value == 0) {
      if (pending_ || at_ == 0 || at_ + 1 == tokens_.size()) return false;
      zero_ = true;
      return true;
    }
    if (!pending_) {
      digit_ = {value, value};
      return pending_ = true;
    }
    // 两三, 三四十: neighbours only.
    if (decimal_ || digit_.low != digit_.high || value != digit_.high + 1) return false;
    digit_.high = value;
    return true;
  }

  bool TakeUnit(double unit) {
    if (unit >= last_unit_) return false;
    if (!pending_) {
      // 十, and 百万 or 千万 without a leading 一.
      if (at_ > 0 && tokens_[at_ - 1].kind != Kind::kScale && !zero_ && !(unit == 10 && last_unit_ == 100))
        return false;
      digit_ = {1, 1};
    }
    section_ += digit_ * unit;
    Clear();
    last_unit_ = tail_unit_ = unit;
    return true;
  }

  bool TakeScale(double scale) {
    if (!pending_ && section_.high == 0) return false;
    section_ += digit_;
    Clear();
    // 一万亿: the whole of what stands before a larger scale.
    if (scale > last_scale_) {
      total_ = Pair{(total_.low + section_.low) * scale, (total_.high + section_.high) * scale};
    } else if (scale < last_scale_) {
      total_ += section_ * scale;
    } else {
      return false;
    }
    section_ = {};
    last_scale_ = scale;
    tail_unit_ = scale;
    last_unit_ = 1e4;
    return scaled_ = true;
  }

  /// 余 多 几: something more than what stands before it; it ends the section.
  bool TakeApprox(bool needs_tens) {
    if (at_ == 0 || approximate_) return false;
    if (needs_tens && tokens_[at_ - 1].kind != Kind::kUnit && tokens_[at_ - 1].kind != Kind::kTens)
      return false;
    const Kind next = at_ + 1 < tokens_.size() ? tokens_[at_ + 1].kind : Kind::kScale;
    return approximate_ = next == Kind::kScale;
  }

  /// The digit that ends the number: a tenth of the unit before it, or itself.
  bool Close() {
    if (decimal_ && tail_unit_ > 0 && (digit_.low != std::floor(digit_.low) || digit_.low >= tail_unit_))
      return false;
    const bool one_digit = digit_.high < 10;
    if (tail_unit_ > 10 && one_digit && !zero_) digit_ = digit_ * (tail_unit_ / 10);
    return true;
  }

  void Clear() {
    digit_ = {};
    pending_ = decimal_ = zero_ = false;
  }

  const Tokens& tokens_;
  size_t at_ = 0;
  Pair total_, section_, digit_;
  bool pending_ = false, decimal_ = false, zero_ = false, approximate_ = false, scaled_ = false;
  double last_unit_ = 1e4, last_scale_ = 1e13, tail_unit_ = 0;
};

std::optional<Number> Exact(double value) {
  Number number;
  number.low = number.high = value;
  return number;
}

/// 三十二点五, 〇.〇五: whole part, point, digits one by one.
std::optional<Number> ReadWithPoint(const Tokens& tokens, size_t point) {
  if (!AllDigits(tokens, point + 1, tokens.size())) return std::nullopt;
  const Tokens whole_tokens(tokens.begin(), tokens.begin() + static_cast<ptrdiff_t>(point));
  double whole = 0;
  if (AllDigits(whole_tokens, 0, whole_tokens.size())) {
    whole = DigitString(whole_tokens, 0, whole_tokens.size());
  } else {
    const auto read = Reader(whole_tokens).Read();
    if (!read || read->is_range() || read->approximate) return std::nullopt;
    whole = read->low;
  }
  const size_t places = tokens.size() - point - 1;
  return Exact(whole +
               DigitString(tokens, point + 1, tokens.size()) / std::pow(10.0, static_cast<double>(places)));
}

std::optional<Number> ReadTokens(const Tokens& tokens) {
  if (tokens.empty() || tokens.size() > 40) return std::nullopt;
  for (size_t i = 0; i < tokens.size(); ++i)
    if (tokens[i].kind == Kind::kPoint) return ReadWithPoint(tokens, i);
  if (tokens.size() == 1 && (tokens[0].kind == Kind::kHalf || tokens[0].kind == Kind::kDigit))
    return Exact(tokens[0].value);
  if (tokens.size() >= 3 && AllDigits(tokens, 0, tokens.size()))
    return Exact(DigitString(tokens, 0, tokens.size()));
  return Reader(tokens).Read();
}

/// X分之Y: Y of X parts; a share of a hundred is given in per cent.
std::optional<Number> ReadFraction(std::string_view whole, std::string_view part) {
  const auto numerator = ParseChinese(part);
  if (!numerator) return std::nullopt;
  const auto scaled = [&](double factor) {
    Number number = *numerator;
    number.low *= factor;
    number.high *= factor;
    return std::optional(number);
  };
  if (whole == "百") return numerator;
  if (whole == "千") return scaled(0.1);
  if (whole == "万") return scaled(0.01);
  const auto denominator = ParseChinese(whole);
  if (!denominator || denominator->is_range() || denominator->low <= 0) return std::nullopt;
  return scaled(1 / denominator->low);
}

}  // namespace

bool HasChineseNumeral(std::string_view text) {
  for (size_t i = 0; i < text.size(); i += CodePointAt(text, i).size)
    if (static_cast<unsigned char>(text[i]) >= 0x80 && NumeralAt(text.substr(i))) return true;
  return false;
}

std::optional<Number> ParseChinese(std::string_view text) {
  constexpr std::string_view kOf = "分之";
  if (const size_t of = text.find(kOf); of != text.npos)
    return ReadFraction(Trim(text.substr(0, of)), Trim(text.substr(of + kOf.size())));
  const auto tokens = Tokenize(text);
  return tokens ? ReadTokens(*tokens) : std::nullopt;
}

}  // namespace trialmine::number_internal

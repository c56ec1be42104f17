#include "number.h"

#include <charconv>
#include <cmath>
#include <string>

#include "text.h"

namespace trialmine {
namespace {

using number_internal::HasChineseNumeral;
using number_internal::ParseChinese;
using number_internal::ParseEnglishWords;

std::optional<double> ToDouble(const std::string& digits) {
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

/// One run of digits with its separators: where they stand decides what they mean.
struct DigitRun {
  std::string digits;  // without separators, '.' where the decimal sign stands
  bool ok = false;
};

struct Separator {
  char sign;
  size_t digits_after;
};

/// Whether the separators before `last` are all `sign` before groups of three.
bool AreThousands(const std::vector<Separator>& separators, size_t end, char sign, size_t first_group) {
  if (first_group > 3 || first_group == 0) return false;
  for (size_t i = 0; i < end; ++i)
    if (separators[i].sign != sign || separators[i].digits_after != 3) return false;
  return true;
}

/// How many of the separators are thousands; the one after them, if any, is the decimal sign. Nothing where
/// it makes no sense.
std::optional<size_t> CountThousands(const std::vector<Separator>& separators, size_t first_group,
                                     bool leading_zero) {
  const size_t n = separators.size();
  if (n == 0) return 0;
  const Separator last = separators.back();
  if (last.sign == 'm')
    return AreThousands(separators, n - 1, ',', n == 1 ? 1 : first_group) ? std::optional(n - 1)
                                                                          : std::nullopt;
  if (n == 1) {
    if (last.sign == ' ')
      return last.digits_after == 3 && first_group <= 3 && !leading_zero ? std::optional<size_t>(1)
                                                                         : std::nullopt;
    const bool thousands = last.sign == ',' && last.digits_after == 3 && first_group <= 3 && !leading_zero;
    return thousands ? 1 : 0;
  }
  const char sign = separators.front().sign;
  if (leading_zero) return std::nullopt;
  if (last.sign == sign)
    return AreThousands(separators, n, sign, first_group) ? std::optional(n) : std::nullopt;
  return last.sign != ' ' && AreThousands(separators, n - 1, sign, first_group) ? std::optional(n - 1)
                                                                                : std::nullopt;
}

bool SkipSeparator(Cursor& cursor, char& sign) {
  constexpr std::string_view kMiddleDot = "·";
  const std::string_view rest = cursor.rest();
  const size_t size = rest.starts_with(kMiddleDot) ? kMiddleDot.size() : 1;
  if (rest.size() <= size || !IsDigit(rest[size])) return false;
  if (size == 1 && rest[0] != ',' && rest[0] != '.' && rest[0] != ' ') return false;
  // A space groups thousands only: three digits follow, no more.
  if (rest[0] == ' ' &&
      (rest.size() < 4 || !IsDigit(rest[2]) || !IsDigit(rest[3]) || (rest.size() > 4 && IsDigit(rest[4]))))
    return false;
  sign = size == 1 ? rest[0] : 'm';
  cursor.Advance(size);
  return true;
}

std::optional<double> ReadNumeral(Cursor& cursor) {
  std::string digits;
  if (cursor.peek() == '.') {
    cursor.Advance(1);
    const std::string_view fraction = cursor.ReadDigits();
    return fraction.empty() ? std::nullopt : ToDouble("0." + std::string(fraction));
  }
  std::vector<std::string_view> groups{cursor.ReadDigits()};
  if (groups[0].empty() || groups[0].size() > 18) return std::nullopt;
  std::vector<Separator> separators;
  for (char sign; SkipSeparator(cursor, sign);) {
    groups.push_back(cursor.ReadDigits());
    separators.push_back({sign, groups.back().size()});
  }
  const auto thousands = CountThousands(separators, groups[0].size(), groups[0] == "0");
  if (!thousands || separators.size() - *thousands > 1) return std::nullopt;
  for (size_t i = 0; i < groups.size(); ++i) {
    if (i == *thousands + 1) digits += '.';
    digits += groups[i];
  }
  return ToDouble(digits);
}

struct Scale {
  double factor = 1;
  bool stated = false;
  bool repaired = false;
};

std::optional<Scale> Power(int exponent) {
  if (exponent < -30 || exponent > 30) return std::nullopt;
  return Scale{std::pow(10.0, exponent), true, false};
}

std::optional<int> ToInt(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

/// After `10`: `^6`, `^(6)`, `^-3`, `( 6 )`, `E7`, `**6`, 的6次方.
std::optional<Scale> ReadPlainExponent(Cursor& cursor) {
  cursor.SkipSpaces();
  const bool words = cursor.Skip("的");
  const bool marked = words || cursor.SkipAny({"^", "**", "E", "e"});
  cursor.SkipSpaces();
  const bool bracket = cursor.SkipAny({"(", "[", "{"});
  if (!marked && !bracket) return std::nullopt;
  if (bracket) cursor.SkipSpaces();
  const bool negative = cursor.Skip("-");
  if (!negative) cursor.Skip("+");
  const auto exponent = ToInt(cursor.ReadDigits());
  if (bracket) cursor.SkipSpaces();
  if (!exponent || (bracket && !cursor.SkipAny({")", "]", "}"}))) return std::nullopt;
  if (words && !cursor.SkipAny({"次方", "次幂"})) return std::nullopt;
  return Power(negative ? -*exponent : *exponent);
}

/// `106` or `10 6` where 10^6 was meant. REQUIRES: the cursor stands on `10`.
std::optional<Scale> ReadLostExponent(Cursor& cursor, const NumberOptions& options) {
  Cursor ahead = cursor;
  ahead.Advance(2);
  if (ahead.peek() == ' ') ahead.Advance(1);
  const auto exponent = ToInt(ahead.ReadDigits());
  if (!exponent || *exponent < 4 || *exponent > options.lost_exponent_max || ahead.peek() == '.' ||
      ahead.peek() == ',')
    return std::nullopt;
  cursor = ahead;
  auto scale = Power(*exponent);
  scale->repaired = true;
  return scale;
}

std::optional<Scale> ReadPower(Cursor& cursor, const NumberOptions& options) {
  if (!cursor.rest().starts_with("10")) return std::nullopt;
  Cursor plain = cursor;
  plain.Advance(2);
  if (const auto scale = ReadPlainExponent(plain)) {
    cursor = plain;
    return scale;
  }
  return ReadLostExponent(cursor, options);
}

/// What stands between a coefficient and the end: nothing, a power of ten, or a word for one.
std::optional<Scale> ReadScale(Cursor& cursor, const NumberOptions& options) {
  cursor.SkipSpaces();
  if (cursor.done()) return Scale{};
  const bool times = cursor.SkipAny({"×", "x", "X", "*", "·", "•"});
  cursor.SkipSpaces();
  if (times || cursor.rest().starts_with("10")) {
    // Without a sign only what is written as a power is one.
    return ReadPower(cursor, times ? options : NumberOptions{});
  }
  if (cursor.peek() == 'E' || cursor.peek() == 'e') return ReadPlainExponent(cursor);
  cursor.Skip("-");
  cursor.SkipSpaces();
  if (cursor.SkipWord("hundred")) {
    cursor.SkipSpaces();
    if (cursor.done()) return Scale{100, true, false};
    if (cursor.SkipWord("thousand")) return Scale{1e5, true, false};
    if (cursor.SkipWord("million")) return Scale{1e8, true, false};
    return std::nullopt;
  }
  if (cursor.SkipWord("thousand")) return Scale{1e3, true, false};
  if (cursor.SkipWord("million") || cursor.SkipWord("millions") || cursor.SkipWord("mio"))
    return Scale{1e6, true, false};
  if (cursor.SkipWord("billion")) return Scale{1e9, true, false};
  if (options.lost_exponent_max > 0 && cursor.SkipWord("M")) return Scale{1e6, true, false};
  return std::nullopt;
}

/// One amount before ranges are put together.
struct Amount {
  double low = 0, high = 0;
  Scale scale;
  bool approximate = false;
  double coefficient = 0;  // what a scale on the far end of a range would multiply
};

Amount Simple(double value, Scale scale = {}) {
  Amount amount;
  amount.low = amount.high = value * scale.factor;
  amount.coefficient = value;
  amount.scale = scale;
  return amount;
}

/// `1/2`, `1⁄2`, `1 1/2`: only the parts a person would write so.
std::optional<double> ReadFraction(std::string_view text) {
  Cursor cursor(text);
  double whole = 0;
  std::string_view digits = cursor.ReadDigits();
  if (cursor.peek() == ' ') {
    whole = ToInt(digits).value_or(0);
    cursor.SkipSpaces();
    digits = cursor.ReadDigits();
  }
  if (!cursor.SkipAny({"/", "⁄"})) return std::nullopt;
  const auto numerator = ToInt(digits), denominator = ToInt(cursor.ReadDigits());
  if (!cursor.done() || !numerator || !denominator || *numerator < 1 || *numerator >= *denominator)
    return std::nullopt;
  for (int part : {2, 3, 4, 5, 8, 10})
    if (*denominator == part) return whole + static_cast<double>(*numerator) / part;
  return std::nullopt;
}

std::optional<Amount> ParseChineseAmount(std::string_view text) {
  const auto number = ParseChinese(text);
  if (!number) return std::nullopt;
  Amount amount;
  amount.low = number->low;
  amount.high = number->high;
  amount.approximate = number->approximate;
  amount.scale.stated = number->scaled;
  for (std::string_view scale : {"万亿", "亿", "百万", "千万", "万"}) {
    if (!text.ends_with(scale)) continue;
    amount.scale.factor =
        ParseChinese(scale == "万" || scale == "亿" || scale == "万亿" ? "一" + std::string(scale)
                                                                       : std::string(scale))
            ->low;
    amount.scale.stated = true;
    break;
  }
  amount.coefficient = amount.low / amount.scale.factor;
  return amount;
}

std::optional<Amount> ParseDigits(std::string_view text, const NumberOptions& options) {
  if (const auto fraction = ReadFraction(text)) return Simple(*fraction);
  Cursor cursor(text);
  // A power alone: 10^6, 10E7, 10(6); and, where such amounts are expected, 106 for it.
  Cursor power = cursor;
  if (const auto scale = ReadPower(power, options); scale && power.done()) return Simple(1, *scale);
  const bool negative = cursor.Skip("-");
  if (!negative) cursor.Skip("+");
  cursor.SkipSpaces();
  const auto value = ReadNumeral(cursor);
  if (!value) return std::nullopt;
  const auto scale = ReadScale(cursor, options);
  if (!scale || !cursor.done()) return std::nullopt;
  return Simple(negative ? -*value : *value, *scale);
}

std::optional<Amount> ParseAmount(std::string_view text, const NumberOptions& options) {
  text = Trim(text);
  if (text.empty() || text.size() > 80) return std::nullopt;
  if (HasChineseNumeral(text)) return ParseChineseAmount(text);
  if (IsLetter(text.front())) {
    const auto value = ParseEnglishWords(text);
    if (!value) return std::nullopt;
    Amount amount = Simple(*value);
    for (const auto& [word, factor] :
         {std::pair<std::string_view, double>{"million", 1e6}, {"thousand", 1e3}, {"billion", 1e9}})
      if (ToLower(text).ends_with(word)) amount = Simple(*value / factor, Scale{factor, true, false});
    return amount;
  }
  return ParseDigits(text, options);
}

/// Takes off the words around a number that say it is rounded. Returns whether there were any.
bool StripApproximation(std::string_view& text) {
  bool approximate = false;
  while (DropPrefix(
      text, {"approximately", "approx.", "approx", "about",     "around", "nearly", "almost", "roughly",
             "circa",         "ca.",     "over",   "more than", "some",   "~",      "≈",      "约",
             "大约",          "近",      "将近",   "接近",      "超过"}))
    approximate = true;
  while (DropSuffix(text, {"左右", "or so", "以上"})) approximate = true;
  return approximate;
}

void StripCounters(std::string_view& text) {
  DropPrefix(text, {"a total of", "total of", "共计", "共", "总计", "合计", "计", "仅"});
  DropSuffix(text, {"例次", "例", "名", "个", "位", "人次", "人", "次", "只", "篇", "项"});
}

Number ToNumber(const Amount& amount) {
  Number number;
  number.low = amount.low;
  number.high = amount.high;
  number.approximate = amount.approximate;
  number.repaired = amount.scale.repaired;
  number.scaled = amount.scale.stated;
  return number;
}

std::optional<Number> Range(const Amount& low, const Amount& high) {
  Amount first = low;
  if (high.scale.stated && !first.scale.stated && high.scale.factor > 1) {
    // 2-4 million; but 5000~1万 and 500,000 to 1 million stand for themselves, and 500 to 1 million for who
    // knows what.
    if (first.high <= high.coefficient) {
      first.low *= high.scale.factor;
      first.high *= high.scale.factor;
    } else if (first.high < 1000) {
      return std::nullopt;
    }
  }
  if (first.high > high.low) return std::nullopt;
  Number number = ToNumber(high);
  number.low = first.low;
  number.approximate = low.approximate || high.approximate;
  number.repaired = low.scale.repaired || high.scale.repaired;
  number.scaled = low.scale.stated || high.scale.stated;
  return number;
}

std::optional<Number> ParseRange(std::string_view text, const NumberOptions& options) {
  std::string_view body = text;
  const bool between = DropPrefix(body, {"between"});
  if (!between) DropPrefix(body, {"from", "从"});
  const auto attempt = [&](size_t at, size_t size) -> std::optional<Number> {
    const auto low = ParseAmount(body.substr(0, at), options);
    if (!low) return std::nullopt;
    const auto high = ParseAmount(body.substr(at + size), options);
    return high ? Range(*low, *high) : std::nullopt;
  };
  for (std::string_view sign : {"-", "~", " to ", "至", "到", between ? " and " : "-"}) {
    for (size_t at = body.find(sign, 1); at != body.npos; at = body.find(sign, at + 1))
      if (auto number = attempt(at, sign.size())) return number;
  }
  return std::nullopt;
}

/// `(4.5-6.0) × 10^7`: the brackets hold the coefficient.
std::optional<Number> ParseBracketed(std::string_view text, const NumberOptions& options) {
  const size_t close = text.find(')');
  if (text.front() != '(' || close == text.npos) return std::nullopt;
  auto inner = ParseNumber(text.substr(1, close - 1));
  Cursor cursor(text.substr(close + 1));
  const auto scale = ReadScale(cursor, options);
  if (!inner || inner->scaled || !scale || !cursor.done()) return std::nullopt;
  inner->low *= scale->factor;
  inner->high *= scale->factor;
  inner->scaled = scale->stated;
  inner->repaired = scale->repaired;
  return inner;
}

/// `12`, `0.25`: what nearly every number is.
std::optional<double> PlainDecimal(std::string_view text) {
  constexpr size_t kMostDigits = 18;
  if (text.size() > kMostDigits || !IsDigit(text.front()) || !IsDigit(text.back())) return std::nullopt;
  size_t points = 0;
  for (char c : text)
    if (!IsDigit(c) && (c != '.' || ++points > 1)) return std::nullopt;
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

std::optional<Number> ParseNumber(std::string_view text, const NumberOptions& options) {
  text = Trim(text);
  if (text.empty() || text.size() > 120) return std::nullopt;
  if (options.lost_exponent_max == 0) {
    if (const auto plain = PlainDecimal(text)) return Number{*plain, *plain};
  }
  const bool approximate = StripApproximation(text);
  StripCounters(text);
  std::optional<Number> number;
  if (const auto amount = ParseAmount(text, options)) number = ToNumber(*amount);
  if (!number) number = ParseRange(text, options);
  if (!number) number = ParseBracketed(text, options);
  if (number && approximate) number->approximate = true;
  return number;
}

std::optional<long long> ParseCount(std::string_view text) {
  const auto number = ParseNumber(text);
  if (!number || number->is_range() || number->low < 0 || number->low > 9e15) return std::nullopt;
  const auto count = static_cast<long long>(number->low);
  return static_cast<double>(count) == number->low ? std::optional(count) : std::nullopt;
}

std::optional<double> ParseDecimal(std::string_view text) {
  const auto number = ParseNumber(text);
  return number && !number->is_range() ? std::optional(number->low) : std::nullopt;
}

}  // namespace trialmine

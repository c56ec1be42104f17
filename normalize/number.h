#pragma once

#include <optional>
#include <string_view>

// Numbers as reports write them, English and Chinese, in folded text.

namespace trialmine {

/// A number or a range of numbers (`low` < `high`).
struct Number {
  double low = 0, high = 0;
  bool approximate = false;  ///< "about 300", 20余, 十几
  bool repaired = false;     ///< A lost superscript was put back.
  bool scaled = false;       ///< A word or power was expanded: million, 万, × 10^6.
  bool is_range() const { return low != high; }
};

struct NumberOptions {
  /// Largest exponent for which `1 x 106` is read as 1 × 10^6; 0 reads no lost superscript. The caller knows
  /// whether the unit that follows counts things in such amounts (cells: 10, vector genomes: 15).
  int lost_exponent_max = 0;
};

constexpr int kCellExponentMax = 10;

/// The number that `text` is, the whole of it; nothing where any part is not understood or where it could
/// mean two things.
///
/// A comma or stop between digits: groups of three after a comma are thousands (`1,204`), two or more groups
/// of three after stops are too (`1.204.500`); where both occur the later is the decimal sign (`1.204,5`);
/// one stop is a decimal point (`1.204`), one comma not before three digits a decimal comma (`0,05`). A
/// middle dot between digits is a decimal point. A scale on the upper end of a range counts for the lower end
/// (`2-4 million`). 百分之九十五 is 95: what it is a share of, its unit says.
std::optional<Number> ParseNumber(std::string_view text, const NumberOptions& options = {});

/// A single number, as a whole number where it is one; nothing for ranges and fractions.
std::optional<long long> ParseCount(std::string_view text);

/// A single number; nothing for ranges.
std::optional<double> ParseDecimal(std::string_view text);

namespace number_internal {

/// A number in English words: `sixty-five`, `one hundred and twenty`, `a dozen`, `one third`.
std::optional<double> ParseEnglishWords(std::string_view text);

/// A number in Chinese numerals or mixed digits: 一百二十, 6500万, 二〇一九, 两三.
std::optional<Number> ParseChinese(std::string_view text);

/// Whether `text` holds a Chinese numeral character.
bool HasChineseNumeral(std::string_view text);

}  // namespace number_internal
}  // namespace trialmine

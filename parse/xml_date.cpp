#include "xml_date.h"

#include <array>
#include <cstdlib>
#include <vector>

#include "ascii.h"

namespace trialmine {
namespace {

// 1 to 12 for an English month's name or its first three letters, else 0.
int MonthByName(std::string_view word) {
  constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                     "may",       "june",     "july",     "august",
                                                     "september", "october",  "november", "december"};
  if (word.size() < 3) return 0;
  for (size_t month = 0; month < kMonths.size(); ++month) {
    const std::string_view name = kMonths[month];
    if (word.size() > name.size()) continue;
    bool same = true;
    for (size_t i = 0; i < word.size(); ++i) same = same && (word[i] | 0x20) == name[i];
    if (same) return static_cast<int>(month) + 1;
  }
  return 0;
}

struct Part {
  std::string_view digits;  // Empty for a month's name.
  int number = 0;
};

// Numbers and month names in order, as far as the first word that is neither; at most three.
std::vector<Part> Parts(std::string_view text) {
  std::vector<Part> parts;
  for (size_t i = 0; i < text.size() && parts.size() < 3;) {
    const size_t begin = i;
    if (IsDigit(text[i])) {
      while (i < text.size() && IsDigit(text[i])) ++i;
      const std::string_view digits = text.substr(begin, i - begin);
      if (digits.size() > 8) break;
      parts.push_back({digits, std::atoi(std::string(digits).c_str())});
    } else if (IsLetter(text[i])) {
      while (i < text.size() && IsLetter(text[i])) ++i;
      if (const int month = MonthByName(text.substr(begin, i - begin))) parts.push_back({{}, month});
    } else {
      ++i;
    }
  }
  return parts;
}

std::string TwoDigits(int number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

std::string Join(int year, int month, int day) {
  if (year < 1000 || year > 2999) return {};
  std::string date = std::to_string(year);
  if (month < 1 || month > 12) return date;
  date += "-" + TwoDigits(month);
  if (day < 1 || day > 31) return date;
  return date + "-" + TwoDigits(day);
}

XmlElement ChildOf(XmlElement date, std::string_view upper, std::string_view lower) {
  const XmlElement child = date.Child(upper);
  return child ? child : date.Child(lower);
}

int NumberOf(std::string_view text) {
  const std::vector<Part> parts = Parts(text);
  return parts.empty() ? 0 : parts.front().number;
}

}  // namespace

std::string DateOf(XmlElement date) {
  if (XmlElement printed = date.Child("MedlineDate")) {
    // "2020 Jan-Feb", "1998 Dec-1999 Jan", "Winter 1998", "2000 Spring": the beginning, as far as it is a
    // year and a month.
    const std::string_view text = printed.trimmed();
    const std::vector<Part> parts = Parts(text);
    for (size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].digits.size() != 4) continue;
      const bool month = i + 1 < parts.size() && parts[i + 1].digits.empty();
      return Join(parts[i].number, month ? parts[i + 1].number : 0, 0);
    }
    return {};
  }
  return Join(NumberOf(ChildOf(date, "Year", "year").text()),
              NumberOf(ChildOf(date, "Month", "month").text()), NumberOf(ChildOf(date, "Day", "day").text()));
}

}  // namespace trialmine

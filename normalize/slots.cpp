#include "slots.h"

#include <algorithm>

#include "duration.h"
#include "number.h"
#include "text.h"

namespace trialmine {

std::string_view Slots::Text(std::string_view name) const {
  const Slot* slot = finding_.Find(name);
  return slot ? Trim(slot->text) : std::string_view();
}

std::optional<int64_t> Slots::Count(std::string_view name) const {
  if (const auto count = ParseCount(Text(name))) return *count;
  return std::nullopt;
}

std::optional<double> Slots::Decimal(std::string_view name) const { return ParseDecimal(Text(name)); }

std::optional<double> Slots::Percent(std::string_view name) const {
  std::string_view text = Text(name);
  if (text.empty()) return std::nullopt;
  DropSuffix(text, {"%", "percent", "per cent", "percentage points"});
  return ParseDecimal(text);
}

std::string Slots::Iso(std::string_view name) const {
  const auto duration = ParseDuration(Text(name));
  return duration ? duration->iso : std::string();
}

std::string Slots::OneOf(std::string_view name, std::initializer_list<std::string_view> words) const {
  const std::string_view text = Text(name);
  const auto word = std::find_if(words.begin(), words.end(),
                                 [&](std::string_view one) { return EqualsIgnoringCase(text, one); });
  return word != words.end() ? std::string(*word) : std::string();
}

std::string CleanLabel(std::string_view text) {
  const std::string squeezed = Squeeze(text);
  std::string_view label = squeezed;
  for (bool more = true; more && !label.empty();) {
    more = DropPrefix(label, {"\"", "'", "“", "‘", ",", ";", ":", ".", "、", "，", "。", "：", "-", "*"}) ||
           DropSuffix(label, {"\"", "'", "”", "’", ",", ";", ":", "、", "，", "。", "：", "-", "*"});
    if (label.starts_with('(') && label.find(')') == label.npos) label = Trim(label.substr(1)), more = true;
    if (label.ends_with('(')) label = Trim(label.substr(0, label.size() - 1)), more = true;
    if (label.ends_with(')') && label.find('(') == label.npos)
      label = Trim(label.substr(0, label.size() - 1)), more = true;
    if (label.starts_with('(') && label.find(')') == label.size() - 1)
      label = Trim(label.substr(1, label.size() - 2)), more = true;
  }
  const bool says_something = std::any_of(label.begin(), label.end(), [](char c) {
    return IsLetter(c) || IsDigit(c) || static_cast<unsigned char>(c) >= 0x80;
  });
  return says_something ? std::string(label) : std::string();
}

}  // namespace trialmine

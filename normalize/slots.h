#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "extract/finding.h"

namespace trialmine {

/// A finding's slots, read by name. Missing and blank slots are the same: nothing stated.
class Slots {
 public:
  explicit Slots(const Finding& finding) : finding_(finding) {}

  /// The words of a slot, trimmed; empty where it is missing.
  std::string_view Text(std::string_view name) const;
  bool Has(std::string_view name) const { return !Text(name).empty(); }

  /// Whole and decimal numbers; nothing where missing or not understood.
  std::optional<int64_t> Count(std::string_view name) const;
  std::optional<double> Decimal(std::string_view name) const;
  /// Per cent, with or without the sign.
  std::optional<double> Percent(std::string_view name) const;
  /// A single duration in ISO 8601; empty where missing or not understood.
  std::string Iso(std::string_view name) const;

  /// The slot where it is one of `words`, else empty: a vocabulary never lets another word through.
  std::string OneOf(std::string_view name, std::initializer_list<std::string_view> words) const;

 private:
  const Finding& finding_;
};

/// `text` for a person: spaces squeezed, stray quotes, brackets and stops around it taken off.
std::string CleanLabel(std::string_view text);

}  // namespace trialmine

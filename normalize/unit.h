#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trialmine {

/// A printed unit of an amount in UCUM, and what it says besides.
struct DoseUnit {
  std::string ucum;  ///< `mg/kg`, `{cells}/kg`, `[iU]`, `ug/kg/min`…
  std::string
      basis;  ///< `day` where the unit is per day, `administration` where it is per injection; else empty.
  std::string interval;  ///< ISO 8601 where the unit is per week or month; else empty.
  bool counted = false;  ///< Counts things in amounts where a lost superscript can be told.
};

/// The unit that `text` names (folded form): `mg·kg-1`, `mg/(kg·d)`, `cells/kg body weight`, 个细胞/kg, 毫克.
/// Nothing where any part of it is unknown.
std::optional<DoseUnit> ParseDoseUnit(std::string_view text);

/// The unit of a measured value in UCUM where it is a known one, else `text` as printed: a result's unit is
/// for reading.
std::string ResultUnit(std::string_view text);

/// Exponent up to which a lost superscript before this unit is put back; 0 for units that are not counts.
int LostExponentMax(const DoseUnit& unit);

}  // namespace trialmine

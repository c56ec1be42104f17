#include "unit.h"

#include <algorithm>
#include <vector>

#include "number.h"
#include "text.h"

namespace trialmine {
namespace {

struct Atom {
  std::string_view printed;  // lower case
  std::string_view ucum;
};

constexpr Atom kAtoms[] = {
    {"mg", "mg"},
    {"milligram", "mg"},
    {"milligrams", "mg"},
    {"毫克", "mg"},
    {"g", "g"},
    {"gm", "g"},
    {"gram", "g"},
    {"grams", "g"},
    {"克", "g"},
    {"ug", "ug"},
    {"μg", "ug"},
    {"µg", "ug"},
    {"mcg", "ug"},
    {"microg", "ug"},
    {"microgram", "ug"},
    {"micrograms", "ug"},
    {"微克", "ug"},
    {"ng", "ng"},
    {"nanograms", "ng"},
    {"纳克", "ng"},
    {"kg", "kg"},
    {"kilogram", "kg"},
    {"kilograms", "kg"},
    {"公斤", "kg"},
    {"千克", "kg"},
    {"ml", "mL"},
    {"m1", "mL"},
    {"cc", "mL"},
    {"cm^3", "mL"},
    {"milliliter", "mL"},
    {"milliliters", "mL"},
    {"millilitres", "mL"},
    {"毫升", "mL"},
    {"l", "L"},
    {"liter", "L"},
    {"liters", "L"},
    {"litre", "L"},
    {"升", "L"},
    {"dl", "dL"},
    {"ul", "uL"},
    {"μl", "uL"},
    {"µl", "uL"},
    {"微升", "uL"},
    {"m^2", "m2"},
    {"m2", "m2"},
    {"square meter", "m2"},
    {"平方米", "m2"},
    {"cm^2", "cm2"},
    {"cm2", "cm2"},
    {"iu", "[iU]"},
    {"i.u.", "[iU]"},
    {"i.u", "[iU]"},
    {"ui", "[iU]"},
    {"international unit", "[iU]"},
    {"international units", "[iU]"},
    {"国际单位", "[iU]"},
    {"units", "[iU]"},
    {"unit", "[iU]"},
    {"单位", "[iU]"},
    {"u", "U"},
    {"miu", "m[iU]"},
    {"gy", "Gy"},
    {"cgy", "cGy"},
    {"mci", "mCi"},
    {"mbq", "MBq"},
    {"gbq", "GBq"},
    {"mmol", "mmol"},
    {"μmol", "umol"},
    {"umol", "umol"},
    {"毫摩尔", "mmol"},
    {"mol", "mol"},
    {"nmol", "nmol"},
    {"meq", "meq"},
    {"%", "%"},
    {"kcal", "kcal"},
    {"kj", "kJ"},
    {"mmhg", "mm[Hg]"},
    {"drop", "[drp]"},
    {"drops", "[drp]"},
    {"滴", "[drp]"},
    {"tablet", "{tablet}"},
    {"tablets", "{tablet}"},
    {"片", "{tablet}"},
    {"capsule", "{capsule}"},
    {"capsules", "{capsule}"},
    {"粒", "{capsule}"},
    {"vg", "{vg}"},
    {"vector genomes", "{vg}"},
    {"vp", "{vp}"},
    {"viral particles", "{vp}"},
    {"pfu", "[PFU]"},
    {"plaque-forming units", "[PFU]"},
    {"cfu", "[CFU]"},
    {"colony-forming units", "[CFU]"},
    {"colony forming units", "[CFU]"},
    {"copies", "{copies}"},
    {"ieq", "{IEQ}"},
    {"islet equivalents", "{IEQ}"},
    {"particles", "{particles}"},
    {"ppm", "[ppm]"},
    {"j", "J"},
    {"mj", "mJ"},
    {"ma", "mA"},
    {"hz", "Hz"},
    {"eye", "{eye}"},
    {"knee", "{knee}"},
    {"joint", "{joint}"},
    {"eq", "eq"},
};

constexpr Atom kTimes[] = {
    {"d", "d"},        {"day", "d"},    {"天", "d"},   {"日", "d"},     {"24h", "d"},  {"24 h", "d"},
    {"24 hours", "d"}, {"h", "h"},      {"hr", "h"},   {"hour", "h"},   {"小时", "h"}, {"min", "min"},
    {"minute", "min"}, {"分钟", "min"}, {"分", "min"}, {"s", "s"},      {"sec", "s"},  {"week", "wk"},
    {"wk", "wk"},      {"w", "wk"},     {"周", "wk"},  {"month", "mo"}, {"月", "mo"},
};

/// One dose each: `per injection`, 每次.
constexpr std::string_view kOccasions[] = {
    "injection", "infusion",   "dose", "time",   "administration", "application", "次",  "session",
    "treatment", "transplant", "人",   "person", "patient",        "例",          "each"};

template <size_t N>
std::string_view Find(const Atom (&atoms)[N], std::string_view printed) {
  for (const Atom& atom : atoms)
    if (atom.printed == printed) return atom.ucum;
  return {};
}

/// "cells", "CD34+ cells", "hUC-MSCs", 个脐带间充质干细胞: whatever kind, they are counted.
bool NamesCells(std::string_view text) {
  for (std::string_view ending : {"cells",
                                  "cell",
                                  "mscs",
                                  "msc",
                                  "mncs",
                                  "mnc",
                                  "bmmncs",
                                  "mpcs",
                                  "lymphocytes",
                                  "platelets",
                                  "cardiomyocytes",
                                  "keratinocytes",
                                  "fibroblasts",
                                  "chondrocytes",
                                  "hepatocytes",
                                  "mononuclear",
                                  "leukocytes",
                                  "islets",
                                  "细胞",
                                  "细胞数",
                                  "个",
                                  "只",
                                  "msc"})
    if (text.ends_with(ending)) return true;
  return false;
}

struct Factor {
  std::string_view text;
  int exponent;
};

/// Takes `-1`, `^-1`, `^2` off the end of a factor. `m2` keeps its digit: it is looked up whole.
Factor SplitExponent(std::string_view text) {
  for (std::string_view sign : {"^-1", "^(-1)", "^{-1}", "-1", "^-"})
    if (text.size() > sign.size() && text.ends_with(sign))
      return {Trim(text.substr(0, text.size() - sign.size())), -1};
  for (std::string_view sign : {"^-2", "-2"})
    if (text.size() > sign.size() && text.ends_with(sign) &&
        (text.starts_with("m") || text.starts_with("cm")))
      return {text.starts_with("m") ? "m2" : "cm2", -1};
  return {text, 1};
}

/// The factors of a unit: those after a stroke (or in the brackets after it) divide.
std::vector<Factor> Factors(std::string_view text) {
  std::vector<Factor> factors;
  bool below = false;
  for (std::string_view side : Split(text, {"/", " per ", "每"})) {
    side = Trim(side);
    if (side.starts_with('(')) side.remove_prefix(1);
    if (side.ends_with(')') && side.find('(') == side.npos) side.remove_suffix(1);
    for (std::string_view piece : Split(side, {"·", "•", "⋅", "・", "*", "×"})) {
      Factor factor = SplitExponent(piece);
      if (below) factor.exponent = -1;
      factors.push_back(factor);
    }
    below = true;
  }
  return factors;
}

/// The words that only say whose kilogram it is.
std::string_view DropBody(std::string_view text) {
  DropSuffix(text, {"body weight", "bodyweight", "body mass", "of body weight", "bw", "b.w.", "体重",
                    "体质量", "body surface area", "of body surface area", "体表面积", "recipient weight"});
  DropSuffix(text, {"of"});
  return text;
}

/// `mg/kg.d` and `mg kg^-1` with a sign for the product: a stop between letters only, never in `i.u.`.
std::string WithProducts(std::string_view text) {
  std::string joined;
  const bool exponents = text.find("^-") != text.npos;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view before = text.substr(0, i);
    const bool inside = i > 1 && i + 1 < text.size();
    const bool stop = text[i] == '.' && inside && (exponents || before.find('/') != text.npos);
    // "mg kg^-1": the space before a factor that divides.
    const std::string_view next = text.substr(i + 1, text.find(' ', i + 1) - (i + 1));
    const bool space = text[i] == ' ' && inside && next.find("^-") != next.npos;
    joined += stop || space ? "·" : std::string(1, text[i]);
  }
  return joined;
}

class Builder {
 public:
  bool Add(const Factor& factor) {
    const std::string_view text = DropBody(factor.text);
    if (factor.exponent < 0) {
      if (const std::string_view time = Find(kTimes, text); !time.empty()) return AddTime(time);
      if (std::find(std::begin(kOccasions), std::end(kOccasions), text) != std::end(kOccasions)) {
        unit_.basis = "administration";
        return true;
      }
    }
    std::string_view ucum = Find(kAtoms, text);
    if (ucum.empty() && NamesCells(text)) ucum = "{cells}";
    if (ucum.empty()) return false;
    return Append(ucum, factor.exponent);
  }

  std::optional<DoseUnit> Take() {
    if (above_.empty()) return std::nullopt;
    unit_.ucum = above_ + below_;
    for (std::string_view counted :
         {"{cells}", "{vg}", "{vp}", "[PFU]", "[CFU]", "{copies}", "{particles}", "{IEQ}"})
      unit_.counted |= above_ == counted;
    return unit_;
  }

 private:
  bool AddTime(std::string_view time) {
    if (time == "d")
      unit_.basis = "day";
    else if (time == "wk")
      unit_.interval = "P7D";
    else if (time == "mo")
      unit_.interval = "P1M";
    else
      return Append(time, -1);
    return true;
  }

  bool Append(std::string_view ucum, int exponent) {
    if (exponent > 0) {
      if (!above_.empty()) return false;
      above_ = ucum;
    } else {
      below_ += '/';
      below_ += ucum;
    }
    return true;
  }

  DoseUnit unit_;
  std::string above_, below_;
};

}  // namespace

std::optional<DoseUnit> ParseDoseUnit(std::string_view text) {
  std::string lower = ToLower(Squeeze(text));
  std::string_view plain = lower;
  if (plain.empty() || plain.size() > 100) return std::nullopt;
  DropPrefix(plain, {"×", "of"});
  if (plain.starts_with("个/") || plain == "个") {
    lower = "cells" + std::string(plain.substr(std::string_view("个").size()));
    plain = lower;
  }
  DropPrefix(plain, {"个"});
  std::string basis;
  if (DropSuffix(plain, {"daily", "a day", "per day", "each day", "qd"})) basis = "day";
  const std::string products = WithProducts(plain);
  Builder builder;
  bool first = true;
  for (const Factor& factor : Factors(products)) {
    // "× 10^6/kg": what is counted was left out, and in such amounts it is cells; the caller decides whether
    // to believe it.
    if (first && products.starts_with('/')) return std::nullopt;
    first = false;
    if (!builder.Add(factor)) return std::nullopt;
  }
  auto unit = builder.Take();
  if (unit && !basis.empty()) unit->basis = basis;
  return unit;
}

int LostExponentMax(const DoseUnit& unit) {
  // Units of activity are given by the million, too.
  const bool activity = unit.ucum == "U" || unit.ucum.starts_with("U/") || unit.ucum.starts_with("[iU]");
  if (!unit.counted) return activity ? kCellExponentMax : 0;
  return unit.ucum.starts_with("{cells}") || unit.ucum.starts_with("{IEQ}") ? kCellExponentMax : 15;
}

std::string ResultUnit(std::string_view text) {
  text = Trim(text);
  const auto unit = ParseDoseUnit(text);
  return unit && unit->basis.empty() && unit->interval.empty() && !unit->counted ? unit->ucum
                                                                                 : std::string(text);
}

}  // namespace trialmine

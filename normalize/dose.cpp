#include "duration.h"
#include "fields.h"
#include "number.h"
#include "slots.h"
#include "text.h"
#include "unit.h"

namespace trialmine {
namespace {

/// The unit slot read; a unit that a rule gives is in UCUM already.
std::optional<DoseUnit> UnitOf(const Slots& slots) {
  const std::string_view text = slots.Text("unit");
  if (text.starts_with('{') || text.starts_with('[')) {
    DoseUnit unit;
    unit.ucum = text;
    unit.counted = text.starts_with("{cells}") || text.starts_with("{v") || text.starts_with("{IEQ}");
    return unit;
  }
  // "1 × 10^6/kg": the thing counted is left out; an amount in powers of ten per kilogram is cells.
  if (text.starts_with('/') && slots.Has("multiplier")) return ParseDoseUnit("cells" + std::string(text));
  return ParseDoseUnit(text);
}

/// One end of the amount; its own multiplier or the shared one stands behind it unless it has a scale
/// already.
std::optional<Number> Amount(const Slots& slots, std::string_view name, const NumberOptions& options) {
  const std::string_view text = slots.Text(name);
  if (text.empty()) return std::nullopt;
  std::string_view multiplier = slots.Text(std::string(name) + "_multiplier");
  if (multiplier.empty()) multiplier = slots.Text("multiplier");
  const auto alone = ParseNumber(text, options);
  if (multiplier.empty() || (alone && alone->scaled)) return alone;
  std::string joined(text);
  // Chinese scales follow without a space; the digits of a lost superscript must not run together with it.
  if (static_cast<unsigned char>(multiplier.front()) < 0x80) joined += ' ';
  joined += multiplier;
  return ParseNumber(joined, options);
}

/// Both ends; where only one is stated it is the amount. Nothing where either end is not understood.
std::optional<Number> AmountRange(const Slots& slots, const NumberOptions& options) {
  if (!slots.Has("high")) return Amount(slots, "low", options);
  const auto high = Amount(slots, "high", options);
  if (!slots.Has("low")) return high;
  const auto low = Amount(slots, "low", options);
  if (!low || !high || low->is_range() || high->is_range()) return std::nullopt;
  // "2 to 4 million": a scale on the far end counts for both.
  if (high->scaled && !low->scaled) {
    const std::string scale(slots.Text("high_multiplier"));
    return ParseNumber(std::string(slots.Text("low")) + "-" + std::string(slots.Text("high")) + " " + scale,
                       options);
  }
  Number range = *high;
  range.low = low->low;
  range.scaled |= low->scaled;
  range.repaired |= low->repaired;
  return range;
}

/// What no one is given: fewer than a thousand cells is a count without its power of ten.
bool IsImplausible(const Dose& dose) {
  if (dose.high <= 0 || dose.low < 0 || dose.low > dose.high) return true;
  return (dose.unit == "{cells}" || dose.unit == "{cells}/kg") && dose.high < 1000;
}

bool IsPerDay(std::string_view interval) {
  for (std::string_view word : {"daily", "per day", "a day", "each day", "every day", "/d", "/day", "/日",
                                "/天", "每日", "每天", "日", "day", "d"})
    if (EqualsIgnoringCase(interval, word)) return true;
  return false;
}

std::optional<int64_t> Administrations(const Slots& slots) {
  std::string_view text = slots.Text("administrations");
  if (text.empty()) return std::nullopt;
  for (std::string_view once : {"single", "a single", "once", "one-time", "one time", "a one-time", "单次",
                                "一次性", "一次", "顿服", "only once"})
    if (EqualsIgnoringCase(text, once)) return 1;
  if (EqualsIgnoringCase(text, "twice")) return 2;
  if (EqualsIgnoringCase(text, "thrice")) return 3;
  DropPrefix(text, {"for", "×", "x", "共"});
  DropSuffix(text, {"times", "doses", "dose", "infusions", "infusion", "injections", "injection",
                    "administrations", "treatments", "cycles", "针", "剂", "次", "×", "x"});
  if (const auto count = ParseCount(text); count && *count > 0) return *count;
  return std::nullopt;
}

/// "2 × 10^6 cells/mL": a number and its unit in one text.
std::optional<Quantity> ReadQuantity(std::string_view text) {
  text = Trim(text);
  for (size_t at = text.size(); at-- > 1;) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
    const auto unit = ParseDoseUnit(text.substr(at));
    if (!unit) continue;
    const auto number = ParseNumber(text.substr(0, at), {LostExponentMax(*unit)});
    if (number && !number->is_range() && number->low > 0) return Quantity{number->low, unit->ucum};
  }
  return std::nullopt;
}

std::string Printed(const Slots& slots) {
  std::string printed;
  for (std::string_view name : {"low", "low_multiplier", "high", "high_multiplier", "multiplier"}) {
    const std::string_view text = slots.Text(name);
    if (text.empty()) continue;
    if (name == "high" && !printed.empty()) printed += " -";
    if (!printed.empty()) printed += ' ';
    printed += text;
  }
  return printed;
}

std::string Expanded(const Dose& dose) {
  std::string text = FormatNumber(dose.low);
  if (dose.high != dose.low) text += "-" + FormatNumber(dose.high);
  return text + " " + dose.unit;
}

/// How often and for how long, and from that what the amount is an amount of.
void ReadTiming(const Slots& slots, const DoseUnit& unit, Dose& dose) {
  dose.basis = slots.OneOf("basis", {"administration", "day", "total"});
  if (dose.basis.empty()) dose.basis = unit.basis;
  dose.interval = unit.interval;
  const std::string_view interval = slots.Text("interval");
  if (IsPerDay(interval)) {
    if (dose.basis.empty()) dose.basis = "day";
  } else if (const auto period = ParseInterval(interval)) {
    dose.interval = period->iso;
  }
  dose.administrations = Administrations(slots);
  if (dose.basis.empty() && (dose.administrations || !dose.interval.empty())) dose.basis = "administration";
  dose.duration = slots.Iso("duration");
}

}  // namespace

std::optional<Read<Dose>> ReadDose(const Finding& finding) {
  const Slots slots(finding);
  const auto unit = UnitOf(slots);
  if (!unit) return std::nullopt;
  const NumberOptions options{LostExponentMax(*unit)};
  const auto amount = AmountRange(slots, options);
  if (!amount) return std::nullopt;
  Read<Dose> read;
  Dose& dose = read.value;
  dose.low = amount->low;
  dose.high = amount->high;
  dose.unit = unit->ucum;
  dose.repaired = amount->repaired;
  if (IsImplausible(dose)) return std::nullopt;
  ReadTiming(slots, *unit, dose);
  dose.phase = slots.OneOf("phase", {"loading", "maintenance", "escalation"});
  dose.concentration = ReadQuantity(slots.Text("concentration"));
  dose.volume = ReadQuantity(slots.Text("volume"));
  dose.route = slots.OneOf("route", {"intravenous", "intrathecal", "intra-articular", "intracoronary",
                                     "intramyocardial", "intra-arterial", "intramuscular", "subcutaneous",
                                     "oral", "inhaled", "topical", "intralesional", "intravitreal", "other"});
  if (dose.basis.empty() && !dose.route.empty() && unit->ucum.find("/min") == std::string::npos &&
      unit->ucum.find("/h") == std::string::npos)
    dose.basis = "administration";
  dose.agent = CleanLabel(slots.Text("agent"));
  dose.arm = CleanLabel(slots.Text("arm"));
  if (amount->scaled || amount->repaired) read.conversion = Printed(slots) + " = " + Expanded(dose);
  return read;
}

}  // namespace trialmine

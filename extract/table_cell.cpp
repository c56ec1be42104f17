#include "table_cell.h"

#include <re2/re2.h>

#include <array>
#include <cmath>
#include <cstdlib>

#include "wording.h"

namespace trialmine {
namespace {

/// A shape of cell: each group of the pattern fills the slot of the same place.
struct Shape {
  RE2 pattern;
  std::array<const char*, 3> slots;
};

std::optional<std::vector<MatchSlot>> Fit(std::string_view cell, const Shape& shape,
                                          std::string_view statistic) {
  std::array<re2::StringPiece, 4> parts;
  const int groups = shape.pattern.NumberOfCapturingGroups() + 1;
  const re2::StringPiece words(cell.data(), cell.size());
  if (!shape.pattern.Match(words, 0, words.size(), RE2::ANCHOR_BOTH, parts.data(), groups))
    return std::nullopt;
  std::vector<MatchSlot> slots{{"statistic", std::string(statistic), {}}};
  for (int i = 1; i < groups; ++i) {
    if (parts[i].data() == nullptr) continue;
    const auto begin = static_cast<uint32_t>(parts[i].data() - cell.data());
    slots.push_back({shape.slots[i - 1],
                     std::string(parts[i].data(), parts[i].size()),
                     {begin, begin + static_cast<uint32_t>(parts[i].size())}});
  }
  return slots;
}

#define NUMBER R"(([-+]?\d+(?:,\d{3})*(?:\.\d+)?))"

/// Whether `percent`, as precisely as it is printed, is the share that `events` are of `people`.
bool IsShare(std::string_view events, std::string_view percent, int people) {
  const double share = 100.0 * std::atof(std::string(events).c_str()) / people;
  const size_t point = percent.find('.');
  const double unit = point == std::string_view::npos ? 1 : std::pow(10, -double(percent.size() - point - 1));
  return share <= 100 && std::abs(share - std::atof(std::string(percent).c_str())) <= 0.5 * unit + 0.05;
}

/// "12 (40)" and "12 (40%)" where 12 of the people it is about are 40 %.
std::optional<std::vector<MatchSlot>> ReadShare(std::string_view cell, int people) {
  static const Shape kShape{RE2(R"((\d+) ?[(\[]([\d.]+) ?%?[)\]])"), {"events", "percent", nullptr}};
  auto slots = people > 0 ? Fit(cell, kShape, "events") : std::nullopt;
  if (!slots || !IsShare((*slots)[1].text, (*slots)[2].text, people)) return std::nullopt;
  slots->push_back({"total", std::to_string(people), {}});
  return slots;
}

std::optional<std::vector<MatchSlot>> ReadPair(std::string_view cell, const CellFormat& format) {
  static const Shape kMeanSd{RE2(NUMBER R"( ?[(\[]? ?± ?)" NUMBER R"([)\]]?)"), {"estimate", "sd", nullptr}};
  static const Shape kMeanSe{RE2(NUMBER R"( ?[(\[]? ?± ?)" NUMBER R"([)\]]?)"), {"estimate", "se", nullptr}};
  static const Shape kFraction{RE2(R"((\d+) ?/ ?(\d+)(?: ?[(\[]([\d.]+) ?%?[)\]])?)"),
                               {"events", "total", "percent"}};
  static const Shape kCountPercent{RE2(R"((\d{1,3}(?:,\d{3})+|\d+) ?[(\[]([\d.]+) ?%[)\]])"),
                                   {"events", "percent", nullptr}};
  static const Shape kCountBare{RE2(R"((\d{1,3}(?:,\d{3})+|\d+) ?[(\[]([\d.]+)[)\]])"),
                                {"events", "percent", nullptr}};
  static const Shape kPercentCount{RE2(R"(([\d.]+) ?% ?[(\[](\d+)(?: ?/ ?(\d+))?[)\]])"),
                                   {"percent", "events", "total"}};
  static const Shape kBarePercentCount{RE2(R"(([\d.]+) ?[(\[](\d+)[)\]])"), {"percent", "events", nullptr}};
  static const Shape kBracketSd{RE2(NUMBER R"( ?[(\[])" NUMBER R"([)\]])"), {"estimate", "sd", nullptr}};
  static const Shape kBracketSe{RE2(NUMBER R"( ?[(\[])" NUMBER R"([)\]])"), {"estimate", "se", nullptr}};
  if (auto slots = Fit(cell, format.se && !format.sd ? kMeanSe : kMeanSd, "mean")) return slots;
  if (auto slots = Fit(cell, kFraction, "events")) return slots;
  if (auto slots = Fit(cell, kCountPercent, "events")) return slots;
  if (auto slots = Fit(cell, kPercentCount, "events")) return slots;
  if (format.percent_first) return Fit(cell, kBarePercentCount, "events");
  // "n (%) or mean (SD)": only a fraction tells that it is no count.
  const bool either = format.percent && (format.mean || format.sd);
  if (either && cell.substr(0, cell.find_first_of("([")).find('.') == std::string_view::npos)
    return std::nullopt;
  if (format.percent && !either)
    if (auto slots = Fit(cell, kCountBare, "events")) return slots;
  if (format.se && !format.sd) return Fit(cell, kBracketSe, "mean");
  if (format.sd || (format.mean && !format.percent)) return Fit(cell, kBracketSd, "mean");
  return std::nullopt;
}

std::optional<std::vector<MatchSlot>> ReadSpan(std::string_view cell, const CellFormat& format) {
#define SPAN NUMBER R"( ?[(\[])" NUMBER R"((?: ?(?:-|~|to|,|;|–|/) ?| ))" NUMBER R"([)\]])"
  static const Shape kInterval{RE2(SPAN), {"estimate", "ci_low", "ci_high"}};
  static const Shape kShareInterval{RE2(SPAN), {"percent", "ci_low", "ci_high"}};
  static const Shape kQuartiles{RE2(SPAN), {"estimate", "iqr_low", "iqr_high"}};
  static const Shape kRange{RE2(SPAN), {"estimate", "range_low", "range_high"}};
#undef SPAN
  if (!format.ratio.empty()) return Fit(cell, kInterval, format.ratio);
  if (format.interval && format.percent && !format.mean) return Fit(cell, kShareInterval, "proportion");
  if (format.interval) return Fit(cell, kInterval, format.median ? "median" : "mean");
  if (format.quartiles) return Fit(cell, kQuartiles, "median");
  if (format.range) return Fit(cell, kRange, format.mean ? "mean" : "median");
  return std::nullopt;
}

std::optional<std::vector<MatchSlot>> ReadSingle(std::string_view cell, const CellFormat& format) {
  static const Shape kPercentSign{RE2(R"(([\d.]+) ?%)"), {"percent", nullptr, nullptr}};
  static const Shape kPercent{RE2(R"((\d+(?:\.\d+)?))"), {"percent", nullptr, nullptr}};
  static const Shape kCount{RE2(R"((\d{1,3}(?:,\d{3})+|\d{1,5}))"), {"events", nullptr, nullptr}};
  static const Shape kEstimate{RE2(NUMBER), {"estimate", nullptr, nullptr}};
  if (!format.ratio.empty()) return Fit(cell, kEstimate, format.ratio);
  if (auto slots = Fit(cell, kPercentSign, "proportion")) return slots;
  if (format.pairs_only) return std::nullopt;
  if (format.mean) return Fit(cell, kEstimate, "mean");
  if (format.median) return Fit(cell, kEstimate, "median");
  if (format.percent && !format.count) return Fit(cell, kPercent, "proportion");
  if (format.count && (!format.percent || cell == "0")) return Fit(cell, kCount, "events");
  return std::nullopt;
}

#undef NUMBER

}  // namespace

CellFormat FormatIn(std::string_view words) {
  static const Wording kMean("table.says.mean"), kMedian("table.says.median"), kSd("table.says.sd"),
      kSe("table.says.se"), kInterval("table.says.interval"), kQuartiles("table.says.quartiles"),
      kRange("table.says.range"), kPercent("table.says.percent"), kLevel("table.says.level"),
      kAmount("table.says.amount"), kPercentFirst("table.says.percent-first"), kCount("table.says.count"),
      kPeople("table.says.people"), kHazard("table.says.hazard-ratio"), kOdds("table.says.odds-ratio"),
      kRisk("table.says.risk-ratio"), kDifference("table.says.difference");
  CellFormat format;
  format.mean = kMean.In(words);
  format.median = kMedian.In(words);
  std::string no_level(words);  // "95% CI" is no percentage.
  RE2::GlobalReplace(&no_level, kLevel, "CI");
  RE2::GlobalReplace(&no_level, kAmount, "");
  format.percent = kPercent.In(no_level);
  format.count = kCount.In(words);
  format.percent_first = kPercentFirst.In(words);
  format.bare_count = kPeople.In(words);
  format.sd = kSd.In(words);
  format.se = kSe.In(words);
  format.interval = kInterval.In(words);
  format.quartiles = kQuartiles.In(words);
  format.range = kRange.In(words);
  if (kHazard.In(words))
    format.ratio = "hazard_ratio";
  else if (kOdds.In(words))
    format.ratio = "odds_ratio";
  else if (kRisk.In(words))
    format.ratio = "risk_ratio";
  else if (kDifference.In(words))
    format.ratio = "mean_difference";
  return format;
}

std::string_view WithoutMarks(std::string_view cell) {
  static const RE2 kMark(
      R"((?:(?:[\d)\]%])( ?(?:\^(?:[a-h]|\d)(?:,[a-h\d])*|[*†‡§¶#]+|\^[*†‡§¶#]+| [a-h](?: [a-h])*|[a-h](?:[.,][a-h])*\.?))$))");
  if (cell.find("10^") != std::string_view::npos) return cell;
  re2::StringPiece mark;
  if (RE2::PartialMatch(re2::StringPiece(cell.data(), cell.size()), kMark, &mark))
    cell.remove_suffix(mark.size());
  return cell;
}

namespace {

/// The length of the sign of a currency at the front.
size_t CurrencySize(std::string_view words) {
  for (const std::string_view sign : {"£", "$", "€", "¥"})
    if (words.starts_with(sign)) return sign.size();
  return 0;
}

bool HoldsCurrency(std::string_view cell) {
  for (size_t i = 0; i < cell.size(); ++i)
    if (CurrencySize(cell.substr(i)) > 0) return true;
  return false;
}

/// "£161 (£718)" as "161 (718)", its numbers where they stand in the cell.
std::optional<std::vector<MatchSlot>> ReadMoney(std::string_view cell, const CellFormat& format) {
  std::string bare;
  std::vector<uint32_t> places;
  for (size_t i = 0; i < cell.size();) {
    if (const size_t sign = CurrencySize(cell.substr(i)); sign > 0) {
      i += sign;
      continue;
    }
    places.push_back(static_cast<uint32_t>(i));
    bare += cell[i++];
  }
  places.push_back(static_cast<uint32_t>(cell.size()));
  auto slots = ReadCell(bare, format);
  if (!slots || slots->front().text == "events" || slots->front().text == "proportion") return std::nullopt;
  for (MatchSlot& slot : *slots)
    if (!slot.range.empty()) slot.range = {places[slot.range.begin], places[slot.range.end - 1] + 1};
  return slots;
}

}  // namespace

std::optional<std::vector<MatchSlot>> ReadCell(std::string_view cell, const CellFormat& format, int people) {
  if (cell.empty() || cell.size() > 64) return std::nullopt;
  if (HoldsCurrency(cell)) return ReadMoney(cell, format);
  cell = WithoutMarks(cell);
  if (!format.percent_first)
    if (auto slots = ReadShare(cell, people)) return slots;
  if (cell == "0" && people > 0 && format.count && format.percent)
    return std::vector<MatchSlot>{
        {"statistic", "events", {}}, {"events", "0", {0, 1}}, {"total", std::to_string(people), {}}};
  if (auto slots = ReadPair(cell, format)) return slots;
  if (auto slots = ReadSpan(cell, format)) return slots;
  return ReadSingle(cell, format);
}

std::optional<std::vector<MatchSlot>> ReadIntervalCell(std::string_view cell) {
  static const RE2 kInterval(
      R"([(\[]?([-+]?\d+(?:\.\d+)?)(?: ?(?:-|~|to|,|;|–) ?)([-+]?\d+(?:\.\d+)?)[)\]]?)");
  re2::StringPiece low, high;
  if (!RE2::FullMatch(re2::StringPiece(cell.data(), cell.size()), kInterval, &low, &high))
    return std::nullopt;
  return std::vector<MatchSlot>{{"ci_low", std::string(low.data(), low.size()), {}},
                                {"ci_high", std::string(high.data(), high.size()), {}}};
}

std::optional<std::vector<MatchSlot>> ReadPCell(std::string_view cell) {
  static const RE2 kP(R"((?i)^(?:p ?)?([<>=≤≥])? ?([01]?\.\d+|[01]\.0+)(?: ?\^?[*†‡a-e]{0,2})$)");
  re2::StringPiece relation, p;
  if (!RE2::FullMatch(re2::StringPiece(cell.data(), cell.size()), kP, &relation, &p)) return std::nullopt;
  std::vector<MatchSlot> slots;
  slots.push_back({"p_relation", relation.empty() ? "=" : std::string(relation.data(), relation.size()), {}});
  slots.push_back({"p", std::string(p.data(), p.size()), {}});
  return slots;
}

}  // namespace trialmine

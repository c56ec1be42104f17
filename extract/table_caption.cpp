#include "table_caption.h"

#include <re2/re2.h>

#include "result_times.h"
#include "table_head.h"
#include "wording.h"

namespace trialmine {
bool IsBaselineTable(std::string_view caption) {
  static const Wording kBaseline("table.caption.baseline");
  static const Wording kLater("table.caption.after-baseline");
  return kBaseline.In(caption) && !kLater.In(caption);
}

bool IsChangeTable(std::string_view caption) {
  static const Wording kChanges("table.caption.change");
  return kChanges.In(caption);
}

bool ReportsOnlyBaseline(std::string_view title) {
  static const Wording kOnly("table.title.only-baseline");
  return kOnly.In(title);
}

bool NamesHarms(std::string_view caption) {
  static const Wording kHarms("table.caption.harms");
  return kHarms.In(caption);
}

bool IsIntervalName(std::string_view name) {
  static const Wording kInterval("table.interval-name");
  return kInterval.In(name);
}

bool IsOtherTable(std::string_view caption) {
  static const Wording kOther("table.caption.other");
  return kOther.In(caption);
}

std::string LevelIn(std::string_view words) {
  static const Wording kLevel("table.level");
  std::string level;
  RE2::PartialMatch(Piece(words), kLevel, &level);
  return level;
}

bool IsRegistryCaption(std::string_view caption) {
  static const Wording kRegistry("table.caption.registry");
  return kRegistry.In(caption);
}

std::string CaptionOutcome(std::string_view caption) {
  static const Wording kRegistry("table.caption.registry"), kFront("table.caption.front"),
      kBack("table.caption.back"), kFormats("table.caption.format");
  std::string name;
  if (RE2::PartialMatch(Piece(caption), kRegistry, &name)) return name;
  name = caption;
  RE2::Replace(&name, kFront, "");
  RE2::Replace(&name, kBack, "");
  RE2::GlobalReplace(&name, kFormats, "");
  while (!name.empty() && std::string_view(" ,:;.").find(name.back()) != std::string_view::npos)
    name.pop_back();
  return name.size() > 80 ? std::string() : name;
}

std::string CaptionTime(std::string_view caption) {
  static const Wording kBracket("table.caption.bracket");
  std::string words;
  if (!RE2::PartialMatch(Piece(caption), kBracket, &words)) return {};
  if (std::string time = TimeText(words); !time.empty()) return time;
  const std::vector<TimeMention> times = TimesIn(words, {0, static_cast<uint32_t>(words.size())});
  return times.size() == 1 ? times[0].text : std::string();
}

}  // namespace trialmine

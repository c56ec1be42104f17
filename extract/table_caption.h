#pragma once

#include <string>
#include <string_view>

namespace trialmine {

/// A table of people before treatment, unless it says that it holds later values too.
bool IsBaselineTable(std::string_view caption);
/// "Changes in clinical parameters relative to baseline": its numbers are changes.
bool IsChangeTable(std::string_view caption);
/// A report of who was enrolled, before anything was found: "study protocol and baseline characteristics".
bool ReportsOnlyBaseline(std::string_view title);
/// A table of the methods, not of results: what was measured when, who was searched.
bool IsOtherTable(std::string_view caption);
/// "Treatment-emergent adverse reactions", 并发症: a table of harms.
bool NamesHarms(std::string_view caption);
/// "95% CI" as the name of a row: the intervals of what stands in the row above.
bool IsIntervalName(std::string_view name);
/// "95" of "95% CI"; empty where no level is named.
std::string LevelIn(std::string_view words);
/// What a caption says the numbers are: "Table 2. Comparison of pain scores between the groups" → "pain
/// scores"; empty where that is no short name.
std::string CaptionOutcome(std::string_view caption);
/// "Primary outcome: Pain [Week 12]": a registry's table of one measure, which its caption names.
bool IsRegistryCaption(std::string_view caption);
/// The time in square brackets at the end of a registry's caption ("[Week 12]"), as TimeText gives it.
std::string CaptionTime(std::string_view caption);

}  // namespace trialmine

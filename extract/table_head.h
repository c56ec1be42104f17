#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "result_arms.h"
#include "table_cell.h"

namespace trialmine {

/// What a head says of the values below it, or a stub of those beside it.
enum class HeadRole : uint8_t {
  kName,     ///< An outcome, or part of its name.
  kArm,      ///< "MSC group (n = 30)"
  kTime,     ///< "Week 12", "Baseline", 治疗后
  kFormat,   ///< "n (%)", "Mean (SD)": kinds of number only.
  kP,        ///< A p-value between the groups.
  kEffect,   ///< A difference or ratio of the groups.
  kTotal,    ///< "All patients", "Total": over the groups in a head, over the subgroups in a stub.
  kNothing,  ///< Test statistics, units, references, p within a group.
  kGroups,   ///< "Treatment group", 组别: the heads below it, or the names in its column, are arms.
};

/// The role of one head by its own words.
HeadRole RoleOf(std::string_view words, const ArmBook& arms);

/// Whether words that name no arm by themselves can be one where their neighbours are.
bool MayBeArm(std::string_view words);

/// "MSC group (n = 30)" → "MSC group".
std::string ArmLabel(std::string_view head);
/// "MSC group (n = 30)" → "30"; empty where no number of people is told.
std::string PeopleIn(std::string_view head);

/// Whether words name a time: "Week 12", "2 nd week", "After treatment", 治疗后.
bool IsTimeHead(std::string_view words);
/// The duration a time's words name ("4 weeks" for "Week 4"), `baseline`, or nothing ("after treatment").
std::string TimeText(std::string_view words);

/// The two parts of words at each of their spaces, commas and dashes, and before a Chinese time of treatment.
std::vector<std::pair<std::string_view, std::string_view>> SplitsOf(std::string_view words);

/// The name without the format that follows it and without the marks of footnotes (`marks`: their letters).
std::string OutcomeText(std::string_view words, std::string_view marks);
/// The unit in brackets or behind a comma at the end of an outcome's name.
std::string UnitIn(std::string_view name);
std::string WithoutUnit(std::string_view name, std::string_view unit);
/// A name that says nothing without the heading above it: "Yes", "Total", "Mean", "1-2".
bool IsBareName(std::string_view name);
/// A name that says what was done with the numbers, not what they measure: "LSM change from baseline",
/// "Difference vs placebo", "Hazard ratio".
bool NamesStatistic(std::string_view name);
/// What a difference or ratio is of: "Hazard ratio for time to death" → "time to death".
std::string_view ComparedIn(std::string_view effect);
/// "Efficacy outcomes": a heading that orders the rows below it but is no part of their names.
bool IsGenericHeading(std::string_view heading);
/// Age and sex describe people before treatment, whatever the table.
bool DescribesPeople(std::string_view name);

}  // namespace trialmine

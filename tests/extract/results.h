#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "extract/extract.h"

// What tests of results and outcomes read, in short.

namespace trialmine {

inline const RuleSet& BuiltInRules() {
  static const Result<RuleSet> rules = RuleSet::BuiltIn();
  if (!rules.ok()) ADD_FAILURE() << rules.error().detail;
  return *rules;
}

/// `outcome | arm | numbers | time`, the numbers in a fixed order with the p last; what is not there is left
/// empty.
inline std::string Short(const Finding& finding) {
  const auto text = [&](std::string_view slot) {
    const Slot* found = finding.Find(slot);
    return found ? found->text : std::string();
  };
  std::string out = text("outcome") + " | " + text("arm") + " | " + text("statistic");
  for (const char* slot :
       {"events", "total", "percent", "estimate", "sd", "se", "ci_low", "ci_high", "iqr_low", "iqr_high"})
    if (finding.Find(slot)) out += " " + text(slot);
  if (finding.Find("p")) out += " p" + text("p_relation") + text("p");
  out += " | " + text("time");
  return out;
}

/// Reads `text` where `place` says, as rule files name places.
inline std::vector<Finding> Read(std::string_view text, std::string_view place = "results") {
  RuleExample example;
  example.text = text;
  example.place = place;
  const Document document = ExampleDocument(example);
  std::vector<Finding> findings = Extract(document, BuiltInRules());
  for (const Finding& finding : findings) {
    EXPECT_FALSE(finding.span.empty());
    EXPECT_LE(finding.span.end, document.text.size());
  }
  return findings;
}

inline std::vector<std::string> Results(std::string_view text, std::string_view place = "results") {
  std::vector<std::string> results;
  for (const Finding& finding : Read(text, place))
    if (finding.field == Field::kResult) results.push_back(Short(finding));
  return results;
}

inline std::vector<std::string> Outcomes(std::string_view text, std::string_view place = "methods") {
  std::vector<std::string> outcomes;
  for (const Finding& finding : Read(text, place))
    if (finding.field == Field::kOutcome)
      outcomes.push_back(finding.Find("name")->text + " (" + finding.Find("role")->text + ")");
  return outcomes;
}

struct ResultCase {
  std::string text;
  std::vector<std::string> results;
};

using Strings = std::vector<std::string>;

}  // namespace trialmine

#include "normalize/examples.h"

#include <simdjson.h>

#include <cmath>
#include <optional>

#include "normalize/trial.h"

namespace trialmine {
namespace {

using simdjson::dom::element;

bool IsNumber(element value) { return value.is_double() || value.is_int64() || value.is_uint64(); }

double AsDouble(element value) { return value.get_double().value(); }

bool SameElement(element expected, element found) {
  if (IsNumber(expected) && IsNumber(found)) {
    const double a = AsDouble(expected), b = AsDouble(found);
    return std::fabs(a - b) <= 1e-9 * std::max(1.0, std::fabs(a));
  }
  return simdjson::minify(expected) == simdjson::minify(found);
}

/// Why `found` is not as expected; nothing where it is.
std::optional<std::string> Difference(element expected, element found) {
  simdjson::dom::object keys;
  if (expected.get(keys)) return "the expected value is not an object";
  for (const auto& [key, value] : keys) {
    element actual;
    const bool missing = found.at_key(key).get(actual) != simdjson::SUCCESS;
    if (value.is_null() ? missing : (!missing && SameElement(value, actual))) continue;
    const std::string name(key);
    const std::string wanted = value.is_null() ? "missing" : simdjson::minify(value);
    return name + " is " + (missing ? std::string("missing") : simdjson::minify(actual)) + ", not " + wanted;
  }
  return std::nullopt;
}

std::vector<Fact> FactsOf(const RuleExample& example, const RuleSet& rules) {
  return Normalize(ExampleDocument(example), ExampleFindings(example, rules)).facts;
}

/// What is wrong with an example's facts; nothing where all is well.
std::optional<std::string> Judge(const RuleExample& example, const std::vector<Fact>& facts) {
  if (!example.must_match) {
    if (facts.empty()) return std::nullopt;
    return "found " + ToJson(facts.front().value) + " by " + facts.front().finding.rule;
  }
  if (facts.empty()) return "found nothing";
  simdjson::dom::parser expected_parser, found_parser;
  element expected;
  if (expected_parser.parse(example.value.empty() ? std::string("{}") : example.value).get(expected))
    return "its value is not JSON: " + example.value;
  std::string differences;
  for (const Fact& fact : facts) {
    element found;
    if (found_parser.parse(ToJson(fact.value)).get(found))
      return "the value found is not JSON: " + ToJson(fact.value);
    const auto difference = Difference(expected, found);
    if (!difference) return std::nullopt;
    differences += (differences.empty() ? "" : "; ") + *difference;
  }
  return differences;
}

}  // namespace

std::vector<ExampleFailure> CheckExample(const RuleExample& example, const RuleSet& rules) {
  auto reason = Judge(example, FactsOf(example, rules));
  if (!reason) return {};
  return {{example, std::move(*reason)}};
}

std::vector<ExampleFailure> CheckExamples(const RuleSet& rules) {
  std::vector<ExampleFailure> failures;
  for (const RuleExample& example : rules.Examples())
    for (ExampleFailure& failure : CheckExample(example, rules)) failures.push_back(std::move(failure));
  for (const RuleExample& example : rules.WordingExamples())
    if (WordingMatches(example) != example.must_match)
      failures.push_back({example, example.must_match ? "did not match" : "matched"});
  return failures;
}

}  // namespace trialmine

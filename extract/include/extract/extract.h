#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "extract/finding.h"
#include "fetch/result.h"
#include "parse/document.h"

namespace trialmine {

/// What a rule must find in `text`, or must not find.
struct RuleExample {
  std::string rule;
  std::string place = "text";  ///< Where `text` stands: a place as rule files name it (docs/rules.md).
  std::string text;
  bool must_match = true;
  bool whole_field =
      false;          ///< Nothing of the rule's field may be found, by any rule: the example of a guard.
  std::string value;  ///< JSON object of the expected public value's keys; `{}` where any match will do.
};

/// A rule as a person sees it in `trialmine rules list`.
struct RuleInfo {
  std::string id;
  std::string kind;  ///< `rule`, `attribute`, `cue` or `wording`.
  std::string field;
  std::string file;
  std::string pattern;  ///< On one line.
};

/// A compiled set of rules. Immutable; one serves any number of threads.
class RuleSet {
 public:
  /// The rules compiled into the program. Their regexes are taken as checked (a test does).
  static Result<RuleSet> BuiltIn();
  /// The built-in rules with those of `folder` (TOML files, searched recursively) added; a rule of the same
  /// id replaces the built-in one.
  static Result<RuleSet> WithFolder(const std::string& folder);

  ~RuleSet();
  RuleSet(RuleSet&&) noexcept;
  RuleSet& operator=(RuleSet&&) noexcept;

  /// A digest of every pattern and setting: equal versions find equal things.
  const std::string& version() const;
  std::vector<RuleInfo> List() const;
  /// The examples of rules; ExampleFindings tells whether one holds.
  std::vector<RuleExample> Examples() const;
  /// The examples of wordings, words that tables and links are read by; `rule` is the wording, `text` all
  /// that is asked.
  std::vector<RuleExample> WordingExamples() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit RuleSet(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Everything the rules read in a document, in text order.
///
/// Empty, never an error, where nothing is found or the language has no rules. Safe to call from many threads
/// with one rule set.
std::vector<Finding> Extract(const Document& document, const RuleSet& rules);

/// The same of each document, in less time: what the rules need stays in the cache from one to the next.
std::vector<std::vector<Finding>> Extract(std::span<const Document> documents, const RuleSet& rules);

/// The document of one block that an example describes.
Document ExampleDocument(const RuleExample& example);

/// What `rules` read in an example that speaks for or against it: the findings of its rule, or of the whole
/// field. The example holds when there are some just where it must match (and one of them has its value).
std::vector<Finding> ExampleFindings(const RuleExample& example, const RuleSet& rules);

/// Whether the wording of a wording's example matches something, not nothing, in its text.
bool WordingMatches(const RuleExample& example);

/// A line for each thing that took part in reading `text` as one paragraph: its folded form, the sentences,
/// the rules that matched with their captures, the cues that applied, and what lost to what.
std::string Explain(std::string_view text, const RuleSet& rules);

}  // namespace trialmine

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extract/extract.h"
#include "extract/finding.h"
#include "fetch/result.h"
#include "places.h"

// The rule files as data, before anything is compiled. docs/rules.md describes the format to rule authors.

namespace trialmine {

/// Text a rule is for.
enum class RuleLanguage : uint8_t { kAny, kEnglish, kChinese };

/// How far a pattern or an attribute sees.
enum class Reach : uint8_t { kClause, kSentence, kBlock, kDocument };

enum class Prefer : uint8_t { kNearest, kBefore, kAfter };

enum class CueKind : uint8_t { kNegated, kOtherStudy, kAnimal, kPlanned, kBaseline };

enum class Direction : uint8_t { kForward, kBackward, kBoth, kSentence, kBlock, kDocument };

using Constants = std::vector<std::pair<std::string, std::string>>;

/// What every entry of a rule file has.
struct RuleEntry {
  std::string id;
  std::string file;     ///< Relative path of the file it stands in.
  std::string pattern;  ///< As written, on one line.
  std::string regex;    ///< With its pieces put in.
  RuleLanguage language = RuleLanguage::kAny;
  Places where, not_where;  ///< `where` is never empty.

  /// Whether it reads the block as running text, sentence by sentence.
  bool Reads(const Block& block, bool registry) const {
    return where.Hold(block, registry) && !not_where.Hold(block, registry);
  }
  /// Whether it reads the block whole, as the registry field it names.
  bool ReadsField(const Block& block) const { return where.HoldField(block) && !not_where.HoldField(block); }
};

/// `[[rule]]`: reads findings.
struct Rule : RuleEntry {
  Field field = Field::kSampleSize;
  Constants gives;
  std::string needs, unless;  ///< Regexes the sentence must, or must not, hold; empty: none.
  Reach reach = Reach::kSentence;
  float confidence = 0.8F;
  int rank = 0;
  bool guard = false;     ///< Wins overlaps and yields nothing.
  bool fallback = false;  ///< Believed only where no better rule reads the field in the document.
  std::vector<RuleExample> examples;
};

/// The rule that stands behind findings that code makes of others, so that they name one too.
inline Rule RuleOfCode(std::string id, Field field, float confidence) {
  Rule rule;
  rule.id = std::move(id);
  rule.field = field;
  rule.confidence = confidence;
  return rule;
}

/// `[[attribute]]`: fills an empty slot of findings nearby.
struct Attribute : RuleEntry {
  Field of = Field::kDose;
  std::string slot;
  Constants gives;
  Reach reach = Reach::kSentence;
  Prefer prefer = Prefer::kNearest;
};

/// `[[cue]]`: says something about findings nearby.
struct Cue : RuleEntry {
  CueKind sets = CueKind::kNegated;
  Direction direction = Direction::kForward;
  std::string stops;          ///< Regex that ends its scope within the sentence; empty: none.
  std::vector<Field> fields;  ///< Empty: all.
  bool guard = false;         ///< Hides the cues it overlaps, and sets nothing ("not only").
};

/// `[[effect]]`: what a context does to findings of some fields.
struct Effect {
  CueKind context = CueKind::kNegated;
  std::vector<Field> fields;                ///< Empty: all.
  RuleLanguage rules = RuleLanguage::kAny;  ///< What rules of this language found; kAny: of all.
  bool drop = false;
  float confidence = 1;  ///< Factor.
  Constants gives;       ///< Sets, or replaces, slots.
};

/// `[[wording]]`: words that the program itself asks for (see Wording()).
struct WordingEntry {
  std::string id;
  std::string file;
  std::string pattern;  ///< As written, on one line.
  std::string regex;    ///< With its pieces put in, ignoring case.
  std::vector<RuleExample> examples;
};

struct RuleTable {
  std::vector<Rule> rules;
  std::vector<Attribute> attributes;
  std::vector<Cue> cues;
  std::vector<Effect> effects;
  std::vector<WordingEntry> wordings;
};

/// A rule file: `path` such as `dose/en.toml`, `pieces/any.toml`, `context/zh.toml`, `wordings/tables.toml`.
struct RuleFile {
  std::string path;
  std::string text;
};

/// Reads rule files. An entry of `added` replaces the one of the same id in `files`; two of one id elsewhere
/// are an error, and so is a wording in `added`: wordings are compiled into the code that asks. So is any
/// other mistake in them but one that only the regex compiler sees; it names file and rule.
Result<RuleTable> ReadRules(const std::vector<RuleFile>& files, const std::vector<RuleFile>& added = {});

}  // namespace trialmine

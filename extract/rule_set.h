#pragma once

#include <array>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "extract/extract.h"
#include "pattern.h"
#include "prefilter.h"
#include "rule.h"

namespace trialmine {

/// A capture of a rule and the slot it fills. `count_2` fills `count` of the second finding.
struct Capture {
  int group = 0;  ///< Of the regex.
  std::string slot;
  int number = 0;  ///< Of the finding; 0: of each.
};

/// Splits `count_2` into `count` and 2, `count` into `count` and 0; what follows `__` only makes the name
/// unique.
Capture CaptureNamed(std::string_view name, int group = 0);

/// An entry with its regexes.
struct CompiledEntry {
  enum class Kind : uint8_t { kRule, kAttribute, kCue };

  CompiledEntry(Kind entry_kind, const RuleEntry& of, const std::string& needs_regex,
                const std::string& unless_regex, const std::string& stops_regex)
      : kind(entry_kind),
        entry(&of),
        pattern(of.regex),
        needs(needs_regex),
        unless(unless_regex),
        stops(stops_regex) {}

  const Rule& rule() const { return *static_cast<const Rule*>(entry); }
  const Attribute& attribute() const { return *static_cast<const Attribute*>(entry); }
  const Cue& cue() const { return *static_cast<const Cue*>(entry); }
  /// The captures of the pattern, in its order.
  const std::vector<Capture>& captures() const;

  Kind kind;
  const RuleEntry* entry;
  Pattern pattern;
  Pattern needs, unless;  ///< Of a rule.
  Pattern stops;          ///< Of a cue.

 private:
  mutable std::once_flag once_;
  mutable std::vector<Capture> captures_;
};

/// What is read at once: each has its own entries, so that a sentence of prose is not searched for what only
/// cells hold.
enum class Ground : uint8_t { kText, kCell, kBlock, kField };

/// Text to read by the rules of one language, or of both.
enum class Script : uint8_t { kEnglish, kChinese, kMixed };

/// By the characters of one sentence: the language of a block may be another in one of its sentences.
Script ScriptOf(std::string_view folded);

/// The entries that read text with Chinese characters or without, in order.
class Readers {
 public:
  explicit Readers(bool han) : han_(han) {}

  void Add(const CompiledEntry& entry);

  const std::vector<const CompiledEntry*>& entries() const { return entries_; }
  /// Of the entries' patterns, numbered as they are, those that read blocks `of_whole`; made when it is first
  /// asked for.
  const Prefilter& prefilter() const;
  /// Which of the entries read such text, as bits.
  const std::vector<uint64_t>& Among(Script script, Ground ground) const {
    return among_[static_cast<size_t>(script)][static_cast<size_t>(ground)];
  }

 private:
  const bool han_;
  std::vector<const CompiledEntry*> entries_;
  std::array<std::array<std::vector<uint64_t>, 4>, 3> among_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<const Prefilter> prefilter_;
};

struct RuleSet::Impl {
  RuleTable table;
  std::string version;
  std::deque<CompiledEntry> entries;  ///< Rules, attributes, cues, each in file order.
  Readers latin{false}, han{true};
  bool reads_references = false;

  const Readers& ReadersOf(std::string_view text) const { return HoldsHan(text) ? han : latin; }

  /// Checks every regex: an error naming file and rule, if one is broken.
  Status Check() const;
  /// Arranges the table's patterns. To be called once, when `table` is complete and stays where it is.
  void Compile();
};

/// The files compiled into the program.
std::vector<RuleFile> BuiltInFiles();

/// Rules from files, ready for use. `added` replaces by id, as ReadRules says.
Result<std::unique_ptr<RuleSet::Impl>> MakeRules(const std::vector<RuleFile>& files,
                                                 const std::vector<RuleFile>& added = {});

}  // namespace trialmine

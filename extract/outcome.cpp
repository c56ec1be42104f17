#include "outcome.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>

#include "outcome_core.h"
#include "prefilter.h"
#include "wording.h"

namespace trialmine {
namespace {

constexpr size_t kMostReported = 8;  ///< A report has few main outcomes.
constexpr size_t kLongestName = 160;
constexpr size_t kLongestAbstract = 8000;  ///< What is longer is a whole report or a web page.

/// The rule that stands behind outcomes known by their results alone.
const Rule& ReportedRule() {
  static const Rule kRule = RuleOfCode("outcome.any.reported", Field::kOutcome, 0.5F);
  return kRule;
}

/// The rule that stands behind outcomes listed under a heading.
const Rule& HeadingRule() {
  static const Rule kRule = RuleOfCode("outcome.en.under-heading", Field::kOutcome, 0.75F);
  return kRule;
}

bool IsHarm(std::string_view name) {
  static const Wording kHarm("outcome.harm");
  return kHarm.In(name);
}

/// A whole report that names its primary and its secondary outcomes tells of others by the way.
bool SaysAllOutcomes(const Document& document, const std::vector<Match>& declared) {
  const auto has = [&](std::string_view role) {
    return std::any_of(declared.begin(), declared.end(), [&](const Match& match) {
      const MatchSlot* slot = match.Find("role");
      return slot && slot->text == role;
    });
  };
  return document.text.size() > kLongestAbstract && has("primary") && has("secondary");
}

/// Letters and digits in lower case: what two printings of one name have in common.
std::string Key(std::string_view name) {
  std::string key;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80)
      key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return key;
}

/// Whether one name holds the other, or most of their neighbouring characters are the same: 产后血压,
/// 血压变化.
bool AreAlike(std::string_view a, std::string_view b) {
  if (a.find(b) != a.npos || b.find(a) != b.npos) return true;
  constexpr size_t kHan = 3, kPair = 2 * kHan;  // Bytes.
  if (a.size() < kPair || b.size() < kPair) return false;
  size_t shared = 0;
  for (size_t i = 0; i + kPair <= a.size(); i += kHan) shared += b.find(a.substr(i, kPair)) != b.npos;
  return 2 * shared * kHan >= std::min(a.size(), b.size()) - kHan;
}

/// 优秀, 满意: how well people did, not by which measure.
bool IsGrade(std::string_view name) {
  static const Wording kGrade("outcome.grade");
  return kGrade.In(name);
}

/// Whether a document tells of its own study of people: no review, and somebody was studied. Other documents'
/// comparisons are no outcomes of a trial.
bool StudiesPeople(const Document& document) {
  static const Wording kReview("outcome.other-title");
  static const Wording kPeople("outcome.people");
  return !kReview.In(document.title) && kPeople.In(document.text);
}

}  // namespace

bool SumsUpStudies(const Document& document) {
  static const Wording kReview("outcome.review-title");
  static const Wording kReviews("outcome.review");
  return kReview.In(document.title) || kReviews.In(document.text);
}

void OutcomeList::Declare(const Match& match) {
  const MatchSlot* name = match.Find("name");
  if (!name || name->range.empty() || match.Find("whole")) {
    declared_.push_back(match);
    const int32_t group = document_.blocks[readings_[match.reading].block].group;
    for (const Block& block : document_.blocks)
      if (group >= 0 && block.group == group && block.field == "outcome.time_frame")
        declared_.back().Fill("time_frame", document_.Text(block.span));
    return;
  }
  for (const OutcomeName& item : SplitNames(readings_[match.reading].text(), name->range)) {
    Match outcome = match;
    std::erase_if(outcome.slots, [](const MatchSlot& slot) { return slot.name == "name"; });
    outcome.range = item.range;
    outcome.Fill("name", Printed(match.reading, item), item.range);
    if (IsHarm(item.text)) {
      std::erase_if(outcome.slots,
                    [](const MatchSlot& slot) { return slot.name == "role" && slot.text == "unspecified"; });
      outcome.Fill("role", "safety");
    }
    declared_.push_back(std::move(outcome));
  }
}

void OutcomeList::DeclareUnderHeadings() {
  static const Wording kHeading("outcome.heading");
  static const Wording kVerb("outcome.heading.verb");
  for (uint32_t i = 0; i < readings_.size(); ++i) {
    const uint32_t block = readings_[i].block;
    if (block == 0 || readings_[i].sentences.empty() || document_.blocks[block].kind == BlockKind::kField)
      continue;
    const Block& above = document_.blocks[block - 1];
    if (above.kind != BlockKind::kLabel && above.kind != BlockKind::kHeading) continue;
    const std::string_view heading = document_.Text(above.span);
    if (!kHeading.In(heading)) continue;
    const Range sentence = readings_[i].sentences[0];
    const std::string_view words = sentence.Of(readings_[i].text());
    if (words.size() > 400 || kVerb.In(words)) continue;
    const bool primary = heading.find("rimary") != heading.npos || heading.find("RIMARY") != heading.npos ||
                         heading.find("Main outcome") != heading.npos ||
                         heading.find("MAIN OUTCOME") != heading.npos;
    Match list;
    list.rule = &HeadingRule();
    list.reading = i;
    list.range = sentence;
    list.confidence = list.rule->confidence;
    list.Fill("name", words, sentence);
    list.Fill("role", primary ? "primary" : "unspecified");
    Declare(list);
  }
}

void OutcomeList::Report(uint32_t reading, uint32_t sentence, const OutcomeName& name, Known known) {
  if (name.range.empty() || name.text.size() > kLongestName ||
      !CanName(readings_[reading].text(), name.range) || IsGrade(name.text))
    return;
  Match outcome;
  outcome.rule = &ReportedRule();
  outcome.reading = reading;
  outcome.sentence = sentence;
  outcome.range = name.range;
  outcome.confidence = outcome.rule->confidence;
  outcome.Fill("name", Printed(reading, name), name.range);
  outcome.Fill("role", known == Known::kHarm || IsHarm(name.text) ? "safety" : "unspecified");
  if (known == Known::kMeasured || known == Known::kHarm)
    measured_.push_back(Key(outcome.Find("name")->text));
  (known == Known::kAssociated ? associated_ : reported_).push_back(std::move(outcome));
}

std::string OutcomeList::Printed(uint32_t reading, const OutcomeName& name) const {
  return std::string(document_.Text(readings_[reading].folded.Source(name.range)));
}

const Match* OutcomeList::Primary() const {
  const Match* primary = nullptr;
  for (const Match& outcome : declared_) {
    if (!outcome.Find("role") || outcome.Find("role")->text != "primary" || outcome.Find("whole")) continue;
    if (primary) return nullptr;
    primary = &outcome;
  }
  return primary;
}

/// "VAS score", "joint index (VAS)" where "visual analogue scale (VAS)" was declared.
bool OutcomeList::IsAbbreviationOfDeclared(std::string_view name) const {
  static const RE2 kShort(R"(\b([A-Z][A-Z0-9-]{1,12})\b)");
  re2::StringPiece rest(name.data(), name.size()), word;
  while (RE2::FindAndConsume(&rest, kShort, &word)) {
    const std::string bracketed = "(" + std::string(word.data(), word.size()) + ")";
    for (const Match& match : declared_)
      if (const MatchSlot* declared = match.Find("name");
          declared && declared->text.find(bracketed) != std::string::npos)
        return true;
  }
  return false;
}

/// "hs-CRP" where "high-sensitivity C-reactive protein (hs-CRP)" was declared before it.
bool OutcomeList::RestatesDeclared(const Match& outcome) const {
  static const RE2 kShort(
      R"((?:serum |plasma |the )?([A-Za-z]*[A-Z][A-Za-z0-9-]*[A-Z0-9][A-Za-z0-9-]*)(?: (?:scores?|levels?|concentrations?))?)");
  const std::string& name = outcome.Find("name")->text;
  std::string word;
  if (!RE2::FullMatch(name, kShort, &word)) return false;
  const std::string bracketed = "(" + word + ")";
  for (const Match& other : declared_) {
    if (&other == &outcome) return false;
    const MatchSlot* declared = other.Find("name");
    if (declared && declared->text.find(bracketed) != std::string::npos) return true;
  }
  return false;
}

/// Whether an outcome that the methods only announce ("比较两组疗效") has a result, or little else has.
bool OutcomeList::HasResult(std::string_view announced) const {
  static const RE2 kShort(R"(\(([A-Za-z][A-Za-z0-9%/-]+)\))");
  constexpr size_t kFew = 2;
  const std::string key = Key(announced);
  std::string abbreviation;
  RE2::PartialMatch(re2::StringPiece(announced.data(), announced.size()), kShort, &abbreviation);
  std::vector<std::string> others;
  for (const Match& match : reported_) {
    const std::string& name = match.Find("name")->text;
    const std::string other = Key(name);
    if (AreAlike(other, key)) return true;
    if (!abbreviation.empty() && name.find(abbreviation) != std::string::npos) return true;
    if (std::find(others.begin(), others.end(), other) == others.end()) others.push_back(other);
  }
  return others.size() < kFew;
}

/// 疗效 of a report that gives 总有效率: what it was measured by stands for it.
bool OutcomeList::IsEffectOfRate(std::string_view name) const {
  static const Wording kEffect("outcome.effect");
  if (!kEffect.In(name)) return false;
  const auto is_rate = [](const Match& match) {
    return match.Find("name") && match.Find("name")->text.ends_with("有效率");
  };
  return std::any_of(declared_.begin(), declared_.end(), is_rate) ||
         std::any_of(reported_.begin(), reported_.end(), is_rate);
}

bool OutcomeList::DeclaresPrimary() const {
  return std::any_of(declared_.begin(), declared_.end(), [](const Match& match) {
    const MatchSlot* role = match.Find("role");
    return role && role->text == "primary";
  });
}

/// 出血 of a report that gives 术中出血量 and 总出血量: it only heads them.
bool OutcomeList::HeadsReported(const std::string& announced) const {
  constexpr size_t kShort = 6;  // Bytes: two characters.
  std::vector<std::string> longer;
  if (announced.size() > kShort) return false;
  for (const Match& match : reported_) {
    std::string key = Key(match.Find("name")->text);
    if (key.size() > announced.size() && key.find(announced) != std::string::npos &&
        std::find(longer.begin(), longer.end(), key) == longer.end())
      longer.push_back(std::move(key));
  }
  return longer.size() > 1;
}

/// Of the declared outcomes those that count: announced ones with a result, aims where no primary is named.
std::vector<const Match*> OutcomeList::Declared() const {
  const bool primary = DeclaresPrimary();
  std::vector<std::string> keys;
  std::vector<const Match*> declared;
  for (const Match& outcome : declared_) {
    const MatchSlot* name = outcome.Find("name");
    const std::string key = Key(name ? name->text : "");
    if (outcome.Find("announced") && (!HasResult(name->text) || HeadsReported(key))) continue;
    if (outcome.Find("aim") && primary) continue;
    if (key.empty() || std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    if (!outcome.Find("whole") && (RestatesDeclared(outcome) || IsEffectOfRate(key))) continue;
    keys.push_back(key);
    declared.push_back(&outcome);
  }
  return declared;
}

void OutcomeList::AddTo(std::vector<Match>& matches) const {
  if ((!declared_.empty() || !reported_.empty() || !associated_.empty()) && SumsUpStudies(document_)) return;
  std::vector<std::string> keys;
  for (const Match* outcome : Declared()) {
    keys.push_back(Key(outcome->Find("name")->text));
    matches.push_back(*outcome);
  }
  const std::vector<Match>& reports = declared_.empty() && reported_.empty() ? associated_ : reported_;
  if (reports.empty() || SaysAllOutcomes(document_, declared_) || !StudiesPeople(document_)) return;
  AddReports(reports, std::move(keys), matches);
}

void OutcomeList::AddReports(const std::vector<Match>& reports, std::vector<std::string> keys,
                             std::vector<Match>& matches) const {
  constexpr size_t kSeveral = 2;
  const bool few_others = keys.size() >= kSeveral;
  const OutcomeCores namer(document_.text);
  std::vector<std::vector<std::string>> cores;
  for (size_t i = matches.size() - keys.size(); i < matches.size(); ++i)
    cores.push_back(namer.Of(matches[i].Find("name")->text));
  const auto known = [&](const std::string& key, const std::vector<std::string>& core) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](const std::string& other) {
                         return other.find(key) != std::string::npos || key.find(other) != std::string::npos;
                       }) ||
           (!HoldsHan(key) && std::any_of(cores.begin(), cores.end(),
                                          [&](const auto& other) { return SaysNoMore(core, other); }));
  };
  size_t reported = 0;
  for (const Match& outcome : reports) {
    const std::string& name = outcome.Find("name")->text;
    const std::string key = Key(name);
    std::vector<std::string> core = namer.Of(name);
    if (key.empty() || known(key, core) || reported >= kMostReported || IsEffectOfRate(key)) continue;
    // Beside several declared outcomes an English report's others are what it tells of its arms.
    if (few_others && !HoldsHan(key) && std::find(measured_.begin(), measured_.end(), key) == measured_.end())
      continue;
    if (IsAbbreviationOfDeclared(name)) continue;
    keys.push_back(key);
    cores.push_back(std::move(core));
    matches.push_back(outcome);
    ++reported;
  }
}

}  // namespace trialmine
